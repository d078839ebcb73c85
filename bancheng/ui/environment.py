"""The Jinja2 environment of every page.

Components are macros under `ui/components/`; a template calls them as `{{ ui.band(...) }}` without importing.
Values are escaped always; there is no way round it (`|safe` is refused by a test).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext, ngettext
from jinja2 import Environment, Undefined
from jinja2.exceptions import UndefinedError

from bancheng.ui import icons, lanes, modes, offline, words

COMPONENTS = Path(__file__).parent / "templates" / "ui" / "components"
_MACRO = re.compile(r"\{%-?\s*macro\s+([a-z]\w*)\(")


class Absent(Undefined):
    """A missing value: a template may ask whether it is there, but printing or looping over it is an error.

    A blank in an official letter is worse than a page that fails in a test.
    """

    __slots__ = ()

    def __str__(self) -> str:
        """Nothing for `{{ 'x' if y }}` without else; an error for a name that is not there."""
        if (self._undefined_hint or "").startswith("the inline if-expression"):
            return ""
        raise UndefinedError(self._undefined_message)

    def __iter__(self) -> Iterator[Any]:
        """Looping over what is missing is an error."""
        raise UndefinedError(self._undefined_message)

    def __len__(self) -> int:
        """So is asking for its length."""
        raise UndefinedError(self._undefined_message)


class Components:
    """Every public macro of `ui/components/*.html` by its name: `ui.tag`, `ui.deadline`."""

    def __init__(self, environment: Environment) -> None:
        """`environment` renders the macros."""
        self._environment = environment
        self._files = component_files()
        self._loaded: dict[str, Callable[..., str]] = {}

    def __getattr__(self, name: str) -> Callable[..., str]:
        """The macro `name`; AttributeError names the missing component."""
        if name.startswith("_") or name not in self._files:
            raise AttributeError(f"there is no component ui.{name}")
        if name not in self._loaded:
            module = self._environment.get_template(f"ui/components/{self._files[name]}").module
            self._loaded[name] = getattr(module, name)
        return self._loaded[name]


@cache
def component_files() -> dict[str, str]:
    """Macro name → file name; a name defined in two files is refused."""
    found: dict[str, str] = {}
    for path in sorted(COMPONENTS.glob("*.html")):
        for name in _MACRO.findall(path.read_text(encoding="utf-8")):
            if name in found:
                raise ValueError(f"component {name} is in {found[name]} and in {path.name}")
            found[name] = path.name
    return found


def url(name: str, *args: object, **kwargs: object) -> str:
    """The address of the page `name`; unknown names are an error."""
    return reverse(name, args=args or None, kwargs=kwargs or None)


def url_if_any(name: str, *args: object) -> str:
    """The address of the page `name`, or nothing where this installation has no such page (frames only)."""
    try:
        return reverse(name, args=args or None)
    except NoReverseMatch:
        return ""


@cache
def vendor(path: str) -> str:
    """Static address of a third-party file, or nothing when the front-end packages are not installed."""
    return static(f"vendor/{path}") if finders.find(f"vendor/{path}") else ""


def face(name: str) -> str:
    """A setting of the public face (`FACE_CITY`, `FACE_PHONE`, …) with its default."""
    return str(getattr(settings, f"FACE_{name.upper()}", FACE_DEFAULTS[name]))


FACE_DEFAULTS = {
    "city": "善美市",
    "seal": "办",
    "host": "善美市政务服务和数据管理局",
    "phone": "12345",
    "record": "",
    "webfont": "auto",
}


def environment(**options: Any) -> Environment:
    """Factory named in `TEMPLATES` (Django's Jinja2 backend passes loader, autoescape and reload)."""
    options.update(autoescape=True, undefined=Absent, trim_blocks=True, lstrip_blocks=True)
    options["extensions"] = [*options.get("extensions", []), "jinja2.ext.i18n", "jinja2.ext.do"]
    env = Environment(**options)  # noqa: S701 (autoescape is on, two lines up)
    env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    env.globals.update(
        static=static,
        vendor=vendor,
        url=url,
        url_if_any=url_if_any,
        face=face,
        modes_of=modes.read_modes,
        own_device=offline.is_own,
        icon_path=icons.path,
        lane_layout=lanes.lay_out,
        n=words.n,
        nw=words.nw,
        day=words.day,
        clock=words.clock,
        moment=words.moment,
        grouped=words.grouped,
        left=words.left,
        masked=words.masked,
        file_size=words.file_size,
    )
    env.filters["kept"] = words.kept
    env.globals["ui"] = Components(env)
    return env
