"""A real browser in the place of the one without script that the people of the storm use: the same questions to a page
and the same answers, but boxes are filled, links followed and buttons pressed where they stand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urljoin

from playwright.sync_api import Locator, Response
from playwright.sync_api import Page as Shown

from bancheng.demo_city.population.model import Citizen
from tests.browser.city import PATIENCE
from tests.browser.hands import Hands
from tests.chaos.client import Visitor, Weather
from tests.chaos.pages import Box, Form, Page

_LINK = """([to, exact]) => [...document.querySelectorAll('main a[href]')].findIndex(link =>
    (exact ? link.href : link.href.split('?')[0]) === to && link.checkVisibility())"""
"""Which visible link of the page leads somewhere; −1: none does."""
_MARK = "document.querySelector('main').dataset.walked = 'before'"
_UNSEEN = frozenset({"hidden", "search", "file"})
Set = Callable[[Locator, Box, object], None]


class Window(Visitor):
    """One person's browser. `refused`: every answer of 400 and more that it met, by address."""

    def __init__(self, shown: Shown, hands: Hands) -> None:
        self.shown, self.hands = shown, hands
        self.weather = Weather()
        self.refused: list[str] = []
        self._status = 200
        shown.on("response", self._note)
        self._kinds: dict[str, Set] = {
            "radio": self._radio,
            "checkbox": self._boxes,
            "select": self._select,
        }

    def close(self) -> None:
        """The context is closed by whoever opened it."""

    def _note(self, answer: Response) -> None:
        if answer.status >= 400:
            self.refused.append(f"{answer.status} {answer.request.method} {answer.url}")
        if answer.request.is_navigation_request() and answer.frame == self.shown.main_frame:
            self._status = answer.status

    # --- what a visitor does

    def get(self, path: str) -> Page:
        """Follow the page's own link there; an address that the page has no link to is typed."""
        to = urljoin(self.shown.url, path)
        if (link := self._link(to)) is None:
            self.shown.goto(to, wait_until="domcontentloaded")
        else:
            self.follow(link)
        return self.read()

    def send(self, page: Page, form: Form, data: dict[str, object], files: object = None) -> Page:
        """Fill in what is not yet so, and press the button that the data names."""
        number = next(n for n, one in enumerate(page.forms) if one is form)
        inside = "main form" if self.shown.locator("main").count() else "form"
        place = self.shown.locator(inside).nth(number)
        for name, value in data.items():
            box = form.boxes.get(name)
            if box is not None and box.kind not in _UNSEEN and not box.folded:
                self._kinds.get(box.kind, self._text)(place, box, value)
        button = place.locator("button:not([type=button])").nth(_pressed(form, data))
        if isinstance(files, dict):
            self._upload(place, files, button)
        else:
            self.follow(button)
        return self.read()

    def follow(self, target: Locator) -> None:
        """Press what leads to another page, and wait for it."""
        self.hands.reach(target)
        with self.shown.expect_navigation(wait_until="domcontentloaded"):
            self.hands.press(target)

    def read(self) -> Page:
        """What is shown now."""
        return Page(self.shown.url.partition("#")[0], self.shown.content(), self._status)

    def sign_on(self, citizen: Citizen) -> Page:
        """At the provider: look for the name, pick the person, say yes."""
        name = self.shown.get_by_label("找一个人")
        self.hands.write(name, citizen.name)
        with self.shown.expect_navigation(wait_until="domcontentloaded"):
            self.shown.keyboard.press("Enter")
        self.follow(self.shown.locator(f'button[name=person][value="{citizen.key}"]').first)
        self.follow(self.shown.get_by_role("button", name="确认登录"))
        return self.read()

    @contextmanager
    def replaced(self) -> Iterator[None]:
        """The text of the page is another one afterwards, whether the page was loaded anew or not."""
        self.shown.evaluate(_MARK)
        yield
        self.shown.locator("main:not([data-walked])").wait_for(timeout=PATIENCE)
        self.shown.wait_for_load_state("domcontentloaded")

    # --- boxes

    def _link(self, to: str) -> Locator | None:
        links = self.shown.locator("main a[href]")
        for exact in (True, False):
            number = self.shown.evaluate(_LINK, [to, exact])
            if number >= 0:
                return links.nth(number)
        return None

    def _radio(self, place: Locator, box: Box, value: object) -> None:
        if value not in box.chosen:
            self.hands.choose(place.locator(f'input[name="{box.name}"][value="{value}"]'))

    def _boxes(self, place: Locator, box: Box, value: object) -> None:
        for one in value if isinstance(value, list) else [value]:
            if one not in box.chosen:
                self.hands.choose(place.locator(f'input[name="{box.name}"][value="{one}"]'))

    def _select(self, place: Locator, box: Box, value: object) -> None:
        if value != box.value:
            self.hands.pick(place.locator(f'select[name="{box.name}"]'), str(value))

    def _text(self, place: Locator, box: Box, value: object) -> None:
        if str(value) != box.value:
            self.hands.write(place.locator(f':is(input, textarea)[name="{box.name}"]'), str(value))

    def _upload(self, place: Locator, files: dict[str, tuple[str, bytes, str]], button: Locator) -> None:
        """With a script the picture is sent at once, and the page says that it was taken."""
        for name, (called, content, kind) in files.items():
            box = place.locator(f'input[type=file][name="{name}"]')
            self.hands.bring(box, {"name": called, "mimeType": kind, "buffer": content})
        self.hands.reach(button)
        with self.replaced():
            self.hands.press(button)


def _pressed(form: Form, data: dict[str, object]) -> int:
    """The number of the button whose name and value are among the data; else of the page's main one, else the first."""
    for number, (name, value, _main) in enumerate(form.buttons):
        if name and data.get(name) == value:
            return number
    return next((number for number, (_name, _value, main) in enumerate(form.buttons) if main), 0)
