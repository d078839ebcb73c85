"""`certificate-type/1`: a kind of electronic certificate (电子证照类型)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from bancheng.eforms.spec import Code, Human, Part, Source, Sourced, Standard, Word
from bancheng.kernel.rulebooks import Reference, Rulebook, Text, rulebook


class CertificateField(Sourced):
    """One datum on the face of a certificate."""

    name: Word
    element: Code
    label: Text | None = None
    required: bool = True


class Validity(Sourced):
    """How long a certificate is good for, counted from issue; neither = without end."""

    years: int | None = Field(default=None, ge=1)
    days: int | None = Field(default=None, ge=1)
    until: Word | None = None
    """The field that holds the last day."""


class CertificateState(Part):
    """A state of this type's family; families differ, so the codes are data."""

    code: str
    name: Text
    valid: bool = False
    """Whether a certificate in this state may be relied on."""


VALID = CertificateState(code="01", name="有效", valid=True)
ENDED = (CertificateState(code="03", name="撤销"), CertificateState(code="04", name="注销"))


@rulebook("certificate-type/1", title="证照类型")
class CertificateType(Rulebook, Human):
    """电子证照类型."""

    office_only: ClassVar[frozenset[str]] = frozenset({"issuer_title"})
    schema_: Literal["certificate-type/1"] = Field(alias="schema")
    code: Code
    name: Text
    type_code: Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{21}$")] | None = None
    """证照类型代码: USCC of the definer (18) and a serial (3), GB/T 36904—2018."""
    standard: Standard | None = None
    holder: tuple[Literal["person", "enterprise", "institution", "organization", "thing"], ...] = ("person",)
    """Whose it is; `thing`: of a project, a building, a vehicle."""
    nature: Literal["certificate", "approval", "record"] = "certificate"
    """出证 | 出文（批复、意见） | 登记或待遇结果."""
    issuer_title: Text | None = None
    fields: tuple[CertificateField, ...] = ()
    number_pattern: str = "{serial:10}"
    """证照编号: literal text with {year}, {region}, {serial:n}."""
    validity: Validity = Validity()
    states: tuple[CertificateState, ...] = (VALID, *ENDED)
    paper: Code | None = None
    """The template of its face."""
    sources: dict[str, Source] = {}

    def references(self) -> Iterable[Reference]:
        """The elements on its face and its template."""
        for field in self.fields:
            yield Reference("element", field.element)
        if self.paper:
            yield Reference("paper", self.paper)
