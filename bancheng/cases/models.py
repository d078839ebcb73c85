"""The case family: every table's keys begin with application_id, so that it can be split by it one day.

Rows are written by the SQL functions of `sql/` only: the application role may read them and nothing else.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from bancheng.cases.lifecycle import APPLICATION, CASE
from bancheng.cases.spec import FOREVER


class Application(models.Model):
    """一件事申请。One submission of one applicant: its cases, how far they are, how the results go out."""

    application_id = models.UUIDField(primary_key=True)
    receipt = models.TextField()
    journey = models.TextField()
    name = models.TextField()
    tone = models.TextField()
    release = models.TextField()
    applicant_kind = models.TextField()
    applicant_id = models.UUIDField()
    applicant_name = models.TextField()
    delivery_rule = models.TextField()
    channel = models.TextField()
    state = models.TextField()
    version = models.IntegerField()
    case_count = models.IntegerField()
    open_cases = models.IntegerField()
    issued_cases = models.IntegerField()
    submitted_at = models.DateTimeField()
    due_at = models.DateTimeField()
    provisional = models.BooleanField()
    wake_at = models.DateTimeField(default=FOREVER)
    released_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    facts = models.JSONField()

    class Meta:
        db_table = "cases_application"
        constraints: ClassVar = [
            APPLICATION.constraint("cases_application_state"),
            models.CheckConstraint(
                condition=models.Q(open_cases__gte=0, issued_cases__gte=0), name="cases_application_counts"
            ),
            models.CheckConstraint(
                condition=models.Q(delivery_rule__in=["together", "as_ready", "together_but_at_latest_by"]),
                name="cases_application_delivery",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["wake_at"],
                name="cases_application_wake",
                condition=models.Q(state="open", wake_at__lt=FOREVER),
            ),
            models.Index(
                fields=["applicant_name"], name="cases_application_name", opclasses=["text_pattern_ops"]
            ),
        ]


class Party(models.Model):
    """当事人。A person or enterprise that the application is about, that confirmed it, or that acts in it."""

    pk = models.CompositePrimaryKey("application_id", "subject_id", "role")
    application_id = models.UUIDField()
    subject_id = models.UUIDField()
    role = models.TextField()
    acts = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        db_table = "cases_party"
        indexes: ClassVar = [
            models.Index(fields=["subject_id", "-at", "application_id"], name="cases_party_subject")
        ]


class Case(models.Model):
    """办件。One matter of one department for one subject, with its state, its post, its clocks' dates."""

    pk = models.CompositePrimaryKey("application_id", "case_id")
    application_id = models.UUIDField()
    case_id = models.UUIDField()
    node = models.TextField()
    item = models.TextField()
    name = models.TextField()
    occurrence = models.TextField()
    level = models.IntegerField()
    organization = models.UUIDField()
    handling = models.UUIDField()
    plan = models.JSONField()
    state = models.TextField()
    version = models.IntegerField()
    stage = models.IntegerField()
    waiting_for = models.IntegerField()
    queue = models.UUIDField()
    held_by = models.UUIDField(null=True)
    held_name = models.TextField(default="")
    held_at = models.DateTimeField(null=True)
    case_number = models.TextField(default="")
    due_at = models.DateTimeField()
    warn_at = models.DateTimeField()
    wake_at = models.DateTimeField()
    provisional = models.BooleanField()
    filed_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    outcome = models.JSONField()
    last_act = models.TextField()
    last_by = models.TextField()
    last_name = models.TextField()
    last_at = models.DateTimeField()
    last_key = models.TextField()

    class Meta:
        db_table = "cases_case"
        constraints: ClassVar = [
            CASE.constraint("cases_case_state"),
            models.CheckConstraint(condition=models.Q(waiting_for__gte=0), name="cases_case_waiting"),
            models.UniqueConstraint(fields=["application_id", "node"], name="cases_case_node"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["wake_at"], name="cases_case_wake", condition=models.Q(wake_at__lt=FOREVER)),
            models.Index(fields=["last_by", "-last_at", "case_id"], name="cases_case_done"),
        ]


class Prerequisite(models.Model):
    """前置。A case waits for another; `on_failure` says what happens when that one does not succeed."""

    pk = models.CompositePrimaryKey("application_id", "case_id", "predecessor_id")
    application_id = models.UUIDField()
    case_id = models.UUIDField()
    predecessor_id = models.UUIDField()
    on_failure = models.TextField()
    state = models.TextField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "cases_prerequisite"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(on_failure__in=["stop", "continue_without", "ask_applicant"]),
                name="cases_prerequisite_failure",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["open", "met", "failed", "waived", "asked"]),
                name="cases_prerequisite_state",
            ),
        ]


class Clock(models.Model):
    """时钟。A limit that runs: `acceptance`, `promised`, `legal`, `correction`, `special`, `question`, `joint`,
    `deferral` (what was promised for later) and `deferral_warning` (the day on which that is called to mind).

    `pauses` is a list of `{"from": instant, "to": instant or null, "procedure", "max_days"}`; `due_at` is a cache.
    """

    pk = models.CompositePrimaryKey("application_id", "case_id", "kind")
    application_id = models.UUIDField()
    case_id = models.UUIDField()
    kind = models.TextField()
    unit = models.TextField()
    days = models.IntegerField()
    started_at = models.DateTimeField()
    pauses = models.JSONField()
    stopped_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField()
    provisional = models.BooleanField()

    class Meta:
        db_table = "cases_clock"
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(unit__in=["wd", "cd"]), name="cases_clock_unit")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"],
                name="cases_clock_provisional",
                condition=models.Q(provisional=True, stopped_at__isnull=True),
            ),
            models.Index(
                fields=["due_at", "case_id"],
                name="cases_clock_deferral",
                condition=models.Q(kind__in=["deferral", "deferral_warning"], stopped_at__isnull=True),
            ),
        ]


class Correction(models.Model):
    """补正。Everything that is wrong, said once (许可法 32 条); the key allows one per case."""

    pk = models.CompositePrimaryKey("application_id", "case_id")
    application_id = models.UUIDField()
    case_id = models.UUIDField()
    entries = models.JSONField()
    requested_at = models.DateTimeField()
    requested_by = models.TextField()
    due_at = models.DateTimeField()
    provisional = models.BooleanField()
    replies = models.JSONField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "cases_correction"


class Material(models.Model):
    """材料。What a case was given: type, holder, how it is satisfied, which files. Corrections add rows, never edit."""

    pk = models.CompositePrimaryKey("application_id", "case_id", "type", "holder", "turn")
    application_id = models.UUIDField()
    case_id = models.UUIDField()
    type = models.TextField()
    holder = models.TextField()
    turn = models.IntegerField()
    name = models.TextField()
    form = models.TextField()
    satisfied_by = models.TextField()
    files = ArrayField(models.UUIDField())

    class Meta:
        db_table = "cases_material"
        indexes: ClassVar = [
            GinIndex(fields=["files"], name="cases_material_files", condition=~models.Q(files=[]))
        ]


class Rehoming(models.Model):
    """机构改革移交的进度。 How far the open work of a notice was walked through."""

    notice_id = models.UUIDField(primary_key=True)
    after = models.UUIDField()
    moved = models.IntegerField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "cases_rehoming"

    def __str__(self) -> str:
        return str(self.notice_id)
