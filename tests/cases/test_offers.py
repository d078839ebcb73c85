"""方案和报价: taken, declined, left lying; who may, until when, and what the days of thinking do to the limits."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from bancheng.cases import commands as cases
from bancheng.cases.models import Case, Clock
from bancheng.cases.queries import case_page, todos_of
from bancheng.cases.spec import NewCase
from bancheng.cases.spec.offers import Offer, OfferLine, OfferTerms
from bancheng.kernel.errors import Conflict, InvalidInput, NotFound, NotPermitted, RuleBroken
from bancheng.kernel.invariants import audit
from tests.cases.offering import PIPE, offering
from tests.cases.plans import NOW, Walk, case, officer, opened, person

pytestmark = pytest.mark.django_db
INVARIANTS = {"I1", "I5", "I6", "I9", "I12"}

DAY = timedelta(days=1)


def asked(*more: NewCase, **terms: Any) -> tuple[Walk, NewCase]:
    """An application whose offer lies before the applicant."""
    own = offering(**terms)
    made, _receipt = opened(own, *more)
    walk = Walk(made.application_id, own)
    walk.act("accept")
    walk.act("offer", offer=PIPE)
    return walk, own


def state_of(walk: Walk) -> Case:
    """The row as it stands."""
    return Case.objects.get(application_id=walk.application_id, case_id=walk.case.case_id)


def test_an_offer_reaches_the_applicant_and_leaves_the_officers_list() -> None:
    walk, own = asked()
    row = state_of(walk)
    assert (row.state, row.outcome["offer"]["total"]) == ("offered", "361.00")
    assert [one["case_id"] for one in todos_of(person())] == [own.case_id]
    assert "accept_offer" in case_page(walk.application_id, own.case_id, person()).acts
    assert not audit(INVARIANTS)


def test_the_days_of_thinking_do_not_count() -> None:
    walk, own = asked()
    before = Clock.objects.get(case_id=own.case_id, kind="promised").started_at
    walk.act("accept_offer", actor=person(), now=NOW + 3 * DAY)
    after = Clock.objects.get(case_id=own.case_id, kind="promised")
    free = Clock.objects.get(case_id=own.case_id, kind="offer")
    assert (after.started_at, len(after.pauses)) == (before, 1)
    assert after.pauses[0]["to"] is not None
    assert free.stopped_at is not None
    assert state_of(walk).due_at == after.due_at > NOW + 7 * DAY
    assert not audit(INVARIANTS)


def test_a_taken_offer_is_issued_without_a_decision() -> None:
    walk, _own = asked()
    assert walk.act("accept_offer", actor=person()).state == "approved"
    assert walk.finish_issue().state == "issued"
    assert state_of(walk).outcome["offer"]["answer"] == "accepted"


def test_a_declined_offer_ends_the_case_and_stops_what_waits_for_it_but_not_the_others() -> None:
    works = case("works", level=2, after=["supply"])
    other = case("other")
    walk, _own = asked(works, other)
    moved = walk.act("decline_offer", actor=person(), reason="太贵")
    states = {
        one.node: (one.state, one.outcome.get("reason"))
        for one in Case.objects.filter(application_id=walk.application_id)
    }
    assert moved.state == "declined"
    assert states["supply"] == ("declined", "太贵")
    assert states["works"][0] == "terminated"
    assert states["other"][0] == "filed"
    assert not audit(INVARIANTS)


def test_silence_lets_an_offer_lapse() -> None:
    walk, _own = asked()
    late = NOW + 30 * DAY
    cases.silence(late)  # the reminder
    cases.silence(late + DAY)
    assert state_of(walk).state == "declined"
    assert state_of(walk).outcome["cause"] == "offer_lapsed"


def test_silence_takes_the_offer_only_where_a_rule_says_so() -> None:
    terms = OfferTerms(5, "wd", "accept", "合同第三条", "方案")
    walk, _own = asked(terms=terms)
    cases.silence(NOW + 30 * DAY)
    assert state_of(walk).state == "approved"


def test_after_the_named_day_nobody_can_take_or_decline_it() -> None:
    walk, _own = asked()
    for act in ("accept_offer", "decline_offer"):
        with pytest.raises(RuleBroken) as refused:
            walk.act(act, actor=person(), now=NOW + 30 * DAY)
        assert refused.value.code == "offer_over"


def test_a_stranger_finds_no_offer_and_an_officer_cannot_take_it() -> None:
    walk, _own = asked()
    with pytest.raises(NotFound):
        walk.act("accept_offer", actor=person("stranger"))
    with pytest.raises(NotPermitted):
        walk.act("accept_offer", actor=officer("station.household"))


def test_of_two_answers_one_wins_and_the_other_is_told() -> None:
    walk, _own = asked()
    version = walk.version
    walk.act("decline_offer", actor=person())
    with pytest.raises(Conflict):
        walk.act("accept_offer", actor=person(), version=version)


def test_the_same_key_answers_the_first_answer() -> None:
    walk, _own = asked()
    version = walk.version
    first = walk.act("accept_offer", actor=person(), key="k1")
    again = walk.act("accept_offer", actor=person(), version=version, key="k1")
    assert again.replayed
    assert again.state == first.state


@pytest.mark.parametrize(
    ("offer", "code"),
    [
        (Offer("  "), "offer_empty"),
        (Offer("接管", [OfferLine("表", Decimal(0), "只", Decimal(1))]), "offer_price"),
        (Offer("接管", [OfferLine("表", Decimal(1), "只", Decimal(-1))]), "offer_price"),
        (Offer("接管", [OfferLine("", Decimal(1), "只", Decimal(1))]), "offer_price"),
    ],
    ids=["no-words", "no-quantity", "below-zero", "for-nothing"],
)
def test_an_offer_without_words_or_with_a_wrong_price_is_not_sent(offer: Offer, code: str) -> None:
    own = offering()
    made, _receipt = opened(own)
    walk = Walk(made.application_id, own)
    walk.act("accept")
    with pytest.raises(InvalidInput) as refused:
        walk.act("offer", offer=offer)
    assert refused.value.code == code


def test_nothing_can_be_offered_where_the_procedure_has_no_offer() -> None:
    own = case("plain")
    made, _receipt = opened(own)
    walk = Walk(made.application_id, own)
    walk.act("accept")
    with pytest.raises(RuleBroken):
        walk.act("offer", offer=PIPE)
    assert "offer" not in case_page(made.application_id, own.case_id, officer("station.household")).acts


def test_an_offered_case_can_be_withdrawn_and_ended() -> None:
    walk, _own = asked()
    assert walk.act("withdraw", actor=person()).state == "withdrawn"
    other, _own = asked()
    assert other.act("terminate", reason="项目取消", basis=["合同"]).state == "terminated"
    assert not audit(INVARIANTS)
