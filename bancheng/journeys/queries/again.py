"""再办: which ended cases of an application can be applied for again, with which others, and what was done about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from bancheng.accounts.queries import local_day
from bancheng.cases.lifecycle import CASE, GOOD_END
from bancheng.cases.queries import application_progress
from bancheng.cases.queries.pages import Progress
from bancheng.cases.spec.outcomes import Outcome, outcome_of
from bancheng.kernel.access import Actor
from bancheng.kernel.database import Row, fetch_all
from bancheng.kernel.rulebooks import Release, current, current_digest


@dataclass(frozen=True, slots=True)
class Chance:
    """One case that ended without its result. `why_not` is empty when it can be applied for again now.

    `needs`: cases that must be applied for with it, because it waits for them and they did not succeed either.
    `draft_id`, `state`: the draft that does so already (open or submitted).
    """

    case_id: UUID
    node: str
    item: str
    why_not: str
    needs: tuple[UUID, ...]
    draft_id: UUID | None
    state: str

    @property
    def may(self) -> bool:
        """Whether it can be chosen now."""
        return not self.why_not and self.draft_id is None


@dataclass(frozen=True, slots=True)
class Chances:
    """An application that ended in part or wholly, and what can be done about it."""

    progress: Progress
    release: Release | None
    cases: Sequence[Chance]

    def chance(self, case_id: UUID) -> Chance | None:
        """The chance of one case."""
        return next((one for one in self.cases if one.case_id == case_id), None)

    def together(self, chosen: Sequence[UUID]) -> list[UUID]:
        """The chosen cases with those that they need, in the order of the plan."""
        wanted, found = list(chosen), set[UUID]()
        while wanted:
            one = wanted.pop()
            chance = self.chance(one)
            if chance is not None and one not in found:
                found.add(one)
                wanted += chance.needs
        return [one.case_id for one in self.cases if one.case_id in found]


_DONE = """
SELECT r.case_id, r.draft_id, d.state FROM public.journeys_again AS r
JOIN public.journeys_draft AS d ON d.draft_id = r.draft_id
WHERE r.application_id = %s AND d.state IN ('open', 'submitted')"""


def applied_again(application_id: UUID) -> dict[UUID, Row]:
    """Case → the draft that applies for it again: `draft_id, state`. One statement."""
    return {row["case_id"]: row for row in fetch_all(_DONE, [application_id])}


def chances_of(application_id: UUID, actor: Actor, now: datetime) -> Chances:
    """What can be applied for again of one's own application. NotFound for whoever is no party of it.

    Only the rules of today count: a matter that the thing does not hold any more cannot be applied for from here.
    """
    found = application_progress(application_id, actor)
    party = found.application["party"] or {}
    day = local_day(now)
    digest = current_digest("journey", found.application["journey"], day)
    release = current("journey", found.application["journey"], day) if digest else None
    done = applied_again(application_id)
    ended = {one["case_id"]: outcome_of(one) for one in found.cases if _failed(one)}
    before = _failed_before(found, ended)
    why = {one: _why_not(told, found, one, release, day) for one, told in ended.items()}
    cases = [
        Chance(
            case_id=one["case_id"],
            node=one["node"],
            item=one["item"],
            why_not=_("由当初提交的人再办。") if not party.get("acts") else _why(one["case_id"], why, before),
            needs=tuple(need for need in before[one["case_id"]]),
            draft_id=done.get(one["case_id"], {}).get("draft_id"),
            state=done.get(one["case_id"], {}).get("state", ""),
        )
        for one in found.cases
        if one["case_id"] in ended
    ]
    return Chances(found, release, cases)


def _failed(case: Row) -> bool:
    return case["state"] in CASE.ends and case["state"] != GOOD_END


def _failed_before(found: Progress, ended: Mapping[UUID, Outcome]) -> dict[UUID, list[UUID]]:
    """Case → those that it waited for, could not do without, and that did not succeed."""
    before: dict[UUID, list[UUID]] = {one: [] for one in ended}
    for edge in found.prerequisites:
        case_id, predecessor = UUID(edge["case_id"]), UUID(edge["predecessor_id"])
        if case_id in before and predecessor in ended and edge["on_failure"] == "stop":
            before[case_id].append(predecessor)
    return before


def _why_not(told: Outcome, found: Progress, case_id: UUID, release: Release | None, day: date) -> str:
    case = next(one for one in found.cases if one["case_id"] == case_id)
    if not told.may_again:
        return told.again or _("这一项不用再办。")
    if told.again_from and day < told.again_from:
        return told.again
    if release is None or f"item/{case['item']}" not in release.documents:
        return _("现在的规则里没有这一项了，请打12345问一问怎么办。")
    return ""


def _why(case_id: UUID, why: Mapping[UUID, str], before: Mapping[UUID, Sequence[UUID]]) -> str:
    """Why a case cannot be applied for again; one that hangs on another that cannot, cannot either."""
    seen, waiting = set[UUID](), [case_id]
    while waiting:
        one = waiting.pop()
        if one in seen:
            continue
        seen.add(one)
        if why[one]:
            return why[one] if one == case_id else _("它要等的前一项现在不能再办。")
        waiting += before[one]
    return ""
