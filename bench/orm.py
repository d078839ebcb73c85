"""The same acts by the plain ORM, as most systems write them: atomic blocks, locked rows, one save per row.

It does what the commands do (rights, dates, digests, sealed certificate values, the state table) with the same pure
functions, so that the ratio is about how rows are read and written.
"""

from __future__ import annotations

from typing import Any, ClassVar, cast
from uuid import UUID

from django.db import models, transaction

from bancheng.cases.lifecycle import CASE
from bancheng.cases.models import Application, Case, Clock, Material, Party, Prerequisite
from bancheng.cases.spec import FOREVER, Limit
from bancheng.cases.spec.clocks import due
from bancheng.certificates import commands as certificates
from bancheng.certificates.models import Certificate, Identifier
from bancheng.documents import commands as papers
from bancheng.documents.models import Code, Paper
from bancheng.kernel import access
from bancheng.kernel.events import row_digest
from bancheng.kernel.ids import uuid7
from bancheng.kernel.models import Number, Outbox, SealMark
from bancheng.kernel.workdays import calendar
from bancheng.worklist.models import Entry
from bench.walk import APPLICANT, NOW, OFFICER, ORGANIZATION, QUEUE, SHAPE

PERSON = cast(UUID, APPLICANT.id)
SERIAL = iter(range(10**9))
DIGEST = "sm3:" + "0" * 64


class PlainEvent(models.Model):
    """The log without its xid column, which the database fills."""

    objects: ClassVar[models.Manager[PlainEvent]]
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

    class Meta:
        managed = False
        app_label = "kernel"
        db_table = "kernel_event"
        indexes: ClassVar[list[models.Index]] = []


PLAN: dict[str, Any] = {
    "organization_name": "善美市公安局",
    "stages": [
        {"act": act, "code": act, "queue": str(QUEUE)} for act in ("accept", "review", "decide", "issue")
    ],
    "legal": {"days": 20, "unit": "wd"},
    "promised": {"days": 5, "unit": "wd"},
}


def through_orm() -> UUID:
    """One whole application."""
    application_id = uuid7()
    nodes = _open(application_id)
    for node in SHAPE:
        for act in (_accept, _review, _approve, _issue):
            with transaction.atomic():
                one = Case.objects.select_for_update().get(application_id=application_id, case_id=nodes[node])
                Application.objects.get(application_id=application_id)
                list(Party.objects.filter(application_id=application_id))
                SealMark.objects.get(id=1)
                access.require("cases.claim", OFFICER, one)
                act(one)
    with transaction.atomic():
        whole = Application.objects.select_for_update().get(application_id=application_id)
        whole.state, whole.closed_at, whole.released_at = "delivered", NOW, NOW
        whole.version += 1
        whole.save()
        _paper(application_id, application_id, "closing_letter")
        _record(application_id, application_id, whole.version, "application_delivered")
    return application_id


def _record(application_id: UUID, case_id: UUID, seq: int, kind: str) -> None:
    body = {"id": str(uuid7()), "type": kind, "v": 1, "at": NOW, "actor": "staff:x", "payload": {"act": kind}}
    event = PlainEvent.objects.create(
        application_id=application_id, case_id=case_id, seq=seq, at=NOW, id=body["id"], type=kind, v=1,
        actor="staff:x", payload={"act": kind, "from": "x", "to": "y"},
        digest=row_digest(application_id, case_id, body),
    )  # fmt: skip
    Outbox.objects.create(
        application_id=application_id,
        event_id=event.id,
        case_id=case_id,
        seq=seq,
        at=NOW,
        type=kind,
        next_at=NOW,
    )


ACTS = {
    "case_accepted": "accept",
    "case_reviewed": "review",
    "case_approved": "approve",
    "case_issued": "issue",
    "case_filed": "activate",
}


def _paper(application_id: UUID, case_id: UUID, kind: str) -> None:
    frozen = papers.prepare(
        application_id=application_id,
        case_id=case_id,
        kind=kind,
        title=kind,
        values={"name": "事项"},
        now=NOW,
    )
    code = frozen.pop("code", None)
    paper = Paper.objects.create(application_id=application_id, **frozen)
    if code:
        Code.objects.create(
            code=code,
            number=paper.number,
            application_id=application_id,
            paper_id=paper.paper_id,
            at=paper.frozen_at,
        )


def _put(one: Case, kind: str) -> None:
    found = Entry.objects.filter(application_id=one.application_id, id=one.case_id).first()
    if found is None:
        Entry.objects.create(
            application_id=one.application_id, id=one.case_id, queue=one.queue, kind=kind, state=one.state,
            name=one.name, url_name="case", due_at=one.due_at, warn_at=one.warn_at, provisional=False,
            put_at=NOW, facts={"item": one.item},
        )  # fmt: skip
        return
    found.kind, found.state = kind, one.state
    found.save()


def _moved(one: Case, state: str, act: str) -> None:
    CASE.target(one.state, ACTS[act])
    one.state, one.last_act, one.last_at = state, act, NOW
    one.version += 1
    one.save()
    _record(one.application_id, one.case_id, one.version, act)


def _open(application_id: UUID) -> dict[str, UUID]:
    nodes = {node: uuid7() for node in SHAPE}
    with transaction.atomic():
        Application.objects.create(
            application_id=application_id, receipt=str(application_id), journey="j", name="一件事", tone="",
            release=DIGEST, applicant_kind="person", applicant_id=PERSON, applicant_name="林小雨",
            delivery_rule="together", channel="", state="open", version=1, case_count=5, open_cases=5,
            issued_cases=0, submitted_at=NOW, due_at=NOW, provisional=False, facts={},
        )  # fmt: skip
        Number.objects.create(
            number=str(application_id),
            kind="receipt",
            application_id=application_id,
            case_id=application_id,
            at=NOW,
        )
        Party.objects.create(
            application_id=application_id, subject_id=PERSON, role="applicant", acts=True, at=NOW
        )
        _paper(application_id, application_id, "receipt")
        _record(application_id, application_id, 1, "application_submitted")
        for node, (level, after) in SHAPE.items():
            one = Case.objects.create(
                application_id=application_id, case_id=nodes[node], node=node, item=node, name=node, occurrence="",
                level=level, organization=ORGANIZATION, handling=ORGANIZATION, plan=PLAN,
                state="waiting" if after else "filed", version=1, stage=0, waiting_for=len(after), queue=QUEUE,
                due_at=NOW, warn_at=NOW, wake_at=FOREVER, provisional=False, outcome={}, last_act="open",
                last_by="person:x", last_name="", last_at=NOW, last_key="",
            )  # fmt: skip
            for earlier in after:
                Prerequisite.objects.create(
                    application_id=application_id, case_id=one.case_id, predecessor_id=nodes[earlier],
                    on_failure="stop", state="open",
                )  # fmt: skip
            Material.objects.create(
                application_id=application_id, case_id=one.case_id, type="identity-card", holder="mother", turn=0,
                name="身份证", form="", satisfied_by="certificate", files=[],
            )  # fmt: skip
            _record(application_id, one.case_id, 1, "case_opened")
            if not after:
                _clock(one, "acceptance")
                _put(one, "accept")
    return nodes


def _clock(one: Case, kind: str) -> None:
    ends = due(calendar(NOW.date()), kind, Limit(5), NOW)
    Clock.objects.create(
        application_id=one.application_id, case_id=one.case_id, kind=kind, unit="wd", days=5, started_at=NOW,
        pauses=[], due_at=ends.at, provisional=ends.provisional,
    )  # fmt: skip


def _accept(one: Case) -> None:
    one.case_number = f"N{one.application_id.hex}{next(SERIAL)}"
    Number.objects.create(
        number=one.case_number, kind="case", application_id=one.application_id, case_id=one.case_id, at=NOW
    )
    _moved(one, "accepted", "case_accepted")
    started = Clock.objects.get(application_id=one.application_id, case_id=one.case_id, kind="acceptance")
    started.stopped_at = NOW
    started.save()
    _clock(one, "promised")
    _clock(one, "legal")
    _paper(one.application_id, one.case_id, "acceptance_notice")
    _put(one, "review")


def _review(one: Case) -> None:
    _moved(one, "accepted", "case_reviewed")
    _put(one, "decide")


def _approve(one: Case) -> None:
    _moved(one, "approved", "case_approved")
    _put(one, "issue")


def _issue(one: Case) -> None:
    _moved(one, "issued", "case_issued")
    row = certificates.prepare(
        case_id=one.case_id, type_="page", type_code="11100000000013338W032", name="证明", number="X1",
        holder_kind="person", holder_id=None, holder_role="child", holder_number="", issuer=ORGANIZATION,
        issuer_name="善美市公安局", issuer_uscc="12449900MB2D000016", values={"name": "林知夏"}, now=NOW,
    )  # fmt: skip
    made = Certificate.objects.create(application_id=one.application_id, state="01", **row)
    identifier = row["identifier"]
    Identifier.objects.create(
        identifier=identifier, application_id=one.application_id, certificate_id=made.certificate_id
    )
    Entry.objects.filter(application_id=one.application_id, id=one.case_id).delete()
    Clock.objects.filter(application_id=one.application_id, case_id=one.case_id, stopped_at=None).update(
        stopped_at=NOW
    )
    for edge in Prerequisite.objects.filter(
        application_id=one.application_id, predecessor_id=one.case_id, state="open"
    ):
        edge.state, edge.settled_at = "met", NOW
        edge.save()
        other = Case.objects.select_for_update().get(application_id=one.application_id, case_id=edge.case_id)
        other.waiting_for -= 1
        if other.waiting_for == 0:
            _moved(other, "filed", "case_filed")
            _clock(other, "acceptance")
            _put(other, "accept")
        else:
            other.save()
    whole = Application.objects.select_for_update().get(application_id=one.application_id)
    whole.open_cases -= 1
    whole.issued_cases += 1
    if whole.open_cases == 0:
        whole.version += 1
        _record(one.application_id, one.application_id, whole.version, "application_completed")
    whole.save()
