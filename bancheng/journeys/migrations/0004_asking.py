"""How often somebody was asked to confirm, and due dates that follow a holiday notice."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models

from bancheng.kernel.database import load_sql


class Migration(migrations.Migration):
    dependencies: ClassVar = [("journeys", "0003_again")]
    operations: ClassVar = [
        migrations.AddField("confirmation", "times", models.IntegerField(db_default=1)),
        load_sql(__file__, "confirmation_v2.sql"),
    ]
