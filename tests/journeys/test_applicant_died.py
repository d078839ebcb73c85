"""申请人去世: what was under way ends, each application with one letter, or goes to a successor as its rules say."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bancheng.accounts.commands.sessions import open_session
from bancheng.accounts.queries import load_actor
from bancheng.cases.queries import application_progress
from bancheng.demo_city.population.model import Population
from bancheng.journeys.commands.parting import record_death
from bancheng.kernel import rulebooks
from bancheng.kernel.access import system_actor
from bancheng.kernel.database import fetch_all, fetch_one
from bancheng.kernel.errors import DomainError
from bancheng.kernel.rulebooks import Document
from tests.city import ROOT, Registry, family, login
from tests.journeys.walking import NEWBORN, Walker, mother

STORY = "双胞胎"
KEEPER = system_actor("test")


def died(walker: Walker) -> int:
    return record_death(
        actor=KEEPER, person_id=walker.citizen.id, died_on=walker.on, source="officer", now=walker.now
    )


def with_rule(walker: Walker, **rule: Any) -> None:
    """Publish the thing with a rule for the death of its applicant."""
    folder = rulebooks.load_folder(ROOT / "demo" / "rulebooks")
    documents = dict(folder.documents)
    key = f"journey/{NEWBORN}"
    body = documents[key].body
    documents[key] = Document("journey", NEWBORN, {**body, "applicant": {**body["applicant"], **rule}})
    rulebooks.publish(
        replace(folder, documents=documents),
        [("journey", NEWBORN)],
        now=walker.now,
        by="city",
        effective_from=walker.on,
    )


def test_open_matters_end_and_one_letter_says_so(city: Population, registry: Registry) -> None:
    walker = mother(family(STORY)).ready()
    handed = walker.submit()
    assert died(walker) == 1
    states = fetch_all(
        "SELECT DISTINCT state FROM public.cases_case WHERE application_id = %s", [handed.application_id]
    )
    assert [row["state"] for row in states] == ["terminated"]
    row = fetch_one(
        "SELECT state FROM public.cases_application WHERE application_id = %s", [handed.application_id]
    )
    assert row is not None
    assert row["state"] == "ended"
    letters = fetch_all(
        "SELECT kind FROM public.documents_paper WHERE application_id = %s AND kind = 'closing_letter'",
        [handed.application_id],
    )
    assert len(letters) == 1
    assert died(walker) == 0


def test_drafts_are_cleared_and_sessions_end(city: Population, registry: Registry) -> None:
    walker = mother(family(STORY)).start()
    key = open_session(now=walker.now, person_id=walker.citizen.id)
    died(walker)
    assert load_actor(key, walker.now) is None
    row = fetch_one("SELECT state, fields FROM public.journeys_draft WHERE draft_id = %s", [walker.id])
    assert row is not None
    assert (row["state"], row["fields"]) == ("lapsed", {})


def test_a_successor_takes_over_where_the_rules_say_so(city: Population, registry: Registry) -> None:
    walker = mother(family(STORY))
    with_rule(walker, on_death="successor", successors=["father"])
    walker.ready()
    handed = walker.submit()
    assert died(walker) == 1
    father = family(STORY).father
    assert father is not None
    progress = application_progress(handed.application_id, login(father.id))
    assert progress.application["applicant_id"] == father.id
    assert progress.application["applicant_name"] == father.name
    assert any("withdraw" in acts for acts in progress.acts.values())
    with pytest.raises(DomainError):
        record_death(
            actor=KEEPER,
            person_id=father.id,
            died_on=walker.on + timedelta(days=1),
            source="x",
            now=walker.now,
        )


def test_a_party_that_the_rules_do_not_name_takes_nothing_over(city: Population, registry: Registry) -> None:
    walker = mother(family(STORY))
    with_rule(walker, on_death="successor", successors=["child"])
    walker.ready()
    handed = walker.submit()
    assert died(walker) == 1
    row = fetch_one(
        "SELECT state, applicant_id FROM public.cases_application WHERE application_id = %s",
        [handed.application_id],
    )
    assert row == {"state": "ended", "applicant_id": walker.citizen.id}


def test_without_a_living_successor_it_ends(city: Population, registry: Registry) -> None:
    walker = mother(family(STORY))
    with_rule(walker, on_death="successor", successors=["father"])
    walker.ready()
    handed = walker.submit()
    father = family(STORY).father
    assert father is not None
    record_death(actor=KEEPER, person_id=father.id, died_on=walker.on, source="x", now=walker.now)
    died(walker)
    row = fetch_one(
        "SELECT state FROM public.cases_application WHERE application_id = %s", [handed.application_id]
    )
    assert row is not None
    assert row["state"] == "ended"


def test_only_the_keeper_records_a_death(city: Population) -> None:
    walker = mother(family(STORY))
    with pytest.raises(DomainError) as error:
        record_death(
            actor=walker.actor, person_id=walker.citizen.id, died_on=walker.on, source="x", now=walker.now
        )
    assert error.value.code == "not_permitted"
