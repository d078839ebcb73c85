"""Tables of the exchange: the append-only log of what was asked, and the answers kept for a draft."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from django.db import models

Value = str | bool | int | None
Record = Mapping[str, Value]


class Query(models.Model):
    """查询记录: who asked which resource, when, why and with what result. No personal data: the inputs as
    a keyed digest."""

    pk = models.CompositePrimaryKey("application_id", "query_id")
    application_id = models.UUIDField()
    query_id = models.UUIDField()
    at = models.DateTimeField()
    actor = models.TextField()
    resource = models.TextField()
    provider = models.TextField()
    purpose = models.TextField()
    inputs_index = models.TextField()
    result = models.TextField()
    milliseconds = models.IntegerField()

    class Meta:
        db_table = "exchange_query"
        indexes: ClassVar = [models.Index(fields=["resource", "at"], name="exchange_query_resource")]


class Report(models.Model):
    """推送: what a department's system told by itself, once for each of its message ids. What it says of whom is sealed, and
    taken out as soon as it was acted on (`settled_at`, `outcome`)."""

    pk = models.CompositePrimaryKey("system", "message_id")
    system = models.TextField()
    message_id = models.TextField()
    report_id = models.UUIDField(unique=True)
    resource = models.TextField()
    kind = models.TextField()
    digest = models.TextField()
    received_at = models.DateTimeField()
    sealed = models.TextField()
    settled_at = models.DateTimeField(null=True)
    outcome = models.TextField(default="")

    class Meta:
        db_table = "exchange_report"


class SpentNonce(models.Model):
    """用过的随机数: a signed message counts once; forgotten when its time is over anyway."""

    pk = models.CompositePrimaryKey("system", "nonce")
    system = models.TextField()
    nonce = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "exchange_nonce"
        indexes: ClassVar = [models.Index(fields=["at"], name="exchange_nonce_at")]


class KeptAnswer(models.Model):
    """查询结果: an answer as it was given, sealed, for the draft it was asked for and no longer than the
    resource allows."""

    pk = models.CompositePrimaryKey("application_id", "query_id")
    application_id = models.UUIDField()
    query_id = models.UUIDField()
    resource = models.TextField()
    inputs_index = models.TextField()
    found = models.BooleanField()
    authority = models.TextField()
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    sealed = models.TextField()

    class Meta:
        db_table = "exchange_answer"
        indexes: ClassVar = [
            models.Index(fields=["application_id", "resource", "inputs_index"], name="exchange_answer_again")
        ]
