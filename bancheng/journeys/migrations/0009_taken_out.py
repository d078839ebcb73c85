"""One of several people is taken out of a form: the end of their confirmation, and the function that moves the others up."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models

from bancheng.journeys.lifecycle import CONFIRMATION
from bancheng.kernel.database import load_sql


class Migration(migrations.Migration):
    dependencies: ClassVar = [("journeys", "0008_replaced")]
    operations: ClassVar = [
        migrations.RemoveConstraint("confirmation", "journeys_confirmation_state"),
        migrations.AddConstraint("confirmation", CONFIRMATION.constraint("journeys_confirmation_state")),
        migrations.AddConstraint(
            "confirmation",
            models.UniqueConstraint(
                fields=["draft_id", "confirmation_id"], name="journeys_confirmation_once"
            ),
        ),
        load_sql(__file__, "take_out_v1.sql"),
    ]
