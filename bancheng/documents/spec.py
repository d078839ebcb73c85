"""`paper/1`: a paper that an authority issues (文书模板)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from bancheng.kernel.rulebooks import Reference, Rulebook, Text, rulebook

Act = Literal[
    "notify", "receive", "accept", "refuse_acceptance", "request_correction", "pause", "resume", "extend",
    "approve", "refuse", "issue", "withdraw", "terminate", "deliver", "close",
]  # fmt: skip
"""Which act of the procedure issues the paper."""


class PaperValue(BaseModel):
    """A blank in the template: filled by the program from the act's facts, never by hand."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
    label: Text
    required: bool = True


@rulebook("paper/1", title="文书模板")
class Paper(Rulebook):
    """文书模板: title, number and paragraphs with blanks `{name}`."""

    schema_: Literal["paper/1"] = Field(alias="schema")
    code: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$")]
    name: Text
    act: Act
    number_pattern: str
    """文号: literal text with {year}, {organization}, {serial:n}."""
    title: Text
    addressee: Text | None = None
    paragraphs: tuple[Text, ...] = Field(min_length=1)
    values: tuple[PaperValue, ...] = ()
    seal: bool = True
    """加盖印章."""
    states_remedies: bool = False
    """Ends with how to apply for reconsideration or sue (行政许可法第38条: a refusal must)."""
    legal_basis: Text | None = None

    def references(self) -> Iterable[Reference]:
        """A paper reaches nothing."""
        return ()
