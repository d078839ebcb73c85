"""`paper/1`: a paper that an authority issues (文书模板); the kinds that the program issues are beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Annotated, ClassVar, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from bancheng.documents.spec.kinds import BY_ACT, KINDS, Act, Kind, kinds_of
from bancheng.kernel.rulebooks import Reference, Rulebook, Text, rulebook

__all__ = ["BY_ACT", "KINDS", "Act", "Kind", "Paper", "PaperValue", "kinds_of", "number_faults"]

MAX_LAYOUT = 40_000
"""Characters of a layout: a page of typst has some two thousand."""

SERIAL: Final = re.compile(r"\{serial(?::(\d{1,2}))?\}")
_BLANK: Final = re.compile(r"\{([a-z_]+)(?::\d{1,2})?\}")


class PaperValue(BaseModel):
    """A blank in the template: filled by the program from the act's facts, never by hand."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
    label: Text
    required: bool = True


@rulebook("paper/1", title="文书模板")
class Paper(Rulebook):
    """文书模板: title, numbering rule, and a typst layout or plain paragraphs with blanks `{name}`."""

    office_only: ClassVar[frozenset[str]] = frozenset(
        {"title", "addressee", "paragraphs", "values", "legal_basis"}
    )
    schema_: Literal["paper/1"] = Field(alias="schema")
    code: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$")]
    name: Text
    act: Act
    number_pattern: str
    """文号: literal text with {year}, {organization}, {serial:n}."""
    title: Text
    addressee: Text | None = None
    layout: Annotated[str, StringConstraints(max_length=MAX_LAYOUT, strip_whitespace=False)] | None = None
    """版式: the typst text. It may import the frames of the program (`/frame-1.typ`) and read `values`."""
    paragraphs: tuple[Text, ...] = ()
    """Instead of a layout: plain sentences."""
    values: tuple[PaperValue, ...] = ()
    seal: bool = True
    """加盖印章."""
    states_remedies: bool = False
    """Ends with how to apply for reconsideration or sue (行政许可法第38条: a refusal must)."""
    legal_basis: Text | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Paper:
        if not self.layout and not self.paragraphs:
            raise ValueError("要有版式（layout）或段落（paragraphs）")
        wrong = number_faults(self.number_pattern)
        if self.layout and wrong:
            raise ValueError(wrong)
        return self

    def references(self) -> Iterable[Reference]:
        """A paper reaches nothing."""
        return ()


def number_faults(pattern: str) -> str:
    """What is wrong with a numbering rule; "" when every number it gives can be told from every other."""
    blanks = _BLANK.findall(pattern)
    if blanks.count("serial") != 1:
        return "文号里要有一个 {serial:位数}"
    odd = sorted(set(blanks) - {"year", "organization", "serial"})
    if odd or "{" in _BLANK.sub("", pattern) or "}" in _BLANK.sub("", pattern):
        return "文号里只能用 {year}、{organization}、{serial:位数}"
    before = pattern[: SERIAL.search(pattern).start()]  # type: ignore[union-attr]
    if (before and before[-1].isdigit()) or before.endswith("{year}"):
        return "{serial} 前面要有一个不是数字的字，不然两个文号可能一样"
    return ""
