"""An officer who takes one case from the list to its end, whatever the case is: ticks what is to be looked at, presses
what the page proposes, fills what a panel asks."""

from __future__ import annotations

import re
from random import Random
from uuid import uuid4

from playwright.sync_api import Locator, Page, expect

from bancheng.demo_city.drive.inventing import typed
from tests.browser.backstage import Turn
from tests.browser.city import PATIENCE, Browsers, local_today
from tests.browser.working import MOVING
from tests.chaos.client import Shelf, elements

ACTS = 8
"""More than any case needs."""
MAIN_BUTTON = "#act .bc-action-bar .btn-primary"
PANEL = "[data-action-panel]"
_MARK = "document.getElementById('main').dataset.walked = 'before'"
_VALUES = "all => all.map(one => one.value)"
_EMPTY = "input[type=text], input:not([type]), textarea, select"


class Desk:
    """One officer's browser."""

    def __init__(self, browsers: Browsers, turn: Turn) -> None:
        self.turn = turn
        self.page: Page = browsers.officer(turn.account)
        self._chance = Random(uuid4().int)

    def take_to_its_end(self) -> list[str]:
        """As far as it goes at this desk; the words of what was pressed."""
        self.page.goto("/desk/?list=all")
        self._press(self.page.locator(f'[data-inbox] li > a[href*="{self.turn.case}"]'))
        pressed: list[str] = []
        for _each in range(ACTS):
            button = self.page.locator(MAIN_BUTTON)
            if self.turn.case not in self.page.url or not button.count():
                return pressed
            pressed.append(_word(button.first))
            self._act(button.first)
        raise AssertionError(f"does not come to an end: {pressed}")

    def _act(self, button: Locator) -> None:
        for value in self.page.locator("input[name=checked]:not(:checked)").evaluate_all(_VALUES):
            self.page.locator(f'input[name=checked][value="{value}"]').check()
        self._press(button)
        if self.page.locator(PANEL).count():
            self._fill()
            self._press(self.page.locator(f"{PANEL} [data-confirm]"))
        expect(self.page.locator(f"#main .bc-err, {PANEL}")).to_have_count(0)

    def _press(self, target: Locator) -> None:
        """Press, and wait until the pane is another one."""
        expect(target.first).to_be_visible(timeout=PATIENCE)
        self.page.evaluate(_MARK)
        target.first.click()
        self.page.locator("#main:not([data-walked])").wait_for(timeout=PATIENCE)
        expect(self.page.locator(MOVING)).to_have_count(0, timeout=PATIENCE)

    def _fill(self) -> None:
        """What an officer brings: a result's values, an offer's words and quantity. Numbers are left to the system."""
        quantity = self.page.locator(f"{PANEL} input[name=line_quantity]")
        if quantity.count():
            self.page.locator(f"{PANEL} textarea[name=words]").fill("从玉兰路的管线接到院子门口，地下走管")
            quantity.first.fill("2")
            return
        for box in self.page.locator(PANEL).locator(_EMPTY).all():
            name = box.get_attribute("name") or ""
            if "." in name and not box.input_value() and not self._left_to_the_system(box):
                self._bring(box, name)

    def _bring(self, box: Locator, name: str) -> None:
        if box.evaluate("one => one.tagName") == "SELECT":
            box.select_option(index=1)
            return
        element = elements().get(name.rpartition(".")[2])
        if element is not None:
            box.fill(typed(element, Shelf(), self._chance, local_today()))  # type: ignore[arg-type]
        else:
            box.fill(self._hint(box).removeprefix("例如") or "无")

    def _left_to_the_system(self, box: Locator) -> bool:
        return "由系统编号" in self._hint(box)

    def _hint(self, box: Locator) -> str:
        hint = self.page.locator(f'[id="{box.get_attribute("id")}-hint"]')
        return hint.inner_text() if hint.count() else ""


def _word(button: Locator) -> str:
    return re.split(r"\s", button.inner_text().strip())[0]
