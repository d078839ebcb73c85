"""Commands that look whether all is well, `doctor` and `audit`, and the one that makes traffic, `drive`."""

from __future__ import annotations

import sys

import click

from bancheng.config.output import UNAVAILABLE, finish, json_option, plain, say_json


@click.command()
@json_option
def doctor(as_json: bool) -> None:
    """Look at settings, PostgreSQL, roles, tables, secrets and files; each finding says what to do."""
    from bancheng.config.diagnosis import findings
    from bancheng.config.runtime import surroundings

    with surroundings():
        found, facts = findings()
        if not as_json:
            for name, value in facts.items():
                click.echo(f"{name:<12}{value}")
        finish(found, "All well.", as_json=as_json, facts=facts)


@click.command()
@click.option("--only", multiple=True, metavar="I5", help="Only these invariants.")
@json_option
def audit(only: tuple[str, ...], as_json: bool) -> None:
    """Check what must always hold; every breach names its row."""
    from bancheng.config import seams
    from bancheng.config.runtime import surroundings

    with surroundings():
        breaches, checked = seams.audit(only)
        lines: list[object] = (
            list(breaches) if as_json else [seams.breach_line(breach) for breach in breaches]
        )
        finish(lines, f"{len(checked)} invariants hold.", as_json=as_json, facts={"checked": checked})


@click.command()
@click.option("--applications", type=click.IntRange(1), required=True, help="How many applications.")
@click.option("--seed", type=int, required=True, help="The same seed makes the same people and choices.")
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True)
@click.option("--journey", help="Only this journey (default: all in force).")
@json_option
def drive(applications: int, seed: int, workers: int, journey: str | None, as_json: bool) -> None:
    """Take synthetic people and officers through the same commands as the pages, under the access rules."""
    from bancheng.config import seams
    from bancheng.config.runtime import surroundings

    with surroundings(world=True, asks=True):
        try:
            report = seams.drive(applications=applications, seed=seed, workers=workers, journey=journey)
        except LookupError as error:
            click.echo(str(error.args[0]), err=True)
            sys.exit(UNAVAILABLE)
        if as_json:
            say_json(plain(report))
        else:
            click.echo(str(report))
