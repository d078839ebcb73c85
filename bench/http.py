"""Handing in over HTTP: submissions a second on this machine, and the pages of somebody with a thousand applications.

`python -m bench.http [JOURNEY] [--drafts N]` in a database of its own (`bench.__main__` makes it): loads the demo city,
lets people fill in drafts up to handing in, starts the web server as the launcher does, and hands them all in from
client processes on the same machine. The registers are not reachable here, as in `bench.pages`.
"""

from __future__ import annotations

import argparse
import http.client
import json
import logging
import os
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from random import Random
from threading import Thread
from typing import Any
from unittest import mock
from urllib.parse import urlencode
from uuid import UUID

import psycopg

TOKEN = "c" * 32
"""The forms' token; what counts is that cookie and form carry the same."""
THREADS = 4  # of each client process
CLIENTS = 2
OWN = 1000
"""Applications of one person."""
REPEATS = 15


def main() -> None:
    """Prints `{per_second, p95_ms, refused, own: [{page, ms}]}`."""
    parser = argparse.ArgumentParser(prog="python -m bench.http")
    parser.add_argument("journey", nargs="?", default="newborn")
    parser.add_argument("--drafts", type=int, default=300)
    options = parser.parse_args()
    os.environ["BANCHENG_REGISTRY_URL"] = "http://127.0.0.1:9"
    import django

    django.setup()
    from django.test.utils import setup_test_environment

    from bancheng.files.commands import inspection
    from bench.pages import load_city

    logging.disable(logging.INFO)
    inspection._SECONDS = 60.0
    load_city()
    posts = list(_drafts(options.journey, options.drafts))
    with _web() as port:
        _hand_in(port, posts[:CLIENTS])  # processes and plans are warm
        report = _hand_in(port, posts[CLIENTS:])
    setup_test_environment(debug=False)
    report["own"] = _own(UUID(posts[0]["person"]))
    sys.stdout.write(json.dumps(report) + "\n")


def _drafts(journey: str, many: int) -> Iterator[dict[str, str]]:
    """Drafts that only have to be handed in: whose, which, with which form; one each, of people who have none on its way,
    for what may be done once is refused the second time."""
    from bancheng.accounts.commands.sessions import open_session
    from bancheng.demo_city.drive import applying
    from bancheng.kernel.database import fetch_all
    from bench.pages import _people

    class Stop(Exception):  # noqa: N818
        pass

    kept: dict[str, Any] = {}

    def instead(**given: Any) -> None:
        kept.update(given)
        raise Stop

    busy = {row["applicant_id"] for row in fetch_all("SELECT applicant_id FROM public.cases_application")}
    people, chance, made = [one for one in _people() if one not in busy], Random(7), 0
    with mock.patch("bancheng.demo_city.drive.applying.journeys.submit_application", instead):
        for person in people:
            if made == many:
                return
            try:
                applying.apply(person, journey, chance)
            except applying.NotPossible:
                continue
            except Stop:
                made += 1
                form = {"version": kept["version"], "declared": "1", "csrfmiddlewaretoken": TOKEN}
                form |= {f"signed-{i}": node for i, node in enumerate(kept.get("signed") or ())}
                key = open_session(now=datetime.now(UTC), person_id=person)
                yield {
                    "draft": str(kept["draft_id"]),
                    "body": urlencode(form),
                    "key": key,
                    "person": str(person),
                }


@contextmanager
def _web() -> Iterator[int]:
    """The web server with as many processes and threads as the launcher gives it, on a free port."""
    from bancheng.config.web import listen

    listening = listen("127.0.0.1", 0)
    descriptor, port = listening.fileno(), int(listening.getsockname()[1])
    reading, writing = os.pipe()
    command = [
        sys.executable,
        "-m",
        "bancheng.config.web",
        "--listen",
        str(descriptor),
        "--ready",
        str(writing),
    ]
    web = subprocess.Popen(
        command, env={**os.environ, "BANCHENG_POOL": "4"}, pass_fds=[descriptor, writing],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        loaded = 0
        while loaded < 2:
            loaded += len(os.read(reading, 2))
        yield port
    finally:
        web.terminate()
        web.wait(30)
        listening.close()


def _hand_in(port: int, posts: list[dict[str, str]]) -> dict[str, Any]:
    """All of them, from CLIENTS processes with THREADS threads each."""
    command = [sys.executable, "-m", "bench.http_client", str(port)]
    clients = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(CLIENTS)
    ]
    began = time.perf_counter()
    for own, client in enumerate(clients):
        assert client.stdin is not None
        client.stdin.write(json.dumps(posts[own::CLIENTS]))
        client.stdin.close()
        client.stdin = None
    told = [json.loads(client.communicate()[0]) for client in clients]
    took = sorted(one for each in told for one in each["took"])
    refused = Counter(status for each in told for status in each["refused"])
    if not took:
        raise RuntimeError(f"nothing was handed in: {dict(refused)}")
    seconds = max(each["until"] for each in told) - min(each["since"] for each in told)
    return {
        "handed_in": len(took),
        "refused": refused.total(),
        "per_second": round(len(took) / seconds, 1),
        "median_ms": round(statistics.median(took) * 1000, 1),
        "p95_ms": round(took[int(len(took) * 0.95)] * 1000, 1),
        "all_s": round(time.perf_counter() - began, 1),
    }


def hand_in(port: int, posts: list[dict[str, str]]) -> dict[str, Any]:
    """One client process: its threads take one post after another over connections that stay open."""
    from bancheng.accounts.spec import COOKIE

    took: list[float] = []
    refused: list[str] = []
    left = list(posts)
    since = time.time()

    def work() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while True:
            try:
                one = left.pop()
            except IndexError:
                connection.close()
                return
            headers = {
                "Content-Type": "application/x-www-form-urlencoded",
                "Cookie": f"{COOKIE}={one['key']}; csrf={TOKEN}",
            }
            began = time.perf_counter()
            connection.request("POST", f"/drafts/{one['draft']}/submit/", one["body"], headers)
            answer = connection.getresponse()
            answer.read()
            if answer.status == 302 and "/receipt/" in (answer.headers["Location"] or ""):
                took.append(time.perf_counter() - began)
            else:
                refused.append(str(answer.status))

    threads = [Thread(target=work) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"took": took, "refused": refused, "since": since, "until": time.time()}


# --- one person with a thousand applications


def _own(person: UUID) -> list[dict[str, Any]]:
    """Wall time of the pages of 我的, in this process, over a list of OWN applications."""
    from bancheng.accounts.commands.sessions import open_session
    from bench.pages import _client

    with psycopg.connect(os.environ["OWNER_DATABASE_URL"], autocommit=True) as owner:
        _multiply(owner, person)
    client = _client(open_session(now=datetime.now(UTC), person_id=person))
    return [{"page": path, "ms": _wall(client, path)} for path in ("/me/", "/applications/")]


def _multiply(owner: psycopg.Connection, person: UUID) -> None:
    """More of the same: the person's application again and again, with its cases and parties, under new ids."""
    row = owner.execute(
        "SELECT application_id FROM cases_application WHERE applicant_id = %s LIMIT 1", [person]
    ).fetchone()
    assert row is not None
    ids = [os.urandom(16).hex() for _ in range(OWN - 1)]
    for table in ("cases_application", "cases_case", "cases_party"):
        columns = [
            name
            for (name,) in owner.execute(
                "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND is_generated = 'NEVER'"
                " AND table_schema = 'public'",
                [table],
            )
        ]
        chosen = ", ".join(
            {"application_id": "n.id::uuid", "receipt": "left(n.id, 18)"}.get(c, f't."{c}"') for c in columns
        )
        named = ", ".join(f'"{c}"' for c in columns)
        owner.execute(
            f"INSERT INTO {table} ({named}) SELECT {chosen} FROM {table} AS t, unnest(%s::text[]) AS n (id)"
            " WHERE t.application_id = %s",
            [ids, row[0]],
        )
    owner.execute("ANALYZE")


def _wall(client: Any, path: str) -> float:
    took = []
    for _each in range(REPEATS):
        began = time.perf_counter()
        answer = client.get(path)
        took.append(time.perf_counter() - began)
        if answer.status_code != 200:
            raise RuntimeError(f"{path}: {answer.status_code}")
    return round(statistics.median(took) * 1000, 1)


if __name__ == "__main__":
    main()
