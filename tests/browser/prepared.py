"""Cases that wait for one desk: families of one hospital hand in, by the commands of the pages, beside a running platform.

Run as a program of its own, as the console is: `python -m tests.browser.prepared COUNT` prints the hospital's code.
"""

from __future__ import annotations

import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from bancheng.config.runtime import surroundings

JOURNEY = "newborn"


def hand_in(count: int) -> str:
    """So many families of the hospital with the most births hand in; which hospital that is."""
    from django.conf import settings

    from bancheng.accounts.queries import local_day, person_by_id_number
    from bancheng.demo_city.drive.applying import apply
    from bancheng.demo_city.population import calendar

    settled = calendar.settle(Path(settings.DATA), local_day(datetime.now(UTC)))
    plain = [
        one
        for one in calendar.people(settled).families
        if one.father
        and one.father.local
        and one.marriage
        and one.marriage.known_here
        and len(one.births) == 1
    ]
    hospital = Counter(one.births[0].hospital for one in plain).most_common(1)[0][0]
    # From the end: the other tests of the session take their families from the beginning.
    families = [one for one in reversed(plain) if one.births[0].hospital == hospital][:count]
    assert len(families) == count
    for number, one in enumerate(families):
        mother = person_by_id_number(one.mother.id_number)
        assert mother is not None
        apply(mother, JOURNEY, Random(number))
    return hospital


if __name__ == "__main__":
    with surroundings(world=True, asks=True):
        sys.stdout.write(hand_in(int(sys.argv[1])) + "\n")
