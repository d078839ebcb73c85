"""What an officer did last is read in order of time (我办过的)."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("cases", "0002_recompute")]
    operations: ClassVar = [
        migrations.AddIndex(
            "case", models.Index(fields=["last_by", "-last_at", "case_id"], name="cases_case_done")
        ),
    ]
