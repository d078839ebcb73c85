"""Somebody died, and one of the heirs does not agree: from the search to what is done all the same, without script.
That all agree and everything comes out is walked in test_every_journey."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from bancheng.demo_city.population.model import Bereavement, Citizen
from tests.browser import applying
from tests.browser.applying import Watch, nobody
from tests.browser.city import Browsers, City, press, primary, say_who, see

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
TWO_PENSIONS = "机关退休，两份养老"
WRITTEN = {"bank_account": "6222020000000000000", "bank_name": "善美银行春风街支行"}


def loss(city: City, story: str) -> Bereavement:
    return next(one for one in city.losses if one.story == story)


def to_review(page: Page, person: Citizen, watch: Watch = nobody) -> None:
    """From the search to the last look."""
    page.goto("/")
    page.get_by_role("searchbox").or_(page.locator("main input[name=q]")).first.fill("注销户口")
    press(page, "搜索")
    see(page, "家人去世后的事")
    watch(page)
    press(page, re.compile("家人去世后的事"))
    see(page, "请节哀")
    watch(page)
    press(page, re.compile("^(开始|另外开始|再办一件)"))
    say_who(page, person)
    watch(page)
    primary(page)
    applying.answer_questions(page, {}, watch)
    applying.read_notice(page, watch)
    applying.fill_parts(page, WRITTEN, watch)
    applying.bring_materials(page, watch)


def have_answered(page: Page, heir: Page, name: str, answer: str, watch: Watch = nobody) -> None:
    """Ask one heir; who finds it in 我的 of their own browser and answers."""
    press(page, re.compile(f"^请继承人{name}确认"))
    see(page, "等确认")
    heir.goto("/me/")
    see(heir, "等您做的事")
    watch(heir)
    primary(heir)
    see(heir, "请您确认一件事")
    watch(heir)
    press(heir, answer)
    watch(heir)


def test_one_who_does_not_agree_leaves_out_the_money_and_the_rest_goes_on(
    city: City, browsers: Browsers
) -> None:
    here = loss(city, TWO_PENSIONS)
    widow, son = (one.person for one in here.relatives)
    page = browsers.open(script=False)
    to_review(page, widow)
    other = browsers.citizen(son, script=False)
    have_answered(page, other, son.name, "我不同意")
    see(other, "您没有同意")
    page.reload()
    see(page, "没有同意")
    see(page, "有几件这次先不办")
    application = applying.hand_in(page)
    page.goto(application)
    rows = page.locator(".bc-progress").inner_text()
    assert "注销户口" in rows
    assert "丧葬补助金" in rows
    assert "存款" not in rows
    assert "余额" not in rows
    assert other.goto(application).status == 404  # type: ignore[union-attr]
