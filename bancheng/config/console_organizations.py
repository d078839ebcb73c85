"""Commands over the administrative world: `organizations change`, `organizations notices`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from bancheng.config.console_calendar import read_document
from bancheng.config.output import json_option, say_json


@click.group()
def organizations() -> None:
    """Departments, posts and regions: notices of reorganization."""


@organizations.command()
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE")
@json_option
def change(path: Path, as_json: bool) -> None:
    """Take a notice of reorganization (YAML or JSON: notice, title, on, found, changed, ended).

    It takes effect when its day begins, at once if that day has come: open work, appointments and addresses follow.
    Taking the same notice again changes nothing. docs/operations.md shows one.
    """
    from bancheng.config.runtime import surroundings

    document = read_document(path, "notice, title, on")
    with surroundings():
        report = _take(document, datetime.now(UTC))
    if as_json:
        say_json(report)
    elif report["applied"]:
        click.echo(
            f"{report['notice']} took effect; {report['cases']} open cases went to other posts so far."
        )
    else:
        click.echo(f"{report['notice']} is taken; it takes effect on {report['on']}.")


@organizations.command("notices")
@json_option
def list_notices(as_json: bool) -> None:
    """The notices of reorganization that were taken, the newest first."""
    from bancheng.config.runtime import surroundings

    with surroundings():
        from bancheng.organizations.queries import notices

        found = [
            {
                "notice": row["notice"],
                "title": row["title"],
                "on": row["effective_on"].isoformat(),
                "applied": row["applied_at"] is not None,
            }
            for row in notices()
        ]
    if as_json:
        say_json({"notices": found})
        return
    for one in found:
        click.echo(
            f"{one['on']}  {'in effect' if one['applied'] else 'waiting  '}  {one['notice']}  {one['title']}"
        )


def _take(document: dict[str, Any], now: datetime) -> dict[str, Any]:
    from bancheng.accounts import tasks as accounts
    from bancheng.cases import tasks as cases
    from bancheng.kernel.access import system_actor
    from bancheng.organizations import tasks
    from bancheng.organizations.commands import take_notice
    from bancheng.organizations.queries import applied_notice

    notice_id = take_notice(actor=system_actor("console"), written=document, now=now)
    tasks.reorganize(now)
    accounts.follow(now)
    return {
        "notice": document["notice"],
        "on": str(document["on"]),
        "applied": applied_notice(notice_id) is not None,
        "cases": cases.rehome(now),
    }
