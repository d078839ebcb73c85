"""Somebody who does a whole thing in a real browser, whatever the thing is, as rehearsed: the person of the storm with
a window to look through and a part to play."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

from playwright.sync_api import Locator, expect

from bancheng.demo_city.population.model import Citizen
from tests.browser.backstage import Part
from tests.browser.city import DESK, PHONE, Browsers, see
from tests.browser.hands import Keyboard, Mouse
from tests.browser.window import Window
from tests.chaos.client import Journal, NotPossible, Person
from tests.chaos.pages import Form, Page

START = "start/"
OVER = re.compile("都办好了|都有结果了")
Find = Callable[[str], Citizen]
"""A person of the city by key."""


class Walker(Person):
    """One person in front of a browser. `part`: what they say where; without one they say yes to what is asked of them."""

    visitor: Window

    def __init__(
        self, citizen: Citizen, browsers: Browsers, part: Part | None = None, *, keyboard: bool = False
    ) -> None:
        super().__init__(citizen, "http://127.0.0.1", None, Random(citizen.key))  # type: ignore[arg-type]
        self.visitor.close()
        self._browsers, self._keyboard, self.part = browsers, keyboard, part
        size = DESK if keyboard else PHONE
        shown = browsers.open(
            size=size, service_workers="block"
        )  # what works without network has its own test
        self.visitor = self.window = Window(shown, Keyboard(shown) if keyboard else Mouse(shown))

    def bring_along(self, citizen: Citizen) -> None:
        """Somebody who has to say yes, in a browser of their own."""
        if citizen.key != self.citizen.key and citizen.key not in self._others:
            self._others[citizen.key] = Walker(citizen, self._browsers, keyboard=self._keyboard)

    @property
    def everybody(self) -> list[Walker]:
        """This person and whoever came along."""
        return [self, *(one for one in self._others.values() if isinstance(one, Walker))]

    # --- applying

    def open(self, path: str) -> Page:
        """A page, signing on when asked to. A thing is started from the list of all things, over its own page."""
        if path.endswith(START):
            thing = path.removesuffix(START)
            self.visitor.get("/things/")
            assert self.visitor.get(thing).main_link.endswith(START), f"{thing} does not begin"
        return super().open(path)

    def _through_the_door(self, page: Page) -> Page:
        return self.window.sign_on(self.citizen) if urlsplit(page.url).path == "/authorize" else page

    def _in_whose_name(self, page: Page) -> Page:
        """In the name that the part says."""
        for form in page.forms:
            box = form.boxes.get("subject")
            if box is not None and self.part and box.value == self.part.subject:
                return self.visitor.send(page, form, {})
        if (form := page.form_to("ask")) is not None and "asked" not in self._tried:
            self._tried.add("asked")
            self.visitor.send(page, form, {})
            return self.visitor.get(page.url)
        raise NotPossible("speaks for nobody whom it is for")

    def _filled(self, page: Page, form: Form) -> dict[str, object]:
        data = super()._filled(page, form)
        if self.part is None:
            return data
        question = form.boxes.get("question")
        if question is not None and question.value in self.part.answers:
            said = list(self.part.answers[question.value])
            data["answer"] = said if form.boxes["answer"].kind == "checkbox" else said[0]
        for path, words in self.part.values.items():
            data |= _written(form, path, words)
        return data

    # --- afterwards

    def hand_in(self, journal: Path) -> str:
        """From the list of things to the receipt; the id of the application."""
        assert self.part is not None
        application = self.apply(self.part.journey, Journal(journal))
        see(self.window.shown, "已经交上了")
        return application

    def see_everything_delivered(self, matters: int) -> None:
        """The receipt leads to the progress page: every matter has its line, and none is open."""
        shown = self.window.shown
        self.window.follow(shown.locator("main .btn-primary"))
        expect(shown.locator("main .bc-tag").first).to_have_text(OVER)
        expect(shown.locator(".bc-progress > li")).to_have_count(matters)
        expect(shown.locator(".bc-progress > li[aria-current]")).to_have_count(0)

    def look_at_results(self) -> list[str]:
        """The first result of the progress page is genuine for anybody who checks it, and all lie in 我的; their names."""
        shown = self.window.shown
        links = shown.locator(".bc-progress li a").filter(has_text=re.compile("^看"))
        names = [one.removeprefix("看") for one in links.all_inner_texts() if "方案和报价" not in one]
        if names:
            self._check(links.filter(has_text=names[0]).first)
            self.window.get("/me/")
            kept = shown.locator(".bc-certificate")
            told = "\n".join(kept.all_inner_texts())
            assert [one for one in names if one not in told] == [], told
        return names

    def _check(self, result: Locator) -> None:
        shown = self.window.shown
        self.window.follow(result)
        self.window.follow(shown.get_by_role("link", name="核对一下"))
        expect(shown.locator(".bc-band.is-ok")).to_contain_text("有效")


def _written(form: Form, path: str, words: str) -> dict[str, object]:
    """What goes into the boxes of one value, as far as they are there, empty, and not complained about."""
    boxes = {path: words}
    if f"{path}-year" in form.boxes:
        parts = (str(int(part)) for part in words.split("-"))
        boxes = dict(zip((f"{path}-{part}" for part in ("year", "month", "day")), parts, strict=True))
    return {
        name: said
        for name, said in boxes.items()
        if (box := form.boxes.get(name)) and not (box.value if box.kind not in {"radio", "checkbox"} else box.chosen)
        and not box.wrong and not box.folded
    }  # fmt: skip
