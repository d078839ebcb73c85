"""The case family, moved by its functions only."""

import datetime

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models

from bancheng.kernel.database import grants, load_sql


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("kernel", "0001_initial"),
        ("worklist", "0001_tables"),
        ("documents", "0001_tables"),
        ("certificates", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Correction",
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
                ("entries", models.JSONField()),
                ("requested_at", models.DateTimeField()),
                ("requested_by", models.TextField()),
                ("due_at", models.DateTimeField()),
                ("provisional", models.BooleanField()),
                ("replies", models.JSONField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "cases_correction",
            },
        ),
        migrations.CreateModel(
            name="Application",
            fields=[
                ("application_id", models.UUIDField(primary_key=True, serialize=False)),
                ("receipt", models.TextField()),
                ("journey", models.TextField()),
                ("name", models.TextField()),
                ("tone", models.TextField()),
                ("release", models.TextField()),
                ("applicant_kind", models.TextField()),
                ("applicant_id", models.UUIDField()),
                ("applicant_name", models.TextField()),
                ("delivery_rule", models.TextField()),
                ("channel", models.TextField()),
                ("state", models.TextField()),
                ("version", models.IntegerField()),
                ("case_count", models.IntegerField()),
                ("open_cases", models.IntegerField()),
                ("issued_cases", models.IntegerField()),
                ("submitted_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("provisional", models.BooleanField()),
                (
                    "wake_at",
                    models.DateTimeField(default=datetime.datetime(9999, 12, 31, 0, 0, tzinfo=datetime.UTC)),
                ),
                ("released_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("facts", models.JSONField()),
            ],
            options={
                "db_table": "cases_application",
                "indexes": [
                    models.Index(
                        condition=models.Q(
                            ("state", "open"),
                            (
                                "wake_at__lt",
                                datetime.datetime(9999, 12, 31, 0, 0, tzinfo=datetime.UTC),
                            ),
                        ),
                        fields=["wake_at"],
                        name="cases_application_wake",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "delivered", "ended"])),
                        name="cases_application_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("issued_cases__gte", 0), ("open_cases__gte", 0)),
                        name="cases_application_counts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("delivery_rule__in", ["together", "as_ready", "together_but_at_latest_by"])
                        ),
                        name="cases_application_delivery",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Case",
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
                ("item", models.TextField()),
                ("name", models.TextField()),
                ("occurrence", models.TextField()),
                ("level", models.IntegerField()),
                ("organization", models.UUIDField()),
                ("handling", models.UUIDField()),
                ("plan", models.JSONField()),
                ("state", models.TextField()),
                ("version", models.IntegerField()),
                ("stage", models.IntegerField()),
                ("waiting_for", models.IntegerField()),
                ("queue", models.UUIDField()),
                ("held_by", models.UUIDField(null=True)),
                ("held_name", models.TextField(default="")),
                ("held_at", models.DateTimeField(null=True)),
                ("case_number", models.TextField(default="")),
                ("due_at", models.DateTimeField()),
                ("warn_at", models.DateTimeField()),
                ("wake_at", models.DateTimeField()),
                ("provisional", models.BooleanField()),
                ("filed_at", models.DateTimeField(null=True)),
                ("accepted_at", models.DateTimeField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("outcome", models.JSONField()),
                ("last_act", models.TextField()),
                ("last_by", models.TextField()),
                ("last_name", models.TextField()),
                ("last_at", models.DateTimeField()),
                ("last_key", models.TextField()),
            ],
            options={
                "db_table": "cases_case",
                "indexes": [
                    models.Index(
                        condition=models.Q(
                            (
                                "wake_at__lt",
                                datetime.datetime(9999, 12, 31, 0, 0, tzinfo=datetime.UTC),
                            )
                        ),
                        fields=["wake_at"],
                        name="cases_case_wake",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "waiting",
                                    "filed",
                                    "correction_requested",
                                    "accepted",
                                    "paused",
                                    "approved",
                                    "issued",
                                    "refused",
                                    "not_accepted",
                                    "withdrawn",
                                    "terminated",
                                ],
                            )
                        ),
                        name="cases_case_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("waiting_for__gte", 0)), name="cases_case_waiting"
                    ),
                    models.UniqueConstraint(fields=("application_id", "node"), name="cases_case_node"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Clock",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "application_id",
                        "case_id",
                        "kind",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("application_id", models.UUIDField()),
                ("case_id", models.UUIDField()),
                ("kind", models.TextField()),
                ("unit", models.TextField()),
                ("days", models.IntegerField()),
                ("started_at", models.DateTimeField()),
                ("pauses", models.JSONField()),
                ("stopped_at", models.DateTimeField(null=True)),
                ("due_at", models.DateTimeField()),
                ("provisional", models.BooleanField()),
            ],
            options={
                "db_table": "cases_clock",
                "indexes": [
                    models.Index(
                        condition=models.Q(("provisional", True), ("stopped_at__isnull", True)),
                        fields=["due_at"],
                        name="cases_clock_provisional",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("unit__in", ["wd", "cd"])), name="cases_clock_unit"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Material",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "application_id",
                        "case_id",
                        "type",
                        "holder",
                        "turn",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("application_id", models.UUIDField()),
                ("case_id", models.UUIDField()),
                ("type", models.TextField()),
                ("holder", models.TextField()),
                ("turn", models.IntegerField()),
                ("name", models.TextField()),
                ("form", models.TextField()),
                ("satisfied_by", models.TextField()),
                (
                    "files",
                    django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None),
                ),
            ],
            options={
                "db_table": "cases_material",
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        condition=models.Q(("files", []), _negated=True),
                        fields=["files"],
                        name="cases_material_files",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Party",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "application_id",
                        "subject_id",
                        "role",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("application_id", models.UUIDField()),
                ("subject_id", models.UUIDField()),
                ("role", models.TextField()),
                ("acts", models.BooleanField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "cases_party",
                "indexes": [
                    models.Index(fields=["subject_id", "-at", "application_id"], name="cases_party_subject")
                ],
            },
        ),
        migrations.CreateModel(
            name="Prerequisite",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "application_id",
                        "case_id",
                        "predecessor_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("application_id", models.UUIDField()),
                ("case_id", models.UUIDField()),
                ("predecessor_id", models.UUIDField()),
                ("on_failure", models.TextField()),
                ("state", models.TextField()),
                ("settled_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "cases_prerequisite",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("on_failure__in", ["stop", "continue_without", "ask_applicant"])),
                        name="cases_prerequisite_failure",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "met", "failed", "waived", "asked"])),
                        name="cases_prerequisite_state",
                    ),
                ],
            },
        ),
        load_sql(__file__, "apply_v1.sql", to=()),
        load_sql(__file__, "move_v1.sql"),
        load_sql(__file__, "close_v1.sql"),
        load_sql(__file__, "open_v1.sql"),
        load_sql(__file__, "answer_v1.sql"),
        load_sql(__file__, "deliver_v1.sql"),
        grants("cases_application", insert=False),
        grants("cases_party", insert=False),
        grants("cases_case", insert=False),
        grants("cases_prerequisite", insert=False),
        grants("cases_clock", insert=False),
        grants("cases_correction", insert=False),
        grants("cases_material", insert=False),
    ]
