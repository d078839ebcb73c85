"""Where each department's system answers, and under which key: settings, never rulebooks.

BANCHENG_EXCHANGE      {"<provider>": "https://…/api"}   JSON; a provider not named is at
BANCHENG_REGISTRY_URL
BANCHENG_EXCHANGE_KEYS {"<provider>": "<hex>"}           JSON; a provider not named shares
`signing.shared_key`
"""

from __future__ import annotations

import json
import os
import threading
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from bancheng.exchange import signing

from .breaker import Breaker
from .wire import Misconfigured, Wire


@dataclass
class Line:
    """A provider's wire and the breaker that watches it."""

    wire: Wire
    breaker: Breaker = field(default_factory=Breaker)


_lines: dict[tuple[str, str], Line] = {}
_lock = threading.Lock()
_process = os.getpid()


def line_to(provider: str) -> Line:
    """The line of this process to a provider's system. `Misconfigured` when the settings give no usable
    address."""
    global _process  # noqa: PLW0603 - a forked worker must not use its parent's sockets
    address = _address(provider)
    with _lock:
        if os.getpid() != _process:
            _process = os.getpid()
            _lines.clear()
        if (provider, address) not in _lines:
            _lines[provider, address] = Line(Wire(address, key_of(provider)))
        return _lines[provider, address]


def hang_up() -> None:
    """Close every line and forget the breakers (settings changed; tests)."""
    with _lock:
        for line in _lines.values():
            line.wire.close()
        _lines.clear()


def _address(provider: str) -> str:
    named = _mapping("BANCHENG_EXCHANGE")
    address = named.get(provider) or getattr(settings, "BANCHENG_REGISTRY_URL", "")
    if not address:
        raise Misconfigured(
            f"BANCHENG_EXCHANGE names no address for {provider!r} and BANCHENG_REGISTRY_URL is not set"
        )
    return address


def key_of(provider: str) -> bytes:
    """The key of a provider's line, for what it is asked and for what it tells."""
    own = _mapping("BANCHENG_EXCHANGE_KEYS").get(provider)
    return bytes.fromhex(own) if own else signing.shared_key(Path(settings.DATA))


def _mapping(name: str) -> dict[str, str]:
    try:
        found = json.loads(getattr(settings, name, "") or "{}")
    except ValueError:
        raise Misconfigured(f"{name} is not JSON") from None
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        raise Misconfigured(f"{name} must map providers to texts")
    return found
