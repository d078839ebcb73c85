"""Fault points that are found, not listed: every effect that leaves the process.

An effect is a statement that writes (through whatever door it reaches PostgreSQL), the end of a transaction, a file put
in its place or forced to the disk, and a request to another system. `Faults` counts them; told to, it ends the process
at the n-th, just before it happens or just after it happened and before anybody learned of it.
"""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

import httpx
import psycopg
from psycopg.transaction import Transaction

from bancheng.kernel import database
from bancheng.kernel.sending import NotDirect

BEFORE, AFTER = "before", "after"
DIED = 77
"""Exit code of a process that ended at its fault point."""
_WRITES = re.compile(r"\b(INSERT|UPDATE|DELETE|MERGE|COPY)\b|\bpublic\.\w+_v\d+\s*\(", re.IGNORECASE)
_NAME = re.compile(r"public\.(\w+_v\d+)|\b(?:INTO|UPDATE|FROM|COPY)\s+(?:public\.)?\"?(\w+)", re.IGNORECASE)
_FILES = ("replace", "rename", "link", "fsync")


@dataclass
class Faults:
    """Counts effects; `at` (from 1) and `when` say where the process ends, 0 nowhere."""

    at: int = 0
    when: str = BEFORE
    seen: list[str] = field(default_factory=list)

    def _begin(self, name: str) -> None:
        self.seen.append(name)
        if len(self.seen) == self.at and self.when == BEFORE:
            os._exit(DIED)

    def _done(self) -> None:
        if len(self.seen) == self.at and self.when == AFTER:
            os._exit(DIED)

    def around(self, act: Callable[..., Any], name: Callable[..., str | None]) -> Callable[..., Any]:
        """`act`, counted where `name` of its arguments is not None."""

        @functools.wraps(act)
        def run(*args: Any, **kwargs: Any) -> Any:
            said = name(*args, **kwargs)
            if said is None:
                return act(*args, **kwargs)
            self._begin(said)
            try:
                answer = act(*args, **kwargs)
            except NotDirect:  # nothing was sent: it comes again by the other door
                self.seen.pop()
                raise
            self._done()
            return answer

        return run

    @contextmanager
    def watching(self) -> Iterator[Faults]:
        """Count inside the block."""
        with ExitStack() as stack:
            for owner, attribute, name in _doors():
                act = getattr(owner, attribute)
                stack.enter_context(mock.patch.object(owner, attribute, self.around(act, name)))
            yield self


def _doors() -> list[tuple[Any, str, Callable[..., str | None]]]:
    """Everything through which something leaves the process."""
    return [
        (psycopg.Cursor, "execute", lambda _cursor, query, *_a, **_k: _statement(query)),
        (database, "send_first", lambda _connection, sql, _values: _statement(sql)),
        (Transaction, "__exit__", lambda _self, kind, *_a: "commit" if kind is None else None),
        (httpx.Client, "send", lambda _client, request, **_k: f"http {request.method}"),
        *((os, name, functools.partial(_file, name)) for name in _FILES),
    ]


def _statement(query: Any) -> str | None:
    """What a statement writes to, or None for a question."""
    text = query if isinstance(query, str) else query.decode() if isinstance(query, bytes) else str(query)
    if not _WRITES.search(text):
        return None
    found = _NAME.search(text)
    return (found[1] or found[2] or "statement") if found else "statement"


def _file(name: str, *_args: Any, **_kwargs: Any) -> str:
    return f"file {name}"
