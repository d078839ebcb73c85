"""A holiday notice is imported: open dates are computed again once, each change is recorded, the applicant is told.

T08 of the verification plan. 2027 is provisional until the notice; the notice of these tests gives a long Spring
Festival (6–13 February 2027) with 31 January and 20 February worked, and moves New Year's days as the law alone did.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bancheng.cases import commands as cases
from bancheng.cases import tasks
from bancheng.cases.commands import recomputing
from bancheng.cases.commands.silence import remind
from bancheng.cases.queries import application_progress, case_page
from bancheng.cases.queries.dates import dates_of
from bancheng.cases.spec import CorrectionEntry, Decision, Delivery, Limit, Moved
from bancheng.documents.commands import rendered
from bancheng.kernel.database import Outcome, fetch_one
from bancheng.kernel.errors import Conflict, InvalidInput, NotPermitted
from bancheng.kernel.invariants import audit
from bancheng.kernel.workdays import import_notice, local_day, store
from tests.cases.plans import CLOCK, Walk, case, officer, opened, person
from tests.cases.reading import application_row, case_row, events, papers, worklist

pytestmark = pytest.mark.django_db

FRIDAY = datetime(2027, 1, 29, 2, 0, tzinfo=UTC)
SPRING = {date(2027, 2, 5) + timedelta(days=n): "春节" for n in range(9)}
LAW = {
    "2027-01-01": "元旦", "2027-04-05": "清明节", "2027-05-01": "劳动节", "2027-05-02": "劳动节",
    "2027-06-09": "端午节", "2027-09-15": "中秋节", "2027-10-01": "国庆节", "2027-10-02": "国庆节",
    "2027-10-03": "国庆节",
}  # fmt: skip
NOTICE = {
    "year": 2027,
    "notice": "国办发明电〔2026〕9号",
    "rest": {**LAW, **{day.isoformat(): name for day, name in SPRING.items()}},
    "work": {"2027-01-31": "春节", "2027-02-20": "春节"},
}


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    store.forget()
    yield
    store.forget()


def notice(document: dict[str, Any] = NOTICE, now: datetime = FRIDAY) -> cases.Recomputed:
    """Import and compute again, as `bancheng calendar import` does."""
    year = import_notice(document, now=now).calendar.years[2027]
    first, last = year.span
    return cases.recompute_due(actor=CLOCK, first=first, last=last, notice=year.source, now=now)


def filed(now: datetime = FRIDAY, **more: Any) -> Walk:
    one = case("a")
    submitted, _ = opened(one, now=now, **more)
    return Walk(submitted.application_id, one)


def due_day(walk: Walk) -> date:
    return local_day(case_row(walk.application_id, walk.case.case_id)["due_at"])


def test_a_date_in_a_year_without_a_notice_is_marked_on_every_row_that_a_page_reads() -> None:
    walk = filed()
    progress = application_progress(walk.application_id, person())
    assert progress.application["provisional"]
    assert progress.cases[0]["provisional"]
    assert all(clock["provisional"] for clock in progress.clocks)
    assert case_page(walk.application_id, walk.case.case_id, walk.officer).case["provisional"]
    assert worklist(walk.application_id)[walk.case.case_id]["provisional"]


def test_the_notice_moves_the_dates_and_takes_the_mark_away() -> None:
    walk = filed()
    assert due_day(walk) == date(2027, 2, 11)  # by the law alone: 5 to 8 February and two days made up
    assert notice().cases == 1
    row, entry = case_row(walk.application_id, walk.case.case_id), worklist(walk.application_id)
    assert (due_day(walk), row["provisional"]) == (date(2027, 2, 4), False)  # Sunday 31 January is worked
    assert (row["wake_at"], row["warn_at"] <= row["due_at"]) == (row["due_at"], True)
    put = entry[walk.case.case_id]
    assert (put["due_at"], put["warn_at"], put["provisional"]) == (row["due_at"], row["warn_at"], False)
    assert not application_row(walk.application_id)["provisional"]


def test_each_change_is_recorded_with_the_old_and_the_new_date() -> None:
    walk = filed()
    was = due_day(walk)
    notice()
    assert events(walk.application_id, walk.case.case_id) == ["case_opened", "case_due_recomputed"]
    page = case_page(walk.application_id, walk.case.case_id, walk.officer)
    (line,) = [one for one in page.history if one.act == "recompute" and one.case_id == walk.case.case_id]
    assert line.payload["was"] == was.isoformat()
    assert line.payload["due"] == due_day(walk).isoformat()
    assert line.payload["notice"] == NOTICE["notice"]
    assert events(walk.application_id)[-1] == "application_due_recomputed"


def test_the_applicant_gets_one_notice_that_names_old_and_new_dates() -> None:
    walk = filed()
    notice()
    (paper,) = papers(walk.application_id, "due_date_notice")
    assert {line["name"] for line in paper["values"]["lines"]} == {walk.case.name, "整件事"}
    assert paper["paper_id"] in {
        one["paper_id"] for one in application_progress(walk.application_id, person()).papers
    }
    content, _, title = rendered(walk.application_id, paper["paper_id"], actor=person(), now=FRIDAY)
    assert content.startswith(b"%PDF")
    assert title == "办理期限调整告知书"


def test_the_same_notice_again_changes_nothing() -> None:
    walk = filed()
    assert notice().applications == 1
    again = notice()
    assert (again.looked, again.applications, again.cases, again.moving) == (1, 0, 0, ())
    assert len(papers(walk.application_id, "due_date_notice")) == 1
    assert case_row(walk.application_id, walk.case.case_id)["version"] == 2


def test_an_import_that_stopped_half_way_is_finished_by_the_next() -> None:
    walk = filed()
    import_notice(NOTICE, now=FRIDAY)  # and the program was killed here
    assert tasks.recompute_due(FRIDAY + timedelta(minutes=2)) == 1
    assert due_day(walk) == date(2027, 2, 4)
    assert tasks.recompute_due(FRIDAY + timedelta(minutes=4)) == 0
    assert tasks.recompute_due(FRIDAY + timedelta(hours=4)) == 0


def test_a_corrected_notice_of_a_published_year_counts_again() -> None:
    walk = filed()
    notice()
    notice({**NOTICE, "work": {"2027-02-20": "春节"}, "notice": "国办发明电〔2026〕10号"})
    assert due_day(walk) > date(2027, 2, 4)
    assert len(papers(walk.application_id, "due_date_notice")) == 2


def test_only_limits_that_run_over_the_year_are_touched() -> None:
    early = filed(datetime(2026, 3, 2, 2, 0, tzinfo=UTC))
    before = case_row(early.application_id, early.case.case_id)
    done = notice()
    assert (done.looked, done.cases) == (0, 0)
    assert case_row(early.application_id, early.case.case_id) == before


def test_what_is_over_keeps_its_dates() -> None:
    walk = filed()
    walk.act("withdraw", actor=person(), now=FRIDAY)
    assert notice().looked == 0
    assert events(walk.application_id, walk.case.case_id)[-1] == "case_withdrawn"


def test_every_state_takes_its_date_from_its_own_clock() -> None:
    accepted, asked, paused, approved = filed(), filed(), filed(), filed()
    accepted.act("accept", now=FRIDAY)
    asked.act("request_correction", now=FRIDAY, entries=[CorrectionEntry("other", "x", "补一份说明")])
    for each in (paused, approved):
        each.act("accept", now=FRIDAY)
    paused.act("review", now=FRIDAY)
    paused.act("pause", now=FRIDAY, procedure="site")
    approved.act("review", now=FRIDAY)
    approved.act("decide", now=FRIDAY, decision=Decision(True, "符合条件"))
    assert notice().cases == 4
    assert audit(["I5", "I6", "I12"]) == []
    for each in (accepted, approved):
        assert case_row(each.application_id, each.case.case_id)["wake_at"].year == 9999, "nothing wakes it"
    row = case_row(paused.application_id, paused.case.case_id)
    assert row["due_at"].year == 9999
    assert local_day(row["wake_at"]) == date(2027, 2, 4)


def test_who_was_reminded_already_is_not_reminded_again_because_of_a_notice() -> None:
    asked, told = filed(), filed()
    for each in (asked, told):
        each.act("request_correction", now=FRIDAY, entries=[CorrectionEntry("other", "x", "补一份说明")])
    alarm = case_row(told.application_id, told.case.case_id)
    remind(told.application_id, told.case.case_id, alarm["version"], alarm["wake_at"])
    assert notice().cases == 2
    early, late = (case_row(each.application_id, each.case.case_id) for each in (asked, told))
    assert early["wake_at"] == early["warn_at"] < early["due_at"]
    assert late["wake_at"] == late["due_at"]


def test_the_latest_day_of_delivery_moves_as_well() -> None:
    walk = filed(delivery=Delivery("together_but_at_latest_by", Limit(8)))
    before = application_row(walk.application_id)["wake_at"]
    notice()
    after = application_row(walk.application_id)["wake_at"]
    assert (local_day(before), local_day(after)) == (date(2027, 2, 16), date(2027, 2, 17))
    assert audit(["I6"]) == []


def test_an_officer_whose_page_is_older_than_the_notice_is_told_so() -> None:
    walk = filed()
    notice()
    with pytest.raises(Conflict) as refused:
        walk.act("accept", now=FRIDAY)
    assert "系统" in refused.value.message
    assert "重新计算期限" in refused.value.message


def test_somebody_who_acts_at_the_same_moment_wins_and_the_dates_are_computed_on_what_they_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    walk = filed()
    read, once = dates_of, list[Moved]()

    def slow(application_id: Any) -> Any:
        row = read(application_id)
        if not once:
            once.append(walk.act("claim", actor=officer("station.household"), now=FRIDAY))
        return row

    monkeypatch.setattr(recomputing, "dates_of", slow)
    assert notice().cases == 1
    row = case_row(walk.application_id, walk.case.case_id)
    assert row["held_name"] == "李建国"
    assert (row["version"], due_day(walk)) == (3, date(2027, 2, 4))


def test_an_application_that_somebody_keeps_moving_is_named_and_left_to_the_next_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    walk, tries = filed(), list[str]()

    def moved(function: str, **_arguments: Any) -> Outcome:
        tries.append(function)
        return Outcome("moved", {})

    with monkeypatch.context() as patch:
        patch.setattr(recomputing, "call", moved)
        done = notice()
    assert (done.looked, done.applications, done.moving) == (1, 0, (walk.application_id,))
    assert len(tries) > 1
    assert due_day(walk) == date(2027, 2, 11)
    assert notice().cases == 1


def test_an_application_that_ended_while_its_page_was_read_is_passed_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    filed()
    monkeypatch.setattr(recomputing, "dates_of", lambda _application_id: None)
    done = notice()
    assert (done.looked, done.applications, done.moving) == (1, 0, ())


def test_a_case_moves_alone_when_the_day_of_the_whole_stands() -> None:
    walk = filed(critical_days=1)
    notice()
    before, whole = due_day(walk), application_row(walk.application_id)["due_at"]
    rest = {**LAW, **{day.isoformat(): name for day, name in SPRING.items()}, "2027-02-03": "春节"}
    done = notice({**NOTICE, "rest": rest, "notice": "国办发明电〔2026〕10号"})
    assert (done.applications, done.cases) == (1, 1)
    assert due_day(walk) > before
    assert application_row(walk.application_id)["due_at"] == whole


def test_the_day_of_the_whole_moves_alone_when_no_case_runs_into_the_year() -> None:
    walk = filed(datetime(2026, 11, 30, 2, 0, tzinfo=UTC), critical_days=60)
    case_before = due_day(walk)
    assert application_row(walk.application_id)["provisional"]
    done = notice()
    assert (done.applications, done.cases) == (1, 0)
    assert not application_row(walk.application_id)["provisional"]
    assert due_day(walk) == case_before


def test_a_legal_limit_moves_also_where_the_promised_day_stands() -> None:
    walk = filed()
    walk.act("accept", now=FRIDAY)
    notice()
    promised, legal = due_day(walk), legal_day(walk)
    rest = {**LAW, **{day.isoformat(): name for day, name in SPRING.items()}, "2027-02-24": "春节"}
    assert notice({**NOTICE, "rest": rest, "notice": "国办发明电〔2026〕10号"}).cases == 1
    assert due_day(walk) == promised
    assert legal_day(walk) > legal


def legal_day(walk: Walk) -> date:
    row = fetch_one(
        "SELECT due_at FROM cases_clock WHERE case_id = %s AND kind = 'legal'", [walk.case.case_id]
    )
    assert row is not None
    return local_day(row["due_at"])


def test_work_off_the_clock_gets_another_expected_day() -> None:
    one = case("a", off_clock=True)
    submitted, _ = opened(one, now=FRIDAY)
    walk = Walk(submitted.application_id, one)
    walk.act("accept", now=FRIDAY)
    before = due_day(walk)
    assert notice().cases == 1
    assert due_day(walk) != before


@pytest.mark.parametrize("over", ["released", "all granted"])
def test_the_latest_day_of_delivery_is_not_set_again_once_it_is_past(over: str) -> None:
    one, two = case("a", reviews=0), case("b")
    nodes = [one, two] if over == "released" else [one]
    submitted, _ = opened(
        *nodes, now=FRIDAY, delivery=Delivery("together_but_at_latest_by", Limit(8)), critical_days=9
    )
    Walk(submitted.application_id, one).finish(FRIDAY)
    if over == "released":
        cases.release_results(actor=CLOCK, application_id=submitted.application_id, now=FRIDAY)
    before = application_row(submitted.application_id)
    assert notice().applications == 1
    after = application_row(submitted.application_id)
    assert after["due_at"] != before["due_at"]
    assert after["wake_at"] == before["wake_at"]


def test_nobody_but_the_program_computes_dates_again() -> None:
    with pytest.raises(NotPermitted):
        cases.recompute_due(
            actor=officer("station.household"),
            first=date(2027, 1, 1),
            last=date(2027, 12, 31),
            notice="x",
            now=FRIDAY,
        )


def test_a_notice_that_forgets_a_holiday_of_the_law_is_refused_and_nothing_moves() -> None:
    walk = filed()
    with pytest.raises(InvalidInput):
        notice({**NOTICE, "rest": {"2027-01-01": "元旦"}})
    assert case_row(walk.application_id, walk.case.case_id)["version"] == 1


def test_the_date_of_an_open_question_moves_as_well() -> None:
    a, b = case("a"), case("b", level=2, after={"a": "ask_applicant"})
    submitted, _ = opened(a, b, now=FRIDAY)
    Walk(submitted.application_id, a).refuse(FRIDAY)
    before = case_row(submitted.application_id, b.case_id)
    notice()
    after = case_row(submitted.application_id, b.case_id)
    assert (local_day(before["due_at"]), local_day(after["due_at"])) == (date(2027, 2, 18), date(2027, 2, 19))
    assert after["wake_at"] == after["warn_at"] < after["due_at"], "the reminder first"
    assert notice().applications == 0
