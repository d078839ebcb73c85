"""One application from its handing in to its last result, in a process that may end anywhere and is begun again."""

from __future__ import annotations

import os
import sys
import time
import traceback
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any
from unittest import mock
from uuid import UUID

from django.db import connections

from bancheng.accounts.queries import local_day
from bancheng.cases.commands import silence
from bancheng.demo_city.drive import applying
from bancheng.demo_city.drive.applying import NotPossible, now
from bancheng.demo_city.drive.working import Staff, work_off
from bancheng.documents.tasks import render
from bancheng.kernel.access import Actor
from bancheng.kernel.database import fetch_all
from bancheng.kernel.errors import DomainError
from bancheng.kernel.outbox import relay_once
from bancheng.kernel.sealer import seal_once

ROUNDS = 24
PAUSE = 1.0
"""Seconds between two looks at what somebody else still holds."""


class Steady(Random):
    """Chance that always says the same: everything is granted, the first of several is taken."""

    def random(self) -> float:
        return 0.5

    def randrange(self, start: int, *rest: int) -> int:  # type: ignore[override]
        return start if rest else 0

    def randint(self, a: int, b: int) -> int:
        return a

    def choice(self, seq: Sequence[Any]) -> Any:
        return seq[0]


@dataclass(frozen=True)
class Ready:
    """A draft that only has to be handed in: who, and with what."""

    actor: Actor
    """Whoever hands in: for themself or for an enterprise."""
    given: dict[str, Any]

    @property
    def application(self) -> UUID:
        """The draft's id is the application's."""
        id_: UUID = self.given["draft_id"]
        return id_


class _Stop(Exception):
    """Before handing in."""


def prepare(journey: str, people: Sequence[UUID], seed: int) -> Ready:
    """Let somebody do everything up to handing in. NotPossible when none of these people can."""
    kept: dict[str, Any] = {}
    why: list[str] = []

    def instead(**given: Any) -> None:
        kept.update(given)
        raise _Stop

    for person in people:
        with mock.patch.object(applying.journeys, "submit_application", instead):
            try:
                applying.apply(person, journey, Random(f"{seed}:{person}"))
            except _Stop:
                return Ready(
                    kept["actor"],
                    {name: value for name, value in kept.items() if name not in {"actor", "now"}},
                )
            except (NotPossible, DomainError) as reason:
                why.append(str(reason))
    raise NotPossible(f"{journey}: {sorted(set(why))}")


def course(ready: Ready) -> None:
    """Hand in, work off, relay, seal, render, until nothing moves any more. May be begun again at any time."""
    actor = ready.actor
    applying.journeys.submit_application(actor=actor, now=now(), **ready.given)
    staff = Staff(local_day(now()))
    for _round in range(ROUNDS):
        work_off(actor, ready.application, staff, Steady())
        if _care():
            continue
        if not _on_the_way(ready.application):
            return
        time.sleep(PAUSE)
    raise AssertionError("it does not come to rest")


def _on_the_way(application: UUID) -> bool:
    rows = fetch_all(
        "SELECT 1 AS one FROM public.kernel_outbox WHERE application_id = %s LIMIT 1", [application]
    )
    return bool(rows)


def _care() -> int:
    """What the worker does meanwhile; how much it did."""
    done = 0
    while worked := relay_once(now()):
        done += worked
    done += render(now()) + silence(now())
    seal_once(now())
    return done


def in_child(act: Callable[[], None]) -> int:
    """Run in a process of its own that shares nothing but the database and the disk; its exit code."""
    return os.waitstatus_to_exitcode(os.waitpid(spawn(act), 0)[1])


def spawn(act: Callable[[], None]) -> int:
    """Begin that; the child's number."""
    connections.close_all()
    sys.stdout.flush()
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore", DeprecationWarning
        )  # 3.12 warns of threads; the child uses none of them
        number = os.fork()
    if number == 0:
        try:
            act()
            connections.close_all()
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            sys.stderr.flush()
            os._exit(1)
    return number


def fingerprint(application: UUID) -> dict[str, list[tuple[Any, ...]]]:
    """What an application came to, without ids, numbers and times."""
    questions = {
        "application": "SELECT state, open_cases FROM public.cases_application WHERE application_id = %s",
        "cases": "SELECT item, state, count(*) FROM public.cases_case WHERE application_id = %s GROUP BY 1, 2",
        "events": "SELECT type, count(*) FROM public.kernel_event WHERE application_id = %s GROUP BY 1",
        "papers": "SELECT kind, count(*) FROM public.documents_paper WHERE application_id = %s GROUP BY 1",
        "results": "SELECT type, count(*) FROM public.certificates_certificate WHERE application_id = %s GROUP BY 1",
        "on the way": "SELECT count(*) FROM public.kernel_outbox WHERE application_id = %s",
        "to do": "SELECT state, count(*) FROM public.worklist_entry WHERE application_id = %s GROUP BY 1",
    }
    return {
        name: sorted(tuple(row.values()) for row in fetch_all(question, [application]))
        for name, question in questions.items()
    }
