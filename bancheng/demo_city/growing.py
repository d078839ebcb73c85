"""The many households of the demo city, brought in small steps while the pages already serve.

A step that was killed is done again; what is there is asked of the database, so nothing comes twice. Two processes do
not bring at once: the second one waits for its next turn.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, time
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction

from bancheng.accounts.commands.acting import keep_enterprise
from bancheng.accounts.commands.persons import register_persons
from bancheng.accounts.models import Enterprise, Person
from bancheng.accounts.queries import SHANGHAI, local_day, person_by_id_number
from bancheng.certificates.commands import prepare, register
from bancheng.demo_city.acting import appoint, keep_wards, record_of
from bancheng.demo_city.bringing import as_new_person, register_certificates, registered
from bancheng.demo_city.on_file import certificates_of, issuer_of, kinds_of
from bancheng.demo_city.population import calendar
from bancheng.demo_city.population.calendar import Settled
from bancheng.demo_city.population.enterprises import DemoClerk, Ward, wards_of_households
from bancheng.demo_city.population.generate import NAMESPACE
from bancheng.demo_city.population.model import Citizen, DemoEnterprise, Household, Population
from bancheng.kernel.access import system_actor
from bancheng.organizations.spec import World, load_world

STEP = 40
"""Households, or enterprises, that one turn brings: well under a second of work."""
LOCK = Path("demo") / "growing.lock"
_KEEPER = system_actor("demo city")


class Growing:
    """Brings the households of the city whose state lives under `data`, one step a turn."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self._done: Settled | None = None
        self._made: tuple[Settled, World, Population] | None = None
        self._brought: set[str] = set()
        """Households of this process: whoever signed on before being brought keeps the id that they got then."""

    def turn(self, now: datetime) -> int:
        """One step; answers how many households or enterprises came. 0: all are there, or another process is at it."""
        settled = calendar.settle(self.data, local_day(now))
        if not settled.households or settled == self._done:
            return 0
        with _alone(self.data / LOCK) as alone:
            return self._step(settled, now) if alone else 0

    def _step(self, settled: Settled, now: datetime) -> int:
        world, people = self._people(settled)
        homes = [one for one in _missing_homes(people) if one.key not in self._brought][:STEP]
        if homes:
            _bring_homes(homes, world, people, settled, now)
            self._brought.update(one.key for one in homes)
            return len(homes)
        firms = _missing_firms(people)
        if firms:
            for one in firms[:STEP]:
                _bring_firm(one, world, settled, now)
            return len(firms[:STEP])
        self._done, self._made = settled, None
        return 0

    def _people(self, settled: Settled) -> tuple[World, Population]:
        if self._made is None or self._made[0] != settled:
            world = load_world(calendar.CITY, settled.anchor)
            self._made = settled, world, calendar.people(settled, world)
        return self._made[1], self._made[2]


def _missing_homes(people: Population) -> list[Household]:
    """Households whose head is not there: a step is whole or not at all."""
    heads = {house.head.id: house for house in people.households}
    there = set(Person.objects.filter(pk__in=list(heads)).values_list("pk", flat=True))
    return [house for head, house in heads.items() if head not in there]


def _bring_homes(
    homes: Sequence[Household], world: World, people: Population, settled: Settled, now: datetime
) -> None:
    """The persons of these households, whose children they are, and what they have on file."""
    persons = [member.person for house in homes for member in house.members]
    with transaction.atomic():
        register_persons(actor=_KEEPER, persons=map(as_new_person, persons), now=now)
        kept = _as_kept(persons)
        keep_wards(_wards(kept, people, settled), now)
        register_certificates(world, certificates_of(kept.values(), world, people, settled.anchor))


def _as_kept(persons: Sequence[Citizen]) -> dict[str, Citizen]:
    """The same persons by key, with the ids that they have here: some signed on before they were brought."""
    there = set(Person.objects.filter(pk__in=[one.id for one in persons]).values_list("pk", flat=True))
    return {
        one.key: one if one.id in there else replace(one, id=person_by_id_number(one.id_number) or one.id)
        for one in persons
    }


def _wards(kept: Mapping[str, Citizen], people: Population, settled: Settled) -> Iterator[Ward]:
    """The children among these, with their parents, who live in the same household."""
    for one in wards_of_households(people, settled.births_on):
        if one.person.key in kept:
            yield Ward(kept[one.person.key], tuple(kept[guardian.key] for guardian in one.guardians))


def _missing_firms(people: Population) -> list[DemoEnterprise]:
    """Enterprises without their licence, or, when they have none, without their row: the licence comes last."""
    there = set(Enterprise.objects.values_list("uscc", flat=True))
    licensed = registered([_licence_id(one) for one in people.businesses])
    return [
        one
        for one in people.businesses
        if one.uscc not in there or (one.state == "in_being" and _licence_id(one) not in licensed)
    ]


def _bring_firm(one: DemoEnterprise, world: World, settled: Settled, now: datetime) -> None:
    """The register's word, then the clerks, then the licence."""
    own = keep_enterprise(actor=_KEEPER, record=record_of(one), now=now)
    for clerk in one.clerks:
        appoint(DemoClerk(one, clerk), now)
    if one.state == "in_being":
        register([_licence(one, own, world, settled)])


def _licence_id(one: DemoEnterprise) -> UUID:
    return uuid5(NAMESPACE, f"licence:{one.uscc}")


def _licence(one: DemoEnterprise, own: UUID, world: World, settled: Settled) -> dict[str, Any]:
    """营业执照: what it says is what the register holds of the same enterprise."""
    kind = next(kinds_of("enterprise"))
    definer = world.organizations[kind["definer"]]
    issuer = world.organizations[issuer_of(world, one.region[:6], kind["issuer"]) or definer.code]
    facts = {"name": one.name, "credit_code": one.uscc, "kind": one.kind, "scope": one.scope}
    made = _licence_id(one)
    return prepare(
        case_id=made,
        certificate_id=made,
        serial=made.hex[:20].upper(),
        type_=kind["type"],
        type_code=definer.uscc + kind["serial"],
        name=kind["name"],
        number=f"{one.region[:6]}-{one.founded_on:%Y}-{one.uscc[11:16]}0",
        holder_kind="enterprise",
        holder_id=own,
        holder_role="",
        holder_number=one.uscc,
        issuer=issuer.id,
        issuer_name=issuer.name,
        issuer_uscc=issuer.uscc,
        values={field: value.format(**facts) for field, value in kind["values"].items()},
        now=datetime.combine(one.founded_on, time(12), SHANGHAI),
        valid_from=one.founded_on,
    )


@contextmanager
def _alone(path: Path) -> Iterator[bool]:
    """True when no other process of this state folder brings people now."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
