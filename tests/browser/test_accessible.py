"""The pages of the demo's identity provider, which is another system: no axe violation either (ours: tests/looks)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.city import DESK, PHONE, Browsers, City
from tests.looks.inspector import violations

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_signing_on(city: City, browsers: Browsers) -> None:
    page, person = browsers.open(), city.families[8].mother
    page.goto("/login/?next=/")
    look(page)
    page.get_by_label("找一个人").fill(person.name)
    with page.expect_navigation():
        page.get_by_label("找一个人").press("Enter")
    look(page)
    with page.expect_navigation():
        page.locator(f'button[name=person][value="{person.key}"]').first.click()
    look(page)


def look(page: Page) -> None:
    """On a telephone and wide."""
    for width, height in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": height})
        assert violations(page) == [], page.url
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
