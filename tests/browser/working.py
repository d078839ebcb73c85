"""What an officer does at the desk, case by case, until a certificate is out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import count
from random import Random

from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as NotThere

from bancheng.demo_city.drive.inventing import credit_code
from bancheng.demo_city.population.numbers import check_character
from tests.browser.applying import Watch, nobody
from tests.browser.city import PATIENCE, Browsers, City, local_today

DONE = {
    "受理": "已受理",
    "审查通过": "审查通过",
    "确认准予": "已决定准予",
    "确认出结果": "已出结果",
    "发出补正通知": "已要求补正",
    "领取": "已领取",
}
"""Button → what the next page says about it."""
_SERIAL = count(1)
_GLANCE = 3_000
"""Milliseconds for a box that was there a moment ago; afterwards the page is read again."""
MOVING = ".htmx-request, .htmx-swapping, .htmx-settling"
"""What is being asked for, or changing its place."""
_BOXES = "section.bc-action input[type=text], section.bc-action select"


@dataclass
class Officer:
    """An officer in a browser of their own. `done` is every act, `seen` every case page by its heading."""

    page: Page
    watch: Watch = nobody
    done: list[str] = field(default_factory=list)
    seen: dict[str, str] = field(default_factory=dict)

    def rows(self, applicant: str) -> Locator:
        """The rows of the department's list that are about this applicant."""
        self.page.goto("/desk/?list=all")
        return self.page.locator("[data-inbox] li > a").filter(has_text=applicant)

    def open(self, applicant: str) -> bool:
        """Open the first case of this applicant; False when there is none."""
        rows = self.rows(applicant)
        self.watch(self.page)
        if not rows.count():
            return False
        rows.first.click()
        expect(self.page.locator("#act")).to_be_visible()
        expect(self.heading).to_contain_text(applicant)
        self.watch(self.page)
        self.seen[self.heading.inner_text()] = self.page.locator("#main").inner_text()
        return True

    @property
    def heading(self) -> Locator:
        return self.page.locator("#main h1")

    def press(self, word: str) -> None:
        """Press a button that does something, and read on the next page that it was done."""
        self.page.locator("#main").get_by_role("button", name=re.compile(f"^{word}")).first.click()
        band = self.page.locator(".bc-band.is-ok").filter(has_text=DONE[word]).locator("visible=true")
        expect(band.first).to_be_visible(timeout=PATIENCE)
        expect(self.page.locator(MOVING)).to_have_count(0, timeout=PATIENCE)
        self.done.append(word)

    def panel(self, word: str) -> None:
        """Open a panel; the words on its link."""
        self.page.locator("#act").get_by_role("link", name=re.compile(f"^{word}")).first.click()
        expect(self.page.locator("[data-action-panel]")).to_be_visible(timeout=PATIENCE)
        self.watch(self.page)

    def next_word(self) -> str:
        """The act that the case waits for, as its button says it; nothing when it is not this officer's turn."""
        button = self.page.locator("#act .bc-action-bar .btn-primary")
        return re.split(r"\s", button.first.inner_text().strip())[0] if button.count() else ""

    def tick_points(self) -> None:
        """Look at every point of review that the page leaves to the officer, if it leaves any.

        The pane may change between counting and ticking; then what it shows now is what counts.
        """
        left = self.page.locator("input[name=checked]:not(:checked)")
        for _each in range(40):
            if not left.count():
                return
            try:
                left.first.check(timeout=_GLANCE)
            except NotThere:
                continue
        raise AssertionError("there is always a point left to tick")

    def attempt(self) -> None:
        """Press what the case waits for, whatever comes of it."""
        self.tick_points()
        self.page.locator("#act .bc-action-bar .btn-primary").click()

    def step(self) -> None:
        """Do the one act that the open case waits for."""
        self.tick_points()
        word = self.next_word()
        assert word, "it is not this officer's turn"
        if word == "决定准予":
            self.panel(word)
            self.press("确认准予")
        elif word == "出结果":
            self.panel(word)
            self.fill_result()
            self.press("确认出结果")
        else:
            self.press(word)

    def fill_result(self) -> None:
        """What the officer brings to a result; numbers are left to the system."""
        for box in self.page.locator(_BOXES).all():
            if box.input_value():
                continue
            if box.evaluate("e => e.tagName") == "SELECT":
                box.select_option(index=1)
            else:
                hint = box.page.locator(f'[id="{box.get_attribute("id")}-hint"]')
                words = hint.inner_text() if hint.count() else ""
                if "由系统编号" not in words:
                    box.fill(self._value_of(box, words.removeprefix("例如")))

    def _value_of(self, box: Locator, sample: str) -> str:
        """An identity number is made for the baby; for the rest the page's own example will do."""
        label = self.page.locator(f'label[for="{box.get_attribute("id")}"]').inner_text()
        if "信用代码" in label:
            return credit_code(Random(next(_SERIAL)), local_today())
        if "身份证号" not in label:
            return sample or "无"
        seventeen = f"449999{local_today():%Y%m%d}{next(_SERIAL):03d}"
        return seventeen + check_character(seventeen)

    def request_correction(self, applicant: str, item: str, words: str) -> None:
        """Before anything else: one material of one case is not good enough."""
        rows = self.rows(applicant).filter(has_text=item)
        rows.first.click()
        expect(self.heading).to_contain_text(applicant)
        self.panel("一次性要求补正")
        self.page.locator("input[name=pick]").first.check()
        self.page.get_by_label(re.compile("^写给申请人")).first.fill(words)
        self.press("发出补正通知")

    def work_off(self, applicant: str) -> int:
        """Take every case of this applicant as far as it goes at this desk; how many were finished."""
        finished = 0
        while self.open(applicant):
            here = self.heading.inner_text()
            for _step in range(8):
                if self.heading.inner_text() != here or not self.next_word():
                    break
                self.step()
                finished += self.done[-1] == "确认出结果"
                if self.done[-1] == "确认出结果":
                    break
        return finished


def account_of(city: City, sentence: str) -> str:
    """The officer who handles a case, from the sentence that names their organization first."""
    named = [
        (len(body.name), code)
        for code, body in city.world.organizations.items()
        if sentence.startswith(body.name)
    ]
    assert named, sentence
    return f"{max(named)[1]}-1"


def whose_turn(city: City, mother: Page, application: str) -> list[str]:
    """The officers who have something to do, as the progress page tells the mother."""
    mother.goto(application)
    found = []
    for row in mother.locator(".bc-progress li[aria-current=step]").all():
        found.append(account_of(city, row.locator("p").first.inner_text()))
    return list(dict.fromkeys(found))


def work_through(
    city: City,
    browsers: Browsers,
    mother: Page,
    application: str,
    applicant: str,
    *,
    script: bool,
    watch: Watch = nobody,
    desks: dict[str, Officer] | None = None,
) -> dict[str, Officer]:
    """Every department does its part, in the order in which the progress page says whose turn it is."""
    desks = {} if desks is None else desks
    for _round in range(12):
        accounts = whose_turn(city, mother, application)
        watch(mother)
        if not accounts:
            return desks
        for account in accounts:
            if account not in desks:
                desks[account] = Officer(browsers.officer(account, script=script), watch)
            assert desks[account].work_off(applicant), f"{account} had nothing to do"
    raise AssertionError("the application does not come to an end")
