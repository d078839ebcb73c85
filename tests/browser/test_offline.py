"""Without network: what was typed is kept on a device of one's own, encrypted, and comes back; on others nothing is."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser import applying
from tests.browser.city import Browsers, City, primary, see

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

BABY, ACCOUNT = "林听雨", "6222020000000000000"
NAME = '[name="child[1].name"]'
KEPT = "Object.keys(localStorage).filter(name => name.startsWith('bc-kept:')).length"


def form_of(page: Page, city: City, number: int, device: str) -> str:
    """A form to fill in, on a device of this kind; its address."""
    applying.search_and_open(page, "生孩子")
    draft = applying.begin(page, city.families[number].mother)
    applying.answer_questions(page)
    page.goto("/modes/")
    page.locator(f"input[name=device][value={device}]").check()
    primary(page)
    page.goto(f"{draft}form/child/")
    return page.url


def stored(page: Page) -> str:
    """Everything that scripts of this site find in the browser."""
    text = page.evaluate(
        "JSON.stringify(Object.entries(localStorage)) + JSON.stringify(Object.entries(sessionStorage))"
    )
    names = page.evaluate("indexedDB.databases().then(all => all.map(one => one.name))")
    cached = page.evaluate(
        """caches.keys().then(names => Promise.all(names.map(name => caches.open(name)
             .then(kept => kept.keys().then(keys => Promise.all(keys.map(key => kept.match(key)
             .then(answer => answer.text()))))))).then(all => all.flat(2).join(' ')))"""
    )
    return f"{text} {names} {cached}"


def ready(page: Page) -> None:
    """The worker answers for this page."""
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("navigator.serviceWorker.controller !== null")


def test_what_was_typed_without_network_comes_back_and_reaches_the_server(
    city: City, browsers: Browsers
) -> None:
    page = browsers.open()
    address = form_of(page, city, 9, "own")
    ready(page)
    page.context.set_offline(True)
    page.locator(NAME).fill(BABY)
    expect(page.locator("[data-autosave-status]")).to_contain_text("加密存在这台设备上")

    assert page.evaluate(KEPT) == 1
    for secret in (
        BABY,
        city.families[9].mother.name,
        page.locator("form[data-keep-key]").get_attribute("data-keep-key"),
    ):
        assert str(secret) not in stored(page)

    page.goto(address)
    see(page, "现在没有网络")
    see(page, "联网后自动放回去")
    assert city.families[9].mother.name not in page.locator("body").inner_text()

    page.context.set_offline(False)
    page.goto(address)
    expect(page.locator(NAME)).to_have_value(BABY)
    expect(page.locator("[data-autosave-status]")).to_contain_text("已自动保存")
    page.wait_for_function("!Object.keys(localStorage).some(name => name.startsWith('bc-kept:'))")
    page.reload()
    expect(page.locator(NAME)).to_have_value(BABY)


def test_a_box_that_somebody_changed_meanwhile_shows_both_versions(city: City, browsers: Browsers) -> None:
    page = browsers.open()
    address = form_of(page, city, 10, "own")
    page.context.set_offline(True)
    page.locator(NAME).fill(BABY)
    expect(page.locator("[data-autosave-status]")).to_contain_text("加密存在这台设备上")
    there = browsers.citizen(city.families[10].mother, script=False)
    there.goto(address)
    there.locator(NAME).fill("林清溪")
    primary(there)

    page.goto("about:blank")  # else the open page saves by itself, and shows both at once
    page.context.set_offline(False)
    page.goto(address)
    see(page, "在另一台设备上改过")
    see(page, BABY)
    see(page, "林清溪")


def test_numbers_of_people_and_boxes_that_were_not_touched_are_never_kept(
    city: City, browsers: Browsers
) -> None:
    page = browsers.open()
    form_of(page, city, 11, "own")
    page.context.set_offline(True)
    page.evaluate(
        """() => { const form = document.querySelector('form[data-keep-key]'), box = document.createElement('div');
             box.dataset.sensitive = ''; box.innerHTML = '<input name=secret>'; form.append(box); }"""
    )
    page.locator("input[name=secret]").fill(ACCOUNT)
    expect(page.locator("[data-autosave-status]")).to_contain_text("还没保存上")
    assert page.evaluate(KEPT) == 0


def test_a_shared_device_keeps_nothing(city: City, browsers: Browsers) -> None:
    page = browsers.open()
    form_of(page, city, 12, "shared")
    assert page.locator("form[data-keep-key]").count() == 0
    page.context.set_offline(True)
    page.locator(NAME).fill(BABY)
    expect(page.locator("[data-autosave-status]")).to_contain_text("还没保存上")
    assert page.evaluate(KEPT) == 0


def test_signing_off_and_a_day_wipe_it(city: City, browsers: Browsers) -> None:
    page = browsers.open()
    address = form_of(page, city, 13, "own")
    old = (
        "localStorage.setItem('bc-kept:x', JSON.stringify({at: Date.now() - %d * 3600000, iv: '', body: ''}))"
    )
    page.evaluate(old % 23)
    page.goto("/")
    assert page.evaluate(KEPT) == 1
    page.evaluate(old % 25)
    page.goto("/help/")
    assert page.evaluate(KEPT) == 0
    page.goto(address)
    page.evaluate(old % 1)
    page.goto("/logout/")
    primary(page)
    page.goto("/help/")
    assert page.evaluate(KEPT) == 0
