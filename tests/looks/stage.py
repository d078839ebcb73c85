"""Scenes: a browser of one person, pages that are looked at in every look, and which templates those were."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextvars import copy_context
from typing import Any

import pytest
from django.template.backends.jinja2 import Template
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, Route

from tests.looks.inspector import Inspector
from tests.looks.serving import SITE, answer
from tests.screens.camera import FOLDER, Camera

Scene = Callable[..., None]
PATIENCE = 60_000
"""Milliseconds for a page on a machine that does other things as well."""


def shows(*templates: str) -> Callable[[Scene], Scene]:
    """The templates that a scene looks at; the scene is red when it did not come to one of them.

    `tests/consistency/test_every_look.py` reads these names: a template that no scene shows is red there.
    """

    def mark(scene: Scene) -> Scene:
        scene.shows = templates  # type: ignore[attr-defined]
        return scene

    return mark


class Stage:
    """Pages of whoever entered last."""

    page: Page
    inspect: Inspector
    """What it found until now."""

    def __init__(self, chromium: Browser, look_at: Callable[[Page], None]) -> None:
        self.looked: set[str] = set()
        """Templates that stood on a page that was looked at."""
        self.rendered: set[str] = set()
        """Templates of the page that stands there now."""
        self.faults: list[str] = []
        self._look_at = look_at
        self._chromium = chromium
        self._contexts: list[BrowserContext] = []

    def enter(self, client: Client, modes: str = "") -> Page:
        """A new browser whose requests are this client's; `modes`: the reader's wishes as their cookie says them."""
        client.cookies["bc_modes"] = modes
        context = self._chromium.new_context(
            viewport={"width": 390, "height": 844}, reduced_motion="reduce", service_workers="block"
        )
        self._contexts.append(context)
        here = copy_context()  # the driver calls back in one of its own, where the connection is not known
        context.route("**/*", lambda route: here.copy().run(self._answer, route, client))
        self.page = context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        return self.page

    def _answer(self, route: Route, client: Client) -> None:
        if route.request.resource_type == "document":
            self.rendered.clear()
        answer(route, client)

    def look(self, *paths: str, status: int = 200) -> None:
        """Open these pages and look at each."""
        for path in paths:
            opened = self.page.goto(SITE + path)
            assert opened is not None
            assert opened.status == status, (path, opened.status)
            self.see()

    def see(self) -> None:
        """Look at the page as it stands."""
        self._look_at(self.page)
        self.looked |= self.rendered

    def press(self, selector: str, *, then: str = "") -> None:
        """Press something that loads a page (`then`: one that has this on it), and look at that page."""
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()
        if then:
            self.page.wait_for_selector(then)
        self.see()

    def close(self) -> None:
        """Shut all browsers."""
        for context in self._contexts:
            context.close()


@pytest.fixture
def stage(
    chromium: Browser, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> Iterator[Stage]:
    """Red when anything was wrong in any look, a script failed, or a template was promised and not shown.

    With a folder for pictures (`make screenshots`) each look is photographed, and measured against the thirty checks.
    """
    settings.FACE_WEBFONT = "never"  # a hundred slices of a font, through this process, for each page
    inspector, camera = Inspector(), Camera(request.function.__name__.removeprefix("test_"))
    stage, render = Stage(chromium, camera if FOLDER else inspector), Template.render
    stage.inspect = inspector

    def noted(self: Any, context: Any = None, request: Any = None) -> Any:
        stage.rendered.add(self.template.name)
        return render(self, context, request)

    monkeypatch.setattr(Template, "render", noted)
    yield stage
    stage.close()
    if FOLDER:
        camera.write()
    promised = getattr(request.function, "shows", ())
    missed = [f"promised, and not looked at: {one}" for one in sorted({*promised} - stage.looked)]
    told = [*inspector.found, *(f"script: {one}" for one in stage.faults), *missed]
    assert not told, "\n".join(told)
