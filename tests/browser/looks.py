"""The looks in which every page has to be readable, tried on one loaded page: only the attributes of `<html>` change."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

LOOKS = {
    "normal": {},
    "dark": {"theme": "dark"},
    "high contrast": {"contrast": "high"},
    "elder": {"face": "elder", "size": "larger"},
    "400 %": {"size": "largest"},
}
"""Name → attributes. Four times the size on a wide screen is the layout of a narrow one at the largest type."""

NARROW = 320
"""CSS pixels: also what 400 % of 1280 px leaves (WCAG 1.4.10)."""

_PUT = """wishes => { const root = document.documentElement;
    Object.assign(root.dataset, {theme: 'light', contrast: 'normal', face: 'normal', size: 'standard'}, wishes); }"""

MEASURE = (Path(__file__).parent / "elder.js").read_text(encoding="utf-8").partition("*/\n")[2]
"""适老化 (工信部《移动互联网应用适老化通用设计规范》): text ≥ 18 px, lines ≥ 1.3, targets ≥ 60 × 60. Contrast is axe's."""


def put_on(page: Page, look: str) -> None:
    """Show the loaded page in this look."""
    page.evaluate(_PUT, LOOKS[look])


def too_small_for_elders(page: Page) -> list[str]:
    """Every element that an elder would not read or not hit; the page wears the elder look."""
    found: list[str] = page.evaluate(MEASURE)
    return found
