"""What an item needs from the applicant's side: fields and materials."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints, model_validator

from bancheng.catalogue.spec.limits import Limit
from bancheng.catalogue.spec.material import Form
from bancheng.eforms.spec import Code, Expression, Human, Path, Sourced, Word
from bancheng.kernel.rulebooks import Text

ResultRef = Annotated[str, StringConstraints(pattern=r"^result:[A-Za-z0-9][A-Za-z0-9_.-]*$")]
"""`result:<item>` or `result:<item>.<field>`: an earlier item of the same plan brings it."""


FOLLOWS = Limit(n=10, unit="wd")
"""How long a material that may follow later may take from handing in, where its item says nothing (our own rule)."""
LONGEST = 20
"""Working days that it may take at most (深圳市政务服务容缺办理管理办法, 2019)."""


class ItemField(Sourced, Human):
    """A datum that the item needs. Composing finds where it comes from: known · result · derived · asked."""

    path: Path
    element: Code
    name: Text | None = None
    """Label here; default the element's plain name."""
    required: bool = True
    when: Expression | None = None
    source: ResultRef | None = None
    """Only from that result. Not needed where an item `gives` this path: that is found by itself."""
    derive: Expression | None = None
    """Computed from other values; never asked."""
    for_applicant: bool = True
    """False: an officer fills it (审批字段), so the form leaves it out."""


class ItemMaterial(Sourced, Human):
    """A material that the item needs."""

    office_only: ClassVar[frozenset[str]] = frozenset({"correction", "legal_basis"})
    type: Code
    """Code of a material/1."""
    holder: Word
    """The subject whose material it is."""
    form: Form = "original_or_copy"
    copies: int = Field(default=1, ge=0, le=20)
    necessity: Literal["required", "optional", "deferrable", "exempt"] = "required"
    """必要 | 非必要 | 容缺后补 | 信息免交."""
    within: Limit | None = None
    """补齐时限, `deferrable` only: how long it may follow after handing in, 2 to 20 working days; default ten."""
    channel: Literal["applicant", "government", "form", "other"] = "applicant"
    """来源渠道: 申请人自备 | 政府部门核发 | 在线填报 | 其他."""
    when: Expression | None = None
    source: ResultRef | None = None
    accept_standard: Text | None = None
    """受理标准: when it is right, in words that both sides read."""
    correction: Text | None = None
    """The canned sentence when it is wrong."""
    name: Text | None = None
    legal_basis: Text | None = None

    @model_validator(mode="after")
    def _form_has_no_source(self) -> ItemMaterial:
        if self.channel == "form" and self.source:
            raise ValueError("在线填报的材料不能再写 source")
        return self

    @model_validator(mode="after")
    def _only_what_follows_has_days(self) -> ItemMaterial:
        if self.within is None:
            return self
        if self.necessity != "deferrable":
            raise ValueError("容缺后补（necessity: deferrable）的材料才能写 within")
        if self.within.unit not in ("wd", "cd") or self.within.n < 2 or self.within.working_days > LONGEST:
            raise ValueError(f"within 写 2 到 {LONGEST} 个工作日（wd），或者天数（cd）")
        return self

    @property
    def follows_within(self) -> Limit | None:
        """补齐时限 of a material that may follow later; None for any other."""
        return (self.within or FOLLOWS) if self.necessity == "deferrable" else None
