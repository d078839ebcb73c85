"""Every kind of public page in every look, with what can be measured of the thirty checks, without starting a process."""

from __future__ import annotations

import os
from contextvars import copy_context
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from bancheng.cases.spec import CorrectionEntry
from bancheng.certificates.queries import of_application
from bancheng.journeys.commands import give_notice
from tests.journeys.walking import Walker
from tests.looks.serving import SITE, answer
from tests.portal.officers import Office, sealed, usual
from tests.screens.camera import Camera
from tests.screens.chosen.test_chosen import Album
from tests.screens.conftest import WHERE, looks

__all__ = ["sealed"]
pytestmark = pytest.mark.browser


class Tour(Album):
    """An album that takes whole pages in every look."""

    def __init__(self, chromium: Browser, name: str) -> None:
        super().__init__(chromium)
        self.camera = Camera(Path(os.environ[WHERE]) / name, looks())

    def see(self, name: str, path: str) -> None:
        here = copy_context()
        context = self.chromium.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
        try:
            context.route("**/*", lambda route: here.copy().run(answer, route, self.client))
            page = context.new_page()
            page.goto(SITE + path, wait_until="networkidle")
            self.camera.take(page, name)
        finally:
            context.close()
        self.camera.write()


@pytest.fixture
def walker(city: Any, registry: Any) -> Walker:
    return usual()


def test_open_pages(chromium: Browser, walker: Walker) -> None:
    tour = Tour(chromium, "pages-open")
    for name, path in (
        ("home", "/"), ("things", "/things/"), ("search", "/search/?q=出生证"), ("nothing", "/search/?q=渔船年审"),
        ("thing", "/things/newborn/"), ("solemn", "/things/posthumous/"), ("help", "/help/?words=渔船年审"),
        ("verify", "/verify/"),
        ("design", "/design/"), ("words", "/design/words/"), ("lost", "/no/such/page/"), ("late", "/verify/shown/x/"),
    ):  # fmt: skip
        tour.see(name, path)


def test_drafting(chromium: Browser, walker: Walker) -> None:
    tour = Tour(chromium, "pages-draft")
    tour.sign_on(walker)
    walker.ready().submit()
    again = Walker(walker.citizen)
    again.start().answer_all(who="mother")
    draft = f"/drafts/{again.id}"
    notice = give_notice(actor=again.actor, draft_id=again.id, now=again.now).notice_id
    (bring, *_rest) = again.view.plan.to_bring()
    for name, path in (
        ("start", "/things/newborn/start/"), ("question", f"{draft}/q/?q={again.view.plan.answered[-2].question}"),
        ("answers", f"{draft}/answers/"), ("notice", f"/notices/{notice}/"), ("form", f"{draft}/form/parents/"),
        ("materials", f"{draft}/materials/"), ("upload-again", f"{draft}/materials/{bring.key}/"),
        ("review-missing", f"{draft}/review/"),
    ):  # fmt: skip
        tour.see(name, path)
    again.fill().bring()
    tour.see("upload", f"{draft}/materials/{bring.key}/")
    tour.see("review", f"{draft}/review/")


def test_following(chromium: Browser, walker: Walker, sealed: None) -> None:
    tour = Tour(chromium, "pages-follow")
    tour.sign_on(walker)
    walker.ready().submit()
    office, here = Office(walker), f"/applications/{walker.id}/"
    entry = CorrectionEntry("other", "", "请写明宝宝的名字怎么写。")
    asked = office.correct(entry)
    for name, path in (
        ("receipt", f"{here}receipt/"), ("progress-asked", here), ("correction", f"{here}correction/{asked}/"),
        ("withdraw", f"{here}withdraw/"), ("home-todo", "/"), ("me", "/me/"), ("applications", "/applications/"),
        ("messages", "/me/messages/"), ("data", "/me/data/"),
    ):  # fmt: skip
        tour.see(name, path)


def test_results(chromium: Browser, walker: Walker, sealed: None) -> None:
    tour = Tour(chromium, "pages-result")
    tour.sign_on(walker)
    walker.ready().submit()
    Office(walker).finish()
    held = next(row for row in of_application(walker.id) if row["holder_id"] == walker.citizen.id)
    result = f"/me/results/{walker.id}/{held['certificate_id']}/"
    for name, path in (
        ("progress-done", f"/applications/{walker.id}/"), ("me", "/me/"), ("result", result), ("show", f"{result}show/"),
        ("verified", f"/verify/?code={held['identifier']}"),
    ):  # fmt: skip
        tour.see(name, path)
