"""With a script: the end of a session is told and loses nothing, a row is read once it is open, a paper's pages turn."""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from bancheng.accounts.commands import keeping
from bancheng.accounts.spec import STAFF_IDLE
from tests.files import corpus
from tests.journeys import walking
from tests.looks.serving import SITE, chromium
from tests.looks.stage import Stage, stage
from tests.workbench.desks import Desk, Matter, first, submitted, two_at_one_post
from tests.workbench.test_looks import desk_of, material_of

__all__ = ["chromium", "stage"]

pytestmark = pytest.mark.browser

WORDS = "照片太暗，看不清签发机关"
WIDE = {"width": 1440, "height": 900}
IDLE = int(STAFF_IDLE.total_seconds())


def entered(on: Stage, desk: Desk) -> Page:
    page = on.enter(desk.client)
    page.set_viewport_size(WIDE)
    return page


@pytest.fixture
def matter(city: Any, registry: Any) -> Matter:
    return first(submitted())


def test_the_end_is_told_before_and_what_was_written_is_there_after_signing_on_again(
    stage: Stage, matter: Matter
) -> None:
    desk = matter.desk()
    page = entered(stage, desk)
    page.clock.install()
    page.goto(f"{SITE}{matter.path}not-accepted/")
    page.locator("textarea[name=words]").fill(WORDS)
    life = int(page.locator("#timeout").get_attribute("data-seconds") or 0)
    assert IDLE - 120 <= life <= IDLE - 60
    page.clock.fast_forward((life - 179) * 1000)
    dialog = page.locator("#timeout")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("3分钟后会退出。写了一半的，重新登录后放回来。")
    with page.expect_response("**/session/keep/"):
        page.keyboard.press("Escape")
    expect(dialog).not_to_be_visible()
    assert page.url.endswith("/not-accepted/"), "Escape answers the dialog and leaves the panel open"
    expect(page.locator("textarea[name=words]")).to_have_value(WORDS)
    page.clock.fast_forward((life - 179) * 1000)
    expect(dialog).to_be_visible()
    with page.expect_navigation(url="**/desk/login/?next=*"):
        page.clock.fast_forward(180_000)
    assert f"next={matter.path}not-accepted/" in page.url.replace("%2F", "/")
    assert keeping.COOKIE in desk.client.cookies
    page.goto(f"{SITE}{matter.path}not-accepted/")
    expect(page.locator("textarea[name=words]")).to_have_value(WORDS)
    expect(page.locator("main")).to_contain_text("刚才写的内容放回来了")


def test_a_row_that_was_opened_in_the_pane_is_read(stage: Stage, city: Any, registry: Any) -> None:
    opened, _other = two_at_one_post()
    page = entered(stage, opened.desk())
    page.goto(f"{SITE}/desk/?list=free")
    expect(page.locator(".is-unread")).to_have_count(2)
    page.locator(f'[data-inbox] a[href*="{opened.case_id}"]').click()
    expect(page.locator("#act")).to_be_visible()
    expect(page.locator(".is-unread")).to_have_count(1)
    expect(page.locator("#list")).to_contain_text("（没看过）")
    expect(page.locator("h1")).to_have_count(1)  # the case's, no longer the list's


def test_the_pages_of_a_paper_turn_by_key_and_each_keeps_how_it_was_looked_at(
    stage: Stage, city: Any, registry: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walking, "photograph", lambda _chance: io.BytesIO(corpus.pdf_coloured()))
    walker = submitted()
    address = material_of(first(walker))
    page = entered(stage, desk_of(address, walker))
    page.goto(SITE + address)
    picture = page.locator("[data-viewer] img")
    expect(picture).to_have_js_property("complete", True)
    assert page.evaluate("document.querySelector('[data-viewer] img').naturalWidth") > 500
    page.keyboard.press("v")
    page.keyboard.press("+")
    expect(page.locator(".bc-viewer-stage")).to_have_class("bc-viewer-stage is-zoom-1 is-turn-0")
    page.keyboard.press("]")
    expect(page.locator("[data-viewer] figcaption")).to_contain_text("第2页，共2页")
    expect(page.locator(".bc-viewer-stage")).to_have_class("bc-viewer-stage is-zoom-0 is-turn-0")
    page.keyboard.press("[")
    expect(page.locator(".bc-viewer-stage")).to_have_class("bc-viewer-stage is-zoom-1 is-turn-0")
    assert urlsplit(page.url).path == address
