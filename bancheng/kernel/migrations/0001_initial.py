"""The log, its outbox, its seals and the small registries, with the rights of the three roles."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import bancheng.kernel.models
from bancheng.kernel.database import SEALER_ROLE, grants, load_sql


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "application_id",
                        "case_id",
                        "seq",
                        "at",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("application_id", models.UUIDField()),
                ("case_id", models.UUIDField()),
                ("seq", models.IntegerField()),
                ("at", models.DateTimeField()),
                ("id", models.UUIDField()),
                ("type", models.TextField()),
                ("v", models.IntegerField()),
                ("actor", models.TextField()),
                ("payload", models.JSONField()),
                ("digest", models.TextField()),
                ("xid", bancheng.kernel.models.Xid8Field()),
            ],
            options={
                "db_table": "kernel_event",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "at", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField()),
                ("id", models.UUIDField()),
                ("actor", models.TextField()),
                ("purpose", models.TextField()),
                ("subject", models.TextField()),
                ("object", models.TextField()),
                (
                    "fields",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None),
                ),
                ("request_id", models.TextField()),
                ("address", models.TextField()),
            ],
            options={
                "db_table": "kernel_evidence",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="Cursor",
            fields=[
                ("name", models.TextField(primary_key=True, serialize=False)),
                ("xid", bancheng.kernel.models.Xid8Field()),
                ("event_id", models.UUIDField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "kernel_cursor",
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "application_id",
                        "event_id",
                        "subscriber",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("application_id", models.UUIDField()),
                ("event_id", models.UUIDField()),
                ("subscriber", models.TextField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "kernel_delivery",
            },
        ),
        migrations.CreateModel(
            name="Head",
            fields=[
                ("position", models.BigIntegerField(primary_key=True, serialize=False)),
                ("link", models.TextField()),
                ("at", models.DateTimeField()),
                ("key", models.TextField()),
                ("signature", models.TextField()),
            ],
            options={
                "db_table": "kernel_head",
            },
        ),
        migrations.CreateModel(
            name="Number",
            fields=[
                ("number", models.TextField(primary_key=True, serialize=False)),
                ("kind", models.TextField()),
                ("application_id", models.UUIDField()),
                ("case_id", models.UUIDField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "kernel_number",
            },
        ),
        migrations.CreateModel(
            name="NumberBlock",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "series", "day", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("series", models.TextField()),
                ("day", models.DateField()),
                ("next", models.BigIntegerField()),
            ],
            options={
                "db_table": "kernel_number_block",
            },
        ),
        migrations.CreateModel(
            name="Release",
            fields=[
                ("digest", models.TextField(primary_key=True, serialize=False)),
                ("kind", models.TextField()),
                ("code", models.TextField()),
                ("closure", models.JSONField()),
                ("first_published_at", models.DateTimeField()),
            ],
            options={
                "db_table": "kernel_release",
            },
        ),
        migrations.CreateModel(
            name="CalendarYear",
            fields=[
                ("year", models.IntegerField(primary_key=True, serialize=False)),
                ("status", models.TextField()),
                ("source_notice", models.TextField()),
                ("days", models.JSONField()),
                ("imported_at", models.DateTimeField()),
            ],
            options={
                "db_table": "kernel_calendar_year",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["published", "provisional"])),
                        name="kernel_calendar_year_status",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Idempotency",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "actor", "key", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("actor", models.TextField()),
                ("key", models.TextField()),
                ("action", models.TextField()),
                ("body_digest", models.TextField()),
                ("started_at", models.DateTimeField()),
                ("fence", models.UUIDField(null=True)),
                ("status", models.IntegerField(null=True)),
                ("headers", models.JSONField(null=True)),
                ("body", models.TextField(null=True)),
            ],
            options={
                "db_table": "kernel_idempotency",
                "indexes": [models.Index(fields=["started_at"], name="kernel_idempotency_age")],
            },
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                ("position", models.BigIntegerField(primary_key=True, serialize=False)),
                ("xid", bancheng.kernel.models.Xid8Field()),
                ("event_id", models.UUIDField(unique=True)),
                ("application_id", models.UUIDField()),
                ("case_id", models.UUIDField()),
                ("seq", models.IntegerField()),
                ("at", models.DateTimeField()),
                ("row_digest", models.TextField()),
                ("link", models.TextField()),
            ],
            options={
                "db_table": "kernel_link",
                "indexes": [models.Index(fields=["xid", "event_id"], name="kernel_link_order")],
            },
        ),
        migrations.CreateModel(
            name="Outbox",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "application_id",
                        "event_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("application_id", models.UUIDField()),
                ("event_id", models.UUIDField()),
                ("case_id", models.UUIDField()),
                ("seq", models.IntegerField()),
                ("at", models.DateTimeField()),
                ("type", models.TextField()),
                ("next_at", models.DateTimeField()),
                ("lease", models.UUIDField(null=True)),
                ("lease_until", models.DateTimeField(null=True)),
                ("tries", models.IntegerField(default=0)),
                ("error", models.TextField(default="")),
                ("quarantined_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "kernel_outbox",
                "indexes": [
                    models.Index(
                        condition=models.Q(("quarantined_at__isnull", True)),
                        fields=["next_at", "event_id"],
                        name="kernel_outbox_due",
                    ),
                    models.Index(
                        condition=models.Q(("quarantined_at__isnull", False)),
                        fields=["quarantined_at"],
                        name="kernel_outbox_poison",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Rulebook",
            fields=[
                ("digest", models.TextField(primary_key=True, serialize=False)),
                ("kind", models.TextField()),
                ("code", models.TextField()),
                ("body", models.JSONField()),
                ("imported_at", models.DateTimeField()),
            ],
            options={
                "db_table": "kernel_rulebook",
                "indexes": [models.Index(fields=["kind", "code"], name="kernel_rulebook_name")],
            },
        ),
        migrations.CreateModel(
            name="SealMark",
            fields=[
                ("id", models.IntegerField(primary_key=True, serialize=False)),
                ("sealed_at", models.DateTimeField()),
            ],
            options={
                "db_table": "kernel_seal_mark",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="kernel_seal_mark_one")
                ],
            },
        ),
        migrations.CreateModel(
            name="Publication",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("kind", models.TextField()),
                ("code", models.TextField()),
                ("effective_from", models.DateField()),
                ("published_at", models.DateTimeField()),
                ("published_by", models.TextField()),
                (
                    "release",
                    models.ForeignKey(
                        db_column="release", on_delete=django.db.models.deletion.PROTECT, to="kernel.release"
                    ),
                ),
            ],
            options={
                "db_table": "kernel_publication",
                "indexes": [
                    models.Index(
                        fields=["kind", "code", "-effective_from", "-published_at"],
                        name="kernel_publication_now",
                    )
                ],
            },
        ),
        load_sql(__file__, "log_v1.sql"),
        load_sql(__file__, "partitions_v1.sql"),
        load_sql(__file__, "record_v1.sql"),
        load_sql(__file__, "outbox_v1.sql"),
        load_sql(__file__, "idempotency_v1.sql"),
        load_sql(__file__, "numbers_v1.sql"),
        migrations.RunSQL(
            "SELECT public.kernel_partitions_v1('2026-01-01', '2028-01-01')", migrations.RunSQL.noop
        ),
        grants("kernel_event", insert=False),
        grants("kernel_outbox", insert=False),
        grants("kernel_delivery", insert=False),
        grants("kernel_cursor", update=("xid", "event_id", "at")),
        grants("kernel_link", insert=False),
        grants("kernel_head", insert=False),
        grants("kernel_seal_mark", insert=False),
        grants("kernel_evidence"),
        grants("kernel_idempotency", insert=False),
        grants("kernel_number_block", insert=False),
        grants("kernel_number", insert=False),
        grants("kernel_rulebook"),
        grants("kernel_release"),
        grants("kernel_publication"),
        grants("kernel_calendar_year", update=("status", "source_notice", "days", "imported_at")),
        grants("kernel_event", insert=False, role=SEALER_ROLE),
        grants("kernel_link", role=SEALER_ROLE),
        grants("kernel_head", role=SEALER_ROLE),
        grants("kernel_seal_mark", insert=False, update=("sealed_at",), role=SEALER_ROLE),
    ]
