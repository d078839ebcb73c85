"""A citizen of the demo city who does one thing, step by step as the pages do."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from datetime import UTC, date, datetime
from random import Random
from typing import Any
from uuid import UUID

from bancheng.accounts.queries import local_day, person_by_id_number
from bancheng.cases.spec import Opened
from bancheng.demo_city.drive.inventing import photograph, typed
from bancheng.demo_city.population.model import Citizen, Family
from bancheng.files.commands import keep
from bancheng.journeys import commands as journeys
from bancheng.journeys.commands.filling import Saved, Typed
from bancheng.journeys.queries.confirmations import ConfirmationRow, asked_of, who_answers
from bancheng.journeys.queries.drafts import DraftView, draft
from tests.city import login

NEWBORN = "newborn"
USUAL = {"father_known": "yes", "married": "yes", "overdue": "in_month", "follow": "mother"}
"""What a usual family answers to the questions that the registers leave open."""


class Walker:
    """Somebody at their draft. `view` is what their page shows now."""

    view: DraftView

    def __init__(self, citizen: Citizen, now: datetime | None = None) -> None:
        self.citizen = citizen
        self.actor = login(citizen.id)
        self.now = now or datetime.now(UTC)
        self.chance = Random(citizen.key)

    @property
    def on(self) -> date:
        return local_day(self.now)

    @property
    def id(self) -> UUID:
        return self.view.draft_id

    def start(self, journey: str = NEWBORN) -> Walker:
        self.view = journeys.start_draft(actor=self.actor, journey=journey, now=self.now)
        return self

    def reload(self) -> DraftView:
        self.view = draft(self.id, actor=self.actor, now=self.now)
        return self.view

    def answer(self, question: str, *raw: str) -> journeys.Answered:
        self.view, effect = journeys.answer_question(
            actor=self.actor, draft_id=self.id, question=question, raw=raw, now=self.now
        )
        return effect

    def look(self, *, again: bool = False) -> journeys.Looked:
        self.view, looked = journeys.look_up(actor=self.actor, draft_id=self.id, now=self.now, again=again)
        return looked

    def answer_all(self, **answers: str) -> Walker:
        """Answer every question that comes, looking up in between; what is not told is answered as usual."""
        for _each in range(20):
            if not self.view.plan.questions:
                return self
            question = self.view.plan.questions[0]
            said = answers.get(question.id) or USUAL.get(question.id) or question.typical
            self.answer(question.id, *([said] if isinstance(said, str) else said or ()))
            self.look()
        raise AssertionError("the questions do not end")

    def save(self, values: Mapping[str, str], **more: Any) -> Saved:
        """Save one page with these boxes."""
        base = more.pop("base", self.view.version)
        self.view, saved = journeys.save_section(
            actor=self.actor,
            draft_id=self.id,
            fields=self.view.plan.fields,
            typed=Typed(values=values, base=base, **more),
            now=self.now,
        )
        return saved

    def fill(self, **values: str) -> Walker:
        """Fill in whatever is still asked; `values` by path (with __ for the dot), the rest by chance."""
        told = {path.replace("__", "."): value for path, value in values.items()}
        for _each in range(4):
            empty = [one for one in self.view.plan.asked() if one.value in (None, "")]
            if not empty:
                return self
            boxes = {
                one.path: told.get(one.path)
                or typed(self.view.elements[one.element], self.view.release, self.chance, self.on)
                for one in empty
            }
            saved = self.save(boxes)
            assert not saved.errors, saved.errors
            self.look()
        raise AssertionError("the form does not end")

    def bring(self) -> Walker:
        """Hand in every material that is required."""
        for one in self.view.plan.to_bring():
            if one.necessity == "required":
                kept = keep(upload=photograph(self.chance), name="photo.jpg", actor=self.actor, now=self.now)
                self.view = journeys.attach(
                    actor=self.actor, draft_id=self.id, material=one.key, file_id=kept.id, now=self.now
                )
        return self

    def ask(self, role: str) -> ConfirmationRow:
        """Ask another subject to confirm."""
        row = journeys.ask_confirmation(actor=self.actor, draft_id=self.id, role=role, now=self.now)
        assert row is not None
        return row

    def confirmed(self) -> Walker:
        """Everybody who has to, confirms on their own login."""
        for one in self.view.plan.confirmations:
            self.ask(one.subject)
            person = person_by_id_number(who_answers(self.view, one.subject))
            assert person is not None
            confirm(person, self.id, self.now)
        return self

    def ready(self, **answers: str) -> Walker:
        """A draft that lacks nothing."""
        return self.start().answer_all(who="mother", **answers).fill().bring().confirmed()

    def submit(self, version: int | None = None, **yes: Any) -> Opened:
        return journeys.submit_application(
            actor=self.actor, draft_id=self.id, version=version or self.view.version, now=self.now, **yes
        )


def again(walker: Walker) -> Walker:
    """The same person where a scene left them, at this moment and with chance as it was then."""
    here = copy(walker)
    here.now, here.chance = datetime.now(UTC), Random()
    here.chance.setstate(walker.chance.getstate())
    return here


def mother(family: Family) -> Walker:
    """The mother of a family."""
    return Walker(family.mother)


def confirm(person: UUID, draft_id: UUID, now: datetime, answer: Any = "confirmed") -> ConfirmationRow:
    """A person answers what they were asked for a draft."""
    actor = login(person)
    (row,) = [row for row in asked_of(actor) if row.draft_id == draft_id]
    return journeys.answer_confirmation(
        actor=actor, confirmation_id=row.confirmation_id, answer=answer, digest=row.digest, now=now
    )
