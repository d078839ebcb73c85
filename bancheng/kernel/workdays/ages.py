"""周岁：full years of age on a day."""

from __future__ import annotations

from datetime import date


def age(born: date, on: date) -> int:
    """Full years on a day: one more from each birthday on; negative before birth.

    Who is born on 29 February completes the year at the end of 28 February in a common year
    (民法典第二百零二条: a month without the day ends on its last day) and is a year older from 1 March.
    A regulation that counts from the day after the birthday (criminal liability) asks for the day before.
    """
    return (on.year - born.year) - ((on.month, on.day) < (born.month, born.day))
