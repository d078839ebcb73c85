"""What composing is given: answers, known values, and how paths with occurrences are written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any


@dataclass(frozen=True, slots=True)
class Known:
    """A value that an authority holds, with where it comes from.

    `value=None` means: looked up and not there (or the system did not answer). Then the person is asked, or brings
    the material; it is not the same as never having looked.
    """

    value: Any
    source: str
    """Code of the resource, `certificate`, `sign-on`, …: what pages translate into “公安局人口库”."""
    at: datetime | None = None
    authority: str | None = None
    query_id: str | None = None


def held(holder: str, code: str) -> str:
    """The key in `known` under which a holder's certificate of a type, or the answer of a resource, is reported.

    `holder` is a subject with its occurrence: `held("mother", "identity-card")`, `held("child[1]", …)`.
    """
    return f"{holder}#{code}"


def silent(resource: str) -> str:
    """The key in `known` under which it is reported that a resource was asked and did not answer."""
    return f"#{resource}"


def confirmation_of(who: str) -> str:
    """The key in `known` under which stands how far somebody's confirmation is: asked, confirmed, refused, lapsed."""
    return f"{who}#confirmation"


@lru_cache(maxsize=65536)
def split(path: str) -> tuple[str, int | None, str]:
    """`child[2].name` → (child, 2, name); `follow` → (follow, None, '')."""
    first, _dot, rest = path.partition(".")
    if first.endswith("]"):
        role, _bracket, number = first[:-1].partition("[")
        return role, int(number), rest
    return first, None, rest


def at(role: str, occurrence: int | None) -> str:
    """`child[2]`, or the role itself when there is only one."""
    return role if occurrence is None else f"{role}[{occurrence}]"
