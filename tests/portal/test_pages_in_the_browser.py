"""The first half of the public face in a real browser: accessibility rules, narrow screens, fingers, two devices."""

from __future__ import annotations

import mimetypes
import os
import shutil
from collections.abc import Callable, Iterator
from contextvars import copy_context
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Browser, Page, Route, sync_playwright

from tests.city import people
from tests.journeys.walking import Walker, mother
from tests.portal.browsing import Visitor, noticed

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
SITE = "https://city.test"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LOOKS = [(390, "face-elder"), (1440, "theme-dark")]
WRONG_CARD = "6222020000000000001"

pytestmark = pytest.mark.browser

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    # The driver runs an event loop in this thread; nothing here is asynchronous for Django.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def answer(route: Route, client: Client) -> None:
    """Serve a request of the browser from this process, in the test's own transaction."""
    asked = route.request
    path = asked.url.removeprefix(SITE)
    if path.startswith("/static/"):
        found = finders.find(path.removeprefix("/static/").partition("?")[0])
        kind = mimetypes.guess_type(str(found))[0] or "application/octet-stream"
        body = Path(str(found)).read_bytes() if found else b""
        route.fulfill(status=200 if found else 404, body=body, content_type=kind)
        return
    headers = {"X-Autosave": asked.headers["x-autosave"]} if "x-autosave" in asked.headers else {}
    if asked.method == "POST":
        kind = asked.headers["content-type"]
        response = client.post(path, asked.post_data_buffer, content_type=kind, secure=True, headers=headers)
    else:
        response = client.get(path, secure=True)
    given = {name: value for name, value in response.items() if name != "Location"}
    if "Location" in response:  # a fulfilled request cannot redirect: the page that follows does
        given["Refresh"] = f"0; url={response['Location']}"
        route.fulfill(status=200, headers=given, content_type="text/html", body="")
        return
    route.fulfill(status=response.status_code, headers=given, body=response.content)


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


def paths(walker: Walker) -> list[str]:
    """Every page of the first half, for somebody whose draft has its notice."""
    notice = noticed(walker)
    (bring, *_rest) = walker.view.plan.to_bring()
    draft = f"/drafts/{walker.id}"
    question = walker.view.plan.answered[-1].question
    return [
        "/", "/search/?q=上户口", "/search/?q=渔船年审", "/things/", "/things/newborn/", "/help/",
        "/things/newborn/start/", f"{draft}/q/?q={question}", f"{draft}/answers/", f"{draft}/rules/",
        f"{draft}/discard/", f"/notices/{notice}/", f"{draft}/form/child/", f"{draft}/form/parents/",
        f"{draft}/form/receiving/", f"{draft}/materials/", f"{draft}/materials/{bring.key}/",
    ]  # fmt: skip


def violations(page: Page) -> list[str]:
    # Sent as a script of the driver, so the page's own security policy stays as it is.
    page.evaluate(AXE.read_text(encoding="utf-8"))
    result = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    return [f"{found['id']}: {found['nodes'][0]['html'][:120]}" for found in result["violations"]]


@pytest.mark.parametrize(("width", "modes"), LOOKS)
def test_no_violation_of_accessibility_rules(open_page: Open, walker: Walker, width: int, modes: str) -> None:
    page = open_page("/", width, modes)
    for path in paths(walker):
        page.goto(SITE + path)
        assert violations(page) == [], path


@pytest.mark.parametrize("modes", ["", "face-elder.size-largest"])
def test_nothing_scrolls_sideways_at_320(open_page: Open, walker: Walker, modes: str) -> None:
    page = open_page("/", 320, modes)
    for path in paths(walker):
        page.goto(SITE + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path


@pytest.mark.parametrize(("modes", "least"), [("", 44), ("face-elder", 60)])
def test_a_finger_finds_every_control(open_page: Open, walker: Walker, modes: str, least: int) -> None:
    page = open_page("/", 390, modes)
    for path in paths(walker):
        page.goto(SITE + path)
        low = page.evaluate(
            """least => [...document.querySelectorAll('main .btn, main summary, main .bc-choice, main select')]
                 .filter(e => e.offsetHeight && e.offsetHeight < least).map(e => e.outerHTML.slice(0, 90))""",
            least,
        )
        assert low == [], path


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


def test_a_wrong_value_leaves_an_accessible_page_with_the_focus_on_its_summary(
    open_page: Open, walker: Walker
) -> None:
    noticed(walker)
    page = open_page(f"/drafts/{walker.id}/form/parents/")
    page.fill('[name="mother.bank_account"]', WRONG_CARD)
    page.click("main .btn-primary")
    page.wait_for_selector(".bc-errors")
    assert page.evaluate("document.activeElement.className") == "bc-errors"
    assert violations(page) == []
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
    assert violations(here) == []
