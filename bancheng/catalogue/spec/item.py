"""`item/1`: one service item with its implementing entries (政务服务事项)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any, ClassVar, Literal

from pydantic import Field, model_validator

from bancheng.catalogue.spec.entry import Codes, Entry
from bancheng.catalogue.spec.limits import Limit
from bancheng.catalogue.spec.needs import ItemField, ItemMaterial
from bancheng.eforms.spec import Code, Expression, Human, Path, Source, Sourced, Word
from bancheng.kernel.rulebooks import Reference, Rulebook, Text, rulebook

PaperAct = Literal[
    "receive", "accept", "refuse_acceptance", "request_correction", "approve", "refuse", "offer", "pause", "resume",
    "extend", "deliver", "pledge", "defer",
]  # fmt: skip
"""The acts of a case that issue a paper."""


class ItemSubject(Sourced):
    """A subject that the item speaks of (申请人、其他当事人、标的)."""

    kind: Literal["person", "enterprise", "thing"] = "person"
    many: bool = False
    optional: bool = False
    unnumbered: bool = False
    """Has no identity number yet (a newborn, a company being set up)."""
    name: Text | None = None


class Jurisdiction(Sourced):
    """管辖: which value decides whose matter it is."""

    by: Path
    """The path whose value is (or begins with) a region code."""
    level: Literal["province", "city", "county", "township", "village"]
    """行使层级: the entry is sought at this level, then upwards."""
    elsewhere: Text | None = None
    """Where to go when the region has no entry; without it every region of the city must have one."""


class Condition(Sourced):
    """受理条件. With `when` the machine judges it; without, an officer does."""

    text: Text
    when: Expression | None = None
    otherwise: Text | None = None
    """What to do when it is not met (单独办理、去哪里办)."""


class Stage(Sourced):
    """环节. `code` names the step; who does it is a post of the entry."""

    code: Word
    name: Text
    post: Word | None = None
    """Key into the entry's `posts`; default the stage's own code, then the entry's queue."""
    limit_percent: int | None = Field(default=None, gt=0, le=100)
    """Percentage of the promised limit that this stage should use: only warns, never a legal clock."""
    kind: Literal["accept", "review", "offer", "decide", "issue", "deliver"] = "review"
    """`offer` stands in the place of `decide`: the applicant takes what is offered, or not."""


class SpecialProcedure(Sourced):
    """特别程序: stops the clock for at most `limit` (行政许可法第45条)."""

    office_only: ClassVar[frozenset[str]] = frozenset({"basis"})
    code: Word
    name: Text
    kind: str = "2"
    """A.7: 1 延长审批 2 除延长审批之外的情况."""
    limit: Limit
    basis: Text


class Outcome(Sourced):
    """办理结果: the certificate or record it brings, and the values it gives to later items."""

    office_only: ClassVar[frozenset[str]] = frozenset({"sample"})
    certificate: Code | None = None
    """Code of a certificate-type/1."""
    name: Text | None = None
    kind: Literal["certificate", "approval", "record"] = "certificate"
    """出证办结 | 出文办结、审批办结 | 登记、待遇."""
    holder: Word | None = None
    """The subject that the certificate is issued to."""
    gives: dict[Path, Code] = {}
    """path → element: what is true once the item is done; found by later items of the plan."""
    copies: dict[Path, Path] = {}
    """A given path whose value is that of another path at issue (the child's name on its certificate)."""
    sample: Text | None = None
    """结果样本."""
    delivered_by: tuple[Literal["electronic", "post", "counter"], ...] = ("electronic",)


class ReviewPoint(Sourced):
    """审查要点: what the officer checks. With `rule` the machine says what it sees; the officer decides."""

    code: Word
    text: Text
    stage: Word | None = None
    fields: tuple[Path, ...] = ()
    materials: tuple[Code, ...] = ()
    rule: Expression | None = None
    basis: Text | None = None


class Correction(Sourced):
    """补正意见: a canned sentence about a field or a material."""

    code: Word
    about: Path | Code | None = None
    text: Text


class DecisionReason(Sourced):
    """决定理由: a canned reason, with the basis it rests on."""

    code: Word
    decision: Literal["approve", "refuse", "refuse_acceptance", "terminate"]
    text: Text
    basis: tuple[Word, ...] = ()
    """Keys of the item's `basis`."""


class Basis(Sourced):
    """设定依据: law, article and its words."""

    code: Word
    title: Text
    article: Text | None = None
    text: Text | None = None


class Remedy(Sourced):
    """救济途径."""

    kind: Literal["reconsideration", "lawsuit", "complaint", "review"]
    text: Text
    within: Limit | None = None
    to: Text | None = None


class Again(Sourced):
    """再办: whether the matter can be applied for again after it did not work out, and when at the earliest.

    E.g. a year after a licence was refused for false statements (行政许可法第七十八条).
    """

    after: tuple[Literal["refused", "not_accepted", "withdrawn", "terminated"], ...] = (
        "refused", "not_accepted", "withdrawn", "terminated",
    )  # fmt: skip
    wait: Limit | None = None
    """Counted from the end of the case; calendar days, months or years."""
    text: Text | None = None
    """What to see to first, or why it cannot be applied for again."""

    @model_validator(mode="after")
    def _by_the_calendar(self) -> Again:
        if self.wait is not None and self.wait.unit not in ("cd", "m", "y"):
            raise ValueError("again.wait counts calendar days (cd), months (m) or years (y)")
        return self


class OfferItem(Sourced):
    """One usual line of a price."""

    name: Text
    unit: Text | None = None
    price: Decimal = Decimal(0)
    """元 for one unit."""
    quantity: Expression | None = None
    """How many, if an earlier value says so."""


class OfferRule(Sourced):
    """方案和报价: what is offered, how long the applicant has to answer, what silence means."""

    office_only: ClassVar[frozenset[str]] = frozenset({"basis"})
    name: Text
    """What is offered: 供水接入方案."""
    within: Limit
    on_silence: Literal["decline", "accept"] = "decline"
    basis: Text | None = None
    """Why silence is an acceptance; without one it is none (民法典第四百八十条)."""
    lines: tuple[OfferItem, ...] = ()
    """Usual lines of the price: proposed to the officer, who may change them."""

    @model_validator(mode="after")
    def _silence_has_a_basis(self) -> OfferRule:
        if self.on_silence == "accept" and self.basis is None:
            raise ValueError("不答复就算接受，要写 basis（民法典第四百八十条）")
        return self


class Question(Sourced):
    """常见问题."""

    q: Text
    a: Text


@rulebook("item/1", title="实施清单")
class Item(Rulebook, Human):
    """政务服务事项: what is the same everywhere, and `entries` for what each region's authority says."""

    office_only: ClassVar[frozenset[str]] = frozenset(
        {
            "review_points",
            "corrections",
            "decision_reasons",
            "basis",
            "steps_alone",
            "topics",
            "quantity_limit",
        }
        | {"intermediary_services"}
    )
    schema_: Literal["item/1"] = Field(alias="schema")
    code: Code
    name: Text
    codes: Codes = Codes()
    """基本编码 and, where one entry has none of its own, the others."""
    type: str
    """事项类型 (A.1), e.g. 01 许可, 05 给付, 07 确认, 20 公共服务."""
    exercised_at: tuple[str, ...] = ()
    """行使层级 (A.2)."""
    authority_nature: str = "1"
    """实施主体性质 (A.3)."""
    audience: tuple[str, ...] = ("1",)
    """服务对象 (A.4): 1 自然人 2 企业法人 …"""
    topics: tuple[Text, ...] = ()
    """服务主题."""
    lead_department: Text | None = None
    """业务主管部门, as people call it."""
    subjects: dict[Word, ItemSubject] = {}
    jurisdiction: Jurisdiction
    entry_defaults: dict[str, Any] = {}
    """Facts that all entries share unless they say otherwise; merged into each before it is judged."""
    entries: tuple[Entry, ...] = Field(min_length=1)
    conditions: tuple[Condition, ...] = ()
    fields: tuple[ItemField, ...] = ()
    materials: tuple[ItemMaterial, ...] = ()
    stages: tuple[Stage, ...] = Field(min_length=1)
    offer: OfferRule | None = None
    """For a stage of kind `offer`."""
    off_clock: bool = False
    """The work itself (施工): its `promised` is how long it is expected to take and counts towards no limit."""
    special_procedures: tuple[SpecialProcedure, ...] = ()
    outcome: Outcome
    review_points: tuple[ReviewPoint, ...] = ()
    corrections: tuple[Correction, ...] = ()
    decision_reasons: tuple[DecisionReason, ...] = ()
    basis: tuple[Basis, ...] = ()
    remedies: tuple[Remedy, ...] = ()
    again: Again = Again()
    questions: tuple[Question, ...] = ()
    quantity_limit: Text | None = None
    """数量限制."""
    intermediary_services: tuple[Text, ...] = ()
    """中介服务."""
    steps_alone: tuple[Text, ...] = ("申请", "领取结果")
    """The steps that the person takes part in when the item is applied for alone (环节, for “改革前”)."""
    joint_licence: bool | None = None
    """Counts as a licence in joint handling (行政许可法第26、42条); default: its type is 许可."""
    papers: dict[PaperAct, Code] = {}
    """Act → paper/1 template; acts not named use the city's default template."""
    synonyms: tuple[str, ...] = ()
    sources: dict[str, Source] = {}

    @model_validator(mode="before")
    @classmethod
    def _fill_entries(cls, written: Any) -> Any:
        if not isinstance(written, dict) or not isinstance(written.get("entry_defaults"), dict):
            return written
        shared, entries = written["entry_defaults"], written.get("entries")
        if not isinstance(entries, list | tuple):
            return written
        filled = [{**shared, **entry} if isinstance(entry, dict) else entry for entry in entries]
        return {**written, "entries": filled}

    def all_fields(self) -> Iterator[ItemField]:
        """Fields of the item and those that some entry adds."""
        yield from self.fields
        for entry in self.entries:
            yield from entry.fields_extra

    def all_materials(self) -> Iterator[ItemMaterial]:
        """Materials of the item and those that some entry adds."""
        yield from self.materials
        for entry in self.entries:
            yield from entry.materials_extra

    @property
    def is_licence(self) -> bool:
        """Whether the joint limit of licences speaks of it."""
        return self.type.startswith("01") if self.joint_licence is None else self.joint_licence

    def references(self) -> Iterable[Reference]:
        """Elements, materials, the certificate type and the papers."""
        for field in self.all_fields():
            yield Reference("element", field.element)
        for material in self.all_materials():
            yield Reference("material", material.type)
        for element in self.outcome.gives.values():
            yield Reference("element", element)
        if self.outcome.certificate:
            yield Reference("certificate-type", self.outcome.certificate)
        for paper in self.papers.values():
            yield Reference("paper", paper)
