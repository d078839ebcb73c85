"""A camera for the walks of the browser tests: every kind of page once, in every look, with what can be measured of it."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page

HERE = Path(__file__).parent
FOLDER = os.environ.get("BANCHENG_SCREENS", "")
"""Where pictures go. Empty: none are taken."""
MEASURE = (HERE / "audit.js").read_text(encoding="utf-8")
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
_MODES = {
    "light": {"theme": "light", "face": "normal", "size": "standard", "contrast": "normal"},
    "dark": {"theme": "dark", "face": "normal", "size": "standard", "contrast": "normal"},
    "elder": {"theme": "light", "face": "elder", "size": "larger", "contrast": "normal"},
    "high": {"theme": "light", "face": "normal", "size": "standard", "contrast": "high"},
}
"""Look → what `<html>` says of the reader's wishes."""
LOOKS: tuple[tuple[int, str], ...] = tuple(
    (width, mode) for width in (390, 768, 1440) for mode in ("light", "dark", "elder")
)
_ASKED = [one.partition("-") for one in os.environ.get("BANCHENG_SCREENS_LOOKS", "").split(",") if one]
WANTED = tuple((int(width), mode) for width, _dash, mode in _ASKED) or LOOKS
"""`390-light,1440-dark`: only these looks; all when none is asked for."""
_UNFIX = "document.querySelectorAll('.bc-bar, .bc-action-bar, .ds-save').forEach(one => { one.style.position = 'static'; })"
"""A bar that stays in sight would lie across the middle of a picture of the whole page."""
_SET = "wishes => Object.assign(document.documentElement.dataset, wishes)"


@dataclass
class Camera:
    """`camera(page)` is a watch for the walks; `camera.take(page, name)` gives the picture a name of its own."""

    name: str
    """Of the folder within `FOLDER`."""
    looks: Sequence[tuple[int, str]] = WANTED
    seen: set[str] = field(default_factory=set)
    found: list[str] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        """Where its pictures go."""
        return Path(FOLDER) / self.name

    def __call__(self, page: Page) -> None:
        self.take(page, _kind(page))

    def take(self, page: Page, name: str) -> None:
        """One picture for each look, once for each name; the page is left as it was."""
        if not FOLDER or name in self.seen:
            return
        self.seen.add(name)
        self.folder.mkdir(parents=True, exist_ok=True)
        size, number = page.viewport_size, len(self.seen)
        before = page.evaluate("Object.assign({}, document.documentElement.dataset)")
        for width, mode in self._looks_of(page):
            page.set_viewport_size({"width": width, "height": _height(page, width)})
            page.evaluate(_SET, _MODES[mode])
            page.evaluate(_UNFIX)
            where = f"{number:03d}-{name}-{width}-{mode}"
            page.screenshot(path=self.folder / f"{where}.png", full_page=True, animations="disabled")
            told = page.evaluate(MEASURE, {"elder": mode == "elder", "width": width})
            self.found += [f"{where}: {one}" for one in told]
        page.evaluate(_SET, before)
        if size:
            page.set_viewport_size(size)

    def _looks_of(self, page: Page) -> list[tuple[int, str]]:
        """The desk has no elder face, and is not used on a telephone."""
        desk = "/desk/" in page.url
        return [
            (width, mode) for width, mode in self.looks if not (desk and (mode == "elder" or width < 768))
        ]

    def write(self) -> None:
        """What was measured, beside the pictures."""
        if not FOLDER:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "found.txt").write_text("\n".join(self.found) + "\n", encoding="utf-8")


def _height(page: Page, width: int) -> int:
    """The desk scrolls inside its panes: a picture of all of it needs a high window."""
    return 844 if width < 768 else 1800 if "/desk/cases/" in page.url else 900


def _kind(page: Page) -> str:
    """What kind of page it is: its address without ids, its question, and whether it answers something."""
    path = _ID.sub("", page.url.partition("?")[0].split("/", 3)[3])
    name = "-".join(part for part in path.split("/") if part) or "home"
    if any(part in page.url for part in ("/q/", "/form/", "/desk/cases/")):
        name += "-" + "".join(page.locator("main h1").first.inner_text().split())[:18]
    name += "-told" if page.locator(".bc-band, .bc-errors").count() else ""
    return re.sub(r"[^\w-]+", "", name)[:80]
