"""Messages, their ways out of the site, what was spent, and what people prefer."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from bancheng.notifications.lifecycle import DELIVERY


class Message(models.Model):
    """消息. What was told to whom about which event; `message_id` follows from them, so nothing is told twice."""

    pk = models.CompositePrimaryKey("application_id", "message_id")
    application_id = models.UUIDField()
    message_id = models.UUIDField()
    event_id = models.UUIDField()
    kind = models.TextField()
    recipient_kind = models.TextField()
    recipient_id = models.UUIDField()
    contact_id = models.UUIDField(null=True)
    """The person whose telephone rings: the recipient, or who acts for it."""
    template = models.TextField()
    """Digest of the release of the template; "" for the program's own words."""
    values = models.JSONField()
    url_name = models.TextField()
    url_args = models.JSONField()
    urgent = models.BooleanField()
    channels = ArrayField(models.TextField())
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "notifications_message"
        indexes: ClassVar = [
            models.Index(fields=["recipient_id", "-at", "-message_id"], name="notifications_inbox"),
            models.Index(
                fields=["recipient_id"], name="notifications_unread", condition=Q(read_at__isnull=True)
            ),
        ]


class Delivery(models.Model):
    """投递. One way out of the site for one message. Its state moves only through the functions of `sql/`."""

    pk = models.CompositePrimaryKey("application_id", "message_id", "channel")
    application_id = models.UUIDField()
    message_id = models.UUIDField()
    channel = models.TextField()
    state = models.TextField()
    urgent = models.BooleanField()
    tries = models.IntegerField()
    next_at = models.DateTimeField()
    lease = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    reference = models.TextField()
    error = models.TextField()
    queued_at = models.DateTimeField()
    moved_at = models.DateTimeField()

    class Meta:
        db_table = "notifications_delivery"
        constraints: ClassVar = [DELIVERY.constraint("notifications_delivery_state")]
        indexes: ClassVar = [
            models.Index(
                fields=["channel", "next_at", "message_id"],
                name="notifications_due",
                condition=Q(state__in=["queued", "failed"]),
            ),
            models.Index(
                fields=["channel", "-moved_at"], name="notifications_sent", condition=Q(state="sent")
            ),
        ]


class Spending(models.Model):
    """花费. What a way cost on a day (分), and how many messages the cap kept back."""

    pk = models.CompositePrimaryKey("day", "channel")
    day = models.DateField()
    channel = models.TextField()
    spent = models.BigIntegerField()
    kept_back = models.BigIntegerField()

    class Meta:
        db_table = "notifications_spending"


class Preference(models.Model):
    """提醒方式. Which ways a person wants; no row: text messages, no e-mail. The inbox cannot be switched off."""

    person_id = models.UUIDField(primary_key=True)
    channels = ArrayField(models.TextField())
    email_sealed = models.TextField()
    updated_at = models.DateTimeField()

    class Meta:
        db_table = "notifications_preference"
