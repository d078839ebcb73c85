"""How somebody does what a page asks: by pointing and clicking, or with nothing but the keyboard.

The keyboard arrives everywhere by Tab and by the skip link, and looks at each stop: is it seen where the focus is, is
it in sight, does Tab lead onwards in the order of the page, and out again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

from playwright.sync_api import Error as NoShot
from playwright.sync_api import Locator, Page

STOPS = 250
"""More stops than any page has."""
ALL = "Control+A"
_POINTED = (
    "addEventListener('pointerdown', () => sessionStorage.setItem('pointed', location.pathname), true);"
)

_WHERE = """wanted => {
    const here = document.activeElement, group = wanted.type === 'radio' ? wanted.name : '';
    if (here === wanted || (group && here.name === group && here.form === wanted.form)) { return 'here'; }
    return here.compareDocumentPosition(wanted) & Node.DOCUMENT_POSITION_PRECEDING ? 'behind' : 'ahead';
}"""
"""Whether the focus is at an element (or in its group of radios), before or behind it."""

_STOP = """forwards => {
    const here = document.activeElement, last = window.walkedLast, wrong = [];
    window.walkedLast = here;
    if (here === document.body) { return {name: '', wrong: [], skip: false}; }
    const name = here.tagName.toLowerCase() + ' ' +
        (here.getAttribute('aria-label') || here.name || here.textContent || '').trim().slice(0, 30);
    if (last === here) { wrong.push('the focus stays'); }
    const way = forwards ? Node.DOCUMENT_POSITION_FOLLOWING : Node.DOCUMENT_POSITION_PRECEDING;
    const skip = here.classList.contains('bc-skip'), around = skip && forwards;
    const known = last && last.isConnected && last !== document.body && last !== here && !around;
    if (known && !(last.compareDocumentPosition(here) & way)) { wrong.push('not in the order of the page'); }
    const shown = here.closest('.bc-choice') || here, style = getComputedStyle(shown);
    const drawn = style.outlineStyle, ring = drawn === 'auto' || (drawn !== 'none' && parseFloat(style.outlineWidth) >= 2);
    if (!ring && style.boxShadow === 'none') { wrong.push('nobody sees the focus'); }
    const box = here.getClientRects()[0];
    if (!box || box.width < 1 || box.height < 1) { wrong.push('nothing to see'); }
    else {
        const x = box.left + Math.min(box.width / 2, 20), y = box.top + box.height / 2;
        const top = document.elementFromPoint(x, y);
        if (!top) { wrong.push('out of sight'); }
        else if (!here.contains(top) && !top.contains(here) && !shown.contains(top)) { wrong.push('covered'); }
    }
    return {name, wrong, skip};
}"""
"""What the focus stands on after a step, and what is wrong there."""


class Hands(Protocol):
    """What can be done to a control."""

    def reach(self, target: Locator) -> None: ...
    def press(self, target: Locator) -> None: ...
    def choose(self, target: Locator) -> None: ...
    def pick(self, target: Locator, value: str) -> None: ...
    def write(self, target: Locator, words: str) -> None: ...
    def bring(self, target: Locator, file: dict[str, Any]) -> None: ...
    def wrong(self) -> list[str]: ...


@dataclass
class Mouse:
    """Points and clicks."""

    page: Page

    def reach(self, target: Locator) -> None:
        """A pointer is there at once."""

    def press(self, target: Locator) -> None:
        """A button or a link."""
        target.click()

    def choose(self, target: Locator) -> None:
        """A radio or a box to tick."""
        target.check()

    def pick(self, target: Locator, value: str) -> None:
        """One of a list."""
        target.select_option(value)

    def write(self, target: Locator, words: str) -> None:
        """Into a box, instead of what stands there."""
        target.fill(words)

    def bring(self, target: Locator, file: dict[str, Any]) -> None:
        """A file."""
        target.set_input_files(file)

    def wrong(self) -> list[str]:
        """Nothing is looked at on the way."""
        return []


@dataclass
class Keyboard:
    """Tab, Shift+Tab, arrows, Space, Enter and letters."""

    page: Page
    stops: int = 0
    skipped: int = 0
    _wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.add_init_script(_POINTED)
        self.page.on(
            "filechooser", lambda _asked: None
        )  # the system's own dialog never opens, from the start

    def press(self, target: Locator) -> None:
        """A button or a link."""
        self.reach(target)
        self._key("Enter")

    def choose(self, target: Locator) -> None:
        """A radio (arrows go through its group) or a box to tick."""
        if target.is_checked():
            return
        self.reach(target)
        if target.get_attribute("type") == "radio":
            for _each in range(STOPS):
                if target.evaluate("one => document.activeElement === one"):
                    break
                self._key("ArrowDown")
        if not target.is_checked():
            self._key("Space")
        assert target.is_checked(), f"cannot be chosen: {target}"

    def pick(self, target: Locator, value: str) -> None:
        """One of a list, by the arrows."""
        self.reach(target)
        steps = target.evaluate(
            "(one, value) => [...one.options].findIndex(o => o.value === value) - one.selectedIndex", value
        )
        for _each in range(abs(steps)):
            self._key("ArrowDown" if steps > 0 else "ArrowUp")
        assert target.input_value() == value, f"{value} cannot be picked"

    def write(self, target: Locator, words: str) -> None:
        """Into a box, instead of what stands there."""
        self.reach(target)
        if target.input_value():
            self._key(ALL)
        self.page.keyboard.type(words)

    def bring(self, target: Locator, file: dict[str, Any]) -> None:
        """A file: the box opens the system's own dialog."""
        self.reach(target)
        with self.page.expect_file_chooser() as asked:
            self._key("Enter")
        asked.value.set_files(file)  # type: ignore[arg-type]

    def reach(self, target: Locator) -> None:
        """Walk there."""
        wanted = target.element_handle()
        where = self.page.evaluate(_WHERE, wanted)
        if where == "ahead":
            self._skip(target)
            where = self.page.evaluate(_WHERE, wanted)
        for _each in range(STOPS):
            if where == "here":
                return
            self._step(where == "ahead")
            where = self.page.evaluate(_WHERE, wanted)
        raise AssertionError(f"no way by Tab to {target} on {self.page.url}")

    def _skip(self, target: Locator) -> None:
        """At the beginning of a page the first stop leads over its head into its text. An address that names a part
        (a redirect keeps it) begins there."""
        fresh = "document.activeElement === document.body && !window.walkedLast && !location.hash"
        if not self.page.evaluate(fresh) or not self.page.locator(".bc-skip").count():
            return
        stop = self._step(True)
        if not stop["skip"]:
            self._wrong.append(f"{self.page.url}: the first stop is {stop['name']}, not over to the text")
        elif target.evaluate("one => one.closest('main') !== null"):
            self._key("Enter")
            self.skipped += 1

    def _step(self, forwards: bool) -> dict[str, Any]:
        self._key("Tab" if forwards else "Shift+Tab")
        self.stops += 1
        stop: dict[str, Any] = self.page.evaluate(_STOP, forwards)
        self._wrong += [f"{self.page.url}: {stop['name']}: {one}" for one in stop["wrong"]]
        return stop

    def round(self, path: str) -> int:
        """Through the whole page, in at its beginning and out at its end; how many stops it has."""
        self.page.goto("about:blank")
        self.page.goto(path)
        for count in range(STOPS):
            stop = self._step(True)
            if not stop["name"] or (count and stop["skip"]):
                return count
        raise AssertionError(f"no way out of {path}")

    def _key(self, key: str) -> None:
        self.page.keyboard.press(key)

    def wrong(self) -> list[str]:
        """What was wrong on the way."""
        try:
            pointed = self.page.evaluate("sessionStorage.getItem('pointed')")
        except NoShot:
            pointed = None
        return [*dict.fromkeys(self._wrong), *([f"pointed at {pointed}"] if pointed else [])]
