"""Drafts by whom they are done for, what may be done once only, and reminding of a confirmation."""

from typing import ClassVar

from django.db import migrations, models

from bancheng.kernel.database import grants, load_sql


class Migration(migrations.Migration):
    dependencies: ClassVar = [("journeys", "0001_tables"), ("cases", "0004_questions")]
    operations: ClassVar = [
        migrations.AddIndex(
            "draft",
            models.Index(fields=["acting_for_id", "state", "-updated_at"], name="journeys_draft_subject"),
        ),
        migrations.AddField("confirmation", "reminded_at", models.DateTimeField(null=True)),
        migrations.CreateModel(
            name="Once",
            fields=[
                ("key", models.TextField(primary_key=True, serialize=False)),
                ("draft_id", models.UUIDField(db_index=True)),
                ("lasts", models.TextField()),
                ("ends_at", models.DateTimeField(null=True)),
                ("at", models.DateTimeField()),
            ],
            options={"db_table": "journeys_once"},
        ),
        grants("journeys_once", insert=False),
        load_sql(__file__, "submit_v2.sql"),
        load_sql(__file__, "remind_v1.sql"),
    ]
