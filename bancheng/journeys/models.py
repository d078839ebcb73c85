"""草稿与确认: what a person is filling in, and what others have to agree to, before it is handed in."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from bancheng.journeys.lifecycle import CONFIRMATION, DRAFT, REVISION


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
    were asked. Of somebody who was taken out of the form the row stays, `withdrawn`, its `role` a place of nobody's.
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
        constraints: ClassVar = [
            CONFIRMATION.constraint("journeys_confirmation_state"),
            models.UniqueConstraint(
                fields=["draft_id", "confirmation_id"], name="journeys_confirmation_once"
            ),
        ]
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


class Revision(models.Model):
    """修订稿。Changes to one or several rulebooks that are checked, read by a second person and published together.

    `editors` are all who wrote in it: none of them may publish it. `state` moves only through SQL functions.
    """

    revision_id = models.UUIDField(primary_key=True)
    organization_id = models.UUIDField()
    organization = models.TextField()
    title = models.TextField()
    state = models.TextField(default="open")
    version = models.IntegerField(default=1)
    editors = ArrayField(models.UUIDField(), default=list)
    begun_by = models.UUIDField()
    begun_at = models.DateTimeField()
    submitted_by = models.UUIDField(null=True)
    submitted_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    note = models.TextField(default="")
    effective_from = models.DateField(null=True)

    class Meta:
        db_table = "journeys_revision"
        constraints: ClassVar = [
            REVISION.constraint("journeys_revision_state"),
            models.CheckConstraint(
                condition=~models.Q(state="published")
                | (models.Q(decided_by__isnull=False) & ~models.Q(decided_by=models.F("submitted_by"))),
                name="journeys_revision_two_persons",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "-begun_at"], name="journeys_revision_list")]


class Revised(models.Model):
    """修订中的规则书。One document as a revision wants it; `base` is the digest of the version that it began from.

    While `live`, nobody else can begin another revision of the same document.
    """

    pk = models.CompositePrimaryKey("revision_id", "kind", "code")
    revision_id = models.UUIDField()
    kind = models.TextField()
    code = models.TextField()
    live = models.BooleanField(default=True)
    base = models.TextField(default="")
    body = models.JSONField()
    digest = models.TextField()
    version = models.IntegerField(default=1)
    edited_by = models.UUIDField()
    edited_at = models.DateTimeField()

    class Meta:
        db_table = "journeys_revised"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "code"], condition=models.Q(live=True), name="journeys_revised_once"
            )
        ]


class SearchedDay(models.Model):
    """搜索词的一天。A word of the rulebooks that was searched on a day and found something; nobody is written down.

    `marks`: a bit for each bucket of sessions (`catalogue.spec.face.BUCKETS`); how many bits stand is at most how many
    sessions searched. `searches`: how often, a session counted about once each time the counts are written.
    """

    pk = models.CompositePrimaryKey("day", "term")
    day = models.DateField()
    term = models.TextField()
    marks = models.BigIntegerField()
    searches = models.IntegerField()

    class Meta:
        db_table = "journeys_searched_day"
