"""What the departments do meanwhile: an application handed in, and officers who move its cases."""

from __future__ import annotations

from random import Random
from typing import Any
from uuid import UUID

import pytest

from bancheng.cases import commands as cases
from bancheng.cases.commands.silence import CLOCK
from bancheng.cases.queries import application_progress, case_page
from bancheng.cases.queries.pages import CasePage
from bancheng.cases.spec import CorrectionEntry, Decision
from bancheng.demo_city.drive.inventing import typed
from bancheng.demo_city.drive.working import Staff
from bancheng.journeys.commands import issue_result
from bancheng.journeys.queries.results import result_form
from bancheng.kernel.database import Row
from bancheng.kernel.rulebooks import release
from tests.city import people, played, scene
from tests.journeys.walking import Walker, again, mother
from tests.portal.browsing import Visitor

REASON = "登记的户口不在本市，这里不能办。"


def usual() -> Walker:
    """A mother of the usual family: married, one child, birth registered."""
    found = next(one for one in people().families if one.father and one.marriage and one.birth_registered)
    return mother(found)


@pytest.fixture
def sealed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Decisions need fresh evidence; no sealer runs beside a test that is rolled back."""
    monkeypatch.setattr("bancheng.cases.commands.moving.require_fresh", lambda *_: None)


class Office:
    """All officers of the city, and the application they work on."""

    def __init__(self, walker: Walker) -> None:
        self.walker, self.id, self.staff = walker, walker.id, Staff(walker.on)

    def cases(self, state: str = "") -> list[Row]:
        found = application_progress(self.id, self.walker.actor).cases
        return [one for one in found if not state or one["state"] == state]

    def first(self, state: str) -> Row:
        return self.cases(state)[0]

    def act(self, case_id: UUID, command: Any, **more: Any) -> CasePage:
        """The officer at whose post the case stands does it."""
        queue = case_page(self.id, case_id, self.walker.actor).case["queue"]
        officer = self.staff.at(queue)
        page = case_page(self.id, case_id, officer)
        command(
            actor=officer, application_id=self.id, case_id=case_id, version=page.case["version"],
            now=self.walker.now, **more,
        )  # fmt: skip
        return case_page(self.id, case_id, officer)

    def correct(self, *entries: CorrectionEntry) -> UUID:
        case_id: UUID = self.first("filed")["case_id"]
        self.act(case_id, cases.request_correction, entries=entries)
        return case_id

    def decide(self, case_id: UUID, granted: bool) -> None:
        page = self.act(case_id, cases.accept)
        while page.stage["act"] == "review":
            page = self.act(case_id, cases.review)
        plan = page.case["plan"]
        remedies = () if granted else tuple(plan["remedies"])
        self.act(case_id, cases.decide, decision=Decision(granted, REASON, plan["basis"], remedies))

    def issue(self, case_id: UUID) -> None:
        page = case_page(self.id, case_id, self.walker.actor)
        book, chance = release(page.case["release"]), Random(1)
        filled = {
            one.path: typed(one.element, book, chance, self.walker.on)
            for one in result_form(page.case).fields
            if not one.numbered and one.proposed in (None, "")
        }
        self.act(case_id, issue_result, filled=filled)

    def work(self) -> None:
        """Everything is granted and issued, nothing handed over yet."""
        while rows := self.cases("filed"):
            self.decide(rows[0]["case_id"], True)
            self.issue(rows[0]["case_id"])

    def finish(self) -> None:
        """Everything is granted, issued and handed over."""
        self.work()
        cases.deliver(actor=CLOCK, application_id=self.id, now=self.walker.now)


@pytest.fixture
def drafted(city: Any, registry: Any) -> Walker:
    """A usual birth, ready to be handed in."""
    return again(played("drafted"))


scene("drafted", lambda: usual().ready())


@pytest.fixture
def walker(drafted: Walker) -> Walker:
    """The same, handed in."""
    drafted.submit()
    return drafted


@pytest.fixture
def office(walker: Walker, sealed: None) -> Office:
    """The departments that work it."""
    return Office(walker)


@pytest.fixture
def visitor(walker: Walker) -> Visitor:
    """Whoever handed it in, at the pages."""
    return Visitor(walker)
