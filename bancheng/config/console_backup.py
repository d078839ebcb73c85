"""`bancheng backup` and `bancheng restore`."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from bancheng.config import variables
from bancheng.config.output import FINDINGS, UNAVAILABLE, WELL, json_option, plain, say_json

FOLDER = click.Path(file_okay=False, path_type=Path)
FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("path", type=FOLDER)
@click.option("--keys", type=FILE, help="Where the keys go (default: PATH.keys); keep it apart from PATH.")
@json_option
def backup(path: Path, keys: Path | None, as_json: bool) -> None:
    """Write database, uploads and evidence into the new folder PATH, and the keys, under a passphrase, beside it.

    Works beside a running platform. The passphrase is BANCHENG_BACKUP_PASSPHRASE or asked for. With BANCHENG_ARCHIVE
    a restore can also reach any later moment.
    """
    from bancheng.config import runtime
    from bancheng.config.backup.parcel import CannotRestore
    from bancheng.config.backup.taking import take

    kept = keys or path.with_name(path.name + ".keys")
    try:
        told = take(runtime.data_folder(), path.resolve(), kept.resolve(), _passphrase(), datetime.now(UTC))
    except CannotRestore as error:
        click.echo(str(error), err=True)
        sys.exit(UNAVAILABLE)
    if as_json:
        say_json({"path": path, "keys": kept, "digest": told})
    else:
        click.echo(f"备份在 {path}，密钥在 {kept}（另处存放）。清单的摘要（记下来）：{told}")


@click.command()
@click.argument("path", type=FOLDER)
@click.option("--keys", type=FILE, help="The file of keys (default: PATH.keys).")
@click.option("--archive", type=FOLDER, help="The archive (default: BANCHENG_ARCHIVE).")
@click.option(
    "--to", metavar="TIME", help="Moment with time zone, e.g. 2026-11-23T10:05:00+08:00; needs the archive."
)
@json_option
def restore(path: Path, keys: Path | None, archive: Path | None, to: str | None, as_json: bool) -> None:
    """Bring a backup back into the empty state folder BANCHENG_DATA and look whether everything is there.

    Exit code 0: all invariants hold and every file of a restored row is there; 1: breaches, each named; 2: nothing was
    restored, and why.
    """
    from bancheng.config import runtime
    from bancheng.config.backup.parcel import CannotRestore
    from bancheng.config.backup.restoring import restore as bring_back

    kept = archive or (Path(given) if (given := variables.ARCHIVE.read()) else None)
    try:
        done = bring_back(
            runtime.data_folder(),
            path,
            keys or path.with_name(path.name + ".keys"),
            _passphrase(),
            kept,
            _moment(to),
        )
    except CannotRestore as error:
        click.echo(str(error), err=True)
        sys.exit(UNAVAILABLE)
    if as_json:
        say_json(plain(done))
    else:
        click.echo(f"恢复用了 {done.seconds} 秒，最后一个事件在 {done.last_event or '（没有事件）'}。")
        if done.heads_beyond:
            click.echo(f"有 {done.heads_beyond} 个已签名的链头在恢复点之后，另存在 evidence/ 里。")
        for line in [*done.advice, *done.breaches]:
            click.echo(line)
    sys.exit(FINDINGS if done.breaches else WELL)


def _passphrase() -> str:
    given = os.environ.get(variables.BACKUP_PASSPHRASE.name, "")
    return given or str(click.prompt("口令 / passphrase", hide_input=True, err=True))


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise click.BadParameter("时刻要写成 2026-11-23T10:05:00+08:00 这样，带时区。", param_hint="--to")
    return moment
