"""Whoever works behind the pages while the browser plays: finds who can do a thing and what they say, and is the
departments whose work the browser does not show. All through the commands of the pages, beside a running platform.

`python -m tests.browser.stagehands`: one order a line on standard input (JSON), one answer a line on standard output.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain, zip_longest
from pathlib import Path
from random import Random
from typing import Any
from unittest import mock
from uuid import UUID

import django

PATIENCE = 90.0
"""Seconds until an application has to be at its end."""
PEOPLE = 150
"""So many people are asked whether they can do a thing."""
SPARED = 30
"""So many families, the first, are left to the other tests of the browser."""
_PAUSE = 0.2


class Usual(Random):
    """Chance that takes the usual answer, does a thing for oneself where that can be chosen, and refuses nothing."""

    getrandbits = Random.getrandbits  # what is drawn from several stays drawn

    def random(self) -> float:
        return 0.5


class Rehearsed(Exception):
    """Everything is there; handing in is left to the browser."""


@dataclass
class Rehearsal:
    """One try of a thing through its commands up to handing in, and what was said and written on the way."""

    commands: Any
    spared: frozenset[str]
    answers: dict[str, list[str]] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    given: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._real = {name: getattr(self.commands, name) for name in ("start_draft", *_WATCHED)}

    def start_draft(self, **given: Any) -> Any:
        from bancheng.demo_city.drive.applying import NotPossible

        if {str(given["actor"].id), str(given["actor"].subject_id)} & self.spared:
            raise NotPossible("has done something else")
        return self._real["start_draft"](**given)

    def answer_question(self, **given: Any) -> Any:
        self.answers[given["question"]] = [str(one) for one in given["raw"]]
        return self._real["answer_question"](**given)

    def save_section(self, **given: Any) -> Any:
        self.values |= given["typed"].values
        return self._real["save_section"](**given)

    def submit_application(self, **given: Any) -> Any:
        self.given = given
        raise Rehearsed

    def go(self, person: UUID, journey: str, chance: Random) -> bool:
        """Whether this person came to the end."""
        from bancheng.demo_city.drive import applying
        from bancheng.kernel.errors import DomainError

        names = ("start_draft", *_WATCHED, "submit_application")
        replaced = {name: getattr(self, name) for name in names}
        with mock.patch.multiple(self.commands, **replaced):
            try:
                applying.apply(person, journey, chance)
            except Rehearsed:
                return True
            except (applying.NotPossible, DomainError):
                return False
        return False


_WATCHED = ("answer_question", "save_section")


class Stagehands:
    """The orders that the browser's side gives."""

    def __init__(self) -> None:
        from django.conf import settings

        from bancheng.accounts.queries import local_day
        from bancheng.demo_city.drive.applying import now
        from bancheng.demo_city.drive.working import Staff
        from bancheng.demo_city.officers import officers
        from bancheng.demo_city.population import calendar
        from bancheng.organizations.queries import world

        self.now = now
        self.on = local_day(now())
        self.population = calendar.people(calendar.settle(Path(settings.DATA), self.on))
        self.staff = Staff(self.on)
        here = world(self.on)
        self._accounts: dict[UUID, str] = {}
        for one in officers(here):
            if len({here.posts[code].organization for code in one.posts}) == 1:
                for code in one.posts:
                    self._accounts.setdefault(here.posts[code].id, one.account)
        self._done = set(self._left_alone())

    # --- who

    def _left_alone(self) -> Iterator[str]:
        from bancheng.accounts.queries.acting import enterprise_by_code
        from bancheng.demo_city.population.enterprises import first_enterprises

        for family in self.population.families[:SPARED]:
            yield from (str(one.id) for one in (family.mother, family.father) if one is not None)
        for one in first_enterprises(self.population):
            known = enterprise_by_code(one.uscc) if one.kind == "company" else None
            yield from [str(known.id)] if known is not None else []

    def _order(self) -> Iterator[UUID]:
        """People of all stories by turns, so that somebody is found soon whatever a thing is about."""
        from bancheng.demo_city.population.pupils import pupils_of

        people = self.population
        families = people.families[SPARED:]
        groups = [
            [one.mother for one in families],
            [one.person for loss in people.bereavements for one in loss.relatives],
            [one.person for one in people.workers],
            [one.guardians[0] for one in pupils_of(people, self.on) if one.person.local],
            [one.father for one in families if one.father is not None],
        ]
        order = (one for one in chain.from_iterable(zip_longest(*groups)) if one is not None and one.local)
        yield from list(dict.fromkeys(one.id for one in order))[:PEOPLE]

    def scout(self, journey: str) -> dict[str, Any]:
        """Somebody who can do this thing and has done none yet, for whom, what they answer and write, who has to agree."""
        from bancheng.demo_city.drive import applying

        for kind in (Usual, Random):  # where the usual answers lead nobody on, any answers
            for person in self._order():
                if str(person) in self._done:
                    continue
                tried = Rehearsal(applying.journeys, frozenset(self._done))
                if tried.go(person, journey, kind(f"{journey}:{person}")):
                    return self._part(tried)
        raise LookupError(f"nobody of the stories can do {journey}")

    def _part(self, tried: Rehearsal) -> dict[str, Any]:
        from bancheng.journeys.commands import discard_draft
        from bancheng.journeys.queries.confirmations import who_answers
        from bancheng.journeys.queries.drafts import draft

        actor, draft_id = tried.given["actor"], tried.given["draft_id"]
        view = draft(draft_id, actor=actor, now=self.now())
        numbers = [who_answers(view, one.subject) for one in view.plan.confirmations]
        discard_draft(actor=actor, draft_id=draft_id, now=self.now())
        self._done |= {str(actor.id), str(actor.subject_id)}
        keys = {str(one.id): one.key for one in self.population.citizens}
        return {
            "person": keys[str(actor.id)],
            "subject": str(actor.subject_id) if actor.acting_for else "",
            "answers": tried.answers,
            "values": tried.values,
            "agreeing": [self.population.by_id_number[one].key for one in numbers],
        }

    # --- the departments

    def _applicant(self, person: str, subject: str) -> Any:
        from bancheng.accounts.queries import actor_of_person
        from bancheng.accounts.queries.acting import actor_for

        own = self.population.by_key[person].id
        return actor_for(own, UUID(subject), self.on) if subject else actor_of_person(own)

    def turns(self, application: str, person: str, subject: str) -> list[dict[str, str]]:
        """Which cases an officer can take up now, and who that is."""
        from bancheng.cases.queries import application_progress, case_page

        applicant, own = self._applicant(person, subject), UUID(application)
        found = []
        for case in application_progress(own, applicant).cases:
            if case["state"] == "filed":
                queue = case_page(own, case["case_id"], applicant).case["queue"]
                account = self._accounts[queue]
                found.append({"case": str(case["case_id"]), "account": account, "item": case["item"]})
        return found

    def work(self, application: str, person: str, subject: str) -> dict[str, Any]:
        """Everything that is left, to its end; how the cases ended."""
        from bancheng.cases.queries import application_progress
        from bancheng.demo_city.drive.working import work_off
        from bancheng.kernel.errors import DomainError

        applicant, own, until = (
            self._applicant(person, subject),
            UUID(application),
            time.monotonic() + PATIENCE,
        )
        met: Counter[str] = Counter()
        while time.monotonic() < until:
            try:
                work_off(applicant, own, self.staff, Usual(application))
            except DomainError as error:  # the log is not sealed yet, or somebody moved it meanwhile
                met[error.code] += 1
            progress = application_progress(own, applicant)
            if progress.application["state"] != "open":
                return {
                    "state": progress.application["state"],
                    "cases": [one["state"] for one in progress.cases],
                }
            time.sleep(_PAUSE)
        left = [(one["item"], one["state"]) for one in progress.cases]
        raise AssertionError(f"it does not come to an end: {left} {dict(met)}")


def main() -> None:
    """Serve until the input ends."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    sys.stdout = sys.stderr
    django.setup()
    logging.disable(logging.INFO)
    hands = Stagehands()
    orders: dict[str, Callable[..., Any]] = {"scout": hands.scout, "turns": hands.turns, "work": hands.work}
    for line in sys.stdin:
        order = json.loads(line)
        try:
            said: dict[str, Any] = {"said": orders[order.pop("order")](**order)}
        except Exception:
            said = {"wrong": traceback.format_exc()}
        answers.write(json.dumps(said, ensure_ascii=False) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
