"""The table of uploads. A row is written once; only its state moves, through files_move_v1."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from bancheng.files.lifecycle import FILE


class File(models.Model):
    """上传的文件: what it is (by content, not by name), whose, and where its sealed bytes are.

    `sm3` and `size` are of the bytes as they were handed in: evidence. `blob` is the address (SM3) of the
    sealed bytes, `shown` that of the picture for display or "". `key` is the file's own key, sealed for
    this row: without it both are noise, so erasing the key erases the file, backups included.
    """

    id = models.UUIDField(primary_key=True)
    owner_kind = models.TextField()
    owner_id = models.UUIDField()
    uploaded_by = models.UUIDField(null=True)
    """Who handed it over: the owner, or somebody acting for the owner."""
    state = models.TextField()
    state_at = models.DateTimeField()
    name = models.TextField()
    kind = models.TextField()
    size = models.IntegerField()
    sm3 = models.TextField()
    pages = models.IntegerField()
    warnings = ArrayField(models.TextField())
    scanned_by = models.TextField()
    blob = models.TextField()
    shown = models.TextField()
    key = models.TextField()
    uploaded_at = models.DateTimeField()

    class Meta:
        db_table = "files_file"
        indexes: ClassVar = [
            models.Index(fields=["owner_id", "uploaded_at"], name="files_file_owner"),
            models.Index(
                fields=["uploaded_at"], name="files_file_quarantined", condition=models.Q(state="quarantined")
            ),
        ]
        constraints: ClassVar = [FILE.constraint("files_file_state")]


class DrawnPage(models.Model):
    """画出来的一页: one page of a PDF as a picture, sealed under the key of the file, made at the first look."""

    pk = models.CompositePrimaryKey("file_id", "number")
    file_id = models.UUIDField()
    number = models.IntegerField()
    blob = models.TextField()

    class Meta:
        db_table = "files_drawn_page"
        indexes: ClassVar = [models.Index(fields=["blob"], name="files_drawn_page_blob")]
