"""Acting for others on the whole platform: a clerk of two enterprises with a client, and a parent with a child."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from bancheng.demo_city.population import calendar
from bancheng.demo_city.population.enterprises import clerks_of
from bancheng.demo_city.population.model import Population
from tests.browser import applying
from tests.browser.city import Browsers, City, local_today, press, see

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def population(city: City) -> Population:
    """The people of the running city."""
    return calendar.people(calendar.settle(city.platform.data, local_today()))


def change(page: Page, name: str) -> None:
    """Change for whom one acts."""
    page.goto("/acting/")
    press(page, re.compile(rf"^换成(这一家\s*：)?{name}$"))
    expect(page.locator(".bc-acting")).to_contain_text(name)


def test_a_clerk_changes_between_two_enterprises_and_a_client(city: City, browsers: Browsers) -> None:
    """Without scripts; a draft of the client is the client's, and out of reach when the mandate is taken back."""
    clerk = clerks_of(population(city))[0].person
    client = population(city).families[5].mother
    page = browsers.citizen(clerk, script=False)
    for name in ("善美市蓝湾食品有限公司", "善美市远帆物流有限公司", client.name):
        change(page, name)
    applying.search_and_open(page, "生孩子")
    # The client may have a draft, or something that is running, from before.
    press(page, re.compile("^(开始|另外开始|再办一件)"))
    see(page, f"以{client.name}的名义办")
    press(page, "开始", exact=True)
    draft = page.url
    theirs = f'a[href*="{draft.split("/drafts/")[1].split("/")[0]}"]'
    other = browsers.citizen(client, script=False)
    other.goto("/me/")
    expect(other.locator(theirs).filter(has_text="接着填")).to_have_count(1)
    other.goto("/acting/mandates/")
    other.get_by_role("link", name=clerk.name).click()
    press(other, "收回委托")
    see(other, "已收回")
    answer = page.goto(draft)
    assert answer is not None
    assert answer.status == 404
    page.goto("/me/")
    see(page, "凭证到期了")
    other.goto("/me/")
    expect(other.locator(theirs).filter(has_text="接着填")).to_have_count(1)


def test_a_parent_acts_for_a_child(city: City, browsers: Browsers) -> None:
    mother = population(city).families[1].mother
    page = browsers.citizen(mother)
    page.goto("/acting/")
    press(page, "查我名下的企业和子女")
    see(page, "查完了")
    change(page, "李可可")
    see(page, "现在替")
    page.goto("/acting/")
    press(page, "换回本人")
    expect(page.locator(".bc-acting")).to_contain_text(mother.name)
