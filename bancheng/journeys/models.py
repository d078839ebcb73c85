"""草稿与确认: what a person is filling in, and what others have to agree to, before it is handed in."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bancheng.journeys.lifecycle import CONFIRMATION, DRAFT


class Draft(models.Model):
    """草稿。One form being filled for one journey; its id becomes the application's.

    It belongs to whom it is done for (`acting_for_*`); `owner_id` is the natural person who began it.
    `answers` {question: {v, n}}, `fields` {path: {v, element, source, at, …, n}}, `materials` {key: {files, n}}:
    `n` is the draft's version at which that one value last changed, so two devices conflict by value, not by
    page. Sensitive values are sealed before they are stored. `state` moves only through SQL functions.
    """

    draft_id = models.UUIDField(primary_key=True)
    journey = models.TextField()
    release = models.TextField()
    owner_id = models.UUIDField()
    acting_for_kind = models.TextField(default="person")
    acting_for_id = models.UUIDField()
    state = models.TextField(default="open")
    version = models.IntegerField(default=1)
    answers = models.JSONField(default=dict)
    fields = models.JSONField(default=dict)
    materials = models.JSONField(default=dict)
    checked = models.JSONField(default=dict)
    receipt = models.TextField(default="")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "journeys_draft"
        constraints: ClassVar = [DRAFT.constraint("journeys_draft_state")]
        indexes: ClassVar = [
            models.Index(fields=["owner_id", "state", "-updated_at"], name="journeys_draft_owner"),
            models.Index(fields=["acting_for_id", "state", "-updated_at"], name="journeys_draft_subject"),
        ]


class Confirmation(models.Model):
    """确认。What another subject of a draft has to agree to on their own login.

    `person_id` is empty until the person is known to the platform; `subject_index` is the keyed blind index of
    their identity number, by which their login finds it. `digest` is of what they were shown, `times` how often they
    were asked.
    """

    pk = models.CompositePrimaryKey("draft_id", "role")
    draft_id = models.UUIDField()
    role = models.TextField()
    confirmation_id = models.UUIDField()
    subject_index = models.TextField()
    person_id = models.UUIDField(null=True)
    state = models.TextField(default="asked")
    digest = models.TextField()
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)
    times = models.IntegerField(db_default=1)

    class Meta:
        db_table = "journeys_confirmation"
        constraints: ClassVar = [CONFIRMATION.constraint("journeys_confirmation_state")]
        indexes: ClassVar = [
            models.Index(fields=["subject_index", "state"], name="journeys_confirm_subject"),
            models.Index(fields=["confirmation_id"], name="journeys_confirm_id"),
        ]


class Once(models.Model):
    """只办一次的登记。Which application holds what may not run twice: a small registry of keyed digests (`key` is a
    blind index of the journey and what it names), so that nobody can read from it who applied for what."""

    key = models.TextField(primary_key=True)
    draft_id = models.UUIDField(db_index=True)
    lasts = models.TextField()
    ends_at = models.DateTimeField(null=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "journeys_once"


class Notice(models.Model):
    """一次性告知。What a person was told, frozen: the plan of one moment. Never changed; a later one stands beside it."""

    notice_id = models.UUIDField(primary_key=True)
    draft_id = models.UUIDField(db_index=True)
    paper_id = models.UUIDField()
    number = models.TextField(unique=True)
    release = models.TextField()
    plan = models.JSONField()
    digest = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "journeys_notice"


class Again(models.Model):
    """再办。A case that ended without its result, and the draft that applies for it again (its `node` in the plan).

    One living draft for a case at a time; the old application stays as it ended.
    """

    pk = models.CompositePrimaryKey("application_id", "case_id")
    application_id = models.UUIDField()
    case_id = models.UUIDField()
    node = models.TextField()
    draft_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        db_table = "journeys_again"
        indexes: ClassVar = [models.Index(fields=["draft_id"], name="journeys_again_draft")]
