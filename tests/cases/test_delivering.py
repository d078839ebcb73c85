"""送达: once everything is over, once; what is asked for again is answered with what is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from bancheng.cases import commands as cases
from bancheng.cases.commands import delivery
from bancheng.cases.spec import Delivery, Limit
from bancheng.kernel.access import Actor
from bancheng.kernel.errors import Conflict, NotFound, NotPermitted, RuleBroken
from tests.cases.plans import CLOCK, NOW, Walk, case, officer, opened, person
from tests.cases.reading import application_row, events, papers

pytestmark = pytest.mark.django_db
LATEST = Delivery("together_but_at_latest_by", Limit(5))


def delivered(application_id: UUID, actor: Actor = CLOCK, now: Any = NOW) -> Any:
    return cases.deliver(actor=actor, application_id=application_id, now=now)


def granted(**more: Any) -> UUID:
    one = case("a", reviews=0)
    submitted, _ = opened(one, **more)
    Walk(submitted.application_id, one).finish()
    return submitted.application_id


def test_delivering_again_answers_what_was_delivered() -> None:
    own = granted()
    first = delivered(own)
    again = delivered(own, now=NOW + timedelta(days=1))
    assert (first.replayed, again.replayed) == (False, True)
    assert (again.state, again.version) == ("delivered", first.version)
    assert application_row(own)["closed_at"] == NOW
    assert len(papers(own, "closing_letter")) == 1
    assert events(own).count("application_delivered") == 1


def test_nothing_is_delivered_before_the_last_case_is_over() -> None:
    one, two = case("a", reviews=0), case("b")
    submitted, _ = opened(one, two)
    Walk(submitted.application_id, one).finish()
    with pytest.raises(RuleBroken) as refused:
        delivered(submitted.application_id)
    assert (refused.value.code, refused.value.facts["open_cases"]) == ("not_finished", 1)


def test_what_ended_without_any_result_has_nothing_to_deliver() -> None:
    one = case("a")
    submitted, _ = opened(one)
    Walk(submitted.application_id, one).act("withdraw", actor=person())
    with pytest.raises(RuleBroken) as refused:
        delivered(submitted.application_id)
    assert refused.value.code == "not_finished"
    assert application_row(submitted.application_id)["state"] == "ended"


def test_nobody_but_the_program_delivers() -> None:
    own = granted()
    for actor in (person(), person("stranger"), officer("station.household")):
        for act in (cases.deliver, cases.release_results):
            with pytest.raises((NotFound, NotPermitted)):
                act(actor=actor, application_id=own, now=NOW)
    assert application_row(own)["state"] == "open"


def test_what_moved_between_the_read_and_the_write_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    own, read = granted(), delivery.application_context

    def slow(*about: Any) -> Any:
        row = read(*about)
        monkeypatch.setattr(delivery, "application_context", read)
        delivered(own)
        return row

    monkeypatch.setattr(delivery, "application_context", slow)
    with pytest.raises(Conflict) as refused:
        delivered(own)
    assert refused.value.code == "application_moved"
    assert events(own).count("application_delivered") == 1


def test_what_is_ready_at_the_latest_day_is_opened_once() -> None:
    one, two = case("a", reviews=0), case("b")
    submitted, _ = opened(one, two, delivery=LATEST)
    Walk(submitted.application_id, one).finish()
    own = submitted.application_id
    later = NOW + timedelta(days=9)
    assert cases.release_results(actor=CLOCK, application_id=own, now=later).replayed is False
    assert cases.release_results(actor=CLOCK, application_id=own, now=later + timedelta(days=1)).replayed
    assert application_row(own)["released_at"] == later
    assert events(own).count("application_results_released") == 1


def test_nothing_is_opened_of_what_is_over() -> None:
    one = case("a")
    submitted, _ = opened(one, delivery=LATEST)
    Walk(submitted.application_id, one).act("withdraw", actor=person())
    before = application_row(submitted.application_id)
    assert cases.release_results(actor=CLOCK, application_id=submitted.application_id, now=NOW).replayed
    assert application_row(submitted.application_id) == before


def test_a_letter_is_written_afterwards_only_for_what_ended_without_a_result() -> None:
    own = granted()
    delivered(own)
    assert cases.write_letter(own, NOW) is False
    assert cases.write_letter(UUID(int=1), NOW) is False
    assert len(papers(own, "closing_letter")) == 1
