"""Where the launcher and the console call into the apps: one line each, imported when needed.

Everything here needs Django set up.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.apps import apps

DECLARING = ("access", "lifecycle", "events", "commands", "queries", "subscriptions", "tasks")
"""Rooms whose import declares something (actions, states, event types, errors, subscribers, jobs)."""


def load_declarations() -> None:
    """Import every room of every app that declares something, so that registries are complete."""
    for app in apps.get_app_configs():
        if app.name.startswith("bancheng."):
            for room in DECLARING:
                if find_spec(f"{app.name}.{room}"):
                    import_module(f"{app.name}.{room}")


def load_demo_city(data: Path) -> None:
    """Fill the city: organizations, people, officers, rulebooks, certificates on file."""
    if find_spec("bancheng.demo_city.loader"):
        import_module("bancheng.demo_city.loader").load(data)


def demo_people() -> Sequence[Any]:
    """The people that the launcher introduces: one of every role."""
    if not find_spec("bancheng.demo_city.queries"):
        return ()
    people: Sequence[Any] = import_module("bancheng.demo_city.queries").demo_people()
    return people


def relay(now: datetime | None = None) -> int:
    """Deliver one batch of events; how many were finished."""
    from bancheng.kernel import outbox

    return outbox.relay_once(now or datetime.now(UTC))
