"""A death is recorded once; what the person gave and had ends with it."""

from typing import ClassVar

from django.db import migrations

from bancheng.kernel.database import load_sql


class Migration(migrations.Migration):
    dependencies: ClassVar = [("accounts", "0002_acting")]
    operations: ClassVar = [load_sql(__file__, "death_v1.sql")]
