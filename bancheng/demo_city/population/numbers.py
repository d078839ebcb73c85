"""Numbers with right check digits that cannot belong to anybody."""

from __future__ import annotations

from collections import Counter
from datetime import date

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
MALE, FEMALE = "1", "2"  # GB/T 2261.1


def check_character(seventeen: str) -> str:
    """The 18th character of a citizen's identity number (GB 11643—1999, ISO 7064 MOD 11-2)."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, seventeen, strict=True))
    return _CHECKS[total % 11]


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
