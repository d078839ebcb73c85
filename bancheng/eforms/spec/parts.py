"""Parts shared by every rulebook: names, paths, expressions, human words, and where a fact comes from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, StringConstraints

from bancheng.kernel.rulebooks import Text

Word = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
"""A short name inside one rulebook: a subject, a question, a stage. Usable in expressions."""

Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$")]
"""The code of a rulebook. Any code will do: nothing in the program knows one."""

ROLE = r"[a-z][a-z0-9_]{0,62}"
Path = Annotated[str, StringConstraints(pattern=rf"^{ROLE}(\.[a-z][a-z0-9_]{{0,62}}){{1,3}}$")]
"""`subject.name`: a value of a subject. Occurrences (`child[1].name`) come from composing, never written."""

Expression = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
"""A rule in the kernel's small language. The check judges its syntax and types: it can name the line."""


def role_of(path: str) -> str:
    """The subject a path belongs to: `child` of `child.name` and of `child[1].name`."""
    return path.partition(".")[0].partition("[")[0]


class Part(BaseModel):
    """A piece of a rulebook: immutable, and a word that the schema does not know is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Source(Part):
    """出处. A document that facts were taken from; other parts name it by its key."""

    office_only: ClassVar[frozenset[str]] = frozenset({"title"})
    title: Text
    number: str | None = None
    """文号 or standard number."""
    url: str | None = None


class Sourced(Part):
    """A part that states facts: where they come from, or that somebody inferred them."""

    source: str | None = None
    """Key of `sources` of the same rulebook, or a short citation."""
    inferred: bool = False
    """推断: no original was seen. Pages and reductions say which share of their inputs is inferred."""


class Human(Part):
    """What a person reads about a thing, apart from its official name."""

    plain_name: Text | None = None
    one_line: Text | None = None
    why: Text | None = None
    """为什么要: in the words of the person who is asked."""
    how: Text | None = None
    """怎么填、怎么拿到."""
    sample: Text | None = None
    """An example of a right answer, or the name of a sample picture."""


def documented(node: Any) -> Iterator[Sourced]:
    """Every sourced part inside a rulebook or part, itself included."""
    if isinstance(node, Sourced):
        yield node
    if isinstance(node, BaseModel):
        for name in type(node).model_fields:
            yield from documented(getattr(node, name))
    elif isinstance(node, dict):
        for value in node.values():
            yield from documented(value)
    elif isinstance(node, tuple | list):
        for value in node:
            yield from documented(value)
