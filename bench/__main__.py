"""`python -m bench`: throughput of the commands against the floor and the plain ORM, compositions, pages, the inbox,
handing in over HTTP, and when a telephone on a slow line shows a page.

Every figure is a ratio of medians of rounds that were interleaved in one run on one machine: absolute numbers say
little, and runs must not be compared with each other.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from bench.figures import as_json, figures, text

VARIANTS = ("commands", "floor", "floor_reads", "orm")
APPLICATIONS = {"commands": 40, "floor": 80, "floor_reads": 60, "orm": 8}


def main() -> None:
    """Measure and print; exit code 1 when a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 4])
    parser.add_argument("--scale", type=float, default=1.0, help="applications per round, times this")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="bancheng-bench-") as folder,
        database(Path(folder)) as environment,
    ):
        templates = Path(folder) / "statements.json"
        recorded = _record(environment, templates)
        found = measure(environment, templates, options.rounds, options.workers, options.scale)
        same = _same_rows(environment, templates, recorded["rows"])
        pages = _told(environment, "bench.pages")
        inbox = _told(environment, "bench.inbox")
        http = _told(environment, "bench.http")
        lcp = _told(environment, "bench.lcp")
    report = {
        "rows": recorded["rows"],
        "same_rows": same,
        "statements": recorded["statements"],
        "medians": found,
        "pages": pages,
        "inbox": inbox,
        "http": http,
        "lcp": lcp,
    }
    sys.stdout.write(
        json.dumps(as_json(report), ensure_ascii=False, indent=2) + "\n" if options.json else text(report)
    )
    sys.exit(0 if same and all(one.met for one in figures(report)) else 1)


@contextmanager
def database(folder: Path) -> Iterator[dict[str, str]]:
    """A database of its own, migrated; the environment that the processes run in."""
    from bancheng.config.postgres import serve

    with serve(folder / "state") as (urls, _cluster):
        name = f"bench_{os.getpid()}"
        with psycopg.connect(urls.owner, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        own = urls.on(name)
        environment = {
            **os.environ, **own.environment(), "BANCHENG_DATA": str(folder / "state"),
            "DJANGO_SETTINGS_MODULE": "bancheng.config.settings",
        }  # fmt: skip
        try:
            script = (
                "import django; django.setup()\n"
                "from bancheng.config.migrating import migrate\n"
                f"migrate({own.owner!r})"
            )
            subprocess.run([sys.executable, "-c", script], env=environment, check=True)
            with psycopg.connect(own.owner, autocommit=True) as connection:
                # No sealer runs here: deciding is never refused for want of one.
                connection.execute("UPDATE kernel_seal_mark SET sealed_at = '9999-01-01+00'")
                for table in ORM_TABLES:
                    connection.execute(f"GRANT ALL ON {table} TO bancheng_app")
            yield environment
        finally:
            with psycopg.connect(urls.owner, autocommit=True) as connection:
                connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


ORM_TABLES = (
    "cases_application", "cases_case", "cases_party", "cases_prerequisite", "cases_clock", "cases_material",
    "kernel_event", "kernel_outbox", "kernel_number", "documents_paper", "documents_code", "certificates_certificate",
    "certificates_identifier", "worklist_entry",
)  # fmt: skip
"""The plain ORM version writes them itself: in this database only, its role is given the right."""


def _record(environment: dict[str, str], templates: Path) -> dict[str, Any]:
    return _told(environment, "bench.record", str(templates))


def _told(environment: dict[str, str], module: str, *words: str) -> dict[str, Any]:
    """What a module prints as JSON, run as a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", module, *words], env=environment, check=True, stdout=subprocess.PIPE, text=True
    )
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def measure(
    environment: dict[str, str], templates: Path, rounds: int, workers: list[int], scale: float
) -> dict[str, dict[str, float]]:
    """Applications a second: variant → number of workers → median of the rounds."""
    seen: dict[str, dict[str, list[float]]] = {v: {str(w): [] for w in workers} for v in VARIANTS}
    for number in range(rounds):
        for count in workers:
            for variant in VARIANTS[number % len(VARIANTS) :] + VARIANTS[: number % len(VARIANTS)]:
                seen[variant][str(count)].append(_round(environment, templates, variant, count, scale))
    return {v: {w: round(statistics.median(rates), 2) for w, rates in by.items()} for v, by in seen.items()}


def _round(environment: dict[str, str], templates: Path, variant: str, workers: int, scale: float) -> float:
    each = max(2, int(APPLICATIONS[variant] * scale / workers))
    command = [sys.executable, "-m", "bench.worker", variant, str(each), str(templates)]
    running = [
        subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _each in range(workers)
    ]
    for process in running:
        assert process.stdout is not None
        if process.stdout.readline() != "ready\n":
            raise RuntimeError(f"a worker for {variant} did not start")
    for process in running:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    took: list[float] = [json.loads(process.communicate()[0])["seconds"] for process in running]
    return each * workers / max(took)


def _same_rows(environment: dict[str, str], templates: Path, rows: object) -> bool:
    """Whether each variant leaves as many rows in each table as the commands do."""
    script = (
        "import json, sys; from pathlib import Path\n"
        "from bench.worker import runner\n"
        "from bench.record import rows\n"
        f"print(json.dumps([rows(runner(v, Path({str(templates)!r}))()) for v in {list(VARIANTS)!r}]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, check=True, capture_output=True, text=True
    )
    found = json.loads(done.stdout)
    for variant, counted in zip(VARIANTS, found, strict=True):
        if counted != rows:
            sys.stderr.write(f"{variant}: {counted}\ncommands: {rows}\n")
    return all(counted == rows for counted in found)


if __name__ == "__main__":
    main()
