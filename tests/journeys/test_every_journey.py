"""The same for every journey: those of the demo city and those that a generator thinks of.

Nothing here names one: journeys are found in the folder of rulebooks, or made from a number.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from pytest_django import DjangoDbBlocker

from bancheng.accounts.queries import local_day
from bancheng.demo_city.drive import drive
from bancheng.demo_city.drive.inventing import typed
from bancheng.demo_city.loader import RULEBOOKS
from bancheng.demo_city.population import calendar
from bancheng.eforms.forms import Field, parse_form
from bancheng.eforms.spec import Element
from bancheng.exchange.commands import hang_up
from bancheng.journeys.checks import check
from bancheng.journeys.compose import Known, Plan, compose
from bancheng.journeys.compose.values import at, held, silent
from bancheng.journeys.spec import Journey, ScenarioQuestion
from bancheng.kernel import rulebooks
from bancheng.kernel.database import fetch_all
from bancheng.kernel.invariants import audit
from bancheng.kernel.rulebooks import Folder, Release, compose_release, text
from bancheng.kernel.sealer import seal
from bancheng.organizations.spec import World, load_world
from tests.city import Copy, Registry
from tests.harness import TestDatabase
from tests.journeys.generated import write
from tests.journeys.renaming import renamed

ON = local_day(datetime.now(UTC))
SEEDS = tuple(range(10))
OFFERED = tuple(sorted(path.stem for path in (RULEBOOKS / "journeys").glob("*.yaml")))
EVERY = [*OFFERED, *(f"seed-{seed}" for seed in SEEDS)]
SAMPLES, STEPS, APPLICATIONS = 50, 80, 2
every_journey = pytest.mark.parametrize("name", EVERY)


@cache
def here() -> World:
    return load_world(calendar.CITY, ON)


@cache
def book_of(name: str) -> tuple[Folder, str]:
    """The folder that a journey is published from, and its code."""
    if name in OFFERED:
        return rulebooks.load_folder(RULEBOOKS), name
    with TemporaryDirectory() as made:
        code = write(int(name.removeprefix("seed-")), here(), Path(made))
        return rulebooks.load_folder(Path(made)), code


@cache
def release_of(name: str) -> Release:
    folder, code = book_of(name)
    return compose_release(folder.documents, "journey", code)


# 检查


@every_journey
def test_the_check_finds_nothing(name: str) -> None:
    assert [str(one) for one in check(book_of(name)[0], here())] == []


# 组合


def said(question: ScenarioQuestion, chance: Random) -> Any:
    if question.kind == "several":
        return [value for value in question.values if chance.random() < 0.5]
    if question.values:
        return chance.choice(question.values)
    if question.kind in ("count", "number"):
        return str(chance.randint(int(question.minimum or 1), min(int(question.maximum or 400), 400)))
    return ON.isoformat() if question.kind == "date" else "随便"


def value_of(element: Element, release: Release, chance: Random, here: World) -> Any:
    """A right value, as rules read it."""
    if element.datatype == "region":
        return chance.choice(sorted(code for code, one in here.regions.items() if one.level == "township"))
    raw = typed(element, release, chance, ON)
    return parse_form([Field("x.y", element, "x")], {"x.y": raw}, on=ON).require()["x.y"]


def listed(release: Release, known: dict[str, Known], chance: Random) -> dict[str, Known]:
    """What a register that lists a subject's occurrences says: none, some, or nothing at all. Each is asked once."""
    journey = release.root
    assert isinstance(journey, Journey)
    told: dict[str, Known] = {}
    for role, subject in journey.subjects.items():
        if subject.listed_by is None or held(at(role, 1), subject.listed_by) in known:
            continue
        many = chance.randint(-1, 2)
        if many < 0:
            told[silent(subject.listed_by)] = Known(True, source=subject.listed_by)
        told |= {
            held(at(role, number + 1), subject.listed_by): Known(
                True if number < many else None, source=subject.listed_by
            )
            for number in range(max(many, 1))
        }
    return told


def walked(release: Release, chance: Random) -> tuple[Plan, list[Plan]]:
    """Answer and fill in whatever the plan asks, in any order, until it asks no more; every plan on the way."""
    answers: dict[str, Any] = {}
    known: dict[str, Known] = {}
    seen: list[Plan] = []
    for _step in range(STEPS):
        plan = compose(release, answers, known, ON, world=here())
        seen.append(plan)
        if plan.questions and (chance.random() < 0.8 or not plan.undecided):
            one = chance.choice(plan.questions)
            answers[one.id] = said(one, chance)
            continue
        empty = [one for one in plan.fields if one.value is None and not one.source.startswith("result:")]
        if not empty and (told := listed(release, known, chance)):
            known |= told
            continue
        if plan.excluded or not (empty or plan.questions):
            return plan, seen
        for one in empty:
            element = release.model("element", one.element)
            assert isinstance(element, Element)
            known[one.path] = Known(value_of(element, release, chance, here()), source="somebody")
    raise AssertionError("the plan never stops asking")


@every_journey
def test_whatever_is_answered_composing_comes_to_a_plan_in_which_nothing_is_open(name: str) -> None:
    release = release_of(name)
    shapes = set()
    for sample in range(SAMPLES):
        plan, seen = walked(release, Random(f"{name}:{sample}"))
        for one in seen:
            covers_each_requirement_once(one)
        if plan.excluded:
            continue
        assert (plan.undecided, plan.questions) == ((), ())
        blocked = {one.node for one in plan.blocked}
        assert all(one.entry is not None and one.queue for one in plan.items if one.node not in blocked)
        shapes.add(frozenset(one.node for one in plan.items))
    assert len(shapes) > 1


def covers_each_requirement_once(plan: Plan) -> None:
    data = [(field.role, field.element) for field in plan.fields]
    assert len(data) == len(set(data))
    materials = [(one.type, one.holder, one.form) for one in plan.materials]
    assert len(materials) == len(set(materials))
    nodes = {item.node for item in plan.items}
    assert {(n, f.path) for f in plan.fields for n in f.nodes} == {
        (i.node, p) for i in plan.items for p in i.fields
    }
    assert all(one.node in nodes for item in plan.items for one in item.after)
    assert all(one.amount >= 0 and one.node in nodes for one in plan.fees)


# 换名


@every_journey
def test_other_codes_give_the_same_plan(name: str) -> None:
    release = release_of(name)
    journey = release.root
    assert isinstance(journey, Journey)
    other, names = renamed(release)
    assert not {key for key in other.documents if key in release.documents}
    for assume in (False, True):
        plan, found = (compose(one, {}, {}, ON, world=here(), assume=assume) for one in (release, other))
        assert shape(found, {new: old for old, new in names.items()}) == shape(plan, {})


def shape(plan: Plan, back: dict[str, str]) -> dict[str, Any]:
    """What a plan says without its codes, or with them as they were."""

    def old(code: str) -> str:
        return back.get(code, code)

    return {
        "items": sorted(
            (
                old(one.code),
                one.for_,
                one.level,
                str(one.promised),
                str(one.legal),
                one.visits,
                one.way and one.way.code,
            )
            for one in plan.items
        ),
        "undecided": sorted(old(one.code) for one in plan.undecided),
        "fields": sorted((one.path, old(one.element), one.required, text(one.name)) for one in plan.fields),
        "materials": sorted(
            (old(one.type), one.holder, one.necessity, text(one.name)) for one in plan.materials
        ),
        "fees": sorted((text(one.name), one.amount) for one in plan.fees),
        "figures": (plan.figures.days, plan.figures.fields, plan.figures.materials, plan.figures.legal_days),
        "questions": [one.id for one in plan.questions],
    }


# 办到底


@pytest.fixture(scope="module")
def open_city(
    test_database: TestDatabase,
    city_database: Copy,
    registry_process: Registry,
    worker_name: str,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Copy]:
    """One city for all of them, with the generated things published beside its own."""
    database = Copy(test_database.server, city_database.name, worker_name)
    heads = tmp_path_factory.mktemp("evidence") / "heads.jsonl"
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "BANCHENG_REGISTRY_URL", registry_process.url)
        for module in (seal, sys.modules["bancheng.kernel.sealer.verify"]):  # heads of this database alone
            patch.setattr(module, "heads_file", lambda: heads)
        hang_up()
        database.open()
        for seed in SEEDS:
            folder, code = book_of(f"seed-{seed}")
            rulebooks.publish(
                folder, [("journey", code)], now=datetime.now(UTC), by="test", effective_from=ON
            )
        yield database
        hang_up()
        connections.close_all()
        test_database.use()
        database.drop()


@pytest.fixture
def city_of_all(open_city: Copy, django_db_blocker: DjangoDbBlocker) -> Iterator[Copy]:
    with django_db_blocker.unblock():
        connections.close_all()
        open_city.use()
        yield open_city
        connections.close_all()


def waiting() -> int:
    return int(fetch_all("SELECT count(*) AS n FROM public.worklist_entry")[0]["n"])


@every_journey
def test_people_and_officers_take_it_to_its_end(name: str, city_of_all: Copy) -> None:
    before = waiting()
    report = drive(applications=APPLICATIONS, seed=11, journey=book_of(name)[1])
    assert report.submitted == APPLICATIONS, report
    assert set(report.applications) <= {"delivered", "ended"}, report
    assert waiting() == before, "something of it still waits for somebody"


def test_the_audit_finds_nothing_after_all_of_them(city_of_all: Copy) -> None:
    assert [str(breach) for breach in audit()] == []
