"""Certificates that people already had when the platform was opened, as `demo/city/certificates.yaml` tells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import yaml

from bancheng.demo_city.population.calendar import CITY
from bancheng.demo_city.population.disabled import card_of
from bancheng.demo_city.population.generate import NAMESPACE
from bancheng.demo_city.population.model import Citizen, Population
from bancheng.organizations.spec import World

ISSUED_BEFORE = timedelta(days=1000)


@dataclass(frozen=True, slots=True)
class OnFile:
    """One certificate on file, ready to be prepared and registered."""

    id: UUID
    serial: str
    holder: Citizen
    type: str
    type_code: str
    name: str
    number: str
    issuer: str
    values: Mapping[str, str]
    valid_from: date
    valid_days: int | None


def certificates_on_file(world: World, people: Population, on: date, folder: Path = CITY) -> Iterable[OnFile]:
    """What is on file in this city: only of people its own registers know."""
    everybody = (
        *people.citizens,
        *(member.person for member, _house in people.children),
        *(one.deceased for one in people.bereavements),
    )
    return certificates_of(everybody, world, people, on, folder)


def certificates_of(
    persons: Iterable[Citizen], world: World, people: Population, on: date, folder: Path = CITY
) -> Iterable[OnFile]:
    """What is on file of these persons, whoever they are in the population."""
    kinds = list(kinds_of("person", "marriage", "disabled", "child", folder=folder))
    for person in persons:
        for kind in kinds:
            facts = _facts(person, people, kind["of"])
            issuer = issuer_of(world, person.county, kind["issuer"])
            if person.local and facts is not None and issuer is not None:
                yield _certificate(world, person, kind, facts, issuer, on)


def kinds_of(*of: str, folder: Path = CITY) -> Iterator[Mapping[str, Any]]:
    """The rows of `certificates.yaml` about these: person, marriage, disabled, child, enterprise."""
    rows: list[Mapping[str, Any]] = yaml.safe_load((folder / "certificates.yaml").read_text(encoding="utf-8"))
    return (row for row in rows if row["of"] in of)


def _facts(person: Citizen, people: Population, of: str) -> dict[str, str] | None:
    """The fields a certificate may be filled from; None when the person has no such certificate."""
    facts = {
        "name": person.name,
        "id_number": person.id_number,
        "sex": person.sex,
        "birth_date": person.born_on.isoformat(),
        "address": person.address,
        "region": person.region,
        "household_number": person.household_number,
    }
    if of == "person":
        return facts
    if of == "disabled":
        card = card_of(person, people)
        return facts | {"card": card} if card else None
    if of == "child":
        number = f"Z{person.county}{person.born_on:%Y}{person.id_number[10:16]}"
        return facts | {"birth_number": number} if person.key in people.minors else None
    marriage = people.marriage_of.get(person.key)
    if marriage is None or not marriage.known_here:
        return None
    is_wife = person.key == marriage.wife
    spouse = people.by_key[marriage.husband if is_wife else marriage.wife]
    return facts | {
        "marriage_number": marriage.number,
        "registered_on": marriage.registered_on.isoformat(),
        "spouse_name": marriage.husband_name if is_wife else marriage.wife_name,
        "spouse_id_number": spouse.id_number,
    }


def issuer_of(world: World, county: str, kind: str) -> str | None:
    """The code of the body of that kind in a county: the county's own before one in a town of it."""
    of_kind = [body for body in world.organizations.values() if body.code.startswith(f"{kind}-")]
    here = sorted((body.region, body.code) for body in of_kind if body.region[:6] == county)
    return here[0][1] if here else None


def _certificate(
    world: World, person: Citizen, kind: Mapping[str, Any], facts: dict[str, str], issuer: str, on: date
) -> OnFile:
    own = uuid5(NAMESPACE, f"certificate:{person.id}:{kind['type']}")
    return OnFile(
        id=own,
        serial=own.hex[:20].upper(),
        holder=person,
        type=kind["type"],
        type_code=kind.get("type_code") or world.organizations[kind["definer"]].uscc + kind["serial"],
        name=kind["name"],
        number=kind["number"].format(**facts),
        issuer=issuer,
        values={field: value.format(**facts) for field, value in kind["values"].items()},
        valid_from=on - ISSUED_BEFORE,
        valid_days=kind.get("valid_days"),
    )


def issue_time(certificate: OnFile) -> datetime:
    """Noon of its first day, in Shanghai: within that day everywhere it is shown."""
    day = certificate.valid_from
    return datetime.fromisoformat(f"{day.isoformat()}T12:00:00+08:00")
