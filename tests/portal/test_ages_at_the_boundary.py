"""年龄到不到线: the day before a birthday, the day itself and the day after, from the box of the form to the plan that is
composed, for the ages that the law draws lines at; and for whoever was born on 29 February."""

from __future__ import annotations

from calendar import isleap
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from unittest.mock import patch

import pytest

from bancheng.demo_city.population.model import Population
from bancheng.journeys.queries.drafts import draft
from bancheng.kernel import rulebooks
from bancheng.kernel.rulebooks import Document, Folder
from bancheng.kernel.workdays import local_day
from tests.city import ROOT, Registry
from tests.journeys.walking import Walker
from tests.portal.browsing import Visitor

THING = "social-security-card"
LINES = {14: "card-transit", 16: "card-library", 18: "card-museum", 60: "card-subsidy"}
"""Age → the matter that whoever has it may apply for (a rule of this test's own city)."""
FUNCTIONS = ("medical", "transit", "reading", "museum", "subsidy")
Draft = Callable[[date], "OnPaper"]


class OnPaper:
    """A draft on a day, and the page of its form that asks for the birthday."""

    def __init__(self, walker: Walker) -> None:
        self.walker = walker
        self.page = f"/drafts/{walker.id}/form/holder/"

    def born(self, day: date) -> set[str]:
        """Type a birthday into the form; the matters of the plan that comes of it, of those with an age."""
        moment = self.walker.now
        with patch("django.utils.timezone.now", lambda: moment):
            visitor = Visitor(self.walker)
            boxes = visitor.get(self.page).boxes
            typed = {f"holder.born_on-{part}": str(getattr(day, part)) for part in ("year", "month", "day")}
            assert boxes.keys() >= typed.keys()
            assert visitor.post(self.page, boxes | typed).status_code == 302
            view = draft(self.walker.id, actor=self.walker.actor, now=moment)
            assert view.entries["holder.born_on"].value == day.isoformat()
            shown = visitor.get(f"/drafts/{self.walker.id}/review/").text
        found = {one.code for one in view.plan.items} & set(LINES.values())
        assert f"要办{1 + len(found)}件事" in shown
        return found


@cache
def rules() -> Folder:
    """The city's rulebooks; in this thing the lines stand, and no register knows the birthday."""
    folder = rulebooks.load_folder(ROOT / "demo" / "rulebooks")
    key = f"journey/{THING}"
    body = dict(folder.documents[key].body)
    ages = {code: age for age, code in LINES.items()}
    body["items"] = [
        {**one, "when": f"({one['when']}) and age(holder.born_on, on) >= {ages[one['item']]}"}
        if one["item"] in ages
        else one
        for one in body["items"]
    ]
    born = {"path": "holder.born_on", "element": "person.birth_date", "name": "出生日期"}
    body["facts"] = [*body["facts"], born]
    body["prefill"] = [one for one in body["prefill"] if one["resource"] != "population-register"]
    return replace(folder, documents={**folder.documents, key: Document("journey", THING, body)})


@pytest.fixture
def noticed_on(city: Population, registry: Registry) -> Draft:
    now = datetime.now(UTC)
    rulebooks.publish(rules(), [("journey", THING)], now=now, by="city", effective_from=local_day(now))

    def start(day: date) -> OnPaper:
        walker = Walker(city.citizens[0], datetime(day.year, day.month, day.day, 4, tzinfo=UTC)).start(THING)
        walker.answer("want", "use")
        walker.answer("functions", *FUNCTIONS)
        return OnPaper(walker)

    return start


def test_the_day_before_a_birthday_the_day_itself_and_the_day_after(noticed_on: Draft) -> None:
    today = local_day(datetime.now(UTC))
    today -= timedelta(days=(today.month, today.day) == (2, 29))
    paper = noticed_on(today)
    for age, matter in LINES.items():
        birthday = today.replace(year=today.year - age)
        younger = {code for line, code in LINES.items() if line < age}
        assert paper.born(birthday + timedelta(days=1)) == younger, f"{age} tomorrow"
        assert paper.born(birthday) == younger | {matter}, f"{age} today"
        assert paper.born(birthday - timedelta(days=1)) == younger | {matter}, f"{age} since yesterday"


def first_year(age: int, *, common: bool) -> int:
    """The next year, common or not, of which the one so many years before had a 29 February."""
    year = local_day(datetime.now(UTC)).year + 1
    return next(one for one in range(year, year + 8) if isleap(one - age) and isleap(one) is not common)


def test_born_on_29_february_a_year_older_on_1_march_of_a_common_year(noticed_on: Draft) -> None:
    year = first_year(18, common=True)
    before, after = noticed_on(date(year, 2, 28)), noticed_on(date(year, 3, 1))
    for age in (14, 18):
        born = date(year - age, 2, 29)
        assert LINES[age] not in before.born(born)
        assert LINES[age] in after.born(born)


def test_born_on_29_february_a_year_older_on_29_february_of_a_leap_year(noticed_on: Draft) -> None:
    year = first_year(60, common=False)
    before, after = noticed_on(date(year, 2, 28)), noticed_on(date(year, 2, 29))
    for age in (16, 60):
        born = date(year - age, 2, 29)
        assert LINES[age] not in before.born(born)
        assert LINES[age] in after.born(born)
