"""A shop is opened: from the search to the receipt, an enterprise that does not exist yet, a pledge that is signed, one
employee with a health certificate and one without; and what departments see of it. The citizen's browser runs no script."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from bancheng.demo_city.population import calendar
from bancheng.demo_city.population.model import Citizen
from demo.registry import shops
from tests.browser import applying, working
from tests.browser.applying import Watch, nobody
from tests.browser.backstage import Backstage
from tests.browser.city import Browsers, City, heading, local_today, press, primary, see

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

ANSWERS: Mapping[str, str] = {
    "营业执照办好了吗": "没有", "什么名义": "个体户", "开在哪里": "临街", "荤的": "只有素的", "唱歌": "没有",
    "消防检查": "签承诺书", "挂招牌": "挂", "卖烟": "不卖",
}  # fmt: skip
DISHES = ("炒菜", "凉菜")
NAME = "善美市春风里面馆"
WRITTEN: Mapping[str, str] = {
    "wanted_name": NAME, "scope": "餐饮服务", "manager_name": "何秀英", "manager_phone": "15400000001",
    "kitchen_area": "60", "seats": "80", "use": "面馆", "sign_width": "4", "sign_height": "1",
    "phone": "15400000002",
}  # fmt: skip


def people(city: City) -> tuple[Citizen, Citizen, Citizen]:
    """Somebody who rented a large place, one with a health certificate and one without."""
    settled = calendar.settle(city.platform.data, local_today())
    everybody = [one for one in calendar.people(settled).citizens if one.local]
    owner = next(
        one
        for one in everybody[60:]
        if (found := shops.premises(one, city.world)) and Decimal(found[0]["area"]) >= 300
    )
    others = [one for one in everybody if one is not owner]
    fit = next(one for one in others if shops.health(one, settled.births_on)[0]["certified"])
    unfit = next(one for one in others if not shops.health(one, settled.births_on)[0]["certified"])
    return owner, fit, unfit


def answer(page: Page, watch: Watch = nobody) -> list[str]:
    """The questions of a shop; what was asked."""
    asked: list[str] = []
    while re.search(r"/q/", page.url):
        asked.append(heading(page))
        assert len(asked) < 15, asked
        boxes = page.locator("label.bc-choice, label.bc-check").filter(
            has=page.locator("input[type=checkbox]")
        )
        if boxes.count():
            for one in DISHES:
                boxes.filter(has_text=one).locator("input").check()
        elif page.locator("main input[name=answer]:not([type=radio])").count():
            page.locator("main input[name=answer]").fill("2")
        else:
            said = next((word for words, word in ANSWERS.items() if words in asked[-1]), "")
            choices = page.locator("label.bc-choice")
            named = choices.filter(has_text=re.compile(f"^\\s*{said}"))
            yes_no = choices.nth(1 if said in ("没有", "不卖") else 0)
            (named.first if named.count() else yes_no).locator("input").check()
        watch(page)
        primary(page)
    return asked


def fill(page: Page, values: Mapping[str, str], watch: Watch = nobody) -> None:
    """The parts of the form; what is written about one person makes the registers answer, and then another part."""
    applying.fill_parts(page, values, watch)


def applied(page: Page, city: City, watch: Watch = nobody) -> str:
    """From the search to the receipt; the address of the application."""
    owner, fit, unfit = people(city)
    page.goto("/")
    page.get_by_role("searchbox").or_(page.locator("main input[name=q]")).first.fill("开饭店")
    press(page, "搜索")
    watch(page)
    press(page, re.compile("我要开饭店"))
    see(page, "您会拿到什么")
    watch(page)
    applying.begin(page, owner, watch)
    asked = answer(page, watch)
    assert not any("平方米" in one for one in asked), "the register of leases knows how large it is"
    applying.read_notice(page, watch)
    values = {
        **WRITTEN,
        "employee[1].name": fit.name, "employee[1].id_number": fit.id_number,
        "employee[2].name": unfit.name, "employee[2].id_number": unfit.id_number, "employee[2].phone": "15400000003",
    }  # fmt: skip
    fill(page, values, watch)
    applying.bring_materials(page, watch)
    applying.complete(page, values, watch)
    see(page, "消防安全告知承诺书")
    watch(page)
    refuses_without_signature(page, watch)
    page.locator("input[name^=signed-]").check()
    return applying.hand_in(page, watch)


def refuses_without_signature(page: Page, watch: Watch = nobody) -> None:
    """Nothing is taken for a signature: the page comes back with the box to tick, and with what was ticked."""
    page.locator("input[name=declared]").check()
    press(page, "确认无误，提交")
    see(page, "勾上签字那一句")
    expect(page.locator("input[name=declared]")).to_be_checked()
    expect(page.locator("input[name^=signed-]")).not_to_be_checked()
    watch(page)


def test_what_two_departments_see_of_a_shop_that_is_opened(
    city: City, browsers: Browsers, backstage: Backstage
) -> None:
    """The market's officer the name that was wished, the fire brigade's the pledge that was signed."""
    owner = people(city)[0]
    application = applied(browsers.open(script=False), city).split("/")[2]
    (market,) = (one for one in backstage.turns(application, owner.key) if one.account.startswith("market-"))
    desk = working.Officer(browsers.officer(market.account))
    desk.work_off(owner.name)
    assert any(NAME in told for told in desk.seen.values())
    (fire,) = (one for one in backstage.turns(application, owner.key) if one.account.startswith("fire-"))
    desk = working.Officer(browsers.officer(fire.account))
    assert desk.open(owner.name)
    assert any("申请人签的承诺书" in told and "撤销" in told for told in desk.seen.values()), desk.seen


def walk(city: City, browsers: Browsers, watch: Watch = nobody, desk: Watch = nobody) -> None:
    """The whole of it, for whoever wants to look at every page."""
    owner = people(city)[0]
    page = browsers.open(script=False)
    application = applied(page, city, watch)
    page.goto(application)
    watch(page)
    applying.bring_later(page, application, watch)
    desks = working.work_through(city, browsers, page, application, owner.name, script=True, watch=desk)
    fire = next(one for account, one in desks.items() if account.startswith("fire-"))
    assert any("申请人签的承诺书" in told and "撤销" in told for told in fire.seen.values()), fire.seen
    market = next(one for account, one in desks.items() if account.startswith("market-"))
    assert any(NAME in told for told in market.seen.values())
    assert applying.look_at_results(page, application, watch) >= 4
