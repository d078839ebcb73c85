"""Drafts, confirmations and notices; the functions that move them."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models

from bancheng.journeys.lifecycle import CONFIRMATION, DRAFT
from bancheng.kernel.database import grants, load_sql


class Migration(migrations.Migration):
    initial = True
    dependencies: ClassVar = [("kernel", "0001_initial"), ("cases", "0001_tables")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("draft_id", models.UUIDField(primary_key=True, serialize=False)),
                ("journey", models.TextField()),
                ("release", models.TextField()),
                ("owner_id", models.UUIDField()),
                ("acting_for_kind", models.TextField(default="person")),
                ("acting_for_id", models.UUIDField()),
                ("state", models.TextField(default="open")),
                ("version", models.IntegerField(default=1)),
                ("answers", models.JSONField(default=dict)),
                ("fields", models.JSONField(default=dict)),
                ("materials", models.JSONField(default=dict)),
                ("checked", models.JSONField(default=dict)),
                ("receipt", models.TextField(default="")),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("submitted_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "journeys_draft",
                "constraints": [DRAFT.constraint("journeys_draft_state")],
                "indexes": [
                    models.Index(fields=["owner_id", "state", "-updated_at"], name="journeys_draft_owner")
                ],
            },
        ),
        migrations.CreateModel(
            name="Confirmation",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "draft_id", "role", blank=True, editable=False, primary_key=True
                    ),
                ),
                ("draft_id", models.UUIDField()),
                ("role", models.TextField()),
                ("confirmation_id", models.UUIDField()),
                ("subject_index", models.TextField()),
                ("person_id", models.UUIDField(null=True)),
                ("state", models.TextField(default="asked")),
                ("digest", models.TextField()),
                ("asked_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("version", models.IntegerField(default=1)),
            ],
            options={
                "db_table": "journeys_confirmation",
                "constraints": [CONFIRMATION.constraint("journeys_confirmation_state")],
                "indexes": [
                    models.Index(fields=["subject_index", "state"], name="journeys_confirm_subject"),
                    models.Index(fields=["confirmation_id"], name="journeys_confirm_id"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("notice_id", models.UUIDField(primary_key=True, serialize=False)),
                ("draft_id", models.UUIDField(db_index=True)),
                ("paper_id", models.UUIDField()),
                ("number", models.TextField(unique=True)),
                ("release", models.TextField()),
                ("plan", models.JSONField()),
                ("digest", models.TextField()),
                ("at", models.DateTimeField()),
            ],
            options={"db_table": "journeys_notice"},
        ),
        grants("journeys_draft"),
        grants("journeys_confirmation", insert=False),
        grants("journeys_notice"),
        load_sql(__file__, "submit_v1.sql"),
        load_sql(__file__, "draft_v1.sql"),
        load_sql(__file__, "save_v1.sql"),
        load_sql(__file__, "confirmation_v1.sql"),
    ]
