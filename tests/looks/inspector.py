"""One loaded page in every look in which it has to be readable: only the attributes of `<html>` and the window change.

All rules of axe are asked once on a telephone and once on a wide screen; in the other looks only those whose answer a
look can change. Nothing may scroll sideways in any of them, and an elder must read every text and hit every target.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

ROOT = Path(__file__).parents[2]
EVERY = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
"""Tags of axe: WCAG 2.2 AA and what its makers recommend."""
COLOURS = ("color-contrast", "link-in-text-block")
ROOM = ("target-size", "scrollable-region-focusable")
MOST_NODES = 800
"""Elements of a public page (face: weight of a page)."""
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{32}")


@dataclass(frozen=True)
class Look:
    """What `<html>` says, how large the window is, and which rules are asked."""

    name: str
    size: tuple[int, int]
    rules: Sequence[str]
    says: tuple[tuple[str, str], ...] = ()

    @property
    def wishes(self) -> dict[str, str]:
        """The attributes of `<html>`."""
        plain = {"theme": "light", "contrast": "normal", "face": "normal", "size": "standard"}
        return plain | dict(self.says)


PHONE, WIDE, NARROW = (390, 844), (1440, 900), (320, 844)
ZOOMED = (320, 256)
"""What 400 % leaves of 1280 × 1024 (WCAG 1.4.10)."""
DARK, HIGH = (("theme", "dark"),), (("contrast", "high"),)
ELDER = (("face", "elder"), ("size", "larger"))
LARGEST = (("face", "elder"), ("size", "largest"))

PUBLIC = (
    Look("normal", PHONE, EVERY),
    Look("elder", PHONE, (*COLOURS, *ROOM), ELDER),
    Look("320 px", NARROW, ROOM),
    Look("elder, 320 px", NARROW, ROOM, ELDER),
    Look("largest, 320 px", NARROW, ROOM, LARGEST),
    Look("400 %", ZOOMED, ROOM),
    Look("dark, wide", WIDE, EVERY, DARK),
    Look("high contrast", WIDE, COLOURS, HIGH),
)
DESK = (
    Look("normal", WIDE, EVERY),
    Look("dark", WIDE, COLOURS, DARK),
    Look("high contrast", WIDE, COLOURS, HIGH),
    Look("elder", WIDE, (*COLOURS, *ROOM), ELDER),
    Look("320 px", NARROW, ROOM),
    Look("400 %", ZOOMED, ROOM),
    Look("on a telephone", PHONE, EVERY),
)
"""Staff have a size of their own for everything, but no other order for elders (face, the workbench)."""

_PUT_ON = "wishes => Object.assign(document.documentElement.dataset, wishes)"
_RUN = """rules => axe.run(document, {runOnly: rules, resultTypes: ['violations'], preload: false, selectors: false})
    .then(told => told.violations.map(one =>
        `${one.id}: ${one.nodes.slice(0, 2).map(node => node.html.slice(0, 150)).join(' AND ')}`))"""
_LOW = """least => [...document.querySelectorAll('main .btn, main summary, main .bc-choice, main select')]
    .filter(e => e.offsetHeight && e.offsetHeight < least && !e.closest('.bc-mast')).map(e => e.outerHTML.slice(0, 90))"""
FINGER = 44
"""CSS pixels that a finger needs (face, tap targets)."""
_ENDS_UNSAID = (
    """() => document.documentElement.hasAttribute('data-signed') && !document.getElementById('timeout')"""
)
"""Somebody is signed on, and the page would not say that the session ends soon (WCAG 2.2.1)."""
_LOOK = f"""async ([wishes, rules]) => {{
    Object.assign(document.documentElement.dataset, wishes);
    const told = await ({_RUN})(rules);
    return [told, document.documentElement.scrollWidth - document.documentElement.clientWidth];
}}"""
"""What axe says of the page in a look, and how far it scrolls sideways there."""


@cache
def _axe() -> str:
    return (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


@cache
def _elder() -> str:
    """适老化 (工信部《移动互联网应用适老化通用设计规范》): text ≥ 18 px, lines ≥ 1.3, targets ≥ 60 × 60."""
    return (Path(__file__).parent / "elder.js").read_text(encoding="utf-8").partition("*/\n")[2]


def violations(page: Page, rules: Sequence[str] = EVERY) -> list[str]:
    """What axe says of the page as it stands."""
    _bring_axe(page)
    found: list[str] = page.evaluate(_RUN, list(rules))
    return found


def _bring_axe(page: Page) -> None:
    """As a script of the driver, so the page's own security policy stays as it is."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_axe())


def too_small_for_elders(page: Page) -> list[str]:
    """Every element that an elder would not read or not hit; the page wears the elder look."""
    found: list[str] = page.evaluate(_elder())
    return found


def put_on(page: Page, look: Look) -> None:
    """Show the loaded page in this look."""
    _resize(page, look.size)
    page.evaluate(_PUT_ON, look.wishes)


def _resize(page: Page, size: tuple[int, int]) -> None:
    wanted = {"width": size[0], "height": size[1]}
    if page.viewport_size != wanted:  # even the same size again is drawn again
        page.set_viewport_size(wanted)  # type: ignore[arg-type]


@dataclass
class Inspector:
    """`inspector(page)`: every look of one page. What is wrong gathers in `found`."""

    found: list[str] = field(default_factory=list)

    def __call__(self, page: Page) -> None:
        where = _ID.sub("…", page.url.split("/", 3)[3]) or "home"
        before = page.evaluate("Object.assign({}, document.documentElement.dataset)")
        size = page.viewport_size
        desk = before.get("density") == "work"
        _bring_axe(page)
        for look in DESK if desk else PUBLIC:
            self._look(page, look, where, desk)
        self._bar(page, where)
        self._whole(page, where, desk)
        page.evaluate(_PUT_ON, before)
        if size:
            _resize(page, (size["width"], size["height"]))

    def _look(self, page: Page, look: Look, where: str, desk: bool) -> None:
        here = f"{where}, {look.name}"
        _resize(page, look.size)
        told, beyond = page.evaluate(_LOOK, [look.wishes, list(look.rules)])
        self.found += [f"{here}: {one}" for one in told]
        if beyond > 0:
            self.found.append(f"{here}: scrolls sideways by {beyond} px")
        if look is PUBLIC[0]:
            self.found += [f"{here}: too low: {one}" for one in page.evaluate(_LOW, FINGER)]
        if look.wishes["face"] == "elder" and not desk:
            self.found += [f"{here}: {one}" for one in too_small_for_elders(page)]

    def _bar(self, page: Page, where: str) -> None:
        """The bar at the bottom of a telephone, which a wide screen does not show, in the other colours."""
        if not page.locator(".bc-bar").count():
            return
        for says in (DARK, HIGH):
            put_on(page, Look("bar", PHONE, COLOURS, says))
            told = page.evaluate(_RUN.replace("document,", "'.bc-bar',"), list(COLOURS))
            self.found += [f"{where}, bar, {says[0][1]}: {one}" for one in told]

    def _whole(self, page: Page, where: str, desk: bool) -> None:
        if page.evaluate(_ENDS_UNSAID):
            self.found.append(f"{where}: does not tell the end of the session")
        nodes: Any = page.evaluate("document.getElementsByTagName('*').length")
        if not desk and not where.startswith("design/") and nodes > MOST_NODES:
            self.found.append(f"{where}: {nodes} elements")
