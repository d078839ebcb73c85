"""The installable face: what a browser needs to know, and what it shows without a network.

Nothing personal is kept in any cache: the worker keeps one page that it fetched without cookies, and its styles.
What a person typed is kept only on a device that they call their own (`offline.js`), encrypted with a key of the session.
"""

from __future__ import annotations

import json
from hashlib import sha256

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

from bancheng.ui.modes import LANGUAGES

DEVICE = "bc_device"
OWN = "own"
DEVICES = (OWN, "shared")
SHELL_FILES = ("tokens.css", "base.css", "controls.css", "components.css", "offline.js", "mark.svg")


def is_own(request: HttpRequest | None) -> bool:
    """Whether the person called this device their own (a cookie of the device; it follows nobody elsewhere)."""
    return request is not None and request.COOKIES.get(DEVICE) == OWN


def choose_device(request: HttpRequest, response: HttpResponse, age: int) -> None:
    """Keep what the form says about the device; anything else changes nothing."""
    if (word := request.POST.get("device")) in DEVICES:
        response.set_cookie(
            DEVICE, word, max_age=age, samesite="Lax", secure=request.is_secure(), httponly=True
        )


def manifest(city: str) -> dict[str, object]:
    """The web application manifest (W3C)."""
    sizes = {"sizes": "any", "type": "image/svg+xml"}
    return {
        "name": _("%(city)s办成") % {"city": city},
        "short_name": city,
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#F7F6F2",
        "theme_color": "#0B3654",
        "icons": [
            {"src": static("ui/mark.svg"), "purpose": "any", **sizes},
            {"src": static("ui/mark-maskable.svg"), "purpose": "maskable", **sizes},
        ],
    }


def worker(language: str) -> str:
    """The service worker with the addresses it keeps; its version changes with any of them."""
    wanted = language if language in LANGUAGES else LANGUAGES[0]
    shell = [f"{reverse('offline')}?language={wanted}", *(static(f"ui/{name}") for name in SHELL_FILES)]
    source = _source("ui/worker.js")
    version = sha256("".join([source, *shell, *map(_source, (f"ui/{n}" for n in SHELL_FILES))]).encode())
    facts = f'var SHELL = {json.dumps(shell)}, VERSION = "bc-{version.hexdigest()[:16]}";\n'
    return facts + source


def _source(path: str) -> str:
    found = finders.find(path)
    assert isinstance(found, str), path
    with open(found, encoding="utf-8") as file:
        return file.read()
