"""How long the whole demo city takes, from an empty database: `python -m bench.city [--households N]`.

Not part of `make bench`. It makes a database of its own, loads the stories (what a first start waits for), then brings
every household in steps, as the worker does.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

GOAL = 60.0
"""Seconds from an empty database to the whole city."""


def main() -> int:
    """Prints `{stories_s, households_s, whole_s, goal_s, persons, enterprises, certificates}`; 1: the goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.city")
    parser.add_argument("--households", type=int, default=900)
    options = parser.parse_args()
    if "DATABASE_URL" in os.environ and os.environ.get("BENCH_CITY") == "1":
        return _measured(options.households)
    from bench.__main__ import database

    with (
        tempfile.TemporaryDirectory(prefix="bancheng-bench-") as folder,
        database(Path(folder)) as environment,
    ):
        command = [sys.executable, "-m", "bench.city", "--households", str(options.households)]
        return subprocess.run(command, env={**environment, "BENCH_CITY": "1"}, check=False).returncode


def _measured(households: int) -> int:
    import django

    django.setup()
    from django.conf import settings

    from bancheng.accounts.models import Enterprise, Person
    from bancheng.demo_city.growing import Growing
    from bancheng.demo_city.loader import load
    from bancheng.kernel.database import fetch_all

    logging.disable(logging.INFO)
    began = time.monotonic()
    load(Path(settings.DATA), households)
    first = time.monotonic()
    growing = Growing(Path(settings.DATA))
    while growing.turn(datetime.now(UTC)):
        pass
    ended = time.monotonic()
    certificates = fetch_all("SELECT count(*) AS many FROM public.certificates_certificate")
    report = {
        "stories_s": round(first - began, 1),
        "households_s": round(ended - first, 1),
        "whole_s": round(ended - began, 1),
        "goal_s": GOAL,
        "persons": Person.objects.count(),
        "enterprises": Enterprise.objects.count(),
        "certificates": certificates[0]["many"],
    }
    sys.stdout.write(json.dumps(report) + "\n")
    return 0 if ended - began <= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
