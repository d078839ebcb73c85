"""What a person types and what an officer enters, made up from the data element alone."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from math import ceil
from random import Random
from typing import Any

from PIL import Image

from bancheng.demo_city.population.names import ordinary
from bancheng.demo_city.population.numbers import check_character
from bancheng.eforms.spec import CodeList, Element
from bancheng.kernel.rulebooks import Release, text
from bancheng.organizations.queries import world
from bancheng.organizations.spec import Level

NOTHING = 0.5
"""How often a quantity of which there may be none is none."""
TOWN = "449902001"
"""Where the demo city's inventions lie."""
_SYLLABLES = "春风明月知夏安澜清溪枫林云岭"


def typed(element: Element, book: Release, chance: Random, on: date) -> str:
    """A right value as a person would type it."""
    made = _BY_TYPE.get(element.datatype)
    if made is not None:
        return str(made(chance, on))
    if element.datatype == "code" and element.code_list:
        codes = book.model("code-list", element.code_list)
        assert isinstance(codes, CodeList)
        return chance.choice(codes.values).code
    if element.datatype in {"integer", "decimal", "money"}:
        return _number(element, chance)
    pattern = element.checks.pattern or ""
    sample = text(element.sample)
    if pattern and re.fullmatch(pattern, sample):
        return sample
    if ":" in pattern:
        return f"{chance.randrange(24):02d}:{chance.randrange(60):02d}"
    words = "".join(chance.choice(_SYLLABLES) for _each in range(max(6, element.checks.min_length or 0)))
    return words[: element.checks.max_length or 60]


def _number(element: Element, chance: Random) -> str:
    """A number that the element's own rule lets pass, if its rule is a range."""
    words = (element.checks.rule or "").split()
    if len(words) == 5 and words[1] == "between":
        least = ceil(Decimal(words[2]))
        if least == 0 and chance.random() < NOTHING:
            return "0"
        return str(chance.randint(least, int(Decimal(words[4]))))
    least = int(element.checks.minimum or 1)
    return str(chance.randint(least, int(element.checks.maximum or least + 1000)))


def id_number(chance: Random, on: date) -> str:
    """A number with a right check digit of an area that does not exist."""
    born = on - timedelta(days=chance.randrange(1, 300))
    seventeen = f"449999{born:%Y%m%d}{chance.randrange(1, 1000):03d}"
    return seventeen + check_character(seventeen)


def bank_card(chance: Random, _on: date) -> str:
    """Sixteen digits with a right check digit, of an issuer that does not exist."""
    digits = "000001" + "".join(str(chance.randrange(10)) for _each in range(9))
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return digits + str(-total % 10)


_CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_ORGANIZATION = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def credit_code(chance: Random, _on: date) -> str:
    """A credit code of an enterprise with right check characters (GB 32100, GB 11714), of an area that does not exist."""
    body = f"9{chance.choice('12')}449999{chance.randrange(10**8):08d}"
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    rest = -sum(w * _ORGANIZATION.index(c) for w, c in zip(weights, body[8:], strict=True)) % 11
    body += "X" if rest == 10 else str(rest)
    total = sum(pow(3, place, 31) * _CREDIT.index(c) for place, c in enumerate(body))
    return body + _CREDIT[-total % 31]


def _name(chance: Random, _on: date) -> str:
    return ordinary(chance, chance.choice(("1", "2")))


def _address(chance: Random, _on: date) -> str:
    return f"善美市城区春风街道玉兰路{chance.randrange(1, 400)}号"


def _date(chance: Random, on: date) -> str:
    return (on - timedelta(days=chance.randrange(1, 25))).isoformat()


_BY_TYPE: dict[str, Any] = {
    "name": _name,
    "id_number": id_number,
    "bank_card": bank_card,
    "uscc": credit_code,
    "address": _address,
    "date": _date,
    "phone": lambda chance, _on: f"154{chance.randrange(10**8):08d}",
    "yes_no": lambda chance, _on: chance.choice(("yes", "no")),
    "region": lambda _chance, on: _town(on),
}


def photograph(chance: Random) -> BytesIO:
    """A small picture, different each time: what a person photographs and hands in."""
    colour = tuple(chance.randrange(256) for _each in range(3))
    kept = BytesIO()
    Image.new("RGB", (160, 100), colour).save(kept, "JPEG")
    kept.seek(0)
    return kept


def _town(on: date) -> str:
    """A town of the demo city, or of whatever city this is."""
    regions = world(on).regions
    towns = (code for code in sorted(regions) if regions[code].level is Level.TOWNSHIP)
    return TOWN if TOWN in regions else next(towns)
