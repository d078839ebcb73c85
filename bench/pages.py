"""What pages and compositions cost: CPU of this process per page, statements per page, milliseconds per composition.

`python -m bench.pages [JOURNEY]` in a database of its own (`bench.__main__` makes it): loads the demo city, lets people
and officers go through the journey, opens pages through the whole of Django, and prints JSON. The registers are not
reachable here, so the form asks for everything itself: the longest form that the journey has.
"""

from __future__ import annotations

import json
import logging
import os
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any
from unittest import mock
from uuid import UUID

import psycopg

ROWS = 50
"""Rows of the list that is measured; the workbench itself shows 30."""
APPLICATIONS = 2
FAMILIES = 420
"""Of the demo city here: a birth is reported once, and the pages and the handing in over HTTP need some 310 of them."""
REPEATS = 15


FILL = """
INSERT INTO worklist_entry (application_id, id, queue, kind, state, name, url_name, due_at, warn_at, provisional,
    put_at, facts)
SELECT e.application_id, gen_random_uuid(), e.queue, e.kind, e.state, e.name, e.url_name, e.due_at, e.warn_at,
    e.provisional, e.put_at, e.facts
FROM generate_series(1, %s), (SELECT * FROM worklist_entry WHERE queue = %s LIMIT 1) AS e"""
"""More of the same work for one post, so that its list is as long as what is measured."""


def main() -> None:
    """Prints `{compose_ms, compose_best_ms, pages: [{page, cpu_ms, best_ms, statements, rows|fields|events}]}`."""
    os.environ["BANCHENG_REGISTRY_URL"] = "http://127.0.0.1:9"
    import django

    django.setup()
    from django.test.utils import setup_test_environment

    from bancheng.files.commands import inspection

    logging.disable(logging.INFO)
    setup_test_environment(debug=False)
    inspection._SECONDS = 60.0  # on a busy machine the files of the preparation may take longer; not measured
    load_city()
    journey = sys.argv[1] if len(sys.argv) > 1 else "newborn"
    city = City(journey)
    median, best = city.compose_ms()
    report = {"compose_ms": median, "compose_best_ms": best, "pages": city.pages()}
    sys.stdout.write(json.dumps(report, ensure_ascii=False) + "\n")


def load_city() -> None:
    """The demo city with more families than people see."""
    from django.conf import settings

    from bancheng.demo_city.loader import load
    from bancheng.demo_city.population.calendar import settle

    settle(Path(settings.DATA), datetime.now(UTC).date(), families=FAMILIES)
    load(Path(settings.DATA))


class City:
    """Applications that wait at desks, one that is finished, and a draft that is being filled in."""

    def __init__(self, journey: str) -> None:
        from bancheng.demo_city.drive import applying
        from bancheng.demo_city.drive.sharing import share_of

        self.journey, self.now, self.chance = journey, datetime.now(UTC), Random(7)
        done, _why = share_of(7, 0, 1, [journey])
        self.finished = max((UUID(one) for one in done), key=_events)
        self.waiting: list[UUID] = []
        self.person: Any = None
        for person in _people():
            if len(self.waiting) == APPLICATIONS:
                break
            try:
                actor, opened = applying.apply(person, journey, self.chance)
            except applying.NotPossible:
                continue
            self.person = actor
            self.waiting.append(opened.application_id)

    def draft(self) -> Any:
        """A draft with its questions answered and nothing filled in."""
        from bancheng.demo_city.drive import applying
        from bancheng.journeys import commands

        view = commands.start_draft(actor=self.person, journey=self.journey, now=self.now)
        return applying._answer_all(self.person, view, Random(3))

    def compose_ms(self) -> tuple[float, float]:
        """The cost of composing the draft's own plan again, with everything that is known about it."""
        from bancheng.journeys.compose import compose
        from bancheng.journeys.queries.drafts import draft

        view = draft(self.draft().draft_id, actor=self.person, now=self.now)
        with mock.patch("bancheng.journeys.queries.drafts.compose", wraps=compose) as seen:
            _composed = view.plan
        called = seen.call_args
        return _cost(lambda: compose(*called.args, **called.kwargs), 100)

    def pages(self) -> list[dict[str, Any]]:
        """Each page: CPU, statements, and how much stands on it."""
        from bancheng.workbench.queries import inbox

        view, desk = self.draft(), self._desk()
        section = f"/drafts/{view.draft_id}/form/"
        fields = Counter(one.path.partition(".")[0].partition("[")[0] for one in view.plan.asked())
        longest = fields.most_common(1)[0]
        case = _case(self.finished)
        citizen = self._citizen()
        with mock.patch.object(inbox, "PAGE", ROWS):
            found = [
                _page(
                    "list of a post", desk, "/desk/?list=free", rows=lambda html: html.count("/desk/cases/")
                ),
            ]
        found.append(_page("form", citizen, f"{section}{longest[0]}/", fields=lambda _html: longest[1]))
        found.append(self._sixty_boxes())
        events = _events(self.finished)
        owner = self._owner(self.finished)
        found.append(_page("progress", owner, f"/applications/{self.finished}/", events=lambda _html: events))
        officer = self._desk(case["queue"])
        path = f"/desk/cases/{self.finished}/{case['case_id']}/"
        found.append(_page("case", officer, path, events=lambda _html: events))
        return found

    def _sixty_boxes(self) -> dict[str, Any]:
        """The form of a thing that asks for sixty values of every kind on one page; published in this database only."""
        from bancheng.demo_city.loader import publish_rulebooks
        from bancheng.journeys import commands
        from bancheng.kernel.workdays import local_day
        from bancheng.organizations.queries import world
        from bench import sixty

        here = world(local_day(self.now))
        with tempfile.TemporaryDirectory(prefix="bancheng-sixty-") as folder:
            publish_rulebooks(sixty.write(Path(folder), here), here, self.now)
        view = commands.start_draft(actor=self.person, journey=sixty.JOURNEY, now=self.now)
        path = f"/drafts/{view.draft_id}/form/{sixty.SECTION}/"
        boxes = len(view.plan.asked())
        return _page("form of sixty boxes", self._citizen(), path, fields=lambda _html: boxes)

    def _citizen(self, person: UUID | None = None) -> Any:
        from bancheng.accounts.commands.sessions import open_session

        return _client(open_session(now=self.now, person_id=person or self.person.id))

    def _owner(self, application_id: UUID) -> Any:
        from bancheng.kernel.database import fetch_one

        row = fetch_one(
            "SELECT applicant_id FROM cases_application WHERE application_id = %s", [application_id]
        )
        assert row is not None
        return self._citizen(row["applicant_id"])

    def _desk(self, queue: UUID | None = None) -> Any:
        """An officer of the post with the most work, its list filled up to what is measured."""
        from bancheng.accounts.commands.sessions import open_session
        from bancheng.kernel.database import fetch_one

        row = fetch_one("SELECT queue FROM worklist_entry WHERE held_by IS NULL ORDER BY queue LIMIT 1")
        assert row is not None
        with psycopg.connect(os.environ["OWNER_DATABASE_URL"], autocommit=True) as owner:
            owner.execute(FILL, [ROWS, row["queue"]])
        found = fetch_one(
            "SELECT a.staff_id, a.post_id FROM accounts_appointment AS a WHERE a.post_id = %s LIMIT 1",
            [queue or row["queue"]],
        )
        assert found is not None
        return _client(open_session(now=self.now, **found))


def _client(key: str) -> Any:
    from django.test import Client

    from bancheng.accounts.spec import COOKIE

    client = Client()
    client.cookies[COOKIE] = key
    return client


def _page(name: str, client: Any, path: str, **counted: Callable[[str], int]) -> dict[str, Any]:
    from bancheng.kernel.database import count_statements

    for _each in range(3):
        answer = client.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{name} {path}: {answer.status_code}")
    html = answer.content.decode()
    with count_statements() as seen:
        client.get(path)
    median, best = _cost(lambda: client.get(path), REPEATS)
    return {
        "page": name,
        "cpu_ms": median,
        "best_ms": best,
        "statements": len(seen),
        "kilobytes": len(html) // 1024,
        **{what: count(html) for what, count in counted.items()},
    }


def _cost(run: Callable[[], object], repeats: int) -> tuple[float, float]:
    """Milliseconds of CPU: the median, and the best, which other work on the machine disturbs least."""
    took = []
    for _each in range(repeats):
        started = time.process_time()
        run()
        took.append(time.process_time() - started)
    return round(statistics.median(took) * 1000, 2), round(min(took) * 1000, 2)


def _people() -> list[UUID]:
    from django.conf import settings

    from bancheng.demo_city.population import calendar

    on = datetime.now(UTC).date()
    return [family.mother.id for family in calendar.people(calendar.settle(Path(settings.DATA), on)).families]


def _events(application_id: UUID) -> int:
    from bancheng.cases.queries import history

    return len(history(application_id))


def _case(application_id: UUID) -> dict[str, Any]:
    from bancheng.kernel.database import fetch_one

    row = fetch_one(
        "SELECT case_id, queue FROM cases_case WHERE application_id = %s ORDER BY level, case_id LIMIT 1",
        [application_id],
    )
    assert row is not None
    return row


if __name__ == "__main__":
    main()
