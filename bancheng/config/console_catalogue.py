"""Commands over rulebooks: `compose` and `catalogue check|import|export|publish`."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from bancheng.config.output import UNAVAILABLE, finish, json_option, say_json

FOLDER = click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path))


def _answer(text: str) -> tuple[str, object]:
    """`key=value`; whole numbers become numbers, `a,b` stays text."""
    key, sign, value = text.partition("=")
    if not sign or not key:
        raise click.BadParameter(f"{text!r} is not of the form question=value")
    number = value.isdigit() and (value == "0" or not value.startswith("0"))
    return key, int(value) if number else value


def _today() -> date:
    from django.utils import timezone

    return timezone.localdate()


@click.command()
@click.argument("journey")
@click.option("--answer", "answers", multiple=True, metavar="QUESTION=VALUE", help="May be given many times.")
@click.option(
    "--on", "on", type=click.DateTime(["%Y-%m-%d"]), help="The day it is composed for (default: today)."
)
@click.option(
    "--folder", type=click.Path(exists=True, path_type=Path), help="From these files, without a database."
)
@json_option
def compose(
    journey: str, answers: tuple[str, ...], on: datetime | None, folder: Path | None, as_json: bool
) -> None:
    """Work out what JOURNEY needs: items, order, fields, materials, days. Unanswered questions stay undecided."""
    from bancheng.config import seams
    from bancheng.config.runtime import surroundings

    given = dict(_answer(text) for text in answers)
    with surroundings(database=folder is None, world=folder is None):
        day = on.date() if on else _today()
        try:
            plan = seams.compose(journey, given, day, folder)
        except LookupError as error:
            click.echo(str(error.args[0]), err=True)
            sys.exit(UNAVAILABLE)
        if as_json:
            say_json(plan)
        else:
            _describe(plan)


def _describe(plan: dict[str, Any]) -> None:
    """The plan in a few lines for a person."""
    click.echo(f"{plan['journey']} · {plan['on']} · {plan['release']}")
    for item in plan["items"]:
        click.echo(f"  {item['level']}  {item['name']} — {item['org'] or '看回答'}")
    if plan["undecided"]:
        click.echo(f"  还有{len(plan['undecided'])}项要看回答")
    asked = [field for field in plan["fields"] if field["source"] == "asked"]
    bring = [material for material in plan["materials"] if not material["satisfied_by"]]
    click.echo(f"要填{len(asked)}项，要带{len(bring)}样，最长{plan['critical_path_days']}个工作日")
    for name, change in plan["reductions"].items():
        click.echo(f"  {name}: {change['before']} → {change['after']}")


@click.group()
def catalogue() -> None:
    """Rulebooks as files and in the database."""


@catalogue.command()
@FOLDER
@json_option
def check(path: Path, as_json: bool) -> None:
    """Look for everything in PATH that may not be published; each finding names file, place, rule, remedy.

    What may be published but could be better is told too and changes no exit code.
    """
    from bancheng.config import seams
    from bancheng.config.runtime import surroundings

    with surroundings(database=False):
        findings, advice = seams.check_rulebooks(path, _today()), seams.advise_rulebooks(path, _today())
    finish(findings, "No findings.", as_json=as_json, advice=advice)


@catalogue.command("import")
@FOLDER
@json_option
def import_(path: Path, as_json: bool) -> None:
    """Check PATH and store its documents as versions (nothing is in force before `publish`)."""
    from bancheng.config import seams
    from bancheng.config.runtime import surroundings

    with surroundings(world=True):
        findings, stored = seams.import_rulebooks(path, _today())
        finish(
            findings, f"{stored} documents are in the database.", as_json=as_json, facts={"documents": stored}
        )


@catalogue.command()
@FOLDER
@json_option
def publish(path: Path, as_json: bool) -> None:
    """Check PATH and publish its journeys: cases in flight keep the release that they began with."""
    from bancheng.config import seams
    from bancheng.config.runtime import surroundings

    with surroundings(world=True):
        findings, releases = seams.publish_rulebooks(path, _today())
        sentence = "\n".join(f"{code}  {digest}" for code, digest in releases.items())
        finish(findings, sentence or "Nothing to publish.", as_json=as_json, facts={"releases": releases})


@catalogue.command()
@click.argument("path", type=click.Path(file_okay=False, path_type=Path))
@json_option
def export(path: Path, as_json: bool) -> None:
    """Write the documents of all releases in force to PATH, one file each: another city can import them."""
    from bancheng.config import seams
    from bancheng.config.runtime import surroundings

    with surroundings(world=True):
        written = seams.export_rulebooks(path, _today())
        finish([], f"{written} documents written to {path}.", as_json=as_json, facts={"documents": written})
