"""One worker's part of a drive: people, one after another."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from random import Random

from django.conf import settings

from bancheng.accounts.queries import local_day
from bancheng.demo_city.drive.applying import NotPossible, apply, now
from bancheng.demo_city.drive.working import Staff, work_off
from bancheng.demo_city.population import calendar
from bancheng.kernel.workdays import age

ADULT = 18
"""民法典第十七条."""
TRIES = 25
"""How many people may turn out unable to do a thing before one application is given up."""


def _is_grown(born_on: date, on: date) -> bool:
    """Children do nothing for themselves here."""
    return age(born_on, on) >= ADULT


def share_of(seed: int, own: int, many: int, journeys: list[str]) -> tuple[list[str], Counter[str]]:
    """One worker's applications, one after another."""
    chance = Random(f"{seed}:{own}")  # noqa: S311 - it must repeat
    on = local_day(now())
    people = [
        one.id
        for one in calendar.people(calendar.settle(Path(settings.DATA), on)).citizens
        if one.local and _is_grown(one.born_on, on)
    ]
    staff = Staff(on)
    done: list[str] = []
    why: Counter[str] = Counter()
    for _each in range(many):
        for _try in range(TRIES):
            person = chance.choice(people)
            try:
                applicant, opened = apply(person, chance.choice(journeys), chance)
            except NotPossible as reason:
                why[str(reason)] += 1
                if len(people) > TRIES:
                    people.remove(person)  # whoever cannot do it today will not tomorrow
                continue
            work_off(applicant, opened.application_id, staff, chance)
            done.append(str(opened.application_id))
            break
    return done, why
