"""补正: everything that is wrong is said once; what was asked for comes back; silence has its effect."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy

from bancheng.cases.commands.closing import acceptance_due, local_day
from bancheng.cases.commands.deferring import CLOCK_KIND, WARNING
from bancheng.cases.commands.moving import draft, load, move, note, offer, replayable
from bancheng.cases.spec import CorrectionEntry, CorrectionReply, Limit, Moved
from bancheng.cases.spec.clocks import ACCEPTANCE_DAYS, due, instant, running
from bancheng.documents.commands import named, prepare
from bancheng.kernel.access import NOT_FOUND, Actor
from bancheng.kernel.errors import InvalidInput, RuleBroken, define
from bancheng.kernel.recording import recorded as _
from bancheng.kernel.workdays import calendar

CORRECTED_ONCE = define(
    RuleBroken,
    "corrected_once",
    gettext_lazy("这件事已经要求补正过一次，法律要求一次说全，不能再加新的要求。"),
    next_step=gettext_lazy("材料能认可就受理；不能受理的，作出不予受理决定并写明理由。"),
    regulation=gettext_lazy("行政许可法第三十二条第一款第四项"),
)
TOO_LATE_TO_CORRECT = define(
    RuleBroken,
    "too_late_to_correct",
    gettext_lazy("5个工作日内没有一次说全缺什么，已经视为受理，不能再要求补正。"),
    next_step=gettext_lazy("按已受理办理。"),
    regulation=gettext_lazy("行政许可法第三十二条第一款第四项"),
)
NOTHING_TO_CORRECT = define(
    InvalidInput,
    "nothing_to_correct",
    gettext_lazy("还没有选要补什么。"),
    next_step=gettext_lazy("选出要补的材料或者要改的地方，一次说全。"),
)
CORRECTION_INCOMPLETE = define(
    InvalidInput,
    "correction_incomplete",
    gettext_lazy("还差{missing}样没有补。"),
    next_step=gettext_lazy("补上，或者写明为什么不用补。"),
)


@replayable
def request_correction(
    *,
    actor: Actor,
    application_id: UUID,
    case_id: UUID,
    version: int,
    entries: Sequence[CorrectionEntry],
    now: datetime,
    key: str | None = None,
) -> Moved:
    """一次性要求补正. RuleBroken the second time or after the five days; InvalidInput with nothing to correct."""
    row = load("request_correction", actor, application_id, case_id, version, now, key, "correction")
    if row["correction"] is not None:
        raise CORRECTED_ONCE()
    if now > instant(row["due_at"]):
        raise TOO_LATE_TO_CORRECT()
    if not entries or any(not entry.sentence.strip() for entry in entries):
        raise NOTHING_TO_CORRECT()
    moving = draft(row, "request_correction", actor, now, key)
    limit = Limit(row["plan"]["correction_days"])
    ends = due(calendar(local_day(now)), "correction", limit, now)
    told = [asdict(entry) for entry in entries]
    moving |= {
        "due_at": ends.at,
        "warn_at": ends.warn_at,
        "wake_at": max(ends.warn_at, now),  # a reminder first, then the lapse
        "provisional": ends.provisional,
        "correction": {"entries": told, "due_at": ends.at, "provisional": ends.provisional},
        "clocks": [running("correction", limit, now, ends)],
        "stop_clocks": ["acceptance"],
        "paper": prepare(
            application_id=application_id,
            case_id=case_id,
            kind="correction_notice",
            title=_("一次性补正告知书"),
            template_name=named(row, "correction_notice"),
            values={
                "name": row["name"],
                "addressee": row["applicant_name"],
                "organization": row["plan"]["organization_name"],
                "entries": told,
                "due_at": local_day(ends.at),
                "provisional": ends.provisional,
            },
            now=now,
        ),
    }
    note(moving, row, entries=len(told))
    return move(row, moving, now)


@replayable
def answer_correction(
    *,
    actor: Actor,
    application_id: UUID,
    case_id: UUID,
    version: int,
    replies: Sequence[CorrectionReply],
    now: datetime,
    answers: Mapping[str, Any] | None = None,
    key: str | None = None,
) -> Moved:
    """补好交上: every entry is answered with files, with new answers, or with why nothing is needed.

    The case is received anew: the five days to accept start from today (受理日 = 补齐之日). `answers` is a row
    of `eforms` for corrected fields. InvalidInput names how many entries are still open; NotFound for a file that is
    not the actor's: whatever is part of a case is readable for its officers and parties.
    """
    files = [file for reply in replies for file in reply.files]
    row = load(
        "answer_correction",
        actor,
        application_id,
        case_id,
        version,
        now,
        key,
        "correction",
        "missing",
        files=files,
    )
    entries: list[dict[str, Any]] = row["correction"]["entries"]
    given = {reply.index: reply for reply in replies}
    missing = [i for i, entry in enumerate(entries) if not _answered(entry, given.get(i), answers)]
    if missing:
        raise CORRECTION_INCOMPLETE(
            missing=len(missing), fields={f"entry-{i}": entries[i]["sentence"] for i in missing}
        )
    if not row["own_files"]:
        raise NOT_FOUND()
    moving = draft(row, "answer_correction", actor, now, key)
    ends = acceptance_due(calendar(local_day(now)), now)
    moving |= {
        "filed_at": now,
        "due_at": ends.at,
        "warn_at": ends.warn_at,
        "wake_at": ends.at,
        "provisional": ends.provisional,
        "replies": [asdict(reply) for reply in replies],
        "materials": _materials(entries, given),
        "clocks": [running("acceptance", Limit(ACCEPTANCE_DAYS), now, ends)],
        "stop_clocks": ["correction"],
    }
    if _all_there(row, moving["materials"]):
        moving["stop_clocks"] += [CLOCK_KIND, WARNING]  # the correction brought what was promised for later
    if answers is not None:
        moving["answers"] = dict(answers)
    note(moving, row, entries=len(entries))
    offer(moving, row)
    return move(row, moving, now)


def _answered(
    entry: Mapping[str, Any], reply: CorrectionReply | None, answers: Mapping[str, Any] | None
) -> bool:
    if reply is not None and (reply.files or reply.disagrees.strip()):
        return True
    return entry["kind"] == "field" and answers is not None


def _all_there(row: Mapping[str, Any], brought: Sequence[Mapping[str, Any]]) -> bool:
    """Whether nothing that was promised for later is missing any more."""
    come = {(one["type"], one["holder"]) for one in brought}
    return all((one["type"], one["holder"]) in come for one in row["missing"] or ())


def _materials(
    entries: Sequence[Mapping[str, Any]], given: Mapping[int, CorrectionReply]
) -> list[dict[str, Any]]:
    """New versions of the materials asked for; the first ones stay where they are."""
    rows = []
    for index, entry in enumerate(entries):
        reply = given.get(index)
        if entry["kind"] == "material" and reply is not None and reply.files:
            kind, _at, holder = entry["target"].partition("@")
            rows.append(
                {"type": kind, "holder": holder, "name": kind, "form": "", "files": list(reply.files)}
            )
    return rows
