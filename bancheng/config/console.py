"""The console program `bancheng`.

Every command works on an empty state folder with nothing running (it starts what it needs and stops what it
started) and beside a running platform. Exit codes: 0 all well, 1 findings, 2 wrong usage or something unavailable.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

import click

from bancheng.config import (
    console_backup,
    console_calendar,
    console_catalogue,
    console_checks,
    console_city,
    console_journey,
    console_organizations,
    console_running,
    variables,
)
from bancheng.config.output import FINDINGS, UNAVAILABLE

P = ParamSpec("P")


class Program(click.Group):
    """The program; what cannot be had (no PostgreSQL, a taken port) is one sentence and exit code 2."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        from bancheng.config.launcher import CannotStart
        from bancheng.config.postgres import NoPostgres, RolesMissing, StartFailed, WrongLocale

        try:
            return super().invoke(ctx)
        except (CannotStart, NoPostgres, RolesMissing, StartFailed, WrongLocale) as error:
            click.echo(str(error), err=True)
            sys.exit(UNAVAILABLE)
        except Exception as error:
            if not _refusal(error):
                raise
            click.echo(str(error), err=True)
            sys.exit(UNAVAILABLE)


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """办成 Bancheng: a Chinese city gets one whole thing done."""


def _refusal(error: Exception) -> bool:
    """Whether it is an answer of the platform and not a bug (asked only after Django is set up)."""
    from bancheng.kernel.errors import DomainError

    return isinstance(error, DomainError)


def _in_surroundings(**wanted: bool) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """Run a command inside `runtime.surroundings`."""

    def wrap(command: Callable[P, None]) -> Callable[P, None]:
        @wraps(command)
        def run(*args: P.args, **kwargs: P.kwargs) -> None:
            from bancheng.config.runtime import surroundings

            with surroundings(**wanted):
                command(*args, **kwargs)

        return run

    return wrap


@main.command()
def run() -> None:
    """Start the whole platform and watch it; Ctrl-C stops everything."""
    from bancheng.config import launcher

    launcher.run()


@main.command(hidden=True)
@_in_surroundings(world=True)
def prepare() -> None:
    """Migrate, load the demo city, collect static files; print the demo people. The launcher calls this."""
    from bancheng.config.seams import introduce
    from bancheng.config.statics import collect

    collect()
    click.echo(introduce() if variables.DEMO.read() == "1" else "")


@main.command()
@_in_surroundings()
def migrate() -> None:
    """Bring the database up to date, as the role that owns its tables."""
    click.echo("The database is up to date.")


@main.command()
@click.option("--ready", type=int, hidden=True)
@_in_surroundings()
def worker(ready: int | None) -> None:
    """Relay events, seal the evidence, do the jobs, until told to stop."""
    from bancheng.config.worker import run as work

    work(ready)


@main.command()
@click.option("--check", is_flag=True, help="Change nothing; say what is out of date.")
def docs(check: bool) -> None:
    """Write docs/generated from the registries (permissions, states, errors, rulebook schemas, settings)."""
    from bancheng.config import docs as generated
    from bancheng.config.runtime import set_up_django

    set_up_django()
    stale = generated.stale() if check else generated.write()
    for name in stale:
        click.echo(f"docs/generated/{name} {'is out of date: make fix' if check else 'written'}")
    sys.exit(FINDINGS if check and stale else 0)


@main.command()
def reset() -> None:
    """Forget the state folder: our own database, uploads, keys. A database given by URL is not touched."""
    from bancheng.config import runtime
    from bancheng.config.postgres.removing import remove

    data = runtime.data_folder()
    if runtime.platform_runs(data):
        raise click.ClickException(f"The platform runs on {data}; stop it first.")
    remove(data)
    click.echo(f"{data} is gone.")


main.add_command(console_running.reload)
main.add_command(console_backup.backup)
main.add_command(console_backup.restore)
main.add_command(console_checks.doctor)
main.add_command(console_checks.audit)
main.add_command(console_checks.drive)
main.add_command(console_catalogue.compose)
main.add_command(console_catalogue.catalogue)
main.add_command(console_calendar.calendar)
main.add_command(console_organizations.organizations)
main.add_command(console_city.city)
main.add_command(console_journey.journey)

if __name__ == "__main__":
    main()
