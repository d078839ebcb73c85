"""The one write of an act, caught before it is sent: to change it, or the rows, and send it then."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from bancheng.kernel.database import call, fetch_all

Sent = tuple[str, dict[str, Any]]
Catch = Callable[[ModuleType, Callable[[], Any]], Sent]
TABLES = (
    "cases_application", "cases_case", "cases_prerequisite", "cases_clock", "cases_correction", "cases_material",
    "cases_party", "worklist_entry", "documents_paper", "kernel_event", "kernel_outbox",
)  # fmt: skip


class _Caught(Exception):  # nothing went wrong
    pass


@pytest.fixture
def as_sent(monkeypatch: pytest.MonkeyPatch) -> Catch:
    """What an act would send by the `call` of this module."""

    def caught(module: ModuleType, act: Callable[[], Any]) -> Sent:
        found: list[Sent] = []

        def catch(function: str, **arguments: Any) -> None:
            found.append((function, arguments))
            raise _Caught

        with monkeypatch.context() as patch:
            patch.setattr(module, "call", catch)
            with pytest.raises(_Caught):
                act()
        return found[0]

    return caught


def everything() -> dict[str, list[str]]:
    """All rows of all applications as text, in a fixed order."""
    statement = "SELECT to_jsonb(t)::text AS t FROM {} AS t ORDER BY 1"
    return {table: [row["t"] for row in fetch_all(statement.format(table))] for table in TABLES}


def refused(sent: Sent, **arguments: Any) -> str:
    """Send it with other arguments: nothing may change. Answers the code."""
    before = everything()
    code = call(sent[0], **{**sent[1], **arguments}).code
    assert everything() == before
    return code


def changed(document: dict[str, Any], **parts: Any) -> dict[str, Any]:
    """The argument with some parts replaced."""
    return {**document, **parts}
