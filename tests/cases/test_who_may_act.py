"""Officers of the post act, their organization sees, parties see and the applicant acts; nobody else is told anything."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bancheng.cases import commands as cases
from bancheng.cases.commands import moving
from bancheng.cases.queries import application_progress, case_page, sees_application
from bancheng.cases.spec import Decision, Issue
from bancheng.kernel.access import ANONYMOUS, PlainActor
from bancheng.kernel.errors import Conflict, NotFound, NotPermitted, RuleBroken, Unavailable
from bancheng.kernel.ids import uuid7
from tests.cases.plans import CLOCK, NOW, Walk, case, officer, opened, opening, party, person
from tests.cases.reading import case_row, states

pytestmark = pytest.mark.django_db

COLLEAGUE = officer("station.archive")
STRANGER = officer("tax.fees")


@pytest.fixture
def walk() -> Walk:
    one = case("a")
    submitted, _ = opened(one, parties=[party("father", "father")])
    return Walk(submitted.application_id, one)


def test_another_post_of_the_same_organization_sees_but_may_not_act(walk: Walk) -> None:
    assert case_page(walk.application_id, walk.case.case_id, COLLEAGUE).acts == ()
    with pytest.raises(NotPermitted):
        walk.act("accept", actor=COLLEAGUE)


@pytest.mark.parametrize("actor", [STRANGER, person("stranger"), ANONYMOUS], ids=lambda actor: actor.kind)
def test_whoever_has_no_part_in_it_is_told_that_there_is_nothing(walk: Walk, actor: PlainActor) -> None:
    with pytest.raises(NotFound) as refused:
        walk.act("accept", actor=actor)
    with pytest.raises(NotFound) as absent:
        cases.accept(actor=actor, application_id=uuid7(), case_id=uuid7(), version=1, now=NOW)
    assert str(refused.value) == str(absent.value)
    assert not sees_application(actor, walk.application_id)


def test_the_other_parent_sees_the_progress_but_may_not_withdraw(walk: Walk) -> None:
    progress = application_progress(walk.application_id, person("father"))
    assert progress.acts[walk.case.case_id] == ()
    assert application_progress(walk.application_id, person()).acts[walk.case.case_id] == ("withdraw",)
    with pytest.raises(NotPermitted):
        walk.act("withdraw", actor=person("father"))


def test_nobody_submits_for_somebody_else() -> None:
    with pytest.raises(NotFound):
        cases.open_application(actor=person("stranger"), opening=opening(case("a")), now=NOW)


def test_the_page_offers_exactly_what_the_commands_allow(walk: Walk) -> None:
    where = (walk.application_id, walk.case.case_id, walk.officer)
    assert case_page(*where).acts == (
        "accept", "request_correction", "refuse_acceptance", "claim", "transfer", "terminate",
    )  # fmt: skip
    walk.act("accept")
    assert case_page(*where).acts == ("review", "pause", "claim", "transfer", "terminate")
    walk.act("review")
    assert case_page(*where).acts == ("pause", "approve", "refuse", "claim", "transfer", "terminate")


def test_what_somebody_holds_is_not_done_by_a_colleague(walk: Walk) -> None:
    walk.act("claim")
    colleague = officer("station.household", "王倩")
    with pytest.raises(Conflict) as refused:
        walk.act("accept", actor=colleague)
    assert refused.value.code == "case_held"
    assert "李建国" in refused.value.message
    assert case_page(walk.application_id, walk.case.case_id, colleague).acts == ()
    walk.act("release")
    assert walk.act("accept", actor=colleague).state == "accepted"


def test_two_officers_on_one_case_one_wins_and_the_other_is_told_who_and_when(walk: Walk) -> None:
    walk.act("accept")
    with pytest.raises(Conflict) as refused:
        walk.act("accept", actor=officer("station.household", "王倩"), version=1)
    assert refused.value.code == "case_taken"
    assert "李建国10:30已经受理了这件事" in refused.value.message


def test_the_same_act_with_its_key_answers_what_it_answered_first(walk: Walk) -> None:
    first = walk.act("accept", key="k-1")
    again = walk.act("accept", key="k-1", version=1)
    assert (again.replayed, again.state, again.version) == (True, first.state, first.version)
    assert case_row(walk.application_id, walk.case.case_id)["version"] == 2


def test_an_act_out_of_its_order_says_what_is_possible(walk: Walk) -> None:
    with pytest.raises(RuleBroken) as refused:
        walk.act("issue", issue=Issue())
    assert refused.value.code == "act_not_allowed"
    walk.act("accept")
    with pytest.raises(RuleBroken) as early:
        walk.act("decide", decision=Decision(True))
    assert early.value.code == "stage_first"


def test_nothing_is_decided_while_the_evidence_is_not_sealed(
    walk: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk.act("accept")
    walk.act("review")
    sealed = NOW - timedelta(minutes=5)
    load = moving.case_context
    monkeypatch.setattr(
        moving, "case_context", lambda *a, **k: {**(load(*a, **k) or {}), "sealed_at": sealed}
    )
    with pytest.raises(Unavailable):
        walk.act("decide", decision=Decision(True))
    assert states(walk.application_id) == {"a": "accepted"}


def test_a_person_may_not_deliver(walk: Walk) -> None:
    walk.finish()
    with pytest.raises(NotFound):
        cases.deliver(actor=person(), application_id=walk.application_id, now=NOW)
    assert cases.deliver(actor=CLOCK, application_id=walk.application_id, now=NOW).ended
