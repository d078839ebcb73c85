"""Numbers with right check digits that cannot belong to anybody."""

from __future__ import annotations

from collections import Counter
from datetime import date

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""GB 32100—2015: no I, O, S, V, Z."""
MALE, FEMALE = "1", "2"  # GB/T 2261.1


def check_character(seventeen: str) -> str:
    """The 18th character of a citizen's identity number (GB 11643—1999, ISO 7064 MOD 11-2)."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, seventeen, strict=True))
    return _CHECKS[total % 11]


def credit_code(number: int, kind: str = "company", region: str = "449902") -> str:
    """The credit code of the nth enterprise of the demo, with both check characters (GB 11714, GB 32100)."""
    body = f"MA9{number:05d}"
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    place = [int(sign, 36) for sign in body]
    rest = 11 - sum(weight * value for weight, value in zip(weights, place, strict=True)) % 11
    own = f"{'92' if kind == 'individual' else '91'}{region}{body}{'X' if rest == 10 else '0' if rest == 11 else rest}"
    total = sum(_SIGNS.index(sign) * pow(3, at, 31) for at, sign in enumerate(own))
    return own + _SIGNS[-total % 31]


class NumberBook:
    """Gives identity numbers and telephone numbers, none twice."""

    def __init__(self) -> None:
        self._order: Counter[tuple[str, date, str]] = Counter()
        self._phones = 0

    def id_number(self, area: str, born_on: date, sex: str) -> str:
        """A new number of a person from a six-digit area: odd order numbers are men's."""
        self._order[area, born_on, sex] += 1
        order = 2 * self._order[area, born_on, sex] - (1 if sex == MALE else 0)
        if order > 999:
            raise ValueError("no order number left for this area and day")
        seventeen = f"{area}{born_on:%Y%m%d}{order:03d}"
        return seventeen + check_character(seventeen)

    def phone(self) -> str:
        """A new telephone number of the range 154, which no operator has."""
        self._phones += 1
        return f"154{self._phones:08d}"
