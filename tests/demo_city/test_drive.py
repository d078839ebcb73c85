"""试运行: synthetic people and named officers take whole things from the first question to the end."""

from __future__ import annotations

import logging
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from random import Random
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connections
from psycopg import sql
from pytest_django import DjangoDbBlocker

from bancheng.accounts.queries import local_day
from bancheng.cases import commands as cases
from bancheng.demo_city.drive import drive, working
from bancheng.demo_city.drive.applying import apply
from bancheng.demo_city.drive.running import Report
from bancheng.demo_city.drive.working import Staff, work_off
from bancheng.demo_city.population.model import Family
from bancheng.exchange.commands import hang_up
from bancheng.journeys.commands import issuing
from bancheng.kernel.database import count_statements, fetch_all
from bancheng.kernel.invariants import audit
from bancheng.kernel.sealer import seal
from bancheng.kernel.workdays import calendar
from tests.city import Copy, Registry, people
from tests.harness import TestDatabase

JOURNEY = "newborn"
APPLICATIONS = 12


class Driven:
    """A city after a drive: what it reported, what it logged, what was written of ends.

    The ends are read at once: other tests of this file, in any order, take more applications to theirs.
    """

    def __init__(self, database: Copy, report: Report, logged: str) -> None:
        self.database = database
        self.report = report
        self.logged = logged
        self.ends = fetch_all(
            "SELECT application_id, count(*) AS n FROM public.kernel_event"
            " WHERE type IN ('application_delivered', 'application_ended') GROUP BY application_id"
        )


@pytest.fixture(scope="module")
def driven(
    test_database: TestDatabase,
    city_database: Copy,
    registry_process: Registry,
    worker_name: str,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Driven]:
    """One drive for all tests of this file: it is the dear part."""
    database = Copy(test_database.server, city_database.name, worker_name)
    heads = tmp_path_factory.mktemp("evidence") / "heads.jsonl"
    logged: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: logged.append(handler.format(record))  # type: ignore[method-assign]
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "BANCHENG_REGISTRY_URL", registry_process.url)
        # Heads of this database must not stand in one file with those of another.
        for module in (seal, sys.modules["bancheng.kernel.sealer.verify"]):
            patch.setattr(module, "heads_file", lambda: heads)
        hang_up()
        database.open()
        logging.getLogger().addHandler(handler)
        report = drive(applications=APPLICATIONS, seed=7, journey=JOURNEY)
        logging.getLogger().removeHandler(handler)
        yield Driven(database, report, "\n".join(logged))
        hang_up()
        connections.close_all()
        test_database.use()
        database.drop()


@pytest.fixture
def city_after(driven: Driven, django_db_blocker: DjangoDbBlocker) -> Iterator[Driven]:
    with django_db_blocker.unblock():
        connections.close_all()
        driven.database.use()
        yield driven
        connections.close_all()


def rows(database: Copy, pattern: str) -> dict[str, str]:
    """Every row of the tables whose name matches, as text, by table. As the owner: a dump sees everything."""
    with psycopg.connect(database.url("owner")) as connection:
        names = connection.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        ).fetchall()
        return {
            name: "\n".join(
                str(row[0])
                for row in connection.execute(
                    sql.SQL("SELECT t::text FROM {} AS t").format(sql.Identifier(name))
                )
            )
            for (name,) in names
            if re.search(pattern, name)
        }


# 办到底


def test_every_application_comes_to_one_end_with_one_letter(city_after: Driven) -> None:
    report = city_after.report
    assert (report.asked, report.submitted) == (APPLICATIONS, APPLICATIONS)
    assert sum(report.applications.values()) == APPLICATIONS
    assert set(report.applications) <= {"delivered", "ended"}
    assert set(report.states) <= {"issued", "refused", "not_accepted", "withdrawn", "terminated"}
    assert fetch_all("SELECT 1 FROM public.worklist_entry LIMIT 1") == []
    assert [row["n"] for row in city_after.ends] == [1] * APPLICATIONS


def test_the_audit_finds_nothing_afterwards(city_after: Driven) -> None:
    assert [str(breach) for breach in audit()] == []


def test_at_least_a_fifth_of_the_cases_that_were_looked_at_is_corrected_or_refused(
    city_after: Driven,
) -> None:
    found = fetch_all(
        "SELECT case_id, array_agg(DISTINCT type) AS types FROM public.kernel_event"
        " WHERE case_id <> application_id GROUP BY case_id"
    )
    looked_at = [
        set(row["types"]) for row in found if {"case_accepted", "case_not_accepted"} & set(row["types"])
    ]
    sent_back = {"case_correction_requested", "case_not_accepted", "case_refused"}
    assert len(looked_at) > 50
    assert sum(bool(types & sent_back) for types in looked_at) >= len(looked_at) * 0.2


def test_officers_of_every_kind_worked(city_after: Driven) -> None:
    actors = fetch_all("SELECT DISTINCT actor FROM public.kernel_event WHERE type = 'case_accepted'")
    assert len(actors) >= 7


# 不留号码


def numbers() -> set[str]:
    return {number for one in people().citizens for number in (one.id_number, one.phone)}


INVENTED = re.compile(r"(?<![\dA-Fa-f])(449999\d{11}[\dX]|154\d{8})(?![\dA-FXa-f])")
"""Numbers that the drive itself makes up: newborns and telephones. Eleven digits inside a digest are neither."""


def spilled(text: str) -> set[str]:
    return {number for number in numbers() if number in text} | set(INVENTED.findall(text))


@pytest.mark.parametrize(
    "tables",
    ["kernel_event", "kernel_outbox", "kernel_evidence", "kernel_idempotency", "worklist", "exchange", ""],
)
def test_no_identity_number_and_no_telephone_number_stands_in_a_dump(city_after: Driven, tables: str) -> None:
    found = rows(city_after.database, f"^{tables}")
    assert found
    assert {name: spilled(text) for name, text in found.items() if spilled(text)} == {}


def test_the_canary_would_be_seen(city_after: Driven) -> None:
    one = people().citizens[0]
    assert spilled(f"x{one.id_number}") == {one.id_number}
    assert spilled("449999202601010012, 15400000001") == {"449999202601010012", "15400000001"}
    assert any("case_issued" in text for text in rows(city_after.database, "^kernel_event_2").values())


def test_no_number_stands_in_the_log(city_after: Driven) -> None:
    assert spilled(city_after.logged) == set()


# 一步两句


class Counting:
    """`cases.commands`, with the statements of every act written down."""

    def __init__(self) -> None:
        self.seen: dict[str, list[list[str]]] = defaultdict(list)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        act = getattr(cases, name)

        def counted(**arguments: Any) -> Any:
            with count_statements() as statements:
                answer = act(**arguments)
            self.seen[name].append(statements.sql)
            return answer

        return counted


class Fate(Random):
    """Chance that always says the same first."""

    def __init__(self, first: float) -> None:
        super().__init__(1)
        self._first: float | None = first

    def random(self) -> float:
        first, self._first = self._first, None
        return super().random() if first is None else first


def families() -> list[Family]:
    """Families of which the registers know everything."""
    return [
        one
        for one in people().families
        if one.births and one.father and one.marriage and one.marriage.known_here
        and one.mother.local and one.father.local
    ]  # fmt: skip


def test_an_act_is_one_read_and_one_write_without_counting_or_notifying(
    city_after: Driven, monkeypatch: pytest.MonkeyPatch
) -> None:
    counting = Counting()
    monkeypatch.setattr(working, "cases", counting)
    monkeypatch.setattr(issuing, "cases", counting)
    seal.seal_once(datetime.now(UTC))
    calendar(local_day(datetime.now(UTC)))  # read once a process, then kept
    staff = Staff(local_day(datetime.now(UTC)))
    for number, family in enumerate(families()[:2]):
        chance = Random(number)
        applicant, opened = apply(family.mother.id, JOURNEY, chance)
        work_off(applicant, opened.application_id, staff, chance)
    assert {"accept", "review", "decide", "issue"} <= counting.seen.keys()
    for act, calls in counting.seen.items():
        for statements in calls:
            text = "\n".join(statements)
            assert not re.search(r"\bcount\s*\(|\bnotify\b", text, re.IGNORECASE), act
            # A block of numbers is fetched once for many acts (kernel.numbers): not a statement of each.
            own = [one for one in statements if "kernel_take_numbers_v1" not in one]
            assert len(own) <= 2, (act, own)
            assert len([one for one in own if re.search(r"_v\d+\(", one)]) == 1, act


def test_a_withdrawn_application_ends_too(city_after: Driven) -> None:
    applicant, opened = apply(families()[2].mother.id, JOURNEY, Random(2))
    work_off(applicant, opened.application_id, Staff(local_day(datetime.now(UTC))), Fate(0.0))
    states = fetch_all(
        "SELECT DISTINCT state FROM public.cases_case WHERE application_id = %s", [opened.application_id]
    )
    assert [row["state"] for row in states] == ["withdrawn"]
    assert list(audit(["I5", "I12"])) == []
