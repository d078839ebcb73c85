"""Answer snapshots: inserted through one function, never changed."""

from django.db import migrations, models

from bancheng.kernel.database import grants, load_sql


class Migration(migrations.Migration):
    initial = True

    dependencies = [("kernel", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Answers",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "application_id",
                        "snapshot_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("application_id", models.UUIDField()),
                ("snapshot_id", models.UUIDField()),
                ("at", models.DateTimeField()),
                ("by", models.TextField()),
                ("answers", models.JSONField()),
                ("digest", models.TextField()),
            ],
            options={"db_table": "eforms_answers"},
        ),
        grants("eforms_answers", insert=False),
        load_sql(__file__, "record_v1.sql"),
    ]
