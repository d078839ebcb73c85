"""Registers that a shop is opened with: leased premises, and the health certificates of people who handle food."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from bancheng.demo_city.population.model import Citizen
from bancheng.organizations.spec import World

STREETS = ("玉兰路", "解放街", "人民路", "书院巷", "码头街")
LEASED, CERTIFIED, LARGE = 0.6, 0.4, 0.2


def premises(person: Citizen, world: World) -> list[dict[str, Any]]:
    """The premises that somebody has leased, if the lease was registered. The same person, the same premises."""
    chance = Random(f"premises:{person.key}")
    if not person.local or chance.random() >= LEASED:
        return []
    area = chance.randint(300, 900) if chance.random() < LARGE else chance.randint(40, 260)
    place = f"{world.full_name(person.region)}{chance.choice(STREETS)}{chance.randint(1, 300)}号"
    return [{"address": place, "region": person.region, "area": str(area)}]


def health(person: Citizen, on: date) -> list[dict[str, Any]]:
    """Whether somebody has a health certificate that is still good, and until when (食品安全法第四十五条: a year)."""
    chance = Random(f"health:{person.key}")
    if chance.random() >= CERTIFIED:
        return [{"certified": False}]
    until = on + timedelta(days=chance.randint(60, 350))
    number = f"JK{person.county}{until.year - 1}{chance.randint(1, 999999):06d}"
    return [{"certified": True, "number": number, "valid_to": until.isoformat()}]
