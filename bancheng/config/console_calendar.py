"""Commands over the calendar of working days: `calendar import`."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from bancheng.config.output import FINDINGS, UNAVAILABLE, json_option, say_json


@click.group()
def calendar() -> None:
    """Working days: the State Council's holiday notices."""


@calendar.command("import")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE")
@json_option
def import_(path: Path, as_json: bool) -> None:
    """Import a holiday notice (YAML or JSON: year, notice, rest, work) and compute open due dates again.

    Importing the same notice again changes nothing, and finishes what an interrupted import left.
    """
    from bancheng.config.runtime import surroundings

    document = read_document(path, "year, notice, rest, work")
    with surroundings():
        report = _import(document, datetime.now(UTC))
    if as_json:
        say_json(report)
    else:
        click.echo(
            f"{report['year']} {report['notice']}: {len(report['days'])} days changed, dates of {report['cases']} "
            f"cases in {report['applications']} applications and of {report['confirmations']} confirmations computed again."
        )
        for one in report["moving"]:
            click.echo(f"{one} was being worked on; the worker computes its dates within minutes.")
    sys.exit(FINDINGS if report["moving"] else 0)


def read_document(path: Path, wanted: str) -> dict[str, Any]:
    """The document in a file (JSON is YAML too), or a sentence and the exit code. `wanted` names its main keys."""
    import yaml

    try:
        document = yaml.safe_load(path.read_text("utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        click.echo(f"{path} cannot be read: {error}", err=True)
        sys.exit(UNAVAILABLE)
    if not isinstance(document, dict):
        click.echo(f"{path} is not such a notice: {wanted} are wanted.", err=True)
        sys.exit(UNAVAILABLE)
    return document


def _import(document: dict[str, Any], now: datetime) -> dict[str, Any]:
    from bancheng.cases.commands import recompute_due
    from bancheng.journeys.commands import recompute_confirmations
    from bancheng.kernel.access import system_actor
    from bancheng.kernel.workdays import import_notice

    changes = import_notice(document, now=now)
    year = changes.calendar.years[document["year"]]
    first, last = year.span
    told: dict[str, Any] = {
        "actor": system_actor("clock"),
        "first": first,
        "last": last,
        "notice": year.source,
        "now": now,
    }
    done, asked = recompute_due(**told), recompute_confirmations(**told)
    return {
        "year": year.year,
        "notice": year.source,
        "days": [day.isoformat() for day in changes.days],
        "looked": done.looked,
        "applications": done.applications,
        "cases": done.cases,
        "confirmations": asked,
        "moving": [str(one) for one in done.moving],
    }
