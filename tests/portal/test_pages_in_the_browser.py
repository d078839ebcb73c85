"""The first half of the public face in a real browser: what opens stays, what is wrong is led to, two devices."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextvars import copy_context
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.city import people
from tests.journeys.walking import Walker, mother
from tests.looks.serving import SITE, answer, chromium
from tests.portal.browsing import Visitor, noticed

__all__ = ["chromium"]
WRONG_CARD = "6222020000000000001"

pytestmark = pytest.mark.browser

Open = Callable[..., Page]


@pytest.fixture
def walker(city: Any, registry: Any) -> Walker:
    usual = next(one for one in people().families if one.father and one.marriage and one.birth_registered)
    return mother(usual)


@pytest.fixture
def open_page(chromium: Browser, walker: Walker) -> Iterator[Open]:
    """open_page(path, width, modes): a page of the signed-in mother; faults of scripts and of the policy are red."""
    client = Visitor(walker).client
    here = copy_context()  # the driver calls back in one of its own, where the test's connection is not known
    contexts, faults = [], []

    def open_page(path: str, width: int = 390, modes: str = "") -> Page:
        client.cookies["bc_modes"] = modes
        context = chromium.new_context(viewport={"width": width, "height": 844})
        contexts.append(context)
        context.route("**/*", lambda route: here.copy().run(answer, route, client))
        page = context.new_page()
        page.set_default_timeout(8_000)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(SITE + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == [], "script faults"


def test_a_part_of_the_form_is_at_most_four_screens_of_a_telephone(open_page: Open, walker: Walker) -> None:
    noticed(walker)
    page = open_page(f"/drafts/{walker.id}/form/parents/")
    assert page.evaluate("document.querySelector('main form').offsetHeight") <= 4 * 664


def test_this_is_wrong_stays_where_it_is_when_it_opens(open_page: Open, walker: Walker) -> None:
    noticed(walker)
    page = open_page(f"/drafts/{walker.id}/form/parents/")
    summary = page.locator(".bc-known .bc-objection > summary").first
    place = "e => { const b = e.getBoundingClientRect(); return [b.x, b.y + scrollY] }"
    before = summary.evaluate(place)
    summary.click()
    assert summary.evaluate(place) == before
    assert page.locator('[name="objection-mother.name"]').is_visible()


def test_a_wrong_value_leaves_the_focus_on_the_summary_of_what_is_wrong(
    open_page: Open, walker: Walker
) -> None:
    noticed(walker)
    page = open_page(f"/drafts/{walker.id}/form/parents/")
    page.fill('[name="mother.bank_account"]', WRONG_CARD)
    page.click("main .btn-primary")
    page.wait_for_selector(".bc-errors")
    assert page.evaluate("document.activeElement.className") == "bc-errors"
    page.click(".bc-errors a")
    assert page.evaluate("document.activeElement.name") == "mother.bank_account"


def test_what_was_saved_by_itself_can_be_typed_over(open_page: Open, walker: Walker) -> None:
    noticed(walker)
    page = open_page(f"/drafts/{walker.id}/form/parents/")
    page.fill('[name="mother.bank_name"]', "善美银")
    page.get_by_text("已自动保存").wait_for()
    page.fill('[name="mother.bank_name"]', "善美银行")
    page.click("main .btn-primary")
    page.wait_for_url("**/form/receiving/")
    assert walker.reload().entries["mother.bank_name"].value == "善美银行"


def test_two_devices_show_both_versions_and_keep_what_was_typed(open_page: Open, walker: Walker) -> None:
    noticed(walker)
    here, there = (open_page(f"/drafts/{walker.id}/form/parents/") for _device in range(2))
    there.fill('[name="mother.bank_name"]', "那边写的银行")
    there.get_by_text("已自动保存").wait_for()
    here.fill('[name="mother.bank_name"]', "这边写的银行")
    here.wait_for_selector('[name="version:mother.bank_name"]')
    shown = here.inner_text("main")
    assert "这边写的银行" in shown
    assert "那边写的银行" in shown
