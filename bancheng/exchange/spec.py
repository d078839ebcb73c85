"""`resource/1`: one thing that a department's system can be asked (政务数据共享资源).

A resource says once, for everybody: who provides it, what must be given, what comes back, on what legal
basis and for what purpose it may be asked, how old an answer may be, and what happens when the system does
not answer. 政务数据共享条例（国令第809号）：共享属性分无条件、有条件、不予；能共享的不得要求另行提供。
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from bancheng.kernel.rulebooks import Reference, Rulebook, Text, rulebook

Word = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,62}$")]
"""A short name inside a rulebook: a field of a message, a role."""

_ENTERPRISE = frozenset({"name", "state", "representative_name", "representative_id_number"})
USES: dict[str, tuple[str, frozenset[str]]] = {
    "represented": ("id_number", _ENTERPRISE | {"credit_code"}),
    "enterprise": ("credit_code", _ENTERPRISE),
    "wards": ("id_number", frozenset({"ward_id_number", "ward_name", "birth_date", "relation"})),
}
"""What the platform asks for itself → (the field it gives, the fields that it has to be told)."""
REPORTS: dict[str, tuple[str, frozenset[str]]] = {"deaths": ("id_number", frozenset({"died_on"}))}
"""What a system may tell by itself → (the field that says of whom, the fields that it has to tell)."""
_UNITS = {"s": 1, "min": 60, "h": 3600, "d": 86400}


class Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Given(Strict):
    """What the asked system needs to find the record (查询条件)."""

    field: Word
    """Name in the request message."""
    role: Word = "subject"
    """Whose value it is: a role of this resource; a journey binds roles to its subjects."""
    element: str
    """Code of the data element that the value is of."""
    required: bool = True


class Returned(Strict):
    """One field of a record that comes back (信息项)."""

    field: Word
    role: Word = "subject"
    element: str
    authoritative: bool = True
    """The provider is the source of this value (一数一源); False: shown as a hint, the person is still
    asked."""
    optional: bool = True
    """A record may lack it; False: a record without it is a wrong answer and is refused."""


@rulebook("resource/1", title="共享资源")
class Resource(Rulebook):
    """共享资源: a question that a department's system answers."""

    office_only: ClassVar[frozenset[str]] = frozenset({"condition", "purpose", "legal_basis"})
    schema_: Literal["resource/1"] = Field(alias="schema")
    code: str
    name: Text
    provider: Annotated[str, StringConstraints(pattern=r"^org:[A-Za-z0-9_.-]+$")]
    """数据提供方: `org:<code>`; the settings say where its system answers."""
    path: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_/-]{0,120}$")]
    """Below `<base address>/resources/`."""
    inputs: tuple[Given, ...] = Field(min_length=1)
    outputs: tuple[Returned, ...] = Field(min_length=1)
    records: Literal["one", "many"] = "one"
    """`one`: at most one record answers; `many`: one record per occurrence of the roles (several
    children)."""
    sharing: Literal["unconditional", "conditional", "none"]
    """共享属性: 无条件共享 | 有条件共享 | 不予共享. `none` is catalogued but is never asked."""
    condition: Text | None = None
    """共享条件: required when sharing is conditional."""
    purpose: Text
    legal_basis: Text
    max_age: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,4} (s|min|h|d)$")] = "24 h"
    """How long an answer may be used again for the same draft."""
    fallback: Literal["ask", "refuse"] = "ask"
    """When the system does not answer: ask the person and verify later (先填写，事后核对), or refuse to go
    on."""
    fallback_sentence: Text | None = None
    """What the person reads then; the default names the provider."""
    use: Literal["represented", "enterprise", "wards"] | None = None
    """What the platform itself asks it for, beside any journey: the enterprises that somebody represents, one
    enterprise by its code, the minors whose guardian somebody is. The outputs' field names are then fixed (`USES`)."""

    reports: Literal["deaths"] | None = None
    """推送: what its system tells the platform by itself, signed, without being asked: who died. The names of the fields
    are then fixed (`REPORTS`)."""

    @model_validator(mode="after")
    def _reportable(self) -> Resource:
        if self.reports is not None:
            given, told = REPORTS[self.reports]
            missing = {given} - {one.field for one in self.inputs} | told - {
                one.field for one in self.outputs
            }
            if missing:
                raise ValueError(f"reports: {self.reports} 还缺 {'、'.join(sorted(missing))}")
        return self

    @model_validator(mode="after")
    def _useful(self) -> Resource:
        if self.use is not None:
            given, told = USES[self.use]
            missing = {given} - {one.field for one in self.inputs} | told - {
                one.field for one in self.outputs
            }
            if missing:
                raise ValueError(f"use: {self.use} 还缺 {'、'.join(sorted(missing))}")
        return self

    @property
    def rules_alone(self) -> bool:
        """Asked beside any journey, or telling by itself."""
        return self.use is not None or self.reports is not None

    @property
    def lifetime(self) -> timedelta:
        """`max_age` as a duration."""
        number, unit = self.max_age.split(" ")
        return timedelta(seconds=int(number) * _UNITS[unit])

    @property
    def provider_code(self) -> str:
        """The provider's code without `org:`."""
        return self.provider.removeprefix("org:")

    def roles(self) -> frozenset[str]:
        """Every role that inputs and outputs speak of."""
        return frozenset([entry.role for entry in self.inputs] + [entry.role for entry in self.outputs])

    def output_for(self, role: str, element: str) -> Returned | None:
        """The field that gives this element of this role, if the resource holds it."""
        return next((o for o in self.outputs if (o.role, o.element) == (role, element)), None)

    def references(self) -> Iterable[Reference]:
        """The data elements that the messages are made of."""
        given, returned = {entry.element for entry in self.inputs}, {entry.element for entry in self.outputs}
        for code in sorted(given | returned):
            yield Reference("element", code)

    @model_validator(mode="after")
    def _consistent(self) -> Resource:
        for names in ([i.field for i in self.inputs], [o.field for o in self.outputs]):
            if len(set(names)) != len(names):
                raise ValueError("同一个字段写了两次")
        if self.sharing == "conditional" and self.condition is None:
            raise ValueError("有条件共享的资源必须写明条件")
        if any(re.search(r"(^|/)\.\.?(/|$)|//", part) for part in (self.path,)):
            raise ValueError("路径里不能有“..”或“//”")
        return self
