"""A submission that is refused leaves every key of what may run once where it was."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

from bancheng.kernel.database import load_sql


class Migration(migrations.Migration):
    dependencies: ClassVar = [("journeys", "0004_asking")]
    operations: ClassVar = [load_sql(__file__, "submit_v3.sql")]
