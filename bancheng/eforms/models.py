"""The table of answers: immutable snapshots of what a form held when it was handed in or corrected."""

from __future__ import annotations

from django.db import models


class Answers(models.Model):
    """答案快照. `answers`: path → {e, t, v | sealed + index, source, at, authority, query_id}; never changed.

    `digest` is keyed (HMAC-SM3 over the clear values), so that it proves the values without revealing them
    and stays the same when the sealing key is rotated.
    """

    pk = models.CompositePrimaryKey("application_id", "snapshot_id")
    application_id = models.UUIDField()
    snapshot_id = models.UUIDField()
    at = models.DateTimeField()
    by = models.TextField()
    answers = models.JSONField()
    digest = models.TextField()

    class Meta:
        db_table = "eforms_answers"
