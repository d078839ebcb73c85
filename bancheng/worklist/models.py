"""The one table of what a post has to do."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Entry(models.Model):
    """待办。One thing one post has to do. Holds ids, codes and the item's name; never a person's name or number.

    `id` is the subject's own id (a case has one entry at most); `due_at` is never null (paused = 9999-12-31).
    """

    pk = models.CompositePrimaryKey("application_id", "id")
    application_id = models.UUIDField()
    id = models.UUIDField()
    queue = models.UUIDField()
    held_by = models.UUIDField(null=True)
    kind = models.TextField()
    state = models.TextField()
    name = models.TextField()
    url_name = models.TextField()
    due_at = models.DateTimeField()
    warn_at = models.DateTimeField()
    provisional = models.BooleanField()
    put_at = models.DateTimeField()
    facts = models.JSONField()

    class Meta:
        db_table = "worklist_entry"
        indexes: ClassVar = [
            models.Index(fields=["queue", "due_at", "id"], name="worklist_entry_queue"),
            models.Index(
                fields=["held_by", "due_at", "id"],
                name="worklist_entry_holder",
                condition=models.Q(held_by__isnull=False),
            ),
        ]
