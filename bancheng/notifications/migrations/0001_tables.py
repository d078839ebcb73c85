"""Messages, deliveries, spending, preferences: all of them written by the functions of `sql/` only."""

import django.contrib.postgres.fields
from django.db import migrations, models

from bancheng.kernel.database import grants, load_sql


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("kernel", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Preference",
            fields=[
                ("person_id", models.UUIDField(primary_key=True, serialize=False)),
                (
                    "channels",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None),
                ),
                ("email_sealed", models.TextField()),
                ("updated_at", models.DateTimeField()),
            ],
            options={
                "db_table": "notifications_preference",
            },
        ),
        migrations.CreateModel(
            name="Spending",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "day", "channel", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("day", models.DateField()),
                ("channel", models.TextField()),
                ("spent", models.BigIntegerField()),
                ("kept_back", models.BigIntegerField()),
            ],
            options={
                "db_table": "notifications_spending",
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "application_id",
                        "message_id",
                        "channel",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("application_id", models.UUIDField()),
                ("message_id", models.UUIDField()),
                ("channel", models.TextField()),
                ("state", models.TextField()),
                ("urgent", models.BooleanField()),
                ("tries", models.IntegerField()),
                ("next_at", models.DateTimeField()),
                ("lease", models.UUIDField(null=True)),
                ("lease_until", models.DateTimeField(null=True)),
                ("reference", models.TextField()),
                ("error", models.TextField()),
                ("queued_at", models.DateTimeField()),
                ("moved_at", models.DateTimeField()),
            ],
            options={
                "db_table": "notifications_delivery",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["queued", "failed"])),
                        fields=["channel", "next_at", "message_id"],
                        name="notifications_due",
                    ),
                    models.Index(
                        condition=models.Q(("state", "sent")),
                        fields=["channel", "-moved_at"],
                        name="notifications_sent",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["queued", "failed", "sent", "delivered", "gave_up"])
                        ),
                        name="notifications_delivery_state",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "application_id",
                        "message_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("application_id", models.UUIDField()),
                ("message_id", models.UUIDField()),
                ("event_id", models.UUIDField()),
                ("kind", models.TextField()),
                ("recipient_kind", models.TextField()),
                ("recipient_id", models.UUIDField()),
                ("contact_id", models.UUIDField(null=True)),
                ("template", models.TextField()),
                ("values", models.JSONField()),
                ("url_name", models.TextField()),
                ("url_args", models.JSONField()),
                ("urgent", models.BooleanField()),
                (
                    "channels",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None),
                ),
                ("at", models.DateTimeField()),
                ("read_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "notifications_message",
                "indexes": [
                    models.Index(fields=["recipient_id", "-at", "-message_id"], name="notifications_inbox"),
                    models.Index(
                        condition=models.Q(("read_at__isnull", True)),
                        fields=["recipient_id"],
                        name="notifications_unread",
                    ),
                ],
            },
        ),
        grants("notifications_message", insert=False),
        grants("notifications_delivery", insert=False),
        grants("notifications_spending", insert=False),
        grants("notifications_preference", insert=False),
        load_sql(__file__, "tell_v1.sql"),
        load_sql(__file__, "send_v1.sql"),
        load_sql(__file__, "read_v1.sql"),
    ]
