"""`docs/screens`: the dozen pictures that the README shows from, small enough to be kept (80 KB each)."""

from __future__ import annotations

import io
from contextvars import copy_context
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from PIL import Image
from playwright.sync_api import Browser, Page

from bancheng.accounts.commands.sessions import open_session
from bancheng.accounts.spec import COOKIE
from bancheng.certificates.queries import of_application
from bancheng.journeys.commands import give_notice
from tests.journeys.walking import Walker
from tests.looks.serving import SITE, answer
from tests.portal.officers import Office, sealed, usual

__all__ = ["sealed"]
pytestmark = pytest.mark.browser
KEPT = Path(__file__).parents[3] / "docs" / "screens"
MOST_BYTES = 80_000
SIZES = {390: 844, 1440: 900}


class Album:
    """`album.take("name", "/path/", 390, "theme-dark")`: what is seen first of a page, as WebP."""

    def __init__(self, chromium: Browser) -> None:
        self.chromium, self.client = chromium, Client()

    def sign_on(self, walker: Walker) -> None:
        """From here on the pages are this person's."""
        self.client.cookies[COOKIE] = open_session(now=walker.now, person_id=walker.citizen.id)

    def take(self, name: str, path: str, width: int, modes: str = "", scroll: str = "") -> None:
        """One picture; `scroll`: the element that stands at the top of it."""
        self.client.cookies["bc_modes"] = modes
        here = copy_context()
        context = self.chromium.new_context(viewport={"width": width, "height": SIZES[width]}, locale="zh-CN")
        try:
            context.route("**/*", lambda route: here.copy().run(answer, route, self.client))
            page = context.new_page()
            page.goto(SITE + path, wait_until="networkidle")
            if scroll:
                page.locator(scroll).first.evaluate("one => one.scrollIntoView({block: 'start'})")
            self._keep(name, page)
        finally:
            context.close()

    @staticmethod
    def _keep(name: str, page: Page) -> None:
        picture = Image.open(io.BytesIO(page.screenshot(animations="disabled", caret="hide"))).convert("RGB")
        KEPT.mkdir(parents=True, exist_ok=True)
        for quality in (90, 80, 70, 60, 40):
            made = io.BytesIO()
            picture.save(made, "WEBP", quality=quality, method=6)
            if made.tell() <= MOST_BYTES:
                break
        assert made.tell() <= MOST_BYTES, name
        (KEPT / f"{name}.webp").write_bytes(made.getvalue())


@pytest.fixture
def album(chromium: Browser) -> Album:
    return Album(chromium)


@pytest.fixture
def walker(city: Any, registry: Any) -> Walker:
    return usual()


def test_before_signing_on(album: Album, walker: Walker) -> None:
    album.take("home", "/", 1440)
    album.take("home-elder", "/", 390, "face-elder")
    album.take("thing", "/things/newborn/", 1440)
    album.take("search", "/search/?q=出生证", 390)


def test_filling_in(album: Album, walker: Walker) -> None:
    album.sign_on(walker)
    walker.start().answer_all(who="mother")
    draft, question = f"/drafts/{walker.id}", walker.view.plan.answered[-2].question
    notice = give_notice(actor=walker.actor, draft_id=walker.id, now=walker.now).notice_id
    album.take("question", f"{draft}/q/?q={question}", 390)
    album.take("notice", f"/notices/{notice}/", 390)
    album.take("form", f"{draft}/form/parents/", 1440)
    album.take("form-dark", f"{draft}/form/child/", 390, "theme-dark")
    walker.fill().bring().confirmed()
    album.take("review", f"{draft}/review/", 390)


def test_after_handing_in(album: Album, walker: Walker, sealed: None) -> None:
    album.sign_on(walker)
    walker.ready().submit()
    office = Office(walker)
    album.take("receipt", f"/applications/{walker.id}/receipt/", 390)
    first = office.first("filed")["case_id"]
    office.decide(first, True)
    office.issue(first)
    album.take("progress", f"/applications/{walker.id}/", 1440)
    office.finish()
    held = next(row for row in of_application(walker.id) if row["holder_id"] == walker.citizen.id)
    album.take("shown", f"/me/results/{walker.id}/{held['certificate_id']}/show/", 390)
