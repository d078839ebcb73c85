"""Pictures of what stops a person or an officer, and what the page offers instead."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page

from bancheng.accounts.commands.persons import name_person_of_staff
from bancheng.eforms.queries import answers_of
from bancheng.journeys import commands as journeys
from bancheng.kernel.access import system_actor
from tests.city import _rolled_back, city, city_database, committed_city, family, registry, registry_process
from tests.journeys.walking import Walker, mother
from tests.portal.browsing import Visitor, noticed
from tests.portal.officers import usual
from tests.portal.test_pages_in_the_browser import SITE, chromium
from tests.screens.camera import Camera
from tests.screens.test_ends import opened
from tests.workbench.desks import first
from tests.workbench.test_deaths import PAGE as DEATHS
from tests.workbench.test_deaths import officer

__all__ = [
    "_rolled_back",
    "chromium",
    "city",
    "city_database",
    "committed_city",
    "registry",
    "registry_process",
]
pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("city", "registry")]
Cameras = Callable[[str], Camera]


def show(chromium: Browser, client: Client, camera: Camera, name: str, path: str, act: Any = None) -> None:
    """One page as this client sees it; `act` does something on it first."""
    page: Page = opened(chromium, client)
    page.goto(SITE + path)
    if act:
        act(page)
    camera.take(page, name)
    page.context.close()


def test_a_draft_that_is_over(chromium: Browser, camera_of: Cameras) -> None:
    camera = camera_of("stopped")
    walker = usual()
    noticed(walker)
    journeys.lapse_drafts(walker.now + timedelta(days=91))
    show(chromium, Visitor(walker).client, camera, "cleared", f"/drafts/{walker.id}/answers/")


def test_an_upload_that_is_not_wanted_any_more(chromium: Browser, camera_of: Cameras) -> None:
    walker = usual()
    noticed(walker)
    walker.bring()
    walker.answer("extras", "insurance", "card")
    show(
        chromium, Visitor(walker).client, camera_of("stopped"), "needless", f"/drafts/{walker.id}/materials/"
    )


def test_one_number_for_two_people(chromium: Browser, camera_of: Cameras) -> None:
    walker = mother(family("没有登记结婚，两人一起申报")).start().answer_all(who="mother", married="no")
    noticed(walker)

    def twice(page: Page) -> None:
        page.get_by_label("身份证号").first.fill(walker.citizen.id_number)
        page.locator("main form button.btn-primary").last.click()
        page.wait_for_load_state()

    show(
        chromium, Visitor(walker).client, camera_of("stopped"), "two-roles", f"/drafts/{walker.id}/form/parents/", twice
    )  # fmt: skip


def test_the_same_thing_on_its_way(chromium: Browser, camera_of: Cameras) -> None:
    mother(family("双胞胎")).ready().submit()
    again = mother(family("双胞胎"))
    noticed(again)
    camera, client = camera_of("stopped"), Visitor(again).client
    show(chromium, client, camera, "once-answers", f"/drafts/{again.id}/answers/")
    again.fill().bring().confirmed()
    show(chromium, client, camera, "once-review", f"/drafts/{again.id}/review/")


def test_a_matter_of_ones_own(chromium: Browser, camera_of: Cameras) -> None:
    walker = usual().ready()
    walker.submit()
    matter = first(walker)
    desk = matter.desk()
    number = str(answers_of(walker.id)["mother.id_number"].value)
    name_person_of_staff(actor=system_actor("test"), staff_id=desk.actor.id, id_number=number)
    show(chromium, desk.client, camera_of("stopped"), "own-matter", matter.path)


def test_recording_a_death(chromium: Browser, camera_of: Cameras) -> None:
    client = officer(usual(), "data-bureau")
    show(chromium, client, camera_of("stopped"), "death", DEATHS)


def test_a_question_that_was_put_to_somebody_else(chromium: Browser, camera_of: Cameras) -> None:
    walker: Walker = usual().ready()
    asked = walker.ask("father")
    other = Visitor(mother(family("双胞胎"))).client
    show(chromium, other, camera_of("stopped"), "not-asked", f"/confirmations/{asked.confirmation_id}/")
