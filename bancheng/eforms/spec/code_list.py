"""`code-list/1`: a set of codes with the standard that fixes it (代码集)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import ClassVar, Literal

from pydantic import Field

from bancheng.eforms.spec.parts import Code, Part, Sourced
from bancheng.kernel.rulebooks import Reference, Rulebook, Text, rulebook


class Standard(Part):
    """The standard that a code list or an element follows."""

    office_only: ClassVar[frozenset[str]] = frozenset({"title"})
    number: str
    """e.g. GB/T 39046—2020."""
    title: Text
    place: str | None = None
    """Annex, table or clause."""


class CodeValue(Sourced):
    """One code with its meaning."""

    code: str
    name: Text
    explain: Text | None = None
    parent: str | None = None
    retired: bool = False
    """Kept so that old answers stay readable; no longer offered."""


@rulebook("code-list/1", title="代码集")
class CodeList(Rulebook):
    """代码集: versioned codes; a national set keeps the codes of its standard exactly."""

    schema_: Literal["code-list/1"] = Field(alias="schema")
    code: Code
    name: Text
    standard: Standard | None = None
    extensible: bool = False
    """The standard allows local codes beside its own."""
    values: tuple[CodeValue, ...] = Field(min_length=1)

    @cached_property
    def codes(self) -> frozenset[str]:
        """Every code, retired ones included."""
        return frozenset(value.code for value in self.values)

    @cached_property
    def offered(self) -> tuple[CodeValue, ...]:
        """The codes that a form offers."""
        return tuple(value for value in self.values if not value.retired)

    def name_of(self, code: str) -> Text | None:
        """The meaning of a code."""
        return next((value.name for value in self.values if value.code == code), None)

    def references(self) -> Iterable[Reference]:
        """A code list reaches nothing."""
        return ()
