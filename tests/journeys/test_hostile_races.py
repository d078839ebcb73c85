"""One draft, several windows at the same instant: handing in against throwing away, saving and changing answers."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connections

from bancheng.journeys import commands as journeys
from bancheng.kernel.database import fetch_all, fetch_one
from bancheng.kernel.errors import DomainError
from bancheng.kernel.invariants import audit
from tests.city import Copy, Registry, family
from tests.journeys.walking import Walker, mother

ROUNDS = 4


@pytest.fixture
def walkers(committed_city: Copy, registry: Registry) -> list[Walker]:
    """Drafts of one person that lack nothing, one for each round."""
    return [mother(family("夫妻两地户口，一个宝宝")).ready() for _each in range(ROUNDS)]


def at_once(*acts: Callable[[], object]) -> list[str]:
    """What each act was told: `ok`, or the code of its refusal."""
    gate, told = Barrier(len(acts)), dict[int, str]()

    def run(number: int, act: Callable[[], object]) -> None:
        gate.wait()
        try:
            act()
            told[number] = "ok"
        except DomainError as refused:
            told[number] = refused.code
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [told[number] for number in range(len(acts))]


def applied(walker: Walker) -> bool:
    row = fetch_one(
        "SELECT EXISTS (SELECT FROM public.cases_application WHERE application_id = %s) AS yes", [walker.id]
    )
    return bool(row and row["yes"])


def test_handing_in_and_throwing_away_at_once_one_of_them_happens(walkers: list[Walker]) -> None:
    for walker in walkers:

        def discard(one: Walker = walker) -> None:
            journeys.discard_draft(actor=one.actor, draft_id=one.id, now=one.now)

        submitted, discarded = at_once(walker.submit, discard)
        (row,) = fetch_all("SELECT state FROM journeys_draft WHERE draft_id = %s", [walker.id])
        state = row["state"]
        assert (state == "submitted") == applied(walker) == (submitted == "ok")
        assert (state == "discarded") == (discarded == "ok")
    assert audit(["I1", "I5", "I12"]) == []


def test_what_is_saved_while_handing_in_is_in_it_or_refused(walkers: list[Walker]) -> None:
    for walker in walkers:
        path = next(one.path for one in walker.view.plan.asked() if one.element.startswith("bank"))

        def save(one: Walker = walker, path: str = path) -> None:
            one.save({path: ""}, shown={path: "x"})

        version = walker.view.version
        submitted, saved = at_once(lambda one=walker, at=version: one.submit(at), save)  # type: ignore[misc]
        assert (submitted, saved) in {
            ("ok", "draft_over"),
            ("draft_stale", "ok"),
            ("submission_incomplete", "ok"),
        }
        assert applied(walker) == (submitted == "ok")
    assert audit(["I1", "I5", "I12"]) == []
