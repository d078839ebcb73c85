"""Papers: numbered, immutable, frozen as data in the act that makes them; their bytes are made once, later."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Paper(models.Model):
    """文书。Template digest + values + number as they were at the act. Never changed, never made twice (`paper_id`)."""

    pk = models.CompositePrimaryKey("application_id", "paper_id")
    application_id = models.UUIDField()
    paper_id = models.UUIDField()
    case_id = models.UUIDField()
    kind = models.TextField()
    number = models.TextField()
    title = models.TextField()
    template = models.TextField()
    template_digest = models.TextField()
    values = models.JSONField()
    values_digest = models.TextField()
    frozen_at = models.DateTimeField()

    class Meta:
        db_table = "documents_paper"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["application_id", "number"], name="documents_paper_number")
        ]


class Rendering(models.Model):
    """版式文件。The bytes of a paper, made once by the worker or at the first download; same bytes ever after."""

    pk = models.CompositePrimaryKey("application_id", "paper_id")
    application_id = models.UUIDField()
    paper_id = models.UUIDField()
    content_type = models.TextField()
    content = models.BinaryField()
    sm3 = models.TextField()
    rendered_at = models.DateTimeField()

    class Meta:
        db_table = "documents_rendering"


class Code(models.Model):
    """核对码登记. Which paper a public code and a number name: the small registry that a public page asks."""

    code = models.TextField(primary_key=True)
    number = models.TextField(unique=True)
    application_id = models.UUIDField()
    paper_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        db_table = "documents_code"
