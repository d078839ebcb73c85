"""A child is born: from the search to results delivered, through every department, with and without JavaScript."""

from __future__ import annotations

import pytest

from tests.browser import applying
from tests.browser.city import Browsers, City, see


@pytest.mark.parametrize("script", [True, False], ids=["javascript", "plain"])
def test_from_search_to_receipt(city: City, browsers: Browsers, script: bool) -> None:
    family = city.families[0 if script else 7]
    assert family.father
    mother = browsers.open(script=script)
    applying.to_review(mother, family.mother)
    father = browsers.citizen(family.father, script=script)
    applying.have_confirmed(mother, father)
    application = applying.hand_in(mother)
    number = mother.locator(".bc-receipt").inner_text()
    mother.reload()
    assert mother.locator(".bc-receipt").inner_text() == number
    mother.go_back()
    see(mother, "已经交上了")
    assert mother.locator(".bc-receipt").inner_text() == number
    mother.goto(application)
