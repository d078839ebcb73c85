"""One demo city for all browser tests; a browser for each module, because its driver holds the thread."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.backstage import Backstage
from tests.browser.city import Browsers, City
from tests.chromium import launched
from tests.processes.platform import Platform, prepared


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """A red test shows what every browser showed when it stopped."""
    outcome = yield
    report = outcome.get_result()  # type: ignore[attr-defined]
    opened = getattr(item, "funcargs", {}).get("browsers")
    if report.when == "call" and report.failed and opened:
        report.sections.append(("What the browsers showed", opened.shown()))


@pytest.fixture(scope="session")
def city() -> Iterator[City]:
    """The demo city as `make run` starts it: web, worker, registers, identity provider."""
    platform = Platform(prepared(city=True), FACE_WEBFONT="always")
    platform.start()
    yield City(platform)
    platform.stop()


@pytest.fixture(scope="session")
def backstage(city: City) -> Iterator[Backstage]:
    """Who finds parts to play, and is the departments that are not shown."""
    hands = Backstage(city)
    yield hands
    hands.close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as driver:
        browser = launched(driver)
        yield browser
        browser.close()


@pytest.fixture
def browsers(chromium: Browser, city: City) -> Iterator[Browsers]:
    """Browsers to open; what a script on any page did wrong turns the test red."""
    city.rest()
    opened = Browsers(chromium, city)
    yield opened
    opened.close()
    assert opened.faults == []
