"""Two people at one thing: nobody's work is lost, and who was later is told who was earlier."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser import applying, working
from tests.browser.city import Browsers, City, primary, say_who, see

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_two_officers_on_one_case(city: City, browsers: Browsers) -> None:
    """Both have it open; with scripts when it is accepted, without scripts when it is reviewed."""
    family = city.families[2]
    assert family.father
    mother = browsers.open(script=False)
    applying.to_review(mother, family.mother, extras="社保卡")
    applying.have_confirmed(mother, browsers.citizen(family.father, script=False))
    application = applying.hand_in(mother)
    (account,) = working.whose_turn(city, mother, application)
    for script, act in ((True, "受理"), (False, "审查通过")):
        first = working.Officer(browsers.officer(account, script=script))
        second = working.Officer(browsers.officer(account.replace("-1", "-2"), script=script))
        assert first.open(family.mother.name)
        assert second.open(family.mother.name)
        assert first.next_word() == second.next_word() == act
        first.step()
        second.attempt()
        is_told(second, first)


def is_told(late: working.Officer, early: working.Officer) -> None:
    """Who was faster, when, and how things stand now."""
    name = early.page.locator(".bc-rail-me p").first.inner_text()
    told = late.page.locator(".bc-band.is-warn")
    expect(told).to_contain_text("情况变了")
    expect(told).to_contain_text(name)
    expect(told).to_contain_text(re.compile(r"\d\d:\d\d"))
    late.page.get_by_role("link", name="看最新情况").click()
    expect(told).to_have_count(0)
    assert late.next_word() == early.next_word()


def test_two_browsers_on_one_draft(city: City, browsers: Browsers) -> None:
    """What both wrote is shown, one is chosen, and nothing else that was typed is lost."""
    family = city.families[4]
    here, there = browsers.open(script=False), browsers.open(script=False)
    applying.search_and_open(here, "生孩子")
    draft = applying.begin(here, family.mother)
    applying.answer_questions(here)
    form = f"{draft}form/child/"
    there.goto(f"/login/?next={form}")
    say_who(there, family.mother)
    here.goto(form)

    there.locator('[name="child[1].name"]').fill("林清溪")
    primary(there)
    here.locator('[name="child[1].name"]').fill("林知夏")
    here.locator('[name="child[1].ethnicity"]').select_option("11")
    primary(here)

    see(here, "在另一台设备上改过")
    see(here, "林清溪")
    see(here, "林知夏")
    assert here.locator('[name="child[1].ethnicity"]').input_value() == "11"
    here.locator("input[type=radio][value=mine]").check()
    primary(here)
    there.goto(form)
    assert there.locator('[name="child[1].name"]').input_value() == "林知夏"
    assert there.locator('[name="child[1].ethnicity"]').input_value() == "11"


def test_a_page_that_saves_by_itself_never_overwrites_another(city: City, browsers: Browsers) -> None:
    family = city.families[5]
    here, there = browsers.open(), browsers.open(script=False)
    applying.search_and_open(here, "生孩子")
    draft = applying.begin(here, family.mother)
    applying.answer_questions(here)
    form = f"{draft}form/child/"
    there.goto(f"/login/?next={form}")
    say_who(there, family.mother)
    here.goto(form)
    here.locator('[name="child[1].name"]').fill("林知夏")
    expect(here.locator("[data-autosave-status]")).to_contain_text("已自动保存")

    there.locator('[name="child[1].name"]').fill("林清溪")
    primary(there)
    see(there, "在另一台设备上改过")
    see(there, "林知夏")
