"""One person takes one thing from its first question to the receipt, as the pages would."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from random import Random
from uuid import UUID

from django.conf import settings

from bancheng.accounts.queries import actor_of_person, local_day, person_by_id_number
from bancheng.cases.spec import Opened
from bancheng.demo_city.drive.inventing import photograph, typed
from bancheng.demo_city.drive.standing import acting
from bancheng.demo_city.population import calendar
from bancheng.files.commands import keep
from bancheng.journeys import commands as journeys
from bancheng.journeys.commands.filling import Typed
from bancheng.journeys.compose import PlanField
from bancheng.journeys.queries.confirmations import asked_of, who_answers
from bancheng.journeys.queries.drafts import DraftView
from bancheng.journeys.spec import ScenarioQuestion
from bancheng.kernel.access import Actor
from bancheng.kernel.errors import RuleBroken

_TYPICAL = 0.75
AT_ONCE = 0.5
"""How often somebody hands in at once what may follow later."""
_QUESTIONS = 40
_ONCE = frozenset({"already_applied", "already_applied_by_another"})
"""The same thing is on its way already: a reason, too."""


class NotPossible(Exception):  # noqa: N818
    """This person cannot do this thing here (the plan excludes or blocks it); a reason, not an error."""


def now() -> datetime:
    """The drive is an edge: it reads the clock."""
    return datetime.now(UTC)


def apply(person: UUID, journey: str, chance: Random) -> tuple[Actor, Opened]:
    """Fill in and hand in. NotPossible when the plan leads nowhere for this person."""
    actor = acting(person, journey, chance, local_day(now()))
    if actor is None:
        raise NotPossible("unknown")
    try:
        return actor, _from_the_start(actor, journey, chance)
    except RuleBroken as refused:
        if refused.code in _ONCE:
            raise NotPossible(refused.code) from refused
        raise


def _from_the_start(actor: Actor, journey: str, chance: Random) -> Opened:
    view = journeys.start_draft(actor=actor, journey=journey, now=now())
    if view.applicant is not None:
        view, _looked = journeys.look_up(actor=actor, draft_id=view.draft_id, now=now())
    view = _answer_all(actor, view, chance)
    _go_on_or_leave(actor, view)
    journeys.give_notice(actor=actor, draft_id=view.draft_id, now=now())
    view = _fill(actor, view, chance)
    _go_on_or_leave(actor, view)  # what was typed may say that it cannot be done
    view = _bring(actor, view, chance)
    _confirm(actor, view)
    return journeys.submit_application(
        actor=actor,
        draft_id=view.draft_id,
        version=view.version,
        now=now(),
        signed=[one.node for one in view.plan.pledges],
        bring_later=True,
    )


def _go_on_or_leave(actor: Actor, view: DraftView) -> None:
    if view.plan.excluded or view.plan.blocked or not view.plan.items:
        journeys.discard_draft(actor=actor, draft_id=view.draft_id, now=now())
        raise NotPossible("excluded" if view.plan.excluded else "blocked")


def _answer_all(actor: Actor, view: DraftView, chance: Random) -> DraftView:
    """Answer what is asked, in order, looking up after each answer as the pages do."""
    for _step in range(_QUESTIONS):
        if not view.plan.questions:
            return view
        question = view.plan.questions[0]
        if question.id == view.journey.applicant.question:
            view = _play(actor, view, question)
        else:
            view = _say(actor, view, question, _choose(question, chance))
    raise NotPossible("questions")


def _say(actor: Actor, view: DraftView, question: ScenarioQuestion, raw: Sequence[str]) -> DraftView:
    view, _effect = journeys.answer_question(
        actor=actor, draft_id=view.draft_id, question=question.id, raw=raw, now=now()
    )
    return journeys.look_up(actor=actor, draft_id=view.draft_id, now=now())[0]


def _play(actor: Actor, view: DraftView, question: ScenarioQuestion) -> DraftView:
    """Take the role of which the registers know most: a person knows who they are, a program has to find out."""
    known: dict[str, int] = {}
    for role in view.journey.applicant.roles:
        view = _say(actor, view, question, [role])
        known[role] = len(view.entries) - sum(known.values())
    best = max(known, key=lambda role: known[role])
    return view if view.answers[question.id] == best else _say(actor, view, question, [best])


def _choose(question: ScenarioQuestion, chance: Random) -> Sequence[str]:
    typical = question.typical if isinstance(question.typical, tuple) else (question.typical,)
    if chance.random() < _TYPICAL and None not in typical:
        return [str(one) for one in typical]
    if question.kind == "several":
        return [value for value in question.values if chance.random() < 0.6]
    if question.values:
        return [chance.choice(question.values)]
    if question.kind == "date":
        return [local_day(now()).isoformat()]
    return [str(one) for one in typical if one is not None] or ["1"]


def _fill(actor: Actor, view: DraftView, chance: Random) -> DraftView:
    for _round in range(4):
        asked = [one for one in view.plan.asked() if one.value in (None, "")]
        if not asked:
            return view
        on = local_day(now())
        values = {one.path: typed(view.elements[one.element], view.release, chance, on) for one in asked}
        values |= _of_real_people(actor, view, asked, chance)
        view, saved = journeys.save_section(
            actor=actor,
            draft_id=view.draft_id,
            fields=asked,
            typed=Typed(values=values, base=view.version),
            now=now(),
        )
        if saved.errors:
            raise NotPossible(f"values {sorted(saved.errors)}")
        view, _looked = journeys.look_up(actor=actor, draft_id=view.draft_id, now=now())
        view = _answer_all(actor, view, chance)  # what a register did not say is a question now
    return view


def _of_real_people(
    actor: Actor, view: DraftView, asked: Sequence[PlanField], chance: Random
) -> dict[str, str]:
    """Whoever has to confirm must be somebody who can sign on: the numbers of others in the city, none twice."""
    confirming = {one.subject for one in view.plan.confirmations}
    paths = [
        one.path
        for one in asked
        if one.path.rpartition(".")[0] in confirming and view.elements[one.element].datatype == "id_number"
    ]
    others = [number for person, number in _signing_on(Path(settings.DATA)) if person != actor.id]
    return dict(zip(paths, chance.sample(others, len(paths)), strict=True))


@cache
def _signing_on(data: Path) -> tuple[tuple[UUID, str], ...]:
    people = calendar.first_people(calendar.settle(data, local_day(now())))
    return tuple((one.id, one.id_number) for one in people.citizens if one.local)


def _bring(actor: Actor, view: DraftView, chance: Random) -> DraftView:
    for one in view.plan.to_bring():
        wanted = one.necessity == "required" or (bool(one.later) and chance.random() < AT_ONCE)
        if wanted and not view.materials.get(one.key, {}).get("files"):
            kept = keep(upload=photograph(chance), name="photo.jpg", actor=actor, now=now())
            view = journeys.attach(
                actor=actor, draft_id=view.draft_id, material=one.key, file_id=kept.id, now=now()
            )
    return view


def _confirm(actor: Actor, view: DraftView) -> None:
    """Ask each other subject, and let that person answer on their own behalf."""
    for one in view.plan.confirmations:
        journeys.ask_confirmation(actor=actor, draft_id=view.draft_id, role=one.subject, now=now())
        person = person_by_id_number(who_answers(view, one.subject))
        other = actor_of_person(person) if person else None
        mine = [row for row in asked_of(other) if row.draft_id == view.draft_id] if other else []
        if not (other and mine):
            raise NotPossible("nobody to confirm")
        try:
            journeys.answer_confirmation(
                actor=other,
                confirmation_id=mine[0].confirmation_id,
                answer="confirmed",
                digest=mine[0].digest,
                now=now(),
            )
        except RuleBroken as refused:  # a minor whose guardian no register of this thing names
            raise NotPossible(refused.code) from refused
