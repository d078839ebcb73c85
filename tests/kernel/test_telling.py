"""The log: one line whatever is in it, tied to its request, without what PostgreSQL knows about people."""

from __future__ import annotations

import json
import logging
import sys
from typing import Any

import pytest

from bancheng.kernel.telling import JsonLine, request_id


def line(message: str, *args: object, error: bool = False, **extra: object) -> tuple[str, dict[str, Any]]:
    record = logging.LogRecord("bancheng.x", logging.INFO, __file__, 1, message, args, None)
    record.exc_info = sys.exc_info() if error else None
    vars(record).update(extra)
    text = JsonLine().format(record)
    return text, json.loads(text)


@pytest.mark.parametrize(
    "hostile",
    ["a\nb", "a\r\nb", "\x1b[31mred", "\x9b31m", "\u2028next", "\u202eturned", "\x00", '{"a": 1}\n', "\x85"],
)
def test_nothing_ends_a_line_or_steers_a_terminal(hostile: str) -> None:
    for text, _ in (line(hostile), line("%s", hostile), line("x", view=hostile)):
        assert len(text.splitlines()) == 1
        assert text.isprintable()


def test_a_value_may_not_replace_what_the_line_says_itself() -> None:
    assert line("true", level="FATAL", said="false", at="never")[1]["said"] == "true"


def test_the_request_is_named_while_it_is_served() -> None:
    token = request_id.set("0123456789abcdef")
    try:
        assert line("x")[1]["request"] == "0123456789abcdef"
        request_id.set("")
        assert "request" not in line("x")[1]
    finally:
        request_id.reset(token)


def test_of_an_exception_its_class_and_places_are_told_and_no_row() -> None:
    try:
        raise ValueError("Key (id)=(110101199003070012) exists\nDETAIL: Failing row contains (王小明)")
    except ValueError:
        text, said = line("failed", error=True)
    assert said["error"].startswith("ValueError: Key (id)=(…")
    assert "王小明" not in text
    assert "110101199003070012" not in text
    assert said["frames"][-1].endswith("test_of_an_exception_its_class_and_places_are_told_and_no_row")


def test_numbers_stay_numbers_and_long_text_is_cut() -> None:
    said = line("x", ms=1.5, many="a" * 100_000, nothing=None)[1]
    assert (said["ms"], said["nothing"]) == (1.5, None)
    assert len(said["many"]) < 3000
