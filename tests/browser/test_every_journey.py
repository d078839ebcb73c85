"""Every thing that the city offers, in a real browser: from the list of things over its questions, form, materials,
confirmations of others and review to the receipt; at a desk from acceptance to the result; then everything delivered,
lying in 我的, and genuine for whoever checks it. Five of them by the keyboard alone.

No thing is named here: who does it and what they say is rehearsed by the commands first (see stagehands).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from bancheng.demo_city.population import calendar
from tests.browser.backstage import Backstage
from tests.browser.city import Browsers, City, local_today
from tests.browser.desk import Desk
from tests.browser.hands import Keyboard
from tests.browser.walking import Walker
from tests.chromium import launched

JOURNEYS = sorted(
    one.stem for one in (Path(__file__).parents[2] / "demo" / "rulebooks" / "journeys").glob("*.yaml")
)
BY_KEYBOARD = JOURNEYS[2::4]
"""Every fourth: five, of people and of all ages."""
GROUPS = 2
"""Two platforms, each with half of the things, so that two processes share them."""
GOOD = {"issued", "not_needed"}
AROUND = ("/", "/things/", "/me/")
"""Pages that are walked through from the first stop to the last."""


def _shared(journeys: list[str], first: int) -> list[object]:
    """Each with its group, by turns."""
    return [
        pytest.param(one, marks=pytest.mark.xdist_group(f"browser-{(number + first) % GROUPS}"))
        for number, one in enumerate(journeys)
    ]


pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Without web fonts: nobody here looks at the letters, and drawing them is half of the work."""
    with sync_playwright() as driver:
        browser = launched(driver, "--disable-remote-fonts")
        yield browser
        browser.close()


@pytest.fixture
def walk(city: City, browsers: Browsers, backstage: Backstage, tmp_path: Path) -> Walk:
    return Walk(city, browsers, backstage, tmp_path / "journal")


class Walk:
    """One thing from its beginning to its end."""

    def __init__(self, city: City, browsers: Browsers, backstage: Backstage, journal: Path) -> None:
        self.city, self.browsers, self.backstage, self.journal = city, browsers, backstage, journal
        self.pressed: list[str] = []

    def go(self, journey: str, *, keyboard: bool = False) -> Walker:
        part = self.backstage.scout(journey)
        people = calendar.people(calendar.settle(self.city.platform.data, local_today())).by_key
        walker = Walker(people[part.person], self.browsers, part, keyboard=keyboard)
        for one in part.agreeing:
            walker.bring_along(people[one])
        application = walker.hand_in(self.journal)
        first = self.backstage.turns(application, part.person, part.subject)[0]
        self.pressed = Desk(self.browsers, first).take_to_its_end()
        ended = self.backstage.work(application, part.person, part.subject)
        assert ended["state"] == "delivered"
        assert set(ended["cases"]) <= GOOD, ended
        walker.see_everything_delivered(len(ended["cases"]))
        assert walker.look_at_results()
        return walker


@pytest.mark.parametrize("journey", _shared([one for one in JOURNEYS if one not in BY_KEYBOARD], 0))
def test_from_the_list_of_things_to_a_result_that_anybody_may_check(walk: Walk, journey: str) -> None:
    walker = walk.go(journey)
    assert len(walk.pressed) >= 2, "at a desk it was accepted and decided"
    assert [fault for one in walker.everybody for fault in one.window.refused] == []


@pytest.mark.parametrize("journey", _shared(BY_KEYBOARD, 1))
def test_with_nothing_but_the_keyboard(walk: Walk, journey: str) -> None:
    walker = walk.go(journey, keyboard=True)
    assert [fault for one in walker.everybody for fault in one.window.refused] == []
    hands = walker.window.hands
    assert isinstance(hands, Keyboard)
    assert hands.skipped > 5, "the first stop of a page leads over its head"
    for path in AROUND:
        assert hands.round(path) > 5
    assert [fault for one in walker.everybody for fault in one.window.hands.wrong()] == []
