"""How a person wants to see the pages: size, elder face, theme, contrast, language.

The choice lives in one cookie (no account needed, survives login, works without JavaScript). The cookie holds
only words of the tables below; anything else is read as the default, so a stale or forged cookie cannot break a page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse

COOKIE = "bc_modes"
COOKIE_AGE = 400 * 24 * 3600
"""Seconds; browsers keep a cookie at most 400 days."""

SIZES = ("standard", "large", "larger", "largest")
THEMES = ("system", "light", "dark")
CONTRASTS = ("normal", "high")
FACES = ("normal", "elder")
LANGUAGES = ("zh-hans", "zh-hant", "en")
_CHOICES: dict[str, tuple[str, ...]] = {
    "size": SIZES,
    "theme": THEMES,
    "contrast": CONTRASTS,
    "face": FACES,
    "language": LANGUAGES,
}
SHELL = "/offline/"
"""Fetched ahead, without cookies, for a day without network: its address says the language."""
OFFICE = ("/desk/", "/design/")
"""Pages of officers and of those who build pages are in the language of offices only (国家通用语言文字法第九条)."""
_HTML_LANG = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant", "en": "en"}


@dataclass(frozen=True)
class Modes:
    """显示方式: what the `<html>` element says about the reader's wishes."""

    size: str = "standard"
    theme: str = "system"
    contrast: str = "normal"
    face: str = "normal"
    language: str = "zh-hans"

    @property
    def elder(self) -> bool:
        """长辈版 is on."""
        return self.face == "elder"

    @property
    def shown_size(self) -> str:
        """The size on the page: the elder face never shows less than 22 px (its default)."""
        return "larger" if self.elder and self.size in ("standard", "large") else self.size

    @property
    def html_lang(self) -> str:
        """BCP 47 tag for `<html lang>`."""
        return _HTML_LANG[self.language]

    def changed(self, wishes: Mapping[str, str]) -> Modes:
        """These modes with the known words of `wishes` put in; unknown words change nothing."""
        known = {key: wishes[key] for key, words in _CHOICES.items() if wishes.get(key) in words}
        return replace(self, **known)

    def cookie(self) -> str:
        """The cookie's text: `size-large.theme-dark`; defaults are left out."""
        plain = Modes()
        pairs = [(key, getattr(self, key)) for key in _CHOICES]
        return ".".join(f"{key}-{value}" for key, value in pairs if value != getattr(plain, key))


def read_modes(request: HttpRequest | None) -> Modes:
    """The modes of this request's cookie; the defaults without a request (error pages of a broken start)."""
    text = request.COOKIES.get(COOKIE, "") if request is not None else ""
    pairs = (part.partition("-") for part in text.split("."))
    modes = Modes().changed({key: value for key, _, value in pairs})
    if request is not None and request.path == SHELL:
        return modes.changed({"language": request.GET.get("language", "")})
    if request is not None and request.path.startswith(OFFICE):
        return replace(modes, language="zh-hans")
    return modes


def write_modes(request: HttpRequest, response: HttpResponse, words: str) -> None:
    """Let the browser keep these words (`Modes.cookie()`) as its choice."""
    response.set_cookie(COOKIE, words, max_age=COOKIE_AGE, samesite="Lax", secure=request.is_secure())
