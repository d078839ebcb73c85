"""An offer in the middle of a case, and cases that an earlier result finds not needed."""

from typing import ClassVar

from django.db import migrations, models

from bancheng.kernel.database import load_sql

_STATES = (
    "waiting", "filed", "correction_requested", "accepted", "paused", "offered", "approved", "issued", "refused",
    "not_accepted", "withdrawn", "declined", "not_needed", "terminated",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies: ClassVar = [("cases", "0004_questions")]
    operations: ClassVar = [
        migrations.RemoveConstraint(model_name="case", name="cases_case_state"),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", list(_STATES))), name="cases_case_state"
            ),
        ),
        load_sql(__file__, "close_v3.sql"),
    ]
