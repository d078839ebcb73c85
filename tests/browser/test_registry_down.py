"""A register does not answer: one sentence says so, the person fills in what it would have told, and it goes on."""

from __future__ import annotations

import pytest

from tests.browser import applying
from tests.browser.city import Browsers, City

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

SENTENCE = "有的系统暂时连不上"


def test_the_marriage_register_is_down(city: City, browsers: Browsers) -> None:
    family = city.families[6]
    assert family.father
    of_father = {
        "father.name": family.father.name,
        "father.id_number": family.father.id_number,
        "father.household_region": family.father.region,
    }
    mother = browsers.open()
    with city.register_failing("marriage"):
        applying.search_and_open(mother, "出生证")
        applying.begin(mother, family.mother)
        asked = applying.answer_questions(mother)
        assert any("登记结婚" in one for one in asked), "what the register would have told is asked"
        applying.read_notice(mother)
        assert mother.locator("body").inner_text().count(SENTENCE) == 1
        applying.fill_parts(mother, of_father)
        applying.bring_materials(mother)
        applying.complete(mother, of_father)
        applying.have_confirmed(mother, browsers.citizen(family.father))
        applying.hand_in(mother)
