"""What did not work out can be applied for again: which draft does it for which ended case."""

from typing import ClassVar

from django.db import migrations, models

from bancheng.kernel.database import grants, load_sql


class Migration(migrations.Migration):
    dependencies: ClassVar = [("journeys", "0002_once")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="Again",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "application_id",
                        "case_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("application_id", models.UUIDField()),
                ("case_id", models.UUIDField()),
                ("node", models.TextField()),
                ("draft_id", models.UUIDField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "journeys_again",
                "indexes": [models.Index(fields=["draft_id"], name="journeys_again_draft")],
            },
        ),
        grants("journeys_again", insert=False),
        load_sql(__file__, "again_v1.sql"),
    ]
