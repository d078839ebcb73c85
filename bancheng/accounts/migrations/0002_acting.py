"""Enterprises, clerks, guardians, mandates; and for whom a session acts."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import bancheng.kernel.ids
from bancheng.kernel.database import grants, load_sql


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="person",
            name="died_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="session",
            name="acting_basis",
            field=models.CharField(blank=True, db_default="", default="", max_length=20),
        ),
        migrations.AddField(
            model_name="session",
            name="acting_id",
            field=models.UUIDField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="session",
            name="acting_kind",
            field=models.CharField(blank=True, db_default="", default="", max_length=10),
        ),
        migrations.AddField(
            model_name="session",
            name="authority_id",
            field=models.UUIDField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name="Enterprise",
            fields=[
                (
                    "id",
                    models.UUIDField(default=bancheng.kernel.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("uscc", models.CharField(max_length=18, unique=True)),
                ("name", models.CharField(max_length=200)),
                ("kind", models.CharField(blank=True, default="", max_length=10)),
                ("state", models.CharField(max_length=20)),
                ("representative_name", models.CharField(max_length=100)),
                ("representative_index", models.CharField(max_length=80)),
                ("region", models.CharField(blank=True, default="", max_length=12)),
                ("address", models.CharField(blank=True, default="", max_length=300)),
                ("told_at", models.DateTimeField()),
            ],
            options={
                "db_table": "accounts_enterprise",
                "indexes": [models.Index(fields=["representative_index"], name="enterprise_representative")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["being_set_up", "in_being", "deregistered"])),
                        name="accounts_enterprise_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("uscc__regex", "^[0-9A-Z]{18}$")), name="enterprise_uscc_form"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Mandate",
            fields=[
                (
                    "id",
                    models.UUIDField(default=bancheng.kernel.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("principal_kind", models.CharField(max_length=10)),
                ("principal_id", models.UUIDField()),
                ("principal_name", models.CharField(max_length=200)),
                ("agent_kind", models.CharField(max_length=10)),
                ("agent_id", models.UUIDField(null=True)),
                ("agent_index", models.CharField(blank=True, default="", max_length=80)),
                ("agent_name", models.CharField(max_length=200)),
                (
                    "journeys",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), null=True, size=None
                    ),
                ),
                ("acts", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ("valid_from", models.DateField()),
                ("until", models.DateField()),
                ("state", models.CharField(max_length=20)),
                ("version", models.IntegerField(default=1)),
                ("offered_at", models.DateTimeField()),
                ("offered_by", models.UUIDField()),
                ("answered_at", models.DateTimeField(null=True)),
                ("answered_by", models.UUIDField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.UUIDField(null=True)),
            ],
            options={
                "db_table": "accounts_mandate",
                "indexes": [
                    models.Index(fields=["agent_id", "state", "principal_name", "id"], name="mandate_agent"),
                    models.Index(
                        fields=["agent_index", "state", "principal_name", "id"], name="mandate_agent_index"
                    ),
                    models.Index(fields=["principal_id", "-offered_at"], name="mandate_principal"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["offered", "accepted", "declined", "revoked", "resigned", "ended"])
                        ),
                        name="accounts_mandate_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until__gte", models.F("valid_from"))),
                        name="mandate_dates_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("agent_id__isnull", False), ("agent_kind", "enterprise")),
                            models.Q(("agent_kind", "person"), models.Q(("agent_index", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="mandate_agent_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Clerk",
            fields=[
                (
                    "id",
                    models.UUIDField(default=bancheng.kernel.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("person_index", models.CharField(max_length=80)),
                ("name", models.CharField(max_length=100)),
                (
                    "journeys",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), null=True, size=None
                    ),
                ),
                ("acts", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ("for_clients", models.BooleanField(default=False)),
                ("valid_from", models.DateField()),
                ("until", models.DateField(null=True)),
                ("appointed_at", models.DateTimeField()),
                ("appointed_by", models.UUIDField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.UUIDField(null=True)),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clerks",
                        to="accounts.enterprise",
                    ),
                ),
            ],
            options={
                "db_table": "accounts_clerk",
                "indexes": [models.Index(fields=["person_index"], name="clerk_person")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("enterprise", "person_index"),
                        name="clerk_once_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until__isnull", True), ("until__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="clerk_dates_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Guardianship",
            fields=[
                (
                    "id",
                    models.UUIDField(default=bancheng.kernel.ids.uuid7, primary_key=True, serialize=False),
                ),
                ("relation", models.CharField(max_length=40)),
                ("source", models.CharField(max_length=100)),
                ("told_at", models.DateTimeField()),
                ("adult_on", models.DateField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "guardian",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="wards",
                        to="accounts.person",
                    ),
                ),
                (
                    "ward",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="guardianships",
                        to="accounts.person",
                    ),
                ),
            ],
            options={
                "db_table": "accounts_guardianship",
                "constraints": [
                    models.UniqueConstraint(fields=("ward", "guardian"), name="guardianship_once"),
                    models.CheckConstraint(
                        condition=models.Q(("ward", models.F("guardian")), _negated=True),
                        name="guardianship_of_another",
                    ),
                ],
            },
        ),
        grants(
            "accounts_person",
            update=["name", "sex", "born_on", "phone_sealed", "household_region", "died_on"],
        ),
        grants(
            "accounts_session",
            update=[
                "post_id",
                "seen_at",
                "ended_at",
                "acting_basis",
                "acting_kind",
                "acting_id",
                "authority_id",
            ],
            delete=True,
        ),
        grants("accounts_enterprise", insert=False),
        grants("accounts_clerk", update=["ended_at", "ended_by"]),
        grants("accounts_guardianship", update=["ended_at", "adult_on", "told_at"]),
        grants("accounts_mandate", insert=False),
        load_sql(__file__, "enterprise_v1.sql"),
        load_sql(__file__, "mandate_v1.sql"),
    ]
