"""A year without a notice: weekends and the days of the law, marked 暂定; then the notice comes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection

from bancheng.kernel.errors import InvalidInput
from bancheng.kernel.workdays import (
    apply_notice,
    built_in,
    calendar,
    import_notice,
    provisional_year,
    read_notice,
    statutory_days,
    store,
)

NOW = datetime(2026, 11, 25, 2, tzinfo=UTC)
PUBLISHED_STATUTORY = {
    # The same thirteen days as they fell in two years whose notices are out.
    2025: "01-01 01-28 01-29 01-30 01-31 04-04 05-01 05-02 05-31 10-01 10-02 10-03 10-06",
    2026: "01-01 02-16 02-17 02-18 02-19 04-05 05-01 05-02 06-19 09-25 10-01 10-02 10-03",
}
# An invented notice in the form of the real ones.
NOTICE: dict[str, Any] = {
    "year": 2027,
    "notice": "国办发明电〔2026〕演示号",
    "rest": [
        {"name": "元旦", "from": "2027-01-01", "to": "2027-01-03"},
        {"name": "春节", "from": "2027-02-05", "to": "2027-02-13"},
        {"name": "清明节", "from": "2027-04-03", "to": "2027-04-05"},
        {"name": "劳动节", "from": "2027-05-01", "to": "2027-05-05"},
        {"name": "端午节", "on": "2027-06-09"},
        {"name": "中秋节", "on": "2027-09-15"},
        {"name": "国庆节", "from": "2027-10-01", "to": "2027-10-07"},
    ],
    "work": [
        {"name": "春节", "on": "2027-02-14"},
        {"name": "春节", "on": "2027-02-20"},
        {"name": "劳动节", "on": "2027-05-08"},
        {"name": "国庆节", "on": "2027-10-09"},
    ],
}


@pytest.mark.parametrize("year", PUBLISHED_STATUTORY)
def test_the_law_and_the_moon_give_the_thirteen_days_of_published_years(year: int) -> None:
    wanted = sorted(date.fromisoformat(f"{year}-{day}") for day in PUBLISHED_STATUTORY[year].split())
    assert [day for day, _name in statutory_days(year)] == wanted


@pytest.mark.parametrize("year", range(2025, 2041))
def test_every_year_has_the_days_of_the_law(year: int) -> None:
    counted = Counter(name for _day, name in statutory_days(year))
    assert counted == {"元旦": 1, "春节": 4, "清明节": 1, "劳动节": 2, "端午节": 1, "中秋节": 1, "国庆节": 3}


@pytest.mark.parametrize("year", range(2027, 2041))
def test_a_statutory_day_on_a_weekend_is_made_up_on_a_working_day(year: int) -> None:
    """第六条: thirteen days off on weekdays, whatever the year; two festivals on one day are both owed."""
    weekdays_off = [day for day in provisional_year(year).rest if day.weekday() < 5]
    assert len(weekdays_off) == 13


def test_the_spring_festival_of_2027() -> None:
    rest = provisional_year(2027).rest
    spring = [day.day for day, name in rest.items() if name == "春节"]
    assert spring == [5, 6, 7, 8, 9, 10]  # 6 and 7 February are a weekend: made up on 9 and 10


def test_mid_autumn_on_the_national_day_is_owed_too() -> None:
    rest = provisional_year(2031).rest
    october = [day.day for day in rest if day.month == 10]
    assert october == [1, 2, 3, 6]  # Wed to Fri, and Monday for the festival that fell together


def test_the_law_of_2024_is_not_applied_to_the_years_before() -> None:
    with pytest.raises(ValueError, match="2024"):
        statutory_days(2024)


@pytest.mark.parametrize(
    ("start", "days", "provisional"),
    [
        (date(2026, 12, 1), 20, False),
        (date(2026, 12, 1), 30, True),
        (date(2026, 12, 31), 1, True),
        (date(2026, 12, 30), 1, False),
        (date(2027, 3, 1), 5, True),
        (date(2026, 3, 2), 45, False),
    ],
)
def test_a_date_that_rests_on_a_provisional_year_says_so(start: date, days: int, provisional: bool) -> None:
    assert built_in().add(start, days).provisional is provisional


# The notice


def test_a_notice_replaces_the_provisional_year_and_names_the_days_that_changed() -> None:
    changes = apply_notice(built_in(), read_notice(NOTICE))
    assert changes.replaced_provisional
    assert changes.calendar.year(2027).status == "published"
    assert changes.days == tuple(
        date.fromisoformat(f"2027-{day}")
        for day in ("02-11", "02-12", "02-14", "02-20", "05-05", "05-08", "10-06", "10-07", "10-09")
    )
    assert not changes.calendar.add(date(2026, 12, 1), 45).provisional


def test_the_same_notice_again_changes_nothing() -> None:
    first = apply_notice(built_in(), read_notice(NOTICE))
    second = apply_notice(first.calendar, read_notice(NOTICE))
    assert second.days == ()
    assert not second.replaced_provisional


def test_days_of_the_december_before_count_as_changed() -> None:
    entry = {"name": "元旦", "on": "2026-12-31"}
    year = read_notice({**NOTICE, "rest": [entry, *NOTICE["rest"]]})
    assert apply_notice(built_in(), year).days[0] == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"year": "2027"}, "year"),
        ({"notice": " "}, "notice"),
        ({"work": None}, "work"),
        ({"work": [{"name": "春节", "on": "2027-02-15"}]}, "2027-02-15"),
        ({"work": [{"name": "春节", "on": "2027-02-13"}]}, "2027-02-13"),
        ({"work": [{"name": "春节", "on": "2028-02-13"}]}, "work[0]"),
        ({"work": [{"name": "春节", "on": "2027-02-30"}]}, "work[0]"),
        ({"work": ["2027-02-14"]}, "work[0]"),
        ({"work": [{"on": "2027-02-14"}]}, "work[0]"),
        ({"work": [{"name": "春节", "from": "2027-02-14", "to": "2027-01-14"}]}, "work[0]"),
        ({"rest": NOTICE["rest"][1:]}, "2027-01-01"),
        ({"rest": [{"name": "寒假", "from": "2027-01-01", "to": "2027-02-28"}, *NOTICE["rest"]]}, "rest[0]"),
    ],
    ids=str,
)
def test_a_notice_that_does_not_fit_is_refused_and_the_place_named(
    change: dict[str, Any], place: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_notice({**NOTICE, **change})
    assert caught.value.code == "calendar_notice_wrong"
    assert place in caught.value.fields


# The table


@pytest.fixture
def _fresh() -> Iterator[None]:
    store.forget()
    yield
    store.forget()


@pytest.mark.django_db
@pytest.mark.usefixtures("_fresh")
def test_an_imported_notice_is_kept_and_used() -> None:
    assert calendar(NOW.date()).year(2027).status == "provisional"
    changes = import_notice(NOTICE, now=NOW)
    assert len(changes.days) == 9
    store.forget()
    assert calendar(NOW.date()).year(2027) == read_notice(NOTICE)
    assert import_notice(NOTICE, now=NOW).days == ()
    with connection.cursor() as cursor:
        cursor.execute("SELECT year, status, source_notice FROM kernel_calendar_year WHERE year = 2027")
        assert cursor.fetchall() == [(2027, "published", "国办发明电〔2026〕演示号")]


@pytest.mark.django_db
@pytest.mark.usefixtures("_fresh")
def test_the_calendar_is_read_once_and_stays_the_same_object(django_assert_num_queries: Any) -> None:
    first = calendar(NOW.date())
    with django_assert_num_queries(0):
        assert calendar(date(2026, 12, 31)) is first


@pytest.mark.django_db
@pytest.mark.usefixtures("_fresh")
def test_the_calendar_works_on_any_day_of_any_year() -> None:
    for on in (date(2026, 11, 21), date(2034, 2, 28), date(2060, 12, 31)):
        assert calendar(on).add(on, 245).provisional
