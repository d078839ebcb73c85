"""In whose name somebody of the drive does a thing: their own, or that of an enterprise whose papers they carry."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from random import Random
from uuid import UUID

from django.conf import settings

from bancheng.accounts.queries import actor_of_person
from bancheng.accounts.queries.acting import actor_for, enterprise_by_code
from bancheng.accounts.spec import SessionActor
from bancheng.demo_city.population import calendar
from bancheng.demo_city.population.enterprises import clerks_of, enterprises_of
from bancheng.journeys.compose.applying import kinds_of
from bancheng.journeys.spec import Journey
from bancheng.kernel.rulebooks import current

_BY_ENTERPRISES = 0.4
"""How often a thing that both may do is done by an enterprise."""


def acting(person: UUID, journey: str, chance: Random, on: date) -> SessionActor | None:
    """Who does it: the person; for a thing of enterprises alone, and now and then for one that both may do, whoever
    represents an enterprise or is its clerk. None when nobody may."""
    book = current("journey", journey, on).root
    kinds = kinds_of(book) if isinstance(book, Journey) else frozenset({"person"})
    if "enterprise" not in kinds or ("person" in kinds and chance.random() >= _BY_ENTERPRISES):
        return actor_of_person(person)
    pairs = _pairs(Path(settings.DATA), on)
    if not pairs:
        return None
    who, code = chance.choice(pairs)
    known = enterprise_by_code(code)
    return actor_for(who, known.id, on) if known is not None else None


@cache
def _pairs(data: Path, on: date) -> tuple[tuple[UUID, str], ...]:
    """(person, credit code) of all who act for an enterprise that is in being."""
    people = calendar.first_people(calendar.settle(data, on))
    heads = [(one.representative.id, one.uscc) for one in enterprises_of(people) if one.state == "in_being"]
    clerks = [(one.person.id, one.enterprise.uscc) for one in clerks_of(people)]
    return (*heads, *clerks)
