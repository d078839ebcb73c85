"""Parsing what the public pages post."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict
from django.utils.translation import gettext as _

from bancheng.accounts.commands.mandates import Grant
from bancheng.journeys.commands.filling import Typed
from bancheng.ui.controls import read_date

_LONGEST = 2000
_MOST = 200


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


def base_of(data: QueryDict) -> int | None:
    """The draft's version that a page showed; None where it says none."""
    return _number(data.get("base", "")) if "base" in data else None


def reply_files(data: Mapping[str, object], index: int) -> str:
    """The name of the file box of one entry of a correction."""
    del data
    return f"file-{index}"


@dataclass(frozen=True, slots=True)
class Granted:
    """What somebody is let do, as typed; `grant` is None while the last day is not a date."""

    grant: Grant | None
    error: str
    typed: dict[str, object]


def granted(data: QueryDict, on: date) -> Granted:
    """The boxes about scope and time of a clerk's or an agent's right. It begins today."""
    until = read_date(data, "until")
    everything = data.get("scope") != "some"
    journeys = None if everything else tuple(data.getlist("journeys")[:_MOST])
    acts = tuple(data.getlist("acts")[:_MOST])
    typed: dict[str, object] = {
        "scope": "all" if everything else "some",
        "journeys": list(journeys or ()),
        "acts": list(acts),
        "until": {"year": until.year, "month": until.month, "day": until.day},
        "wrong": list(until.wrong),
        "name": data.get("name", "")[:100],
        "number": data.get("number", "")[:40],
        "agent": data.get("agent", ""),
        "clients": data.get("clients", ""),
    }
    if until.date is None:
        return Granted(None, until.error or _("还没有填到哪天为止"), typed)
    return Granted(Grant(journeys, acts, on, until.date), "", typed)
