"""The pages about acting for others in a real browser: one walk."""

from __future__ import annotations

import os
import re
from typing import Any

import pytest

from bancheng.demo_city.population.enterprises import clerks_of, enterprises_of
from tests.city import people
from tests.journeys.walking import Walker
from tests.looks.serving import SITE, chromium
from tests.portal.test_pages_in_the_browser import Open, open_page

__all__ = ["chromium", "open_page"]
pytestmark = pytest.mark.browser


@pytest.fixture
def walker(city: Any, registry: Any) -> Walker:
    """A legal representative."""
    return Walker(enterprises_of(people())[0].representative)


def keep(page: Any, name: str) -> None:
    """A picture for whoever looks at the pages, where PICTURES_OF_PAGES says."""
    folder = os.environ.get("PICTURES_OF_PAGES")
    if folder:
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def test_appointing_a_clerk_and_taking_it_back(open_page: Open, walker: Walker) -> None:
    other = clerks_of(people())[2].person
    page = open_page("/acting/", 390)
    page.get_by_role("button", name=re.compile(r"换成这一家\s*：善美市蓝湾食品有限公司")).click()
    page.wait_for_url(f"{SITE}/me/")
    page.goto(f"{SITE}/acting/clerks/")
    page.get_by_label("姓名").fill(other.name)
    page.get_by_label("身份证号").fill("123")
    page.get_by_role("button", name="指定为经办人").click()
    page.locator(".bc-errors").wait_for()
    keep(page, "clerks-error-390")
    assert page.get_by_label("姓名").input_value() == other.name
    page.get_by_label("身份证号").fill(other.id_number)
    page.get_by_role("button", name="指定为经办人").click()
    page.get_by_role("button", name=f"收回{other.name}的权限").wait_for()
    page.get_by_role("button", name=f"收回{other.name}的权限").click()
    page.get_by_text("已经收回").wait_for()
