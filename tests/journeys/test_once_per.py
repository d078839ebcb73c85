"""同一件事只办一次: the first one stands in the way, for as long as its rule says, and only for the same subject."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections

from bancheng.cases.commands import withdraw_application
from bancheng.cases.queries import application_line
from bancheng.demo_city.population.model import Population
from bancheng.journeys.commands import start_draft, submit_application
from bancheng.journeys.commands.once import already
from bancheng.journeys.commands.submitting import missing_of
from bancheng.journeys.queries.confirmations import confirmations_of
from bancheng.journeys.queries.drafts import draft, my_drafts
from bancheng.journeys.queries.once import held_by_another
from bancheng.kernel import rulebooks
from bancheng.kernel.database import fetch_all
from bancheng.kernel.errors import DomainError
from bancheng.kernel.rulebooks import Document
from tests.city import ROOT, Copy, Registry, family
from tests.journeys.walking import NEWBORN, Walker, mother

STORY = "未婚妈妈，单方申报"
"""A mother who needs nobody's yes."""


def once(walker: Walker, rule: Any) -> None:
    """Publish the thing with a rule that it runs once; None: with none."""
    folder = rulebooks.load_folder(ROOT / "demo" / "rulebooks")
    documents = dict(folder.documents)
    key = f"journey/{NEWBORN}"
    body = {name: value for name, value in documents[key].body.items() if name != "once_per"}
    documents[key] = Document("journey", NEWBORN, body | ({"once_per": rule} if rule else {}))
    rulebooks.publish(
        replace(folder, documents=documents),
        [("journey", NEWBORN)],
        now=walker.now,
        by="city",
        effective_from=walker.on,
    )


def ready(story: str = STORY) -> Walker:
    alone = {"father_known": "no"} if story == STORY else {}
    return mother(family(story)).ready(**alone)


def refused(walker: Walker) -> DomainError:
    with pytest.raises(DomainError) as error:
        walker.submit()
    return error.value


def test_a_second_one_points_to_the_first(city: Population, registry: Registry) -> None:
    once(mother(family(STORY)), ["mother"])
    first, second = ready(), ready()
    handed = first.submit()
    error = refused(second)
    assert error.code == "already_applied"
    assert error.facts["receipt"] == handed.receipt
    assert error.facts["application_id"] == handed.application_id
    assert draft(second.id, actor=second.actor, now=second.now).state == "open"


def test_posting_the_first_one_again_answers_its_receipt(city: Population, registry: Registry) -> None:
    once(mother(family(STORY)), ["mother"])
    first = ready()
    version = first.view.version
    assert first.submit(version).receipt == first.submit(version).receipt


def test_another_subject_is_not_hindered(city: Population, registry: Registry) -> None:
    once(mother(family(STORY)), ["mother"])
    ready().submit()
    other = ready("双胞胎")
    assert other.submit().receipt


def test_without_a_rule_it_runs_as_often_as_people_want(city: Population, registry: Registry) -> None:
    once(mother(family(STORY)), None)
    first, second = ready(), ready()
    assert first.submit().receipt != second.submit().receipt
    assert fetch_all("SELECT * FROM public.journeys_once") == []


def test_when_the_first_ended_it_stands_in_nobodys_way(city: Population, registry: Registry) -> None:
    once(mother(family(STORY)), ["mother"])
    first, second = ready(), ready()
    handed = first.submit()
    withdraw_application(actor=first.actor, application_id=handed.application_id, reason="", now=first.now)
    assert second.submit().receipt != handed.receipt


def test_for_ever_is_for_ever(city: Population, registry: Registry) -> None:
    once(mother(family(STORY)), {"of": ["mother"], "lasts": "ever"})
    first, second = ready(), ready()
    handed = first.submit()
    withdraw_application(actor=first.actor, application_id=handed.application_id, reason="", now=first.now)
    assert refused(second).code == "already_applied"


def test_within_a_period_ends_with_the_period(city: Population, registry: Registry) -> None:
    once(mother(family(STORY)), {"of": ["mother"], "lasts": "within", "within": "30 cd"})
    first, second = ready(), ready()
    first.submit()
    assert refused(second).code == "already_applied"
    assert held_by_another(second.view, second.now + timedelta(days=29)) is not None
    assert held_by_another(second.view, second.now + timedelta(days=31)) is None


def test_whoever_may_not_see_the_first_learns_only_that_there_is_one(
    city: Population, registry: Registry
) -> None:
    once(mother(family(STORY)), ["mother"])
    first = ready()
    handed = first.submit()
    stranger = Walker(city.families[20].mother)
    error = already(stranger.actor, application_line(handed.application_id))
    assert error.code == "already_applied_by_another"
    assert handed.receipt not in str(error.problem() if hasattr(error, "problem") else error.message)
    assert "application_id" not in error.facts


def test_starting_a_second_one_points_to_the_first(city: Population, registry: Registry) -> None:
    """The rule can be judged at once where it speaks of whoever applies."""
    walker = mother(family(STORY))
    folder = rulebooks.load_folder(ROOT / "demo" / "rulebooks")
    body = folder.documents[f"journey/{NEWBORN}"].body
    once(walker, ["mother"])
    first = ready()
    handed = first.submit()
    second = mother(family(STORY))
    role = {body["applicant"]["question"]: "mother"}
    with pytest.raises(DomainError) as error:
        start_draft(actor=second.actor, journey=NEWBORN, now=second.now, answers=role)
    assert error.value.facts["receipt"] == handed.receipt
    assert my_drafts(second.actor) == []


def test_the_registry_holds_no_number(city: Population, registry: Registry) -> None:
    once(mother(family(STORY)), ["mother"])
    first = ready()
    first.submit()
    (row,) = fetch_all("SELECT * FROM public.journeys_once")
    assert first.citizen.id_number not in str(row)


def test_it_is_said_before_anything_is_handed_in(city: Population, registry: Registry) -> None:
    once(mother(family(STORY)), ["mother"])
    first, second = ready(), ready()
    first.submit()
    assert held_by_another(second.view, second.now) is not None
    assert missing_of(second.view, confirmations_of(second.id)) == []


def test_fifty_at_once_open_one(committed_city: Copy, registry: Registry) -> None:
    once(mother(family(STORY)), ["mother"])
    walkers = [ready() for _each in range(6)]
    tries = [walker for walker in walkers for _each in range(9)][:50]
    barrier = threading.Barrier(len(tries))
    answers: list[str] = []

    def post(walker: Walker) -> None:
        barrier.wait()
        try:
            handed = submit_application(
                actor=walker.actor, draft_id=walker.id, version=walker.view.version, now=walker.now
            )
            answers.append(handed.receipt)
        except DomainError as error:
            answers.append(error.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=post, args=(walker,)) for walker in tries]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == len(tries)
    receipts = {one for one in answers if one != "already_applied"}
    assert len(receipts) == 1, receipts
    assert len(fetch_all("SELECT application_id FROM public.cases_application")) == 1
