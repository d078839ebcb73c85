"""The log: one JSON object per line on standard output, tied together by the request's id.

A line holds ids, codes, counts and the words of the program, never what a person typed: of an exception its class
and its frames are told, of its message only the first line with every long number struck out (PostgreSQL puts whole
rows into the lines below). Nothing in a value can end the line or move a terminal's cursor.
"""

from __future__ import annotations

import logging
import re
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType

import orjson

request_id: ContextVar[str] = ContextVar("bancheng_request_id", default="")
"""The id of the request that is being served; empty outside one."""

_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "request"}
_NUMBERS = re.compile(r"\d{6,}")
_STEERING = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
LONGEST = 2000
"""Characters of one value; what is longer is cut."""


def harmless(text: str) -> str:
    """The text without anything that ends a line, moves a cursor or turns the direction of writing; cut if long."""
    return _STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", text[:LONGEST])


class JsonLine(logging.Formatter):
    """`{"at": …, "level": …, "log": …, "said": …, "request": …}` and whatever `extra` holds."""

    def format(self, record: logging.LogRecord) -> str:
        """One line; keys of `extra` stand beside the usual ones and never replace them."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "log": record.name,
            "said": harmless(record.getMessage()),
        }
        if request := request_id.get():
            line["request"] = request
        for name, value in vars(record).items():
            if name not in _OWN and name not in line:
                line[name] = _plain(value)
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = _error(record.exc_info[0], record.exc_info[1])
            line["frames"] = _frames(record.exc_info[2])
        return orjson.dumps(line, default=lambda value: harmless(str(value))).decode()


def _plain(value: object) -> object:
    return value if isinstance(value, bool | int | float | None) else harmless(str(value))


def _error(kind: type[BaseException], error: BaseException | None) -> str:
    first = str(error).partition("\n")[0] if error is not None else ""
    return harmless(f"{kind.__name__}: {_NUMBERS.sub('…', first)}")


def _frames(trace: TracebackType | None) -> list[str]:
    """Where it happened, innermost last; places, no values."""
    frames = traceback.extract_tb(trace)[-25:]
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
