"""Work in progress on rulebooks, and the functions that move it."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

from bancheng.journeys.lifecycle import REVISION
from bancheng.kernel.database import grants, load_sql


class Migration(migrations.Migration):
    dependencies: ClassVar = [("journeys", "0005_refused_keys")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="Revision",
            fields=[
                ("revision_id", models.UUIDField(primary_key=True, serialize=False)),
                ("organization_id", models.UUIDField()),
                ("organization", models.TextField()),
                ("title", models.TextField()),
                ("state", models.TextField(default="open")),
                ("version", models.IntegerField(default=1)),
                ("editors", ArrayField(models.UUIDField(), default=list)),
                ("begun_by", models.UUIDField()),
                ("begun_at", models.DateTimeField()),
                ("submitted_by", models.UUIDField(null=True)),
                ("submitted_at", models.DateTimeField(null=True)),
                ("decided_by", models.UUIDField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("note", models.TextField(default="")),
                ("effective_from", models.DateField(null=True)),
            ],
            options={
                "db_table": "journeys_revision",
                "constraints": [
                    REVISION.constraint("journeys_revision_state"),
                    models.CheckConstraint(
                        condition=~models.Q(state="published")
                        | (
                            models.Q(decided_by__isnull=False)
                            & ~models.Q(decided_by=models.F("submitted_by"))
                        ),
                        name="journeys_revision_two_persons",
                    ),
                ],
                "indexes": [models.Index(fields=["state", "-begun_at"], name="journeys_revision_list")],
            },
        ),
        migrations.CreateModel(
            name="Revised",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "revision_id", "kind", "code", blank=True, editable=False, primary_key=True
                    ),
                ),
                ("revision_id", models.UUIDField()),
                ("kind", models.TextField()),
                ("code", models.TextField()),
                ("live", models.BooleanField(default=True)),
                ("base", models.TextField(default="")),
                ("body", models.JSONField()),
                ("digest", models.TextField()),
                ("version", models.IntegerField(default=1)),
                ("edited_by", models.UUIDField()),
                ("edited_at", models.DateTimeField()),
            ],
            options={
                "db_table": "journeys_revised",
                "constraints": [
                    models.UniqueConstraint(
                        fields=["kind", "code"],
                        condition=models.Q(live=True),
                        name="journeys_revised_once",
                    )
                ],
            },
        ),
        grants("journeys_revision", insert=False),
        grants("journeys_revised", insert=False),
        load_sql(__file__, "revision_v1.sql"),
    ]
