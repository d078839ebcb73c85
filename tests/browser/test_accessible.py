"""Every page of the walk, for citizens and at the desk, in every look, at 320 px, on a phone and wide: no axe violation."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import applying, looks, working
from tests.browser.city import DESK, PHONE, Browsers, City

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

AXE = (Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WRONG = "请重新拍一张"
PROVIDER = frozenset({"authorize", "confirm"})
"""Pages of the identity provider: another system, which knows nothing of our looks."""
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")


@dataclass
class Inspector:
    """Looks at each kind of page once, at both widths."""

    seen: set[str] = field(default_factory=set)
    found: list[str] = field(default_factory=list)

    def __call__(self, page: Page) -> None:
        kind = _ID.sub("…", page.url.partition("?")[0].split("/", 3)[3])
        kind += "" if "/q/" not in kind else page.locator("h1, legend").first.inner_text()
        kind += " told" if page.locator(".bc-band, .bc-errors").count() else ""
        kind += " chosen" if page.locator("[data-batch]:visible").count() else ""
        if kind in self.seen:
            return
        self.seen.add(kind)
        size = page.viewport_size
        page.evaluate(AXE)  # a script of the driver: the page's own security policy stays as it is
        for width, height in (PHONE, DESK):
            page.set_viewport_size({"width": width, "height": height})
            self._look(page, f"{kind} at {width}")
        self._looks(page, kind)
        if size:
            page.set_viewport_size(size)

    def _looks(self, page: Page, kind: str) -> None:
        """The same loaded page in the other looks: colours wide, sizes on the narrowest screen."""
        for look in ("dark", "high contrast"):
            looks.put_on(page, look)
            self._look(page, f"{kind}, {look}", ["color-contrast", "link-in-text-block"])
        if kind.startswith("desk"):
            looks.put_on(page, "normal")
            return
        page.set_viewport_size({"width": looks.NARROW, "height": 844})
        for look in ("normal", "400 %", "elder"):
            looks.put_on(page, look)
            self._look(page, f"{kind}, {look} at {looks.NARROW}", ["target-size"])
        if kind.partition("/")[0] not in PROVIDER:
            self.found += [f"{kind}, elder: {one}" for one in looks.too_small_for_elders(page)]
        looks.put_on(page, "normal")

    def _look(self, page: Page, where: str, rules: list[str] | None = None) -> None:
        result = page.evaluate(
            "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", rules or RULES
        )
        self.found += [
            f"{where}: {one['id']}: {one['nodes'][0]['html'][:160]}" for one in result["violations"]
        ]
        beyond = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if beyond > 0:
            self.found.append(f"{where}: scrolls sideways by {beyond} px")


def test_every_page_of_the_walk(city: City, browsers: Browsers) -> None:
    family, watch = city.families[8], Inspector()
    assert family.father
    mother, father = browsers.open(), browsers.citizen(family.father)
    applying.to_review(mother, family.mother, watch, extras="报销")
    applying.have_confirmed(mother, father, watch)
    application = applying.hand_in(mother, watch)
    desks: dict[str, working.Officer] = {}
    for account in working.whose_turn(city, mother, application):
        desks[account] = working.Officer(browsers.officer(account), watch)
        every_panel(desks[account], family.mother.name)
        desks[account].request_correction(family.mother.name, "", WRONG)
    applying.mend(mother, application, WRONG, watch)
    working.work_through(
        city, browsers, mother, application, family.mother.name, script=True, watch=watch, desks=desks
    )
    applying.look_at_results(mother, application, watch)
    for address in ("/applications/", "/things/", "/help/", "/me/data/", "/login/", "/logout/"):
        mother.goto(address)
        watch(mother)
    assert watch.found == []
    assert len(watch.seen) > 35, sorted(watch.seen)


def every_panel(officer: working.Officer, applicant: str) -> None:
    """The panels that this walk does not use, looked at and left again."""
    assert officer.open(applicant)
    here = officer.page.url.partition("?")[0]
    for panel in ("correction", "not-accepted", "transfer", "show"):
        officer.page.goto(f"{here}{panel}/")
        officer.watch(officer.page)
    officer.page.goto("/desk/find/")
    officer.page.locator("input[type=search]").fill(applicant)
    officer.page.locator("main .btn-primary").click()
    expect(officer.page.locator("[data-inbox]")).to_contain_text(applicant)
    officer.watch(officer.page)
    several_at_once(officer)


def several_at_once(officer: working.Officer) -> None:
    """The list with rows chosen, the confirmation of a batch, and one where nothing goes."""
    officer.page.goto("/desk/?list=free")
    officer.page.locator("[data-inbox] input[type=checkbox]").first.check()
    expect(officer.page.locator("[data-batch]")).to_be_visible()
    officer.watch(officer.page)
    officer.page.locator("[data-batch] button[value=transfer]").click()
    expect(officer.page.locator("main h1")).to_contain_text("一起转办")
    officer.watch(officer.page)
    officer.page.goto("/desk/batch/done/")
    officer.watch(officer.page)


def test_the_inspection_can_fail(browsers: Browsers) -> None:
    page, watch = browsers.open(), Inspector()
    page.goto("/help/")
    page.evaluate("document.querySelector('main').innerHTML = '<h1>x</h1><img src=/static/ui/mark.svg>'")
    page.evaluate("document.querySelector('main h1').style.width = '3000px'")
    watch(page)
    assert any("image-alt" in one for one in watch.found)
    assert any("sideways" in one for one in watch.found)
    page.evaluate("document.querySelector('main').innerHTML = '<p>x</p><button>y</button>'")
    page.evaluate("document.querySelector('main p').style.font = '12px/1 serif'")
    looks.put_on(page, "elder")
    small = looks.too_small_for_elders(page)
    assert [one.partition(" of ")[0] for one in small if " of " in one][:2] == ["text", "target"]
    assert any("lines at" in one for one in small)
