"""Parsing what the public pages post."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import QueryDict

from bancheng.journeys.commands.filling import Typed

_LONGEST = 2000


def typed(data: QueryDict, *, automatic: bool = False) -> Typed:
    """A posted part of the form. Names of boxes are paths; `was:` holds what stood there when the page was made.

    What the page saves by itself (`automatic`) lodges no objection: that takes a person who presses a button.
    """
    values: dict[str, str] = {}
    shown: dict[str, str] = {}
    objections: dict[str, str] = {}
    reasons: dict[str, str] = {}
    clashing: dict[str, str] = {}
    mine: set[str] = set()
    theirs: set[str] = set()
    for name, value in data.items():
        text = str(value)[:_LONGEST]
        kind, colon, path = name.partition(":")
        if kind == "was" and colon:
            shown[path] = text
        elif kind == "clash" and colon:
            clashing[path] = text
        elif kind == "version" and colon:
            (mine if text == "mine" else theirs).add(path)
        elif name.startswith("objection-"):
            if not automatic:
                _objection(name.removeprefix("objection-"), text, objections, reasons)
        elif "." in name:
            values[name] = text
    values |= {name: text for name, text in clashing.items() if name.removesuffix("-year") in mine}
    wanted = data.get("objection", "")
    return Typed(
        values=values,
        base=_number(data.get("base", "")),
        shown=shown,
        objections={path: value for path, value in objections.items() if path == wanted or not wanted},
        reasons=reasons,
        undone=frozenset(data.getlist("undo")),
        mine=frozenset(mine),
        theirs=frozenset(theirs),
    )


def undecided(data: QueryDict) -> dict[str, str]:
    """After a clash of two devices: the values of this page, by path, for which neither version was chosen."""
    return {
        path: str(value)[:_LONGEST]
        for name, value in data.items()
        if name.startswith("clash:") and f"version:{(path := _path(name))}" not in data
    }


def _path(name: str) -> str:
    return name.removeprefix("clash:").removesuffix("-year")


def _objection(name: str, text: str, objections: dict[str, str], reasons: dict[str, str]) -> None:
    if name.endswith("-reason"):
        reasons[name.removesuffix("-reason")] = text
    else:
        objections[name] = text


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def reply_files(data: Mapping[str, object], index: int) -> str:
    """The name of the file box of one entry of a correction."""
    del data
    return f"file-{index}"
