"""The implementing entry: what one region's authority says about an item (实施清单)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from bancheng.catalogue.spec.limits import Limit
from bancheng.catalogue.spec.needs import ItemField, ItemMaterial
from bancheng.eforms.spec import Expression, Part, Sourced, Word
from bancheng.kernel.rulebooks import Text

OrgRef = Annotated[str, StringConstraints(pattern=r"^org:[A-Za-z0-9_.-]+$")]
"""`org:<code>` of an organization of this city."""
PostRef = Annotated[str, StringConstraints(pattern=r"^post:[A-Za-z0-9_.-]+$")]
"""`post:<code>` of a post (a queue) of this city."""


class Channels(Part):
    """How one may apply (GB/T 39046—2020 A.5 codes) and across which borders."""

    forms: tuple[str, ...] = ("1", "2", "3")
    """办理形式: 1 窗口 2 电脑端 3 移动端 4 快递申请 9 其他."""
    online: bool = True
    online_depth: Literal["1", "2", "3", "4"] | None = None
    """网办深度 Ⅰ–Ⅳ."""
    across: tuple[Literal["nation", "province", "city", "county"], ...] = ()
    """通办范围."""
    booking: bool = False
    online_payment: bool = False
    express: bool = True


class Fee(Sourced):
    """收费项目."""

    name: Text
    amount: Decimal = Field(default=Decimal(0), ge=0)
    """元, for one unit."""
    quantity: Expression | None = None
    """How many units (square metres, persons); default one."""
    unit: Text | None = None
    standard: Text | None = None
    """收费标准."""
    basis: Text | None = None
    """收费依据."""
    reducible: Text | None = None
    """减免情形."""
    when: Expression | None = None


class Pledge(Sourced):
    """告知承诺: what the person signs instead of being checked beforehand (国办发〔2020〕42号)."""

    title: Text
    told: tuple[Text, ...] = ()
    """告知: what the authority says that the law requires."""
    promised: tuple[Text, ...] = Field(min_length=1)
    """承诺: the sentences that the person signs."""
    consequence: Text
    """What follows when they are not true."""
    checked_within: Limit | None = None
    """When the authority comes to look afterwards."""


class Way(Sourced):
    """办理方式: another way in which the same item may be handled, with its own limits, e.g. on a pledge."""

    code: Word
    name: Text
    one_line: Text | None = None
    when: Expression | None = None
    """The first way whose rule holds is taken; one without a rule always holds."""
    promised: Limit | None = None
    legal: Limit | None = None
    visits: int | None = Field(default=None, ge=0, le=20)
    pledge: Pledge | None = None


class Exemption(Sourced):
    """豁免: in this region the item is not needed when this holds (备案制、免审批)."""

    when: Expression
    text: Text
    """Why it is not needed, for people."""


class ServicePointFacts(Sourced):
    """办理地点. Give `point` (a service point of the world) or the address itself."""

    point: str | None = None
    name: Text | None = None
    address: Text | None = None
    hours: Text | None = None
    phone: str | None = None


class Codes(Part):
    """事项编码. Standards disagree about lengths: a city configures them, its own codes stand beside."""

    basic: str | None = None
    """基本编码: 10 or 12 characters."""
    implementation: str | None = None
    """实施编码: USCC 18 + level 1 + basic 12 = 31 characters (24 in GB/T 39046—2020)."""
    handling: str | None = None
    """业务办理项编码: 33 characters."""
    local: str | None = None


class Entry(Sourced):
    """实施清单: the same item, another region's facts."""

    office_only: ClassVar[frozenset[str]] = frozenset({"visits_reason"})
    region: str
    organization: OrgRef
    """法定实施机关: decides in its own name."""
    handling: OrgRef | None = None
    """承办机构: does the work; default the organization."""
    entrusted: OrgRef | None = None
    """受委托机关."""
    queue: PostRef
    """Where a new case waits."""
    posts: dict[Word, PostRef] = {}
    """Other posts per stage code; a stage not named stays in the queue."""
    legal: Limit | None = None
    promised: Limit
    codes: Codes = Codes()
    case_type: str | None = None
    """办件类型 (A.6): 1 即办件 2 承诺件; default from the promised limit."""
    visits: int = Field(default=0, ge=0, le=20)
    """到办事现场次数 when the item is applied for alone."""
    visits_reason: Text | None = None
    channels: Channels = Channels()
    fees: tuple[Fee, ...] = ()
    ways: tuple[Way, ...] = ()
    """办理方式. What a way leaves out keeps the entry's own; none: there is one way."""
    exemptions: tuple[Exemption, ...] = ()
    """When the item is not needed here; may speak of results of earlier items."""
    materials_extra: tuple[ItemMaterial, ...] = ()
    fields_extra: tuple[ItemField, ...] = ()
    service_points: tuple[ServicePointFacts, ...] = ()
    phone: str | None = None
    """咨询电话, with area code."""
    complaint_phone: str | None = None
    when: Expression | None = None
    """Of several entries of one region, the one whose rule holds applies (each bank pays its own accounts)."""
    valid_from: date | None = None
    valid_to: date | None = None
    """First day on which it no longer holds."""

    def in_force(self, on: date) -> bool:
        """Whether the entry holds on a day."""
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_to is None or on < self.valid_to
        )
