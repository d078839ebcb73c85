"""`element/1`: one datum, said once for everybody (数据元)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from bancheng.eforms.spec.code_list import Standard
from bancheng.eforms.spec.parts import Code, Expression, Human, Part, Source, Sourced
from bancheng.kernel.rulebooks import Reference, Rulebook, Text, rulebook

Datatype = Literal[
    "text", "long_text", "name", "id_number", "uscc", "phone", "email", "bank_card", "date", "datetime",
    "integer", "decimal", "money", "yes_no", "code", "region", "address", "certificate_number",
]  # fmt: skip
"""How a value is typed, normalised and shown. Expressions see: text, number, date, yes/no, code, region."""

EXPRESSION_TYPES: dict[str, str] = {
    "date": "date", "datetime": "date", "integer": "integer", "decimal": "number", "money": "number",
    "yes_no": "boolean",
}  # fmt: skip
"""The kind of a datatype's values inside expressions; everything else is text."""


class Checks(Part):
    """What a value must satisfy besides its datatype."""

    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    earliest: Literal["today"] | str | None = None
    """Dates: `today` or YYYY-MM-DD."""
    latest: Literal["today"] | str | None = None
    rule: Expression | None = None
    """Over `value`; e.g. `value between 300 and 9000`."""
    message: Text | None = None
    """The sentence when `pattern` or `rule` fails."""


class Authority(Sourced):
    """数源: the resource that holds the true value (一数一源)."""

    resource: Code


class Retention(Sourced):
    """保存期限: how long answers are kept, counted from the close of the application."""

    years: int | None = Field(default=None, ge=0, le=100)
    days: int | None = Field(default=None, ge=0)
    permanent: bool = False
    reason: Text | None = None

    @property
    def declared(self) -> bool:
        """Whether any period is stated at all."""
        return self.permanent or self.years is not None or self.days is not None


class YesNo(Part):
    """怎么回答: what yes and no are called when the question is 有没有 or 在不在 (face.md §6.1)."""

    yes: Text
    no: Text


@rulebook("element/1", title="数据元")
class Element(Rulebook, Human):
    """数据元. Without purpose, legal basis and retention it cannot be published."""

    office_only: ClassVar[frozenset[str]] = frozenset({"legal_basis", "retention"})
    schema_: Literal["element/1"] = Field(alias="schema")
    code: Code
    name: Text
    datatype: Datatype
    code_list: Code | None = None
    """For datatype `code`."""
    answers: YesNo | None = None
    """For datatype `yes_no`; without it 是 and 不是."""
    unit: Text | None = None
    checks: Checks = Checks()
    sensitivity: Literal["public", "internal", "personal", "sensitive"] = "personal"
    """`sensitive`: sealed where it is stored, masked where it is shown (个人信息保护法第28条)."""
    purpose: Text | None = None
    legal_basis: Text | None = None
    retention: Retention | None = None
    authority: Authority | None = None
    max_age: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,4} (s|min|h|d)$")] | None = None
    """A value older than this is read again before it is relied on; default: the resource's own."""
    standard: Standard | None = None
    synonyms: tuple[str, ...] = ()
    sources: dict[str, Source] = {}

    @model_validator(mode="after")
    def _answers_of_yes_no(self) -> Self:
        if self.answers is not None and self.datatype != "yes_no":
            raise ValueError("answers belong to datatype yes_no")
        return self

    @property
    def sealed(self) -> bool:
        """Whether stored values are encrypted."""
        return self.sensitivity == "sensitive"

    @property
    def expression_type(self) -> str:
        """The kind of its values in expressions: text, integer, number, date or boolean."""
        return EXPRESSION_TYPES.get(self.datatype, "text")

    def references(self) -> Iterable[Reference]:
        """Its code list and its authoritative resource."""
        if self.code_list:
            yield Reference("code-list", self.code_list)
        if self.authority:
            yield Reference("resource", self.authority.resource)
