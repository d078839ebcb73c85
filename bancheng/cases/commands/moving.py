"""How every act on one case goes: read → rule → one guarded statement. The acts themselves are beside this file."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, ParamSpec
from uuid import UUID

from django.utils.translation import gettext_lazy

from bancheng.cases.commands.recusal import refuse_own_matter
from bancheng.cases.events import case_event
from bancheng.cases.lifecycle import CASE
from bancheng.cases.queries.context import case_context
from bancheng.cases.spec import Moved
from bancheng.cases.spec.clocks import SHANGHAI, instant
from bancheng.kernel import access
from bancheng.kernel.access import Actor
from bancheng.kernel.database import Outcome, Row, call
from bancheng.kernel.errors import Conflict, DomainError, define
from bancheng.kernel.events import actor_ref
from bancheng.kernel.recording import recorded as _
from bancheng.kernel.sealer import require_fresh

CASE_TAKEN = define(
    Conflict,
    "case_taken",
    gettext_lazy("{who}{when}已经{what}了这件事。您的操作没有生效，您写的内容留在下面。"),
    next_step=gettext_lazy("看最新情况，再决定要不要继续。"),
    ask=gettext_lazy("有疑问可以问{who}。"),
)
CASE_HELD = define(
    Conflict,
    "case_held",
    gettext_lazy("{who}正在办这件事（{when}领取）。您的操作没有生效。"),
    next_step=gettext_lazy("请{who}办完，或者请{who}放回科室。"),
    ask=gettext_lazy("问{who}。"),
)

DECIDING = frozenset({"refuse_acceptance", "approve", "refuse", "issue", "terminate"})
"""Acts with legal effect that must not be done while the evidence chain is not being sealed."""

KEPT = (
    "stage", "queue", "held_by", "held_name", "held_at", "case_number", "due_at", "warn_at", "wake_at", "provisional",
    "filed_at", "accepted_at", "decided_at", "closed_at", "outcome",
)  # fmt: skip
"""The mutable columns of a case that a move carries, changed or not: its version guard makes that safe."""

_REMINDERS = frozenset({"remind", "remind_deferral"})
_OFF_DUTY = frozenset({"person", "system"})


class Replayed(Exception):  # noqa: N818  # not an error: the same act was asked for again with its key
    """The act with this key had been done: carries its first answer."""

    def __init__(self, moved: Moved) -> None:
        super().__init__("replayed")
        self.moved = moved


def moment(at: datetime | str, now: datetime) -> str:
    """“10:41” today, “3月2日10:41” on another day (Asia/Shanghai)."""
    local, today = instant(at).astimezone(SHANGHAI), now.astimezone(SHANGHAI).date()
    clock = f"{local:%H:%M}"
    return (
        clock
        if local.date() == today
        else _("{month}月{day}日{clock}").format(month=local.month, day=local.day, clock=clock)
    )


def name_of(actor: Actor) -> str:
    """What others are told about who acted: an officer's name; never the name of an applicant."""
    if actor.kind == "person":
        return _("申请人")
    return str(getattr(actor, "name", "") or "") if actor.kind == "staff" else _("系统")


def taken(facts: Mapping[str, Any], now: datetime) -> DomainError:
    """The 409 of a case that somebody moved first."""
    who = facts["name"] or _("系统")
    return CASE_TAKEN(
        who=who,
        when=moment(facts["at"], now),
        what=CASE.title(facts["act"]),
        state=facts["state"],
        version=facts["version"],
        act=facts["act"],
    )


def load(
    act: str,
    actor: Actor,
    application_id: UUID,
    case_id: UUID,
    version: int,
    now: datetime,
    key: str | None,
    *extras: str,
    files: Sequence[UUID] | None = None,
    takers_on: date | None = None,
) -> Row:
    """The one read of an act, with everything that may refuse it before its own rule.

    NotFound, NotPermitted, Conflict (another version, another holder), RuleBroken (not in this state, own matter),
    Unavailable (deciding while evidence is not sealed), Replayed (same key: already done). `files`, `takers_on`: see
    :func:`case_context`.
    """
    if act in DECIDING:
        extras = ("sealed", *extras)
    row = case_context(application_id, case_id, actor, *extras, files=files, takers_on=takers_on)
    access.require(f"cases.{act}", actor, row)
    assert row is not None
    refuse_own_matter(row, act, now)
    if row["version"] != version and not _only_reminded(row, version):
        raise_stale(row, act, now, key)
    CASE.target(row["state"], act)
    if row["held_by"] is not None and row["held_by"] != str(actor.id) and actor.kind not in _OFF_DUTY:
        raise CASE_HELD(who=row["held_name"], when=moment(row["held_at"], now))
    if act in DECIDING:
        require_fresh(instant(row["sealed_at"]) if row["sealed_at"] else None, now)
    return row


def _only_reminded(row: Mapping[str, Any], version: int) -> bool:
    """Whether nothing happened since that version but a reminder, which changes nothing that a page showed."""
    return bool(row["last_act"] in _REMINDERS and row["version"] == version + 1)


def raise_stale(row: Mapping[str, Any], act: str, now: datetime, key: str | None) -> None:
    """Replayed when the row's last act carries our key, else the 409."""
    if key and row["last_key"] == key:
        raise Replayed(
            Moved(
                row["application_id"], row["case_id"], act, row["state"], row["version"], instant(row["last_at"]),
                replayed=True, case_number=row["case_number"],
            )
        )  # fmt: skip
    raise taken(
        {"name": row["last_name"], "at": row["last_at"], "act": row["last_act"], "state": row["state"],
         "version": row["version"]}, now,
    )  # fmt: skip


def draft(row: Mapping[str, Any], act: str, actor: Actor, now: datetime, key: str | None) -> dict[str, Any]:
    """The move of this act with nothing changed but the state: the act's own rule fills in the rest."""
    move = {name: row[name] for name in KEPT}
    move |= {
        "case_id": row["case_id"],
        "version": row["version"],
        "from": row["state"],
        "to": CASE.target(row["state"], act),
        "act": act,
        "at": now,
        "by": actor_ref(actor),
        "name": name_of(actor),
        "key": key or "",
    }
    return move


def note(move: dict[str, Any], row: Mapping[str, Any], **payload: Any) -> None:
    """Put the act's event into the move."""
    move["event"] = case_event(
        move["act"], row["application_id"], row["case_id"], move["at"], move["by"],
        source=move["from"], target=move["to"], item=row["item"], stage=move["stage"], **payload,
    )  # fmt: skip


def stage_at(row: Mapping[str, Any], index: int) -> dict[str, Any]:
    """The stage of the case's own plan."""
    stages: list[dict[str, Any]] = row["plan"]["stages"]
    return stages[index]


def to_stage(move: dict[str, Any], row: Mapping[str, Any], index: int) -> None:
    """Send the case to a stage; when another post does it, nobody holds it any more."""
    queue = stage_at(row, index)["queue"]
    if queue != row["queue"]:
        move |= {"queue": queue, "held_by": None, "held_name": "", "held_at": None}
    move["stage"] = index


def offer(move: dict[str, Any], row: Mapping[str, Any]) -> None:
    """Put the case onto the list of its post as it is after the move."""
    stage = stage_at(row, move["stage"])
    move["work"] = work(row, stage["act"], move)


def work(row: Mapping[str, Any], kind: str, after: Mapping[str, Any]) -> dict[str, Any]:
    """The worklist entry of a case. Ids, codes and the names of matters only."""
    return {
        "id": row["case_id"],
        "queue": after["queue"],
        "held_by": after.get("held_by"),
        "kind": kind,
        "state": after["to"],
        "name": row["name"],
        "url_name": "case",
        "due_at": after["due_at"],
        "warn_at": after["warn_at"],
        "provisional": after["provisional"],
        "put_at": after["at"],
        "facts": {
            "item": row["item"],
            "node": row["node"],
            "journey": row["journey"],
            "journey_name": row["journey_name"],
            "cases": row["case_count"],
        },
    }


def move(row: Mapping[str, Any], moving: dict[str, Any], now: datetime) -> Moved:
    """The one write of an act that leaves the case open."""
    outcome = call("cases_move_v1", application_id=row["application_id"], move=moving)
    settle(outcome, row, moving, now)
    return moved(row, moving, outcome)


def settle(outcome: Outcome, row: Mapping[str, Any], moving: Mapping[str, Any], now: datetime) -> None:
    """Turn a guard's no into the 409 with who and when (or into the first answer, for the same key)."""
    if outcome.ok:
        return
    if outcome.code == "missing":
        raise access.NOT_FOUND()
    facts = outcome.facts
    if moving["key"] and facts["key"] == moving["key"]:
        raise Replayed(
            Moved(
                row["application_id"], row["case_id"], moving["act"], facts["state"], facts["version"],
                instant(facts["at"]), replayed=True, case_number=facts["case_number"],
            )
        )  # fmt: skip
    raise taken(facts, now)


def moved(row: Mapping[str, Any], moving: Mapping[str, Any], outcome: Outcome) -> Moved:
    """What the act did, for its caller."""
    facts = outcome.facts
    certificate = moving.get("certificate") or {}
    return Moved(
        application_id=row["application_id"],
        case_id=row["case_id"],
        act=moving["act"],
        state=moving["to"],
        version=facts["version"],
        at=moving["at"],
        activated=[UUID(one) for one in facts.get("ready", ())],
        stopped=[UUID(one) for one in facts.get("stopped", ())],
        asked=[UUID(one) for one in facts.get("asked", ())],
        spared=[UUID(one) for one in facts.get("spared", ())],
        unsure=[UUID(one) for one in facts.get("unsure", ())],
        open_cases=facts.get("open_cases"),
        ended=bool(facts.get("ended")),
        case_number=moving["case_number"],
        certificate_id=certificate.get("certificate_id"),
        certificate_identifier=certificate.get("identifier", ""),
    )


P = ParamSpec("P")


def replayable(command: Callable[P, Moved]) -> Callable[P, Moved]:
    """An act asked for again with the key it was done with answers what it answered first."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> Moved:
        try:
            return command(*args, **kwargs)
        except Replayed as first:
            return first.moved

    return run
