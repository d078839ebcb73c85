"""How commands answer: sentences for people, JSON for programs, exit codes for both."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, is_dataclass
from typing import Any, NoReturn

import click

WELL, FINDINGS, UNAVAILABLE = 0, 1, 2

json_option = click.option("--json", "as_json", is_flag=True, help="Answer as JSON on standard output.")


def plain(value: object) -> Any:
    """Dataclasses as dicts, everything else that JSON does not know as text."""
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    return str(value)


def say_json(value: object) -> None:
    """One JSON document, readable, with Chinese as it is."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=plain))


def finish(
    findings: Sequence[object],
    sentence: str,
    *,
    as_json: bool,
    facts: dict[str, Any] | None = None,
    advice: Sequence[object] | None = None,
) -> NoReturn:
    """Print findings (or the sentence that there are none) and leave with the matching exit code. `advice`: what could
    be better; it changes no exit code."""
    if as_json:
        told = {} if advice is None else {"advice": list(advice)}
        say_json({**(facts or {}), "findings": list(findings), **told})
    else:
        for finding in findings:
            click.echo(str(finding))
        for one in advice or ():
            click.echo(f"可以更好：{one}")
        click.echo(sentence if not findings else f"{len(findings)} finding(s).")
    sys.exit(FINDINGS if findings else WELL)
