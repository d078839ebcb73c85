"""Which waiting cases turn out not to be needed when these ends are written, and what that does to the others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from bancheng.cases.lifecycle import GOOD_END
from bancheng.cases.spec.consequences import Consequence, consequences
from bancheng.cases.spec.later import is_needed
from bancheng.kernel.recording import recorded as _

NOT_NEEDED = "not_needed"
MET = frozenset({GOOD_END, NOT_NEEDED})
"""Ends after which the next case goes on as if all were well."""


def spared_outcome(why: str) -> dict[str, str]:
    """What a case that is not needed keeps: why, for people."""
    return {"reason": why or _("前面的结果表明，这一项不用办。"), "cause": NOT_NEEDED}


Rows = Mapping[UUID, Mapping[str, Any]]


def aftermath(
    edges: Iterable[Mapping[str, Any]], family: Rows, ends: Mapping[UUID, Mapping[str, Any]]
) -> tuple[dict[UUID, Consequence], dict[UUID, str], dict[str, Mapping[str, Any]]]:
    """(what happens to waiting cases, those not needed with why, the family by node as it will stand).

    `ends`: case id → `state`, `outcome` of the cases that end now. A spared case counts as met; sparing one may decide
    about another, so this is done until nothing more follows.
    """
    listed = list(edges)
    conditional = [one for one, row in family.items() if (row.get("later") or {}).get("needs")]
    spared: dict[UUID, str] = {}
    while True:
        good = {one: row["state"] in MET for one, row in ends.items()} | dict.fromkeys(spared, True)
        reached = consequences(listed, family, good)
        rows = _as_it_will_stand(family, ends, reached, spared)
        more = {}
        for one in conditional:
            if family[one]["state"] != "waiting" or one in spared or one in ends:
                continue
            needed, why = is_needed(family[one]["later"], rows)
            if needed is False:
                more[one] = why
        if not more:
            return reached, spared, rows
        spared |= more


def _as_it_will_stand(
    family: Rows, ends: Rows, reached: Mapping[UUID, Consequence], spared: Mapping[UUID, str]
) -> dict[str, Mapping[str, Any]]:
    rows: dict[str, Mapping[str, Any]] = {}
    for one, row in family.items():
        now: Mapping[str, Any] = row
        if one in ends:
            now = {**row, **ends[one]}
        elif one in spared:
            now = {**row, "state": NOT_NEEDED}
        elif one in reached and reached[one].effect == "stop":
            now = {**row, "state": "terminated"}
        rows[row["node"]] = now
    return rows
