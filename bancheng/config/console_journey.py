"""Commands over one journey: `journey scheme` (一件事一方案), `journey export` (给别的城市) and `journey import`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from bancheng.config.output import FINDINGS, UNAVAILABLE, finish, json_option, say_json

FOLDER = click.option(
    "--folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="From these files, without a database.",
)
FILE = click.Path(dir_okay=False, path_type=Path)


@click.group()
def journey() -> None:
    """One journey: as a plan for an office, as a file for another city."""


@journey.command()
@click.argument("code")
@click.option("--out", "path", type=FILE, required=True, help="The DOCX to be written.")
@FOLDER
@json_option
def scheme(code: str, path: Path, folder: Path | None, as_json: bool) -> None:
    """Write the working plan (实施方案) of the journey CODE as a Word document."""
    from bancheng.config import seams
    from bancheng.config.runtime import surroundings

    with surroundings(database=folder is None, world=folder is None):
        data = seams.journey_scheme(code, _today(), folder)
        path.write_bytes(data)
    _said({"path": path, "bytes": len(data)}, f"写好了 {path}。", as_json=as_json)


@journey.command()
@click.argument("code")
@click.argument("path", type=FILE, metavar="FILE")
@FOLDER
@click.option("--licence", default="", help="What others may do with it, one line.")
@click.option("--version", default="", help="What this version is called.")
@json_option
def export(code: str, path: Path, folder: Path | None, licence: str, version: str, as_json: bool) -> None:
    """Write the journey CODE with everything it reaches as one FILE for another city: bodies, posts and regions as roles."""
    from bancheng.config import seams
    from bancheng.config.runtime import surroundings

    with surroundings(database=folder is None, world=folder is None):
        data, facts = seams.journey_file(code, _today(), folder, licence, version)
        path.write_bytes(data)
    sentence = f"写好了 {path}：{facts['documents']}份规则书，{facts['roles']}个要对照的机构角色。"
    _said({"path": path, **facts}, sentence, as_json=as_json)


@journey.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("city", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DIR")
@click.option("--map", "table", type=FILE, help="对照表 (default: 对照表-CODE.yaml in DIR).")
@json_option
def import_(file: Path, city: Path, table: Path | None, as_json: bool) -> None:
    """Bring the journey in FILE into the city in DIR.

    The first run writes a table of what has to be matched, filled as far as names tell. Look at it, fill in the rest, run
    the same again: then the documents are written into DIR and checked.
    """
    from bancheng.config.runtime import surroundings

    with surroundings(database=False):
        _bring(file, city, table, as_json)


def _bring(file: Path, city: Path, table: Path | None, as_json: bool) -> None:
    from bancheng.config.seams import load_declarations
    from bancheng.journeys import portable
    from bancheng.kernel import rulebooks
    from bancheng.kernel.errors import DomainError
    from bancheng.organizations.spec import WorldError, load_world

    load_declarations()
    try:
        package = portable.unpack(file.read_bytes())
        world = load_world(city, _today())
        folder = rulebooks.load_folder(city / "rulebooks")
        table = table or city / f"对照表-{package.manifest.journey}.yaml"
        proposed = portable.proposal(package, world, folder.documents)
        if not table.exists():
            _first_run(package, world, proposed, table, as_json)
        counterparts = portable.read_counterparts(table.read_text(encoding="utf-8"), package, proposed)
    except (DomainError, WorldError, UnicodeDecodeError) as error:
        click.echo(error.message if isinstance(error, DomainError) else str(error), err=True)
        sys.exit(UNAVAILABLE)
    _second_run(package, world, folder, city, table, counterparts, as_json)


def _first_run(package: Any, world: Any, proposed: Any, table: Path, as_json: bool) -> None:
    from bancheng.journeys import portable

    table.write_text(portable.written(package, proposed, world), encoding="utf-8")
    open_ = [one.sentence for one in portable.gaps(package, proposed, world)]
    if not as_json:
        click.echo(f"写好了对照表 {table}。")
    sentence = "都对上了。看一遍，再运行一次，就写进去。"
    finish(open_, sentence, as_json=as_json, facts={"map": table})


def _second_run(
    package: Any, world: Any, folder: Any, city: Path, table: Path, counterparts: Any, as_json: bool
) -> None:
    from bancheng.config.cities.importing import CannotPlace, write_documents
    from bancheng.config.cities.loading import read
    from bancheng.journeys import portable

    open_ = [one.sentence for one in portable.gaps(package, counterparts, world)]
    if open_:  # written anew: whoever takes what both have needs its bodies, too
        table.write_text(portable.written(package, counterparts, world), encoding="utf-8")
        finish(open_, "", as_json=as_json)
    placed = portable.place(package, counterparts, world, folder.documents)
    try:
        paths = write_documents(city, folder, placed.documents, package.manifest)
    except CannotPlace as error:
        click.echo(str(error), err=True)
        sys.exit(FINDINGS)
    if not as_json:
        click.echo(f"写了{len(paths)}份规则书，在 {city / 'rulebooks'}。")
        for said in placed.read_again:
            click.echo(f"请看一遍，提到了别处：{said}")
    facts = {"files": [str(one.relative_to(city)) for one in paths], "read_again": list(placed.read_again)}
    finish(read(city, _today()).findings, "没有发现问题。", as_json=as_json, facts=facts)


def _today() -> Any:
    from django.utils import timezone

    return timezone.localdate()


def _said(facts: dict[str, Any], sentence: str, *, as_json: bool) -> None:
    if as_json:
        say_json(facts)
    else:
        click.echo(sentence)
