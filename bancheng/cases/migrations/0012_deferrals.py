"""What was promised for later: how it comes, and an index by which the clock finds what has not come."""

from typing import ClassVar

from django.db import migrations, models

from bancheng.kernel.database import load_sql


class Migration(migrations.Migration):
    dependencies: ClassVar = [("cases", "0011_names")]
    operations: ClassVar = [
        migrations.AddIndex(
            model_name="clock",
            index=models.Index(
                fields=["due_at", "case_id"],
                name="cases_clock_deferral",
                condition=models.Q(kind__in=["deferral", "deferral_warning"], stopped_at__isnull=True),
            ),
        ),
        load_sql(__file__, "bring_v1.sql"),
    ]
