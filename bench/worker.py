"""One process of one measurement: gets ready, waits for the word, does its applications, says how long it took."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

WARM = 3


def runner(variant: str, templates: Path) -> Callable[[], object]:
    """The function that does one application in this way."""
    import django

    django.setup()
    if variant.startswith("floor"):
        from bench.floor import Floor

        return Floor(os.environ["DATABASE_URL"], templates, reads=variant == "floor_reads").run
    if variant == "orm":
        from bench.orm import through_orm

        return through_orm
    from bench.walk import through_commands

    return through_commands


def main() -> None:
    """`python -m bench.worker VARIANT COUNT TEMPLATES`."""
    variant, count, templates = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
    run = runner(variant, templates)
    for _each in range(WARM):
        run()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    started, cpu = time.perf_counter(), time.process_time()
    for _each in range(count):
        run()
    took, used = time.perf_counter() - started, time.process_time() - cpu
    sys.stdout.write(json.dumps({"seconds": took, "cpu": used, "count": count}) + "\n")


if __name__ == "__main__":
    main()
