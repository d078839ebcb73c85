"""Pictures of every end of an application and of what waits for the person meanwhile, served from this process, so that
what is overdue, lapsed or stopped need not be waited for; and of the papers themselves."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import copy_context
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

import pytest
import typst
from django.test import Client
from playwright.sync_api import Browser, Page

from bancheng.cases import commands as cases
from bancheng.cases.commands.silence import silence
from bancheng.cases.spec import CorrectionEntry
from bancheng.documents.commands.layouts import template
from bancheng.documents.commands.rendering import job_of
from bancheng.documents.models import Paper
from bancheng.notifications.commands import tell
from bancheng.notifications.spec import Told
from tests.city import _rolled_back, city, city_database, committed_city, registry, registry_process
from tests.journeys.walking import Walker
from tests.looks.serving import SITE, answer, chromium
from tests.portal.browsing import Visitor
from tests.portal.officers import Office, drafted, office, sealed, walker
from tests.portal.test_ending import bring_it_home, refuse_first, refuse_last
from tests.portal.test_following import whole
from tests.screens.camera import Camera

__all__ = [
    "_rolled_back",
    "chromium",
    "city",
    "city_database",
    "committed_city",
    "drafted",
    "office",
    "registry",
    "registry_process",
    "sealed",
    "walker",
]
pytestmark = pytest.mark.browser
Cameras = Callable[[str], Camera]


def opened(chromium: Browser, client: Client) -> Page:
    """A browser whose requests this process answers, in the test's own transaction."""
    here = copy_context()
    context = chromium.new_context(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    context.route("**/*", lambda route: here.copy().run(answer, route, client))
    return context.new_page()


def pictures(walker: Walker, chromium: Browser, camera: Camera, name: str, *paths: str) -> None:
    """These pages of the person who applied."""
    page = opened(chromium, Visitor(walker).client)
    for path in paths or (whole(walker),):
        page.goto(SITE + path)
        tail = path.rstrip("/").rpartition("/")[2]
        camera.take(page, f"{name}-{tail}" if path != whole(walker) else name)
    page.context.close()


@pytest.mark.parametrize("end", ["partly", "nothing", "withdrawn", "granted"])
def test_each_end(walker: Walker, office: Office, chromium: Browser, camera_of: Cameras, end: str) -> None:
    bring_it_home(office, end)
    camera = camera_of(f"ends/{end}")
    pictures(walker, chromium, camera, end, whole(walker), f"{whole(walker)}again/", "/me/", "/applications/")
    papers(walker.id, camera.folder)


def papers(application_id: UUID, folder: Path) -> None:
    """Every paper of an application as PNG, set from what is frozen."""
    for paper in Paper.objects.filter(application_id=application_id).values():
        job = job_of(paper, template(paper["template"], paper["kind"]))
        with TemporaryDirectory() as home:
            for name, text in job.files.items():
                Path(home, name).write_text(text, encoding="utf-8")
            pages = typst.compile(str(Path(home, job.main)), format="png", ppi=100.0)
        for number, page in enumerate(pages if isinstance(pages, list) else [pages], 1):
            (folder / f"paper-{paper['kind']}-{number}.png").write_bytes(page)


def test_what_waits_for_the_person(
    walker: Walker, office: Office, chromium: Browser, camera_of: Cameras
) -> None:
    camera = camera_of("ends/waiting")
    refuse_first(office)
    (waiting,) = office.cases("waiting")
    at = f"{whole(walker)}cases/{waiting['case_id']}/go-on/"
    pictures(walker, chromium, camera, "question", whole(walker), at, "/me/")


def test_withdrawing(walker: Walker, office: Office, chromium: Browser, camera_of: Cameras) -> None:
    camera, first = camera_of("ends/withdrawing"), office.first("filed")["case_id"]
    at = f"{whole(walker)}cases/{first}/withdraw/"
    pictures(walker, chromium, camera, "one", at)
    pictures(walker, chromium, camera, "all", f"{whole(walker)}withdraw/")
    office.decide(first, True)
    pictures(walker, chromium, camera, "too-late", at)
    office.issue(first)
    second = office.first("filed")
    cases.withdraw(
        actor=walker.actor, application_id=walker.id, case_id=second["case_id"], version=second["version"],
        now=walker.now,
    )  # fmt: skip
    pictures(walker, chromium, camera, "one-is-gone")


def test_a_correction_that_lapses(
    walker: Walker, office: Office, chromium: Browser, camera_of: Cameras
) -> None:
    camera = camera_of("ends/correction")
    case_id = office.correct(CorrectionEntry("other", "", "请写清楚宝宝的名字用哪几个字。"))
    at = f"{whole(walker)}correction/{case_id}/"
    pictures(walker, chromium, camera, "asked", whole(walker), at, "/me/")
    silence(walker.now + timedelta(days=60))
    pictures(walker, chromium, camera, "lapsed")


def test_messages(walker: Walker, office: Office, chromium: Browser, camera_of: Cameras) -> None:
    camera, person = camera_of("messages"), walker.actor.id
    refuse_last(office)
    for number, (kind, more) in enumerate(
        [
            ("submitted", {"due": "12月31日"}),
            ("decided", {"matter": "户口登记", "outcome": "没有通过"}),
            ("delivered", {}),
        ]
    ):
        values = {"name": "孩子出生了", "receipt": "20260302-000042", **more}
        told = Told(
            UUID(int=number + 1),
            walker.id,
            kind,
            "person",
            person,
            person,
            values,
            "progress",
            [str(walker.id)],
        )  # type: ignore[arg-type]
        tell([told], now=walker.now)
    pictures(walker, chromium, camera, "messages", "/me/messages/", "/me/messages/settings/", "/me/")
