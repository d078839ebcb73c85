"""The work that is measured: one compound application from submission to delivery, 22 durable commits.

Five cases (b after a; c and d after b; e alone), each accepted, reviewed, approved and issued: 20 acts, and before
them the submission, after them the delivery.
"""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID, uuid5

from bancheng.cases import commands as cases
from bancheng.cases.spec import (
    Decision,
    Issue,
    Limit,
    NewCase,
    NewMaterial,
    Opening,
    Prerequisite,
    ResultPlan,
    Stage,
)
from bancheng.kernel.access import PlainActor, system_actor
from bancheng.kernel.ids import uuid7

COMMITS = 22
NOW = datetime(2026, 3, 2, 2, 30, tzinfo=UTC)
SHAPE = {"a": (1, ()), "b": (2, ("a",)), "c": (3, ("b",)), "d": (3, ("b",)), "e": (1, ())}
NAMES = UUID("018f0000-0000-7000-8000-000000000000")
APPLICANT = PlainActor("person", uuid5(NAMES, "applicant"), frozenset(), "林小雨")
QUEUE, ORGANIZATION = uuid5(NAMES, "queue"), uuid5(NAMES, "organization")
OFFICER = PlainActor(
    "staff", uuid5(NAMES, "officer"), frozenset({f"queue:{QUEUE}", f"org:{ORGANIZATION}"}), "李建国"
)
CLOCK = system_actor("clock")


def plan(node: str) -> NewCase:
    """One matter with its frozen plan."""
    level, after = SHAPE[node]
    return NewCase(
        case_id=uuid7(),
        node=node,
        item=f"item-{node}",
        name=f"事项{node}",
        organization=ORGANIZATION,
        handling=ORGANIZATION,
        organization_name="善美市公安局",
        organization_uscc="12449900MB2D000016",
        implementation_code="12449900MB2D0000163000709001000",
        stages=[Stage(act, act, act, QUEUE) for act in ("accept", "review", "decide", "issue")],
        legal=Limit(20),
        promised=Limit(5),
        level=level,
        after=[Prerequisite(one) for one in after],
        result=ResultPlan("page", "11100000000013338W032", "证明", "child"),
        materials=[NewMaterial("identity-card", "身份证", "mother", "certificate")],
        basis=["户口登记条例第七条"],
        remedies=["六十日内可以申请行政复议，六个月内可以提起行政诉讼。"],
    )


def through_commands() -> UUID:
    """The whole application through the platform's own commands, under its access rules."""
    nodes = {node: plan(node) for node in SHAPE}
    assert APPLICANT.id is not None
    opening = Opening(
        application_id=uuid7(),
        journey="journey",
        name="一件事",
        release="sm3:" + "0" * 64,
        applicant_kind="person",
        applicant_id=APPLICANT.id,
        applicant_name=APPLICANT.name,
        cases=list(nodes.values()),
    )
    cases.open_application(actor=APPLICANT, opening=opening, now=NOW)
    for node in nodes.values():
        where = {
            "application_id": opening.application_id,
            "case_id": node.case_id,
            "actor": OFFICER,
            "now": NOW,
        }
        first = 2 if node.after else 1
        cases.accept(version=first, **where)  # type: ignore[arg-type]
        cases.review(version=first + 1, **where)  # type: ignore[arg-type]
        cases.decide(version=first + 2, decision=Decision(True, "符合条件"), **where)  # type: ignore[arg-type]
        cases.issue(version=first + 3, issue=Issue({"name": "林知夏"}, number="X1"), **where)  # type: ignore[arg-type]
    cases.deliver(actor=CLOCK, application_id=opening.application_id, now=NOW)
    return opening.application_id
