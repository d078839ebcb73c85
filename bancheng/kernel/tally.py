"""How many statements this thread has sent: for the log line of a request and for the figures.

Django's own cursors (the ORM) are counted by :class:`CountingCursor`, which the settings put in; statements that go
past them (`kernel.sending`) say so themselves. One addition each; nothing is kept of the statement.
"""

from __future__ import annotations

import threading
from typing import Any

import psycopg
from django.db.backends.postgresql.base import CursorMixin


class _Tally(threading.local):
    statements = 0


_tally = _Tally()


def sent() -> int:
    """Statements of this thread since it began; the difference of two readings is what lies between them."""
    return _tally.statements


def count() -> None:
    """One more."""
    _tally.statements += 1


class CountingCursor(CursorMixin, psycopg.Cursor[Any]):
    """Django's cursor with binding on the server, counted."""

    def execute(self, *args: Any, **kwargs: Any) -> Any:
        """As psycopg's."""
        _tally.statements += 1
        return super().execute(*args, **kwargs)

    def executemany(self, *args: Any, **kwargs: Any) -> Any:
        """As psycopg's; one."""
        _tally.statements += 1
        return super().executemany(*args, **kwargs)
