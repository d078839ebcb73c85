"""The kernel's tables: the log, its outbox, its seals, and the small registries. Rows hold ids, codes and
digests.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Xid8Field(models.Field):  # type: ignore[type-arg]
    """PostgreSQL's 64-bit transaction id, read as text."""

    def db_type(self, connection: object) -> str:
        """The column type."""
        return "xid8"


class Event(models.Model):
    """事件。A fact that an act recorded; append only; partitioned by month (made by SQL, see migrations)."""

    pk = models.CompositePrimaryKey("application_id", "case_id", "seq", "at")
    application_id = models.UUIDField()
    case_id = models.UUIDField()
    seq = models.IntegerField()
    at = models.DateTimeField()
    id = models.UUIDField()
    type = models.TextField()
    v = models.IntegerField()
    actor = models.TextField()
    payload = models.JSONField()
    digest = models.TextField()
    xid = Xid8Field()

    class Meta:
        managed = False
        db_table = "kernel_event"


class Outbox(models.Model):
    """发件箱。One row per event until every subscriber has acted on it; written by `kernel_record_v1`
    only.
    """

    pk = models.CompositePrimaryKey("application_id", "event_id")
    application_id = models.UUIDField()
    event_id = models.UUIDField()
    case_id = models.UUIDField()
    seq = models.IntegerField()
    at = models.DateTimeField()
    type = models.TextField()
    next_at = models.DateTimeField()
    lease = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    tries = models.IntegerField(default=0)
    error = models.TextField(default="")
    quarantined_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "kernel_outbox"
        indexes: ClassVar = [
            models.Index(
                fields=["next_at", "event_id"],
                name="kernel_outbox_due",
                condition=models.Q(quarantined_at__isnull=True),
            ),
            models.Index(
                fields=["quarantined_at"],
                name="kernel_outbox_poison",
                condition=models.Q(quarantined_at__isnull=False),
            ),
        ]


class Delivery(models.Model):
    """送达标记。A subscriber has acted on an event: the key that makes a second relay harmless."""

    pk = models.CompositePrimaryKey("application_id", "event_id", "subscriber")
    application_id = models.UUIDField()
    event_id = models.UUIDField()
    subscriber = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "kernel_delivery"


class Cursor(models.Model):
    """游标。How far a reader of the whole log has come, in (xid, id) order."""

    name = models.TextField(primary_key=True)
    xid = Xid8Field()
    event_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        db_table = "kernel_cursor"


class Link(models.Model):
    """存证链。One link per event in (xid, id) order: link = SM3(link before, digest of the full row)."""

    position = models.BigIntegerField(primary_key=True)
    xid = Xid8Field()
    event_id = models.UUIDField(unique=True)
    application_id = models.UUIDField()
    case_id = models.UUIDField()
    seq = models.IntegerField()
    at = models.DateTimeField()
    row_digest = models.TextField()
    link = models.TextField()

    class Meta:
        db_table = "kernel_link"
        indexes: ClassVar = [models.Index(fields=["xid", "event_id"], name="kernel_link_order")]


class Head(models.Model):
    """链头。The last link of a sealed batch with its SM2 signature, exported outside the database."""

    position = models.BigIntegerField(primary_key=True)
    link = models.TextField()
    at = models.DateTimeField()
    key = models.TextField()
    signature = models.TextField()

    class Meta:
        db_table = "kernel_head"


class SealMark(models.Model):
    """存证时标。One row: everything committed up to this instant is sealed and exported."""

    id = models.IntegerField(primary_key=True)
    sealed_at = models.DateTimeField()

    class Meta:
        db_table = "kernel_seal_mark"
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(id=1), name="kernel_seal_mark_one")
        ]


class Evidence(models.Model):
    """查阅留痕。Who looked at whose data, at which fields and why; append only; partitioned by month."""

    pk = models.CompositePrimaryKey("at", "id")
    at = models.DateTimeField()
    id = models.UUIDField()
    actor = models.TextField()
    purpose = models.TextField()
    subject = models.TextField()
    object = models.TextField()
    fields = ArrayField(models.TextField())
    request_id = models.TextField()
    address = models.TextField()

    class Meta:
        managed = False
        db_table = "kernel_evidence"


class Idempotency(models.Model):
    """幂等登记。The first answer to a key, replayed byte-equal; the body is kept sealed."""

    pk = models.CompositePrimaryKey("actor", "key")
    actor = models.TextField()
    key = models.TextField()
    action = models.TextField()
    body_digest = models.TextField()
    started_at = models.DateTimeField()
    fence = models.UUIDField(null=True)
    status = models.IntegerField(null=True)
    headers = models.JSONField(null=True)
    body = models.TextField(null=True)

    class Meta:
        db_table = "kernel_idempotency"
        indexes: ClassVar = [models.Index(fields=["started_at"], name="kernel_idempotency_age")]


class NumberBlock(models.Model):
    """号段。The next free serial of a series on a day; taken in blocks before the act."""

    pk = models.CompositePrimaryKey("series", "day")
    series = models.TextField()
    day = models.DateField()
    next = models.BigIntegerField()

    class Meta:
        db_table = "kernel_number_block"


class Number(models.Model):
    """编号登记。Public number → the row it names. A label for people, never a key to access."""

    number = models.TextField(primary_key=True)
    kind = models.TextField()
    application_id = models.UUIDField()
    case_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        db_table = "kernel_number"


class Rulebook(models.Model):
    """规则书版本。One immutable version of a rule document, addressed by the digest of its content."""

    digest = models.TextField(primary_key=True)
    kind = models.TextField()
    code = models.TextField()
    body = models.JSONField()
    imported_at = models.DateTimeField()

    class Meta:
        db_table = "kernel_rulebook"
        indexes: ClassVar = [models.Index(fields=["kind", "code"], name="kernel_rulebook_name")]


class Release(models.Model):
    """发布。The closure of a root document: every document it reaches, by digest; its own digest names it."""

    digest = models.TextField(primary_key=True)
    kind = models.TextField()
    code = models.TextField()
    closure = models.JSONField()
    first_published_at = models.DateTimeField()

    class Meta:
        db_table = "kernel_release"


class Publication(models.Model):
    """发布记录。From which day a release is the one in force for its root, and who said so."""

    id = models.UUIDField(primary_key=True)
    kind = models.TextField()
    code = models.TextField()
    release = models.ForeignKey(Release, models.PROTECT, db_column="release", db_constraint=True)
    effective_from = models.DateField()
    published_at = models.DateTimeField()
    published_by = models.TextField()

    class Meta:
        db_table = "kernel_publication"
        indexes: ClassVar = [
            models.Index(
                fields=["kind", "code", "-effective_from", "-published_at"], name="kernel_publication_now"
            )
        ]


class CalendarYear(models.Model):
    """年度日历。Holidays and 调休 of one year: `published` by a State Council notice or `provisional` by
    law.
    """

    year = models.IntegerField(primary_key=True)
    status = models.TextField()
    source_notice = models.TextField()
    days = models.JSONField()
    imported_at = models.DateTimeField()

    class Meta:
        db_table = "kernel_calendar_year"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(status__in=["published", "provisional"]),
                name="kernel_calendar_year_status",
            )
        ]
