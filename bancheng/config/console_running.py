"""Commands for a platform that runs."""

from __future__ import annotations

import os
import sys
import time

import click

from bancheng.config.output import UNAVAILABLE, WELL
from bancheng.config.processes import RENEW

PATIENCE = 300.0
"""Seconds that a renewal may take: migrations, then twice the loading of the program."""


@click.command()
def reload() -> None:
    """Put new processes in the place of the running ones; no request is lost. After a `git pull`: the new program.

    Exit code 0 when all are new, 2 when none runs here or the new ones do not start (then the old ones go on).
    """
    from bancheng.config import runtime

    data = runtime.data_folder()
    process = runtime.launcher_of(data)
    if process is None:
        click.echo(f"没有平台在 {data} 上运行：先 make run。", err=True)
        sys.exit(UNAVAILABLE)
    before, _why = runtime.renewals(data)
    os.kill(process, RENEW)
    until = time.monotonic() + PATIENCE
    while runtime.renewals(data)[0] == before and time.monotonic() < until and runtime.platform_runs(data):
        time.sleep(0.2)
    times, why = runtime.renewals(data)
    if times == before or why:
        click.echo(f"没有换成，原来的进程照常运行：{why or '到时间还没有接替，看日志。'}", err=True)
        sys.exit(UNAVAILABLE)
    click.echo("新的进程已经接替，没有中断。")
    sys.exit(WELL)
