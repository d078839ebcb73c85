"""The components in a real browser: fingers, keys, work without script."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page

from tests.looks.serving import SITE, answer, chromium

__all__ = ["chromium"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.fixture
def visit(chromium: Browser, client: Client) -> Iterator[Any]:
    """visit(path, modes, width, script) → an open page whose script errors turn the test red."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def visit(path: str, modes: str = "", width: int = 390, script: bool = True) -> Page:
        client.cookies["bc_modes"] = modes
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=script, bypass_csp=False
        )
        contexts.append(context)
        context.route("**/*", lambda route: answer(route, client))
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        page.goto(SITE + path)
        return page

    yield visit
    for context in contexts:
        context.close()
    assert faults == [], "script or content-security faults"


def too_low(page: Page, least: int) -> list[str]:
    """Controls of the main part that a finger would miss."""
    found: list[str] = page.evaluate(
        """least => [...document.querySelectorAll(
             'main .btn, main summary, main .bc-choice, main input[type=text], main input[type=tel], main select')]
          .filter(e => e.getBoundingClientRect().height && e.getBoundingClientRect().height < least)
          .map(e => e.outerHTML.slice(0, 80))""",
        least,
    )
    return found


def test_the_public_face_gives_the_finger_forty_four(visit: Any) -> None:
    assert too_low(visit("/design/"), 44) == []
    assert too_low(visit("/design/"), 45) != [], "the measure can fail"


def test_the_skip_link_is_first_and_seen_when_it_has_the_focus(visit: Any) -> None:
    page = visit("/modes/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "bc-skip"
    assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0


def test_the_error_summary_has_the_focus_without_a_script(visit: Any) -> None:
    page = visit("/design/", script=False)
    assert page.locator(".bc-errors").count() == 1
    assert page.locator(".bc-errors[autofocus]").count() == 1


def test_buttons_that_need_a_script_are_not_shown_without_one(visit: Any) -> None:
    assert not visit("/design/", script=False).locator("[data-copy]").first.is_visible()
    assert visit("/design/").locator("[data-copy]").first.is_visible()


class TestKeysOfTheDesk:
    def test_j_and_k_walk_the_list(self, visit: Any) -> None:
        page = visit("/design/desk/", width=1440)
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("j")
        assert "消防检查" in page.evaluate("document.activeElement.textContent")
        page.keyboard.press("k")
        assert "林小雨" in page.evaluate("document.activeElement.textContent")

    def test_x_chooses_the_row_in_focus(self, visit: Any) -> None:
        page = visit("/design/desk/", width=1440)
        page.keyboard.press("j")
        page.keyboard.press("x")
        assert page.locator("[data-inbox] input").nth(2).is_checked()

    def test_a_number_ticks_a_review_point(self, visit: Any) -> None:
        page = visit("/design/desk/", width=1440)
        page.keyboard.press("3")
        assert page.locator('[value="name"]').is_checked()

    def test_keys_are_letters_while_somebody_writes(self, visit: Any) -> None:
        page = visit("/design/desk/", width=1440)
        page.locator("#id_words").focus()
        page.keyboard.type("ajk3")
        assert page.locator("#id_words").input_value().startswith("ajk3")
        assert page.url.endswith("/design/desk/")
        assert not page.locator('[value="name"]').is_checked()

    def test_single_keys_can_be_switched_off(self, visit: Any) -> None:
        page = visit("/design/desk/", width=1440)
        page.locator("[data-keys] summary").click()
        page.locator("[data-keys-off]").check()
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("3")
        assert not page.locator('[value="name"]').is_checked()

    def test_a_key_with_legal_effect_only_opens_its_panel(self, visit: Any) -> None:
        page = visit("/design/desk/", width=1440)
        page.keyboard.press("a")
        page.wait_for_url("**/design/", timeout=10_000)

    def test_keys_do_nothing_on_the_public_face(self, visit: Any) -> None:
        page = visit("/design/", width=1440)
        page.keyboard.press("a")
        page.keyboard.press("j")
        assert page.url.endswith("/design/")


def test_a_file_is_judged_when_it_is_chosen(visit: Any) -> None:
    page = visit("/design/")
    card = page.locator("[data-upload]").first
    chooser, status = card.locator("input[type=file]"), card.locator("[data-upload-status]")
    chooser.set_input_files({"name": "合同.docx", "mimeType": "application/msword", "buffer": b"x"})
    assert "不是照片" in status.inner_text()
    page.evaluate("document.querySelector('[data-upload]').dataset.maxBytes = 10")
    chooser.set_input_files({"name": "大图.jpg", "mimeType": "image/jpeg", "buffer": b"x" * 200_000})
    assert "大图.jpg" in status.inner_text()
    chooser.set_input_files({"name": "小图.jpg", "mimeType": "image/jpeg", "buffer": b"x"})
    assert status.inner_text() == "选好了"


def test_the_end_of_a_session_is_told_three_minutes_and_one_minute_before(visit: Any) -> None:
    page = visit("/design/")
    page.clock.install()
    page.reload()
    page.clock.fast_forward(1610_000)
    assert not page.locator("#timeout").is_visible()
    page.clock.fast_forward(15_000)
    assert page.locator("#timeout").is_visible()
    assert "3分钟后会退出" in page.locator("#timeout [role=alert]").inner_text()
    page.clock.fast_forward(120_000)
    assert "1分钟后会退出" in page.locator("#timeout [role=alert]").inner_text()
