"""Commands over a city of one's own: `city new`, `city check`, `city load`."""

from __future__ import annotations

import secrets
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from bancheng.config.output import FINDINGS, UNAVAILABLE, finish, json_option, say_json

FOLDER = click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DIR")


@click.group()
def city() -> None:
    """A city of one's own, as a folder of documents."""


@city.command()
@click.argument("path", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--name", default="新城市", show_default=True, help="What the city is called, e.g. 临江市.")
@json_option
def new(path: Path, name: str, as_json: bool) -> None:
    """Write the documents of a new city into the new folder DIR: small, commented, without a finding.

    Regions, organizations, posts, staff, service points, holidays, and rulebooks with one small journey.
    """
    from bancheng.config.cities.scaffold import CannotWrite, write

    try:
        written = write(path, name)
    except CannotWrite as error:
        click.echo(str(error), err=True)
        sys.exit(UNAVAILABLE)
    if as_json:
        say_json({"path": path, "files": [str(one.relative_to(path)) for one in written]})
    else:
        click.echo(f"写好了{len(written)}个文件，在 {path}。先看 {path / '先看这里.md'}。")


@city.command()
@FOLDER
@json_option
def check(path: Path, as_json: bool) -> None:
    """Look for everything in DIR that would not work; each finding names file, place and remedy. Needs no database."""
    from bancheng.config.runtime import surroundings

    with surroundings(database=False):
        found = _read(path)
    finish(found.findings, "没有发现问题。", as_json=as_json, advice=found.advice)


@city.command()
@FOLDER
@click.option("--password", help="First password of the new accounts (default: one is made and shown once).")
@json_option
def load(path: Path, password: str | None, as_json: bool) -> None:
    """Check DIR and load it: organizations, staff, holidays, and its journeys in force from today.

    Loading again brings what changed; nothing is deleted, and accounts that exist keep their passwords.
    """
    from bancheng.config.cities.loading import load as bring
    from bancheng.config.runtime import surroundings

    first = password or secrets.token_urlsafe(12)
    with surroundings():
        found = _read(path)
        if found.findings:
            finish(found.findings, "", as_json=as_json)
        told = bring(found, password=first, now=datetime.now(UTC))
    if as_json:
        say_json(told)
        return
    click.echo(
        f"载入了{told['organizations']}个机构、{told['journeys']}件“一件事”，新开{told['staff']}个账号。"
    )
    if told["staff"] and not password:
        click.echo(f"新账号第一次的密码：{first}（只显示这一次，登录后自己改）")


def _read(path: Path) -> Any:
    """The documents; a sentence and the exit code when they cannot be read."""
    from django.utils import timezone

    from bancheng.config.cities.loading import read
    from bancheng.config.seams import load_declarations
    from bancheng.organizations.spec import WorldError

    load_declarations()
    try:
        return read(path, timezone.localdate())
    except WorldError as error:
        click.echo(str(error), err=True)
        sys.exit(FINDINGS)
