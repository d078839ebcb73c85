"""请对方确认: not without limit, and its last day follows a holiday notice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bancheng.journeys import commands as journeys
from bancheng.journeys.commands.confirming import ASKED_ENOUGH
from bancheng.journeys.queries.confirmations import confirmations_of
from bancheng.journeys.queries.drafts import DraftView
from bancheng.journeys.spec import Confirmation
from bancheng.journeys.tasks import recompute_due
from bancheng.kernel.access import system_actor
from bancheng.kernel.database import fetch_all
from bancheng.kernel.errors import NotPermitted, RuleBroken
from bancheng.kernel.workdays import import_notice, local_day, statutory_days, store
from tests.city import people
from tests.journeys.walking import Walker, confirm
from tests.portal.browsing import Visitor
from tests.portal.officers import usual

MOST = 5
CLOCK = system_actor("clock")


@pytest.fixture
def walker(city: Any, registry: Any) -> Walker:
    return usual().start().answer_all(who="mother").fill().bring()


def father(walker: Walker) -> Any:
    return next(one.father for one in people().families if one.mother == walker.citizen)


def name_path(view: DraftView) -> str:
    return next(
        one.path for one in view.plan.fields if one.path.startswith("child") and one.path.endswith(".name")
    )


def asked_events(walker: Walker) -> int:
    return len(
        fetch_all(
            "SELECT 1 FROM kernel_event WHERE application_id = %s AND type = 'confirmation_asked'",
            [walker.id],
        )
    )


def refused_so_often(walker: Walker, times: int) -> None:
    for _each in range(times):
        walker.ask("father")
        confirm(father(walker).id, walker.id, walker.now, "refused")


# 不能没完没了地请


def test_the_rulebook_says_how_often_and_five_times_is_usual() -> None:
    assert Confirmation.model_validate({"subject": "father", "within": "5 wd"}).at_most == MOST
    with pytest.raises(ValueError, match="at_most"):
        Confirmation.model_validate({"subject": "father", "within": "5 wd", "at_most": 0})


def test_after_as_many_noes_as_the_rulebook_lets_nobody_is_asked_again(walker: Walker) -> None:
    refused_so_often(walker, MOST)
    with pytest.raises(RuleBroken) as enough:
        walker.ask("father")
    assert ASKED_ENOUGH.raised_as(enough.value)
    assert asked_events(walker) == MOST
    row = confirmations_of(walker.id)["father"]
    assert (row.state, row.times) == ("refused", MOST)


def test_a_changed_form_counts_as_asking_again(walker: Walker) -> None:
    for number in range(MOST):
        walker.save({name_path(walker.view): f"林新{'一二三四五'[number]}"})
        walker.ask("father")
    walker.save({name_path(walker.view): "林新六"})
    with pytest.raises(RuleBroken) as enough:
        walker.ask("father")
    assert ASKED_ENOUGH.raised_as(enough.value)


def test_asking_the_same_again_does_not_count(walker: Walker) -> None:
    for _each in range(MOST + 2):
        row = walker.ask("father")
    assert (row.times, asked_events(walker)) == (1, 1)


def test_the_last_question_can_still_be_answered(walker: Walker) -> None:
    refused_so_often(walker, MOST - 1)
    walker.ask("father")
    assert confirm(father(walker).id, walker.id, walker.now).state == "confirmed"
    walker.submit()


def test_the_page_says_that_it_was_enough_instead_of_offering_the_button(walker: Walker) -> None:
    refused_so_often(walker, MOST - 1)
    visitor, path = Visitor(walker), f"/drafts/{walker.id}/review/"
    assert "再请" in visitor.get(path).text
    refused_so_often(walker, 1)
    page = visitor.get(path)
    assert f"已经请了{MOST}次，不能再请" in page.text
    answer = visitor.post(f"/drafts/{walker.id}/confirmations/father/", {})
    assert answer.status_code == 422
    assert "已经请满了" in answer.content.decode()


# 期限跟着放假通知走

FRIDAY = datetime(2027, 1, 29, 2, 0, tzinfo=UTC)
LAW = {day.isoformat(): name for day, name in statutory_days(2027)}
SPRING = {(date(2027, 2, 1) + timedelta(days=n)).isoformat(): "春节" for n in range(14)}
NOTICE = {"year": 2027, "notice": "国办发明电〔2026〕9号", "rest": {**LAW, **SPRING}, "work": {}}


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    store.forget()
    yield
    store.forget()


def asked_on(walker: Walker, now: datetime) -> datetime:
    row = journeys.ask_confirmation(actor=walker.actor, draft_id=walker.id, role="father", now=now)
    assert row is not None
    return row.due_at


def recomputed(now: datetime = FRIDAY, **more: Any) -> int:
    year = import_notice(NOTICE, now=now).calendar.years[2027]
    first, last = year.span
    told = {"actor": CLOCK, "first": first, "last": last, "notice": year.source, "now": now, **more}
    return journeys.recompute_confirmations(**told)


def test_the_last_day_to_answer_moves_with_the_holidays_once_and_is_recorded(walker: Walker) -> None:
    before = asked_on(walker, FRIDAY)
    assert recomputed() == 1
    row = confirmations_of(walker.id)["father"]
    assert local_day(row.due_at) > local_day(before)
    assert local_day(row.due_at) >= date(2027, 2, 15), "fourteen days of rest lie between"
    assert (row.state, row.times) == ("asked", 1)
    assert recomputed() == 0
    types = [
        event["type"]
        for event in fetch_all(
            "SELECT type FROM kernel_event WHERE application_id = %s ORDER BY seq", [walker.id]
        )
    ]
    assert types == ["confirmation_asked", "confirmation_recomputed"]


def test_it_can_still_be_answered_on_the_new_last_day(walker: Walker) -> None:
    before = asked_on(walker, FRIDAY)
    recomputed()
    after = before + timedelta(days=1)
    assert journeys.lapse_confirmations(after) == 0
    assert confirm(father(walker).id, walker.id, after).state == "confirmed"


def test_what_was_answered_keeps_its_dates(walker: Walker) -> None:
    before = asked_on(walker, FRIDAY)
    confirm(father(walker).id, walker.id, FRIDAY)
    assert recomputed() == 0
    assert confirmations_of(walker.id)["father"].due_at == before


def test_a_question_that_was_over_before_the_year_is_not_touched(walker: Walker) -> None:
    before = asked_on(walker, datetime(2026, 11, 2, 2, 0, tzinfo=UTC))
    assert recomputed() == 0
    assert confirmations_of(walker.id)["father"].due_at == before


def test_only_the_program_computes_dates_again(walker: Walker) -> None:
    asked_on(walker, FRIDAY)
    with pytest.raises(NotPermitted):
        recomputed(actor=walker.actor)


def test_every_page_of_questions_is_looked_at(walker: Walker) -> None:
    asked_on(walker, FRIDAY)
    another = Walker(walker.citizen).start().answer_all(who="mother").fill()
    asked_on(another, FRIDAY)
    assert recomputed(page=1) == 2


def test_the_worker_finishes_what_an_import_left(walker: Walker) -> None:
    asked_on(walker, FRIDAY)
    import_notice(NOTICE, now=FRIDAY)
    assert recompute_due(FRIDAY + timedelta(minutes=1)) == 1
