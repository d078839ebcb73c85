"""Pictures of what stops a person or an officer and what the page offers instead, and of what moves to another body."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page

from bancheng.accounts.commands.persons import name_person_of_staff
from bancheng.eforms.queries import answers_of
from bancheng.kernel.access import system_actor
from tests.city import _rolled_back, city, city_database, committed_city, family, registry, registry_process
from tests.journeys.walking import mother
from tests.looks.serving import SITE, chromium
from tests.portal.browsing import Visitor, noticed
from tests.portal.officers import usual
from tests.screens.camera import Camera
from tests.screens.test_ends import opened
from tests.workbench.desks import approved, first, matters
from tests.workbench.merging import merged

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


def test_a_case_that_a_colleague_holds_and_one_whose_clock_stands(
    chromium: Browser, camera_of: Cameras
) -> None:
    camera, walker = camera_of("desk-held"), usual().ready()
    walker.submit()
    matter = first(walker)
    one, other = matter.desk(1), matter.desk(2)
    other.post(other.get(matter.path).form("claim"))
    show(chromium, one.client, camera, "a-colleague-holds-it", matter.path)
    show(chromium, one.client, camera, "everybodys-list", "/desk/?list=all")
    approved(other, matter)
    other.post(other.get(f"{matter.path}issue/").form("issue"))
    later = matters(walker)["household-register-page"]
    desk = later.desk()
    desk.post(desk.get(later.path).form("accept"))
    form = desk.get(f"{later.path}pause/").form("pause")
    desk.post(form, procedure=form.choices["procedure"][0])
    show(chromium, desk.client, camera, "its-clock-stands", later.path)
    show(chromium, Visitor(walker).client, camera, "progress-clock-stands", f"/applications/{walker.id}/")


def test_a_body_that_another_takes_over(chromium: Browser, camera_of: Cameras) -> None:
    camera, walker = camera_of("reorganized"), usual().ready()
    walker.submit()
    matter = first(walker)
    _name, desk = merged(walker, matter)
    show(chromium, Visitor(walker).client, camera, "progress", f"/applications/{walker.id}/")
    show(chromium, desk.client, camera, "case", matter.path)
