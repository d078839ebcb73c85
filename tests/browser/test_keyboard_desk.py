"""A clerk works ten prepared cases without the mouse: accept, correct, review, approve, refuse, issue, transfer, batch."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from playwright.sync_api import Page, expect

from tests.browser.city import DESK, PATIENCE, Browsers, City
from tests.browser.working import MOVING
from tests.processes.platform import ROOT, surroundings

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

CASES = 10
NO_MOUSE = """
addEventListener('pointerdown', () => sessionStorage.setItem('pointer', 'used'), true);
"""


def handed_in(city: City, count: int) -> str:
    """Families hand in at one hospital; its code."""
    command = [sys.executable, "-m", "tests.browser.prepared", str(count)]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=surroundings(city.platform.data),
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
        stdin=subprocess.DEVNULL,
    )
    return done.stdout.strip().splitlines()[-1]


class Keyboard:
    """A clerk with nothing but keys."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.add_init_script(NO_MOUSE)

    def sign_on(self, account: str, password: str) -> None:
        self.page.goto("/desk/login/?next=/desk/?list=free")
        self.page.get_by_label("账号").focus()
        self.type(account)
        self.press("Tab")
        self.page.get_by_label("密码").focus()
        self.type(password)
        with self.page.expect_navigation():
            self.press("Enter")
        if "/login/post/" in self.page.url:
            self.page.locator("input[name=post]").first.focus()
            self.press("Space")
            with self.page.expect_navigation():
                self.press("Enter")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, words: str) -> None:
        self.page.keyboard.type(words)

    def tab_to(self, selector: str) -> None:
        """Tab until the focus is there."""
        for _step in range(40):
            if self.page.evaluate("one => document.activeElement.matches(one)", selector):
                return
            self.press("Tab")
        raise AssertionError(f"no way by Tab to {selector}")

    def list_of_the_post(self) -> None:
        self.page.goto("/desk/?list=free")

    def open_next(self) -> None:
        """The first row of the list, opened in the pane."""
        self.press("j", "Enter")
        expect(self.page.locator("#act")).to_be_visible(timeout=PATIENCE)
        self.still()

    def still(self) -> None:
        expect(self.page.locator(MOVING)).to_have_count(0, timeout=PATIENCE)

    def told(self, words: str) -> None:
        """The band says so, and the focus is in the pane, at the heading of what is open now."""
        band = self.page.locator(".bc-band.is-ok").filter(has_text=words).locator("visible=true")
        expect(band.first).to_be_visible(timeout=PATIENCE)
        self.still()
        expect(self.page.locator("#main :is(h1, h2)").first).to_be_attached()

    def panel(self, key: str) -> None:
        self.press(key)
        expect(self.page.locator("[data-action-panel] h3")).to_be_focused(timeout=PATIENCE)
        self.still()

    def confirm(self, words: str) -> None:
        self.press("Control+Enter")
        self.told(words)

    def step(self, key: str, words: str) -> None:
        """A letter only goes to the button; nothing is done before it is confirmed."""
        self.press(key)
        expect(self.page.locator(f'#main button[data-key="{key.upper()}"]')).to_be_focused()
        self.confirm(words)

    def tick_points(self) -> None:
        points = self.page.locator("#review-form input[data-key]")
        for key in [one.get_attribute("data-key") for one in points.all()]:
            assert key
            self.press(key)
        expect(self.page.locator("#review-form input[data-key]:not(:checked)")).to_have_count(0)

    def applicant(self) -> str:
        return self.page.locator("#main h1 .wb-who").inner_text()


def test_ten_cases_without_a_mouse(city: City, browsers: Browsers) -> None:
    hospital = handed_in(city, CASES + 2)
    clerk = Keyboard(browsers.open(size=DESK))
    clerk.sign_on(f"{hospital}-1", city.password)
    clerk.list_of_the_post()
    rows = clerk.page.locator("[data-inbox] li")
    assert rows.count() >= CASES

    clerk.open_next()
    first = clerk.applicant()
    clerk.step("a", "已受理")
    assert clerk.applicant() == first, "the next step is the clerk's own: the case stays open"
    expect(clerk.page.locator("#main h1")).to_be_focused()
    clerk.tick_points()
    clerk.step("p", "审查通过")
    clerk.panel("p")
    clerk.confirm("已决定准予")
    clerk.panel("i")
    clerk.confirm("已出结果")
    assert clerk.applicant() != first, "done: the next task of the list is open"
    expect(clerk.page.locator("#main h1")).to_be_focused()
    expect(clerk.page.locator("#list")).not_to_contain_text(first)

    second = clerk.applicant()
    clerk.panel("c")
    clerk.press("Escape")
    expect(clerk.page.locator('#act [data-key="C"]')).to_be_focused(timeout=PATIENCE)
    clerk.panel("c")
    clerk.tab_to("input[name=pick]")
    clerk.press("Space")
    clerk.confirm("已要求补正")
    assert clerk.applicant() != second

    clerk.step("a", "已受理")
    clerk.tick_points()
    clerk.step("p", "审查通过")
    clerk.panel("r")
    clerk.confirm("已决定不予许可")

    fourth = clerk.applicant()
    clerk.panel("t")
    clerk.tab_to("input[name=to]")
    clerk.press("ArrowDown")
    clerk.tab_to("textarea[name=words]")
    clerk.type("我明天休假")
    clerk.confirm("已转办")
    assert clerk.applicant() != fourth

    batch_of_the_rest(clerk)
    keys_can_be_switched_off(clerk)
    assert clerk.page.evaluate("sessionStorage.getItem('pointer')") is None


def batch_of_the_rest(clerk: Keyboard) -> None:
    """Six rows chosen by X and Shift+X, accepted together; the result is safe to reload."""
    clerk.list_of_the_post()
    clerk.press("j", "x", "j", "j", "j", "j", "j", "Shift+X")
    expect(clerk.page.locator("[data-batch]")).to_contain_text("已选6件")
    clerk.press("a")
    expect(clerk.page.locator("[data-batch] button[value=accept]")).to_be_focused()
    with clerk.page.expect_navigation():
        clerk.press("Enter")
    expect(clerk.page.locator("h1")).to_have_text("一起受理6件")
    with clerk.page.expect_navigation(url=re.compile("/desk/batch/done/")):
        clerk.press("Control+Enter")
    for _reload in range(2):
        expect(clerk.page.locator("h1")).to_have_text("受理：办成6件")
        clerk.page.reload()
    with clerk.page.expect_navigation():
        clerk.press("g", "i")
    expect(clerk.page.locator("h1")).to_contain_text("我的待办")


def keys_can_be_switched_off(clerk: Keyboard) -> None:
    """The map of keys opens with ?, and single keys are letters again once they are switched off (WCAG 2.1.4)."""
    clerk.list_of_the_post()
    clerk.press("Shift+Slash")
    expect(clerk.page.locator("[data-keys]")).to_have_attribute("open", "")
    clerk.tab_to("[data-keys-off]")
    clerk.press("Space")
    clerk.page.reload()
    clerk.press("j", "x")
    expect(clerk.page.locator("[data-inbox] input:checked")).to_have_count(0)
    expect(clerk.page.locator("[data-keys-off]")).to_be_checked()
