"""An application whose applicant died may go to another of its parties."""

from typing import ClassVar

from django.db import migrations

from bancheng.kernel.database import load_sql


class Migration(migrations.Migration):
    dependencies: ClassVar = [("cases", "0007_receipts")]
    operations: ClassVar = [load_sql(__file__, "hand_over_v1.sql")]
