"""Pictures of the running city: open pages, four things from the search to the end, acting for others, the desk."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from bancheng.demo_city.population.enterprises import clerks_of
from tests.browser import applying, working
from tests.browser import test_posthumous as death
from tests.browser import test_restaurant as shop_walk
from tests.browser import test_utilities as house
from tests.browser.city import DESK, Browsers, City, press, primary, see
from tests.browser.test_acting_for import change, population
from tests.browser.test_newborn import REIMBURSEMENT, WRONG, county_of
from tests.screens.camera import Camera

pytestmark = pytest.mark.browser
Cameras = Callable[[str], Camera]

OPEN = (
    "/", "/search/?q=上户口", "/search/?q=渔船年审", "/things/", "/help/", "/verify/", "/verify/?q=ABCDEFGH",
    "/verify/papers/", "/verify/ABCD2345/", "/login/", "/accessibility/", "/privacy/", "/modes/", "/design/",
    "/no/such/page/",
)  # fmt: skip


def test_open_pages(browsers: Browsers, camera_of: Cameras) -> None:
    page, camera = browsers.open(), camera_of("open")
    for path in OPEN:
        page.goto(path)
        camera.take(page, re.sub(r"\W+", "-", path).strip("-") or "home")
    page.context.add_cookies([{"name": "bc_modes", "value": "face-elder", "url": page.url}])
    page.goto("/")
    camera.take(page, "home-for-elders")
    page.goto("/verify/papers/")
    press(page, "核对")
    camera.take(page, "verify-nothing-typed")
    page.locator("main input[name=number]").fill("善医通〔2026〕1号")
    page.locator("main input[name=code]").fill("ABCD2345")
    press(page, "核对", exact=True)  # not the link of the summary that stands above
    camera.take(page, "verify-not-found")


def test_newborn(city: City, browsers: Browsers, camera_of: Cameras) -> None:
    family, camera, desk = city.families[8], camera_of("newborn"), camera_of("desk")
    assert family.father
    mother, father = browsers.open(), browsers.citizen(family.father)
    applying.to_review(mother, family.mother, camera, extras="报销")
    applying.have_confirmed(mother, father, camera)
    application = applying.hand_in(mother, camera)
    (hospital,) = working.whose_turn(city, mother, application)
    desks = {hospital: working.Officer(browsers.officer(hospital), desk)}
    desks[hospital].work_off(family.mother.name)
    benefits = f"medical-insurance-{county_of(city, family.mother.county)}-1"
    desks[benefits] = working.Officer(browsers.officer(benefits), desk)
    desks[benefits].request_correction(family.mother.name, REIMBURSEMENT, WRONG)
    every_panel(desks[benefits], family.mother.name)
    applying.mend(mother, application, WRONG, camera)
    applying_away(mother, application, camera)
    working.work_through(
        city, browsers, mother, application, family.mother.name, script=True, watch=desk, desks=desks
    )
    applying.look_at_results(mother, application, camera)
    papers(mother, application, camera)
    messages(mother, camera)
    for address in ("/applications/", "/me/data/", "/acting/", "/logout/"):
        mother.goto(address)
        camera(mother)
    desks[benefits].page.goto("/desk/")
    desk.take(desks[benefits].page, "desk-nothing-to-do")


def applying_away(page: Page, application: str, camera: Camera) -> None:
    """撤回: the pages that say what would stop, before anything does."""
    page.goto(f"{application}withdraw/")
    camera(page)
    page.goto(application)
    page.locator("summary").filter(has_text="只撤一项").click()
    press(page, re.compile("^撤回"))
    camera(page)


def papers(page: Page, application: str, camera: Camera) -> None:
    """The page that the square on a paper leads to."""
    page.goto(application)
    camera.take(page, "progress-delivered")
    page.goto(f"{application}receipt/")
    camera.take(page, "receipt-later")


def messages(page: Page, camera: Camera) -> None:
    """消息: the list, and how one wants to be told."""
    page.goto("/me/messages/")
    camera(page)
    page.goto("/me/messages/settings/")
    camera(page)


def every_panel(officer: working.Officer, applicant: str) -> None:
    """The panels that the walk does not use, looked at and left again."""
    if not officer.open(applicant):
        return
    here = officer.page.url.partition("?")[0]
    for panel in ("correction", "not-accepted", "show", "pause", "terminate", "decide", "issue"):
        officer.page.goto(f"{here}{panel}/")
        officer.watch(officer.page)
    officer.page.goto("/desk/find/?q=20260302-0000001")
    officer.watch(officer.page)


def test_restaurant(city: City, browsers: Browsers, camera_of: Cameras) -> None:
    camera, desk = camera_of("restaurant"), camera_of("restaurant-desk")
    shop_walk.walk(city, browsers, camera, desk)


def test_utilities(city: City, browsers: Browsers, camera_of: Cameras) -> None:
    camera, desk = camera_of("utilities"), camera_of("utilities-desk")
    house.walk(city, browsers, camera, desk)


def test_posthumous(city: City, browsers: Browsers, camera_of: Cameras) -> None:
    camera, here = camera_of("posthumous"), death.loss(city, death.TWO_PENSIONS)
    widow, son = (one.person for one in here.relatives)
    page = browsers.open(script=False)
    death.to_review(page, widow, camera)
    camera(page)
    other = browsers.citizen(son, script=False)
    death.have_answered(page, other, son.name, "我不同意", camera)
    page.reload()
    camera.take(page, "review-one-said-no")
    application = applying.hand_in(page, camera)
    page.goto(application)
    camera(page)


def test_acting(city: City, browsers: Browsers, camera_of: Cameras) -> None:
    camera, everybody = camera_of("acting"), population(city)
    clerk = clerks_of(everybody)[0].person
    page = browsers.citizen(clerk, size=DESK)
    page.goto("/acting/")
    camera.take(page, "clerk-chooses")
    change(page, "善美市蓝湾食品有限公司")
    for path in ("/", "/me/", "/acting/", "/applications/", "/acting/mandates/"):
        page.goto(path)
        camera.take(page, f"enterprise{path.replace('/', '-')}".rstrip("-"))
    page.goto("/things/newborn/start/")
    camera.take(page, "enterprise-start")
    mother = population(city).families[1].mother
    parent = browsers.citizen(mother)
    parent.goto("/acting/")
    camera.take(parent, "parent-before-asking")
    press(parent, "查我名下的企业和子女")
    camera.take(parent, "parent-after-asking")
    change(parent, "李可可")
    parent.goto("/me/")
    camera.take(parent, "for-a-child")
    mandate(parent, browsers, camera)


def mandate(page: Page, browsers: Browsers, camera: Camera) -> None:
    """委托: the form, what is wrong with it, the offer."""
    page.goto("/acting/")
    press(page, "换回本人")
    page.goto("/acting/mandates/")
    camera.take(page, "mandates")
    page.goto("/acting/mandates/new/")
    camera.take(page, "mandate-new")
    primary(page)
    camera.take(page, "mandate-wrong")


def test_representative(city: City, browsers: Browsers, camera_of: Cameras) -> None:
    camera = camera_of("representative")
    shop = clerks_of(population(city))[0].enterprise
    page = browsers.citizen(shop.representative)
    page.goto("/acting/")
    press(page, "查我名下的企业和子女")
    camera(page)
    change(page, shop.name)
    page.goto("/acting/clerks/")
    camera.take(page, "clerks")
    primary(page)
    camera.take(page, "clerks-wrong")
    see(page, "经办人")
