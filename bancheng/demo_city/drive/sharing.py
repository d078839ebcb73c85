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
TRIES = 80
"""How many people may turn out unable to do a thing before one application is given up."""
FEW = 25
"""So many people are always left to choose from, whoever could not."""


def _is_grown(born_on: date, on: date) -> bool:
    """Children do nothing for themselves here."""
    return age(born_on, on) >= ADULT


def share_of(seed: int, own: int, many: int, journeys: list[str]) -> tuple[list[str], Counter[str]]:
    """One worker's applications, one after another."""
    chance = Random(f"{seed}:{own}")  # noqa: S311 - it must repeat
    on = local_day(now())
    grown = [
        one.id
        for one in calendar.first_people(calendar.settle(Path(settings.DATA), on)).citizens
        if one.local and _is_grown(one.born_on, on)
    ]
    able = {journey: list(grown) for journey in journeys}
    staff = Staff(on)
    done: list[str] = []
    why: Counter[str] = Counter()
    for _each in range(many):
        for _try in range(TRIES):
            journey = chance.choice(journeys)
            person = chance.choice(able[journey])
            try:
                applicant, opened = apply(person, journey, chance)
            except NotPossible as reason:
                why[str(reason)] += 1
                if len(able[journey]) > FEW:
                    able[journey].remove(person)  # whoever cannot do it today will not tomorrow
                continue
            work_off(applicant, opened.application_id, staff, chance)
            done.append(str(opened.application_id))
            break
    return done, why
