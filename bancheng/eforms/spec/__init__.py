"""Rulebooks of the dictionary: data elements and code lists, and parts that other rulebooks are made of."""

from bancheng.eforms.spec.code_list import CodeList, CodeValue, Standard
from bancheng.eforms.spec.element import Authority, Checks, Element, Retention
from bancheng.eforms.spec.parts import (
    ROLE,
    Code,
    Expression,
    Human,
    Part,
    Path,
    Source,
    Sourced,
    Word,
    documented,
    role_of,
)

__all__ = [
    "ROLE",
    "Authority",
    "Checks",
    "Code",
    "CodeList",
    "CodeValue",
    "Element",
    "Expression",
    "Human",
    "Part",
    "Path",
    "Retention",
    "Source",
    "Sourced",
    "Standard",
    "Word",
    "documented",
    "role_of",
]
