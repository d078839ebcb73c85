"""The departments during a storm: a process that takes whatever is open to its end, through the desk's own commands.

`python -m tests.chaos.officers SEED`: works until SIGTERM. The database going away is its weather, not its end.
"""

from __future__ import annotations

import json
import logging
import signal
import sys
import threading
import time
from collections import Counter
from random import Random

import django


def main() -> None:
    """Until told to stop; prints what it met."""
    django.setup()
    from django.db import DatabaseError, connections
    from psycopg_pool import PoolTimeout

    from bancheng.accounts.queries import local_day
    from bancheng.demo_city.drive.applying import now
    from bancheng.demo_city.drive.working import Staff
    from bancheng.kernel.errors import DomainError

    logging.disable(logging.INFO)
    stop, met, chance = threading.Event(), Counter[str](), Random(sys.argv[1])
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    staff: Staff | None = None
    while not stop.is_set():
        try:
            staff = staff or Staff(local_day(now()))
            worked = _turn(staff, chance, met, stop)
        except (DatabaseError, PoolTimeout) as error:
            met[type(error).__name__] += 1
            connections.close_all()
            worked = 0
        except (DomainError, LookupError) as error:
            met[getattr(error, "code", type(error).__name__)] += 1
            worked = 1
        if not worked:
            time.sleep(0.3)
    sys.stdout.write(json.dumps(dict(met)) + "\n")


def _turn(staff: object, chance: Random, met: Counter[str], stop: threading.Event) -> int:
    """One look at everything that is open."""
    from bancheng.accounts.queries import actor_of_person, local_day
    from bancheng.accounts.queries.acting import actor_for
    from bancheng.demo_city.drive.applying import now
    from bancheng.demo_city.drive.working import work_off
    from bancheng.kernel.database import fetch_all
    from bancheng.kernel.errors import DomainError

    rows = fetch_all(
        "SELECT a.application_id, a.applicant_id, p.id AS head FROM public.cases_application AS a"
        " LEFT JOIN public.accounts_enterprise AS e ON e.id = a.applicant_id"
        " LEFT JOIN public.accounts_person AS p ON p.id_number_index = e.representative_index"
        " WHERE a.open_cases > 0 ORDER BY random() LIMIT 20"
    )
    done = 0
    for row in rows:
        if stop.is_set():
            break
        whose, head = row["applicant_id"], row["head"]
        applicant = actor_for(head, whose, local_day(now())) if head else actor_of_person(whose)
        if applicant is None:
            continue
        try:
            work_off(applicant, row["application_id"], staff, chance)  # type: ignore[arg-type]
            done += 1
        except DomainError as error:  # somebody was quicker, or the seal is behind: next time
            met[error.code] += 1
    return done


if __name__ == "__main__":
    main()
