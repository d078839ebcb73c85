"""`material/1`: a type of material, said once for every item that wants it (材料类型)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Literal

from pydantic import Field, model_validator

from bancheng.catalogue.spec.specimen import Specimen
from bancheng.eforms.spec import Code, Human, Source, Sourced
from bancheng.kernel.rulebooks import Reference, Rulebook, Text, rulebook

Form = Literal["original", "copy", "original_and_copy", "original_or_copy", "electronic"]
"""原件 | 复印件 | 原件和复印件 | 原件或复印件 | 电子件."""


class Replacement(Sourced):
    """What the authority looks up instead of asking for the material: exactly one of the two."""

    certificate: Code | None = None
    """电子证照: a certificate of this type that the same holder has."""
    resource: Code | None = None
    """数据共享: an answer of this resource about the same holder."""
    why_not: Text | None = None
    """为什么不用带, in plain words; the default names the certificate or the provider."""

    @model_validator(mode="after")
    def _one(self) -> Replacement:
        if (self.certificate is None) == (self.resource is None):
            raise ValueError("replaced_by 的每一项写 certificate 或 resource 之一")
        return self


@rulebook("material/1", title="材料类型")
class Material(Rulebook, Human):
    """材料类型."""

    office_only: ClassVar[frozenset[str]] = frozenset({"issued_by"})
    schema_: Literal["material/1"] = Field(alias="schema")
    code: Code
    name: Text
    issued_by: Text | None = None
    """出具机构."""
    forms: tuple[Form, ...] = ("original_or_copy",)
    replaced_by: tuple[Replacement, ...] = ()
    paper_form: Code | None = None
    """Template of the blank form when the material is a form to be filled (空白表)."""
    specimen: Specimen | None = None
    """样张: how it looks; default: as the certificate that replaces it, or its blank form."""
    max_pages: int = Field(default=20, ge=1, le=500)
    max_files: int = Field(default=5, ge=1, le=50)
    sensitivity: Literal["public", "internal", "personal", "sensitive"] = "personal"
    sources: dict[str, Source] = {}

    def references(self) -> Iterable[Reference]:
        """The certificate types and resources that replace it, and its blank form."""
        for replacement in self.replaced_by:
            if replacement.certificate:
                yield Reference("certificate-type", replacement.certificate)
            if replacement.resource:
                yield Reference("resource", replacement.resource)
        if self.paper_form:
            yield Reference("paper", self.paper_form)
