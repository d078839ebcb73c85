"""What a working plan is made of, before anybody sets it: a title, sections, paragraphs, tables."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a heading row that is repeated on every page. `shares`: the widths of its columns, in parts."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    shares: tuple[int, ...] = ()
    wide: bool = False
    """Needs the long side of the paper."""


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered part of the document: paragraphs and tables in reading order."""

    title: str
    parts: tuple[str | Table, ...]


@dataclass(frozen=True, slots=True)
class Scheme:
    """一件事一方案. `source`: which release it says, so that everybody sees whether it is the newest."""

    title: str
    city: str
    subject: str
    source: str
    sections: tuple[Section, ...]
