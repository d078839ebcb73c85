"""Who has a social security card, at which bank, until when; and whose photograph the police have."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

from bancheng.demo_city.population.model import Citizen

Record = dict[str, Any]
Inputs = Mapping[str, Any]
Row = tuple[str, tuple[str, ...], str, Callable[[Inputs], list[Record]]]
NONE, EXPIRING, OTHER_BANK, PORTRAIT = 0.15, 0.3, 0.85, 0.9
_ISSUER = "000002"
"""Card numbers begin with an issuer that does not exist (GB/T 14504: nobody has 000002)."""


class Cards:
    """The card register of one city. `known` finds a person of ours by identity number."""

    def __init__(self, known: Callable[[Inputs], Citizen | None], on: date) -> None:
        self.known = known
        self.on = on

    def resources(self) -> Iterable[Row]:
        """(path, inputs, authority, look-up) of each."""
        yield "social-cards", ("id_number",), "善美市人力资源和社会保障局", self._card
        yield "portraits", ("id_number",), "善美市公安局", self._portrait

    def _card(self, asked: Inputs) -> list[Record]:
        person = self.known(asked)
        return [card_of(person, self.on)] if person is not None else []

    def _portrait(self, asked: Inputs) -> list[Record]:
        person = self.known(asked)
        chance = Random(f"portrait:{person.key if person else ''}")
        if person is None or chance.random() >= PORTRAIT:
            return []
        return [{"portrait_number": f"ZP{person.county}{chance.randint(1, 99999999):08d}"}]


def card_of(person: Citizen, on: date) -> Record:
    """The card that somebody has, if any. The same person, the same card."""
    chance = Random(f"social-card:{person.key}")
    lot, place = chance.random(), chance.random()
    if lot < NONE:
        return {"standing": "none"}
    bank = "other" if place >= OTHER_BANK else "commercial" if place < OTHER_BANK / 2 else "rural"
    soon = lot < EXPIRING
    days = chance.randint(5, 80) if soon else chance.randint(400, 3000)
    return {
        "standing": "expiring" if soon else "good",
        "card_number": f"{person.county}{chance.randint(1, 9999999999):010d}",
        "bank": bank,
        "expires_on": (on + timedelta(days=days)).isoformat(),
        "account": account(f"{chance.randint(1, 999999999):09d}"),
    }


def account(nine: str) -> str:
    """A bank card number of nine free digits with a right check digit (Luhn)."""
    digits = _ISSUER + nine
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return digits + str(-total % 10)
