"""What the page of answering a correction shows: one list, everything at once, the control beside each entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from bancheng.cases.access import subjects
from bancheng.cases.queries import application_progress
from bancheng.cases.queries.pages import Progress
from bancheng.files.queries import KeptFile, describe
from bancheng.files.spec import limits_sentence
from bancheng.journeys.compose import PlanField
from bancheng.journeys.queries.drafts import DraftView, draft
from bancheng.kernel.access import NOT_FOUND, Actor
from bancheng.kernel.database import Row
from bancheng.kernel.errors import DomainError
from bancheng.kernel.ids import uuid7
from bancheng.portal.queries.filling import box
from bancheng.portal.queries.finding import Page
from bancheng.portal.queries.handing_in import file_row, label_of, role_name
from bancheng.portal.queries.sentences import due_of, plain_names
from bancheng.ui.language import text


@dataclass(frozen=True)
class Asked:
    """补正要求 as the applicant has it before them. `open` is False when there is nothing to answer any more."""

    application_id: UUID
    case: Row
    entries: Sequence[Mapping[str, Any]]
    view: DraftView
    found: Progress
    open: bool

    def field_of(self, index: int) -> PlanField | None:
        """The datum that an entry is about; None for materials and for what has no box."""
        entry = self.entries[index]
        return self.view.plan.field(entry["target"]) if entry["kind"] == "field" else None


@dataclass
class Given:
    """What the person has put on the page so far; it stays there whatever is wrong."""

    files: dict[int, list[UUID]] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)
    reasons: dict[int, str] = field(default_factory=dict)
    errors: dict[int, str] = field(default_factory=dict)
    key: str = ""


def asked(application_id: UUID, case_id: UUID, actor: Actor, now: datetime) -> Asked:
    """What a department asked this person to correct. NotFound: not theirs, or nothing was ever asked there."""
    found = application_progress(application_id, actor)
    case = next((one for one in found.cases if one["case_id"] == case_id), None)
    told = next((one for one in found.corrections if one["case_id"] == str(case_id)), None)
    if case is None or told is None:
        raise NOT_FOUND()
    can = "answer_correction" in found.acts[case_id]
    view = draft(application_id, actor=actor, now=now)
    return Asked(application_id, case, told["entries"], view, found, can)


def own_files(ids: Sequence[UUID], actor: Actor) -> dict[UUID, KeptFile]:
    """Those of the posted ids that are the actor's own uploads; a stranger's file is as if it were not there."""
    mine = set(subjects(actor))
    return {key: one for key, one in describe(ids).items() if one.owner_id in mine} if ids else {}


def page(what: Asked, given: Given, actor: Actor, now: datetime, error: DomainError | None = None) -> Page:
    """The list with its controls and with what was given already."""
    files = own_files([one for ids in given.files.values() for one in ids], actor)
    rows = [_entry(what, index, given, files) for index in range(len(what.entries))]
    return {
        "application": what.found.application,
        "case": what.case,
        "name": plain_names(what.found)[what.case["case_id"]],
        "department": what.case["organization_name"],
        "due": due_of(what.case, what.found, now),
        "rows": rows,
        "left": sum(not row["done"] for row in rows),
        "limits": limits_sentence(),
        "version": what.case["version"],
        "key": given.key or str(uuid7()),
        "error": error,
        "errors": {f"entry-{index}": sentence for index, sentence in sorted(given.errors.items())},
    }


def _entry(what: Asked, index: int, given: Given, files: Mapping[UUID, KeptFile]) -> Page:
    entry = what.entries[index]
    datum = what.field_of(index)
    kept = [files[one] for one in given.files.get(index, ()) if one in files]
    reason = given.reasons.get(index, "")
    typed = bool(datum and _changed(datum, given))
    return {
        "index": index,
        "kind": entry["kind"],
        "title": title_of_entry(what, index),
        "sentence": entry["sentence"],
        "basis": entry.get("basis", ""),
        "box": box(what.view, datum, {}, given.typed) if datum else None,
        "files": [file_row(one) for one in kept],
        "reason": reason,
        "error": given.errors.get(index, ""),
        "done": bool(kept or reason or typed),
    }


def _changed(datum: PlanField, given: Given) -> bool:
    """Whether another value stands in the box than the one that was asked to be corrected."""
    parts = [given.typed.get(f"{datum.path}-{part}", "") for part in ("year", "month", "day")]
    typed = given.typed.get(datum.path, "-".join(p.zfill(2) for p in parts) if any(parts) else "")
    return bool(typed.strip()) and typed.strip() != str(datum.value if datum.value is not None else "")


def title_of_entry(what: Asked, index: int) -> str:
    """What an entry is about, in the words of the form."""
    entry = what.entries[index]
    datum = what.field_of(index)
    if datum is not None:
        return label_of(what.view, datum)
    kind, _at, holder = str(entry["target"]).partition("@")
    wanted = [one for one in what.view.plan.materials if one.type == kind]
    found = next((one for one in wanted if one.holder == holder), wanted[0] if wanted else None)
    if entry["kind"] == "material" and found is not None:
        return _named(role_name(what.view, holder), text(found.name))
    return _("第%(number)s样") % {"number": index + 1}


def _named(who: str, what: str) -> str:
    return _("%(who)s的%(what)s") % {"who": who, "what": what} if who else what


def changed_fields(what: Asked, given: Given) -> dict[int, PlanField]:
    """The data that the person corrected, by the entry that asked for it."""
    found = {}
    for index in range(len(what.entries)):
        datum = what.field_of(index)
        if datum is not None and _changed(datum, given):
            found[index] = datum
    return found
