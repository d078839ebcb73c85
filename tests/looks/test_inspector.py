"""The inspection itself: what it is there for, it sees."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.looks.inspector import ELDER, PHONE, Look, put_on, too_small_for_elders
from tests.looks.stage import SITE, Stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def test_what_is_wrong_is_found(stage: Stage) -> None:
    page = stage.enter(Client())
    page.goto(f"{SITE}/modes/")
    page.evaluate("document.querySelector('main').innerHTML = '<h1>x</h1><img src=/static/ui/mark.svg>'")
    page.evaluate("document.querySelector('main h1').style.width = '3000px'")
    page.evaluate(
        "document.querySelector('main').append(...Array.from({length: 900}, () => document.createElement('b')))"
    )
    stage.see()
    found, stage.inspect.found = stage.inspect.found, []
    for look in ("normal", "dark, wide"):
        assert any(f"{look}: image-alt" in one for one in found)
    for look in ("320 px", "400 %", "high contrast", "largest, 320 px"):
        assert any(f"{look}: scrolls sideways" in one for one in found)
    assert any("elements" in one for one in found)


def test_the_window_has_the_size_of_each_look(stage: Stage) -> None:
    page = stage.enter(Client())
    page.goto(f"{SITE}/modes/")
    page.evaluate("document.querySelector('main').innerHTML = '<h1>x</h1><p>y</p>'")
    page.evaluate("document.querySelector('main p').style.width = '340px'")
    stage.see()
    found, stage.inspect.found = stage.inspect.found, []
    told = {one.partition(": ")[0].partition(", ")[2] for one in found if "scrolls sideways" in one}
    assert told == {"320 px", "elder, 320 px", "largest, 320 px", "400 %"}


def test_colours_are_judged_in_the_dark_too(stage: Stage) -> None:
    page = stage.enter(Client())
    page.goto(f"{SITE}/modes/")
    page.evaluate("document.querySelector('main').innerHTML = '<h1>x</h1><p>grey on grey</p><b>pale</b>'")
    page.evaluate("document.querySelector('main p').style.color = 'var(--bc-surface)'")
    page.evaluate("document.querySelector('main b').style.color = '#AAAAAA'")
    stage.see()
    found, stage.inspect.found = stage.inspect.found, []
    for look in ("normal", "dark, wide", "high contrast", "elder"):
        assert any(f", {look}: color-contrast" in one for one in found), found


def test_what_an_elder_would_not_read_or_hit_is_found(stage: Stage) -> None:
    page = stage.enter(Client())
    page.goto(f"{SITE}/modes/")
    page.evaluate("document.querySelector('main').innerHTML = '<p>x</p><button>y</button>'")
    page.evaluate("document.querySelector('main p').style.font = '12px/1 serif'")
    put_on(page, Look("elder", PHONE, (), ELDER))
    small = too_small_for_elders(page)
    assert [one.partition(" of ")[0] for one in small if " of " in one][:2] == ["text", "target"]
    assert any("lines at" in one for one in small)
