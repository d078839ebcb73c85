"""What the page of bringing what was promised for later shows: one list for all matters of the application."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from bancheng.cases.queries import application_progress
from bancheng.cases.queries.pages import Progress
from bancheng.files.queries import KeptFile
from bancheng.files.spec import limits_sentence
from bancheng.journeys.queries.drafts import DraftView, draft
from bancheng.kernel.access import NOT_FOUND, Actor
from bancheng.kernel.database import Row
from bancheng.kernel.errors import DomainError
from bancheng.kernel.ids import uuid7
from bancheng.portal.queries.correcting import own_files
from bancheng.portal.queries.finding import Page
from bancheng.portal.queries.handing_in import file_row, role_name
from bancheng.portal.queries.needs import accepted
from bancheng.portal.queries.owing import clock_of, owed_due
from bancheng.portal.queries.sentences import plain_names
from bancheng.portal.queries.specimens import specimen
from bancheng.ui.language import text


@dataclass(frozen=True)
class Owed:
    """What the applicant promised for later and has not brought: `entries` by `type@holder`, the most urgent first."""

    application_id: UUID
    entries: Sequence[Mapping[str, Any]]
    view: DraftView
    found: Progress


@dataclass
class Given:
    """What the person has put on the page so far; it stays there whatever is wrong."""

    files: dict[int, list[UUID]] = field(default_factory=dict)
    errors: dict[int, str] = field(default_factory=dict)
    key: str = ""


def owed(application_id: UUID, actor: Actor, now: datetime) -> Owed:
    """What is still owed. NotFound for whoever may not act on the application, or where nothing was ever promised."""
    found = application_progress(application_id, actor)
    if not (found.application["party"] or {}).get("acts"):
        raise NOT_FOUND()
    if not any(clock["kind"] == "deferral" for clock in found.clocks):
        raise NOT_FOUND()
    entries: dict[str, dict[str, Any]] = {}
    for case in found.cases:
        clock = clock_of(case["case_id"], found)
        if clock is not None and "bring_deferral" in found.acts[case["case_id"]]:
            _add(entries, case, clock)
    rows = sorted(entries.values(), key=lambda one: (one["clock"]["due_at"], one["key"]))
    return Owed(application_id, rows, draft(application_id, actor=actor, now=now), found)


def _add(entries: dict[str, dict[str, Any]], case: Row, clock: Row) -> None:
    for one in case["missing"]:
        key = f"{one['type']}@{one['holder']}"
        entry = entries.setdefault(key, {**one, "key": key, "clock": clock, "cases": []})
        entry["cases"].append(case["case_id"])
        entry["clock"] = min(entry["clock"], clock, key=lambda each: each["due_at"])


def page(what: Owed, given: Given, actor: Actor, now: datetime, error: DomainError | None = None) -> Page:
    """The list with its controls and with what was given already."""
    files = own_files([one for ids in given.files.values() for one in ids], actor)
    names = plain_names(what.found)
    rows = [_entry(what, index, given, files, names, now) for index in range(len(what.entries))]
    return {
        "application": what.found.application,
        "rows": rows,
        "left": sum(not row["files"] for row in rows),
        "limits": limits_sentence(),
        "key": given.key or str(uuid7()),
        "error": error,
        "errors": {
            f"file-{what.entries[n]['key']}": sentence for n, sentence in sorted(given.errors.items())
        },
    }


def _entry(
    what: Owed,
    index: int,
    given: Given,
    files: Mapping[UUID, KeptFile],
    names: Mapping[UUID, str],
    now: datetime,
) -> Page:
    one = what.entries[index]
    return {
        "index": index,
        "key": one["key"],
        "title": title_of_entry(what, index),
        "matters": [names[case] for case in one["cases"]],
        "due": owed_due(one["clock"], now),
        "plain": "；".join(accepted(what.view.plan, one["type"])),
        "sample": specimen(what.view.release, one["type"]),
        "files": [file_row(files[each]) for each in given.files.get(index, ()) if each in files],
        "error": given.errors.get(index, ""),
    }


def title_of_entry(what: Owed, index: int) -> str:
    """What an entry is, in the words of the form."""
    one = what.entries[index]
    wanted = [each for each in what.view.plan.materials if each.type == one["type"]]
    name = text(wanted[0].name) if wanted else one["name"]
    who = role_name(what.view, one["holder"])
    return _("%(who)s的%(name)s") % {"who": who, "name": name} if who else name
