"""A child is born, without JavaScript at any desk or at home: from the search to results delivered, with a correction
on the way. With JavaScript the same thing is walked in test_every_journey."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser import applying, telling, working
from tests.browser.backstage import Backstage
from tests.browser.city import Browsers, City, see

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

REIMBURSEMENT = "生育"
WRONG = "银行卡照片反光，卡号看不清，请重新拍"


def test_from_search_to_results_without_a_script(
    city: City, browsers: Browsers, backstage: Backstage
) -> None:
    family = city.families[7]
    assert family.father
    mother = browsers.open(script=False)
    applying.to_review(mother, family.mother)
    father = browsers.citizen(family.father, script=False)
    applying.have_confirmed(mother, father)
    application = applying.hand_in(mother)
    always_the_same_receipt(mother)

    # The hospital: afterwards everybody else may begin, and nobody asks for the birth certificate.
    (hospital,) = working.whose_turn(city, mother, application)
    desk = working.Officer(browsers.officer(hospital, script=False))
    desk.work_off(family.mother.name)
    assert desk.done == ["受理", "审查通过", "确认准予", "确认出结果"]

    # One department asks for a better picture, once; the mother answers where she reads it.
    benefits = f"medical-insurance-{county_of(city, family.mother.county)}-1"
    desk = working.Officer(browsers.officer(benefits, script=False))
    desk.request_correction(family.mother.name, REIMBURSEMENT, WRONG)
    applying.mend(mother, application, WRONG)

    police = working.Officer(
        browsers.officer(f"station-{station_of(city, family.mother.region)}-1", script=False)
    )
    police.open(family.mother.name)
    assert any("办好后自动带过来" in page for page in police.seen.values()), police.seen
    assert not any("没交" in page for page in police.seen.values())
    backstage.work(application.split("/")[2], family.mother.key)
    assert applying.look_at_results(mother, application) >= 5
    see(mother, "长期")

    # She was told of every step, in the inbox and on the telephone (unless it is night).
    assert telling.read_messages(mother) >= 3
    rung = telling.on_the_telephone(city, browsers, family.mother)
    assert telling.quiet() or ("已经交上" in rung or "申请" in rung), rung
    assert family.mother.name not in rung
    assert family.mother.id_number not in rung


def always_the_same_receipt(page: Page) -> None:
    """Reloading and going back show the receipt again; nothing is handed in twice."""
    number = page.locator(".bc-receipt").inner_text()
    page.reload()
    assert page.locator(".bc-receipt").inner_text() == number
    page.go_back()
    see(page, "已经交上了")
    assert page.locator(".bc-receipt").inner_text() == number


def county_of(city: City, region: str) -> str:
    """The word that the codes of a county's organizations end with."""
    return next(
        code.removeprefix("government-")
        for code, body in city.world.organizations.items()
        if body.region == region and code.startswith("government-")
    )


station_of = county_of
"""The same for a township."""
