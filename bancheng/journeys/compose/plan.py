"""The plan: what composing returns. Frozen values, complete enough to show, to fill in and to submit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from bancheng.catalogue.spec import Codes, Entry, Fee, Item, Limit, Pledge, Stage, Way
from bancheng.journeys.spec import Delivery, Journey, OnFailure, Published, ScenarioQuestion, Section
from bancheng.kernel.rulebooks import Text


@dataclass(frozen=True, slots=True)
class PlanSubject:
    """A subject that takes part. `many`: how many there are (None for a subject of which there is one)."""

    role: str
    kind: str
    name: Text
    many: int | None
    numbered: bool
    """Has an identity number already."""
    present: bool | None
    """None: an answer is missing."""

    @property
    def occurrences(self) -> tuple[str, ...]:
        """`child[1]`, `child[2]` or `mother`."""
        if self.many is None:
            return (self.role,)
        return tuple(f"{self.role}[{number}]" for number in range(1, self.many + 1))


@dataclass(frozen=True, slots=True)
class Prerequisite:
    """An earlier case of the same plan, and what its failure means."""

    node: str
    on_failure: OnFailure


@dataclass(frozen=True, slots=True)
class LaterWord:
    """A word of a rule that the result of an earlier case says: under which path of that result."""

    word: str
    node: str
    path: str


@dataclass(frozen=True, slots=True)
class LaterRule:
    """A rule that waits for results: its text, words that may be absent, what is known now, what comes later."""

    text: str
    guarded: tuple[str, ...]
    known: tuple[tuple[str, Any], ...]
    words: tuple[LaterWord, ...]
    reason: str
    """Why the item is not needed when the rule turns out false."""

    @property
    def nodes(self) -> tuple[str, ...]:
        """The earlier cases that it waits for."""
        return tuple(dict.fromkeys(one.node for one in self.words))


@dataclass(frozen=True, slots=True)
class Charge:
    """A charge of a case with the rules that say how much of it is due, as far as they are not settled for good."""

    fee: Fee
    quantity: LaterRule | None
    when: LaterRule | None


@dataclass(frozen=True, slots=True)
class PlanItem:
    """One case of the plan: an item for a subject, resolved to the authority of its region."""

    node: str
    """`code`, or `code@child[1]` when there is one per occurrence."""
    code: str
    name: Text
    item: Item
    for_: str | None
    """The occurrence it is for."""
    level: int
    """1 = can start at once; otherwise one more than its latest prerequisite."""
    after: tuple[Prerequisite, ...]
    reason: str
    entry: Entry | None
    """None: the region that decides is not known yet."""
    region: str | None
    jurisdiction: str
    """The path whose value decides the region."""
    organization: str | None
    handling: str | None
    entrusted: str | None
    queue: str | None
    stages: tuple[Stage, ...]
    stage_posts: tuple[str | None, ...]
    """The post of each stage."""
    legal: Limit | None
    promised: Limit
    codes: Codes
    visits: int
    fields: tuple[str, ...] = ()
    """Paths of the plan's fields that this case reads."""
    materials: tuple[str, ...] = ()
    """Keys of the plan's materials that this case reads."""
    roles: tuple[tuple[str, str], ...] = ()
    """The item's subject → the subject of this plan that it is."""
    way: Way | None = None
    """办理方式; None: there is only one, or it is not decided yet."""
    charges: tuple[Charge, ...] = ()
    later: tuple[LaterRule, ...] = ()
    """What earlier results will decide: whether it is needed at all. Empty: it is."""


@dataclass(frozen=True, slots=True)
class PlanField:
    """One datum of the one form."""

    path: str
    role: str
    """The subject with its occurrence."""
    element: str
    name: Text
    source: str
    """`asked` · `known:<source>` · `result:<item>.<field>` · `derived`."""
    value: Any
    needed_by: tuple[str, ...]
    """Codes of the items."""
    nodes: tuple[str, ...]
    decides: tuple[str, ...]
    """Items that the value puts in the plan, keeps out, or sends to a region."""
    required: bool
    undecided: bool
    """Whether it is needed at all still depends on an answer."""
    section: str
    why: Text
    how: Text
    aliases: tuple[str, ...]
    """Other paths by which items know the same datum."""


@dataclass(frozen=True, slots=True)
class PlanMaterial:
    """One material of the one set."""

    key: str
    type: str
    name: Text
    holder: str
    form: str
    copies: int
    necessity: str
    needed_by: tuple[str, ...]
    nodes: tuple[str, ...]
    satisfied_by: str | None
    """None: the person brings it. `certificate` · `known:<resource>` · `result:<item>` · `form` · `waived` · `exempt`."""
    why_not: Text
    """Why it need not be brought; empty when it must."""
    why: Text
    undecided: bool
    later: tuple[tuple[str, Limit], ...] = ()
    """容缺: cases that begin without it, each with how long it may follow after handing in."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """What should be asked of an authority next: every input is known or will have been typed."""

    resource: str
    inputs: Mapping[str, str]
    """field of the request → path."""
    gives: Mapping[str, str]
    """field of the answer → path. For `occurring`, the path of the first occurrence; others follow."""
    occurring: str | None = None
    """The subject of which the answer holds one record per occurrence."""
    ready: bool = False
    """All inputs have values now."""


@dataclass(frozen=True, slots=True)
class Undecided:
    """An item of which nobody can say yet whether it belongs."""

    code: str
    name: Text
    waits_for: tuple[str, ...]
    """Questions and paths without a value."""


@dataclass(frozen=True, slots=True)
class NotChosen:
    """An item of the journey that does not belong, and why."""

    code: str
    name: Text
    reason: str


@dataclass(frozen=True, slots=True)
class Blocked:
    """A chosen item that no authority of this city may decide for the given region."""

    node: str
    name: Text
    region: str
    path: str


@dataclass(frozen=True, slots=True)
class Excluded:
    """A reason why the thing cannot be done together, and where to go."""

    text: Text
    go_to: Text


@dataclass(frozen=True, slots=True)
class PlanConfirmation:
    """Another subject's own yes. `subject` has its occurrence where there are many: `heir[2]`."""

    subject: str
    within: Limit
    text: Text
    on_silence: OnFailure
    undecided: bool
    items: tuple[str, ...] = ()
    """What the yes is for; none named: everything."""
    on_refusal: OnFailure = "stop"
    state: str = ""
    """asked · confirmed · refused · lapsed; empty while nobody was asked."""
    needed: bool = True
    """False: the plan goes on without what this yes was for, because there was a no or no answer."""
    at_most: int = 5
    """How often this person may be asked for one form."""


@dataclass(frozen=True, slots=True)
class PlanFee:
    """What is to be paid for a case."""

    node: str
    name: Text
    amount: Decimal
    """元: units × amount of one."""
    basis: Text
    undecided: bool
    """Whether it is due at all, or how many units there are, is not known yet; then one unit is counted."""
    unit_amount: Decimal = Decimal(0)
    quantity: Decimal | None = None
    unit: Text = ""


@dataclass(frozen=True, slots=True)
class PlanPledge:
    """告知承诺 that the applicant signs when handing in."""

    node: str
    name: Text
    pledge: Pledge


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer that the plan rests on, and how it came."""

    question: str
    answer: Any
    how: Literal["given", "known", "assumed"]


@dataclass(frozen=True, slots=True)
class Change:
    """A figure before (the chosen items alone, one after another) and after (this plan)."""

    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Days are working days; see figures.py for each definition."""

    critical_path: tuple[str, ...]
    critical_path_days: int
    legal_days: int
    legal_extension_days: int
    off_clock_days: int
    """Expected working days of work off the clock (construction) that come on top of the longest chain."""
    joint: bool
    """The joint limit of the licensing law applies (行政许可法第26、42条: 45日，经批准可延15日)."""
    days: Change
    materials: Change
    fields: Change
    visits: Change
    steps: Change
    inferred: int
    """Facts of rulebooks used here that somebody inferred …"""
    facts: int
    """… out of all that state where they come from."""

    @property
    def whole_days(self) -> int:
        """Working days until everything is expected to be done: the longest chain with the work off the clock."""
        return self.critical_path_days + self.off_clock_days


@dataclass(frozen=True, slots=True)
class Plan:
    """计划: which matters, of whom, in which order, with what; and what it saves."""

    journey: Journey
    release: str
    on: date
    subjects: tuple[PlanSubject, ...]
    answered: tuple[Answered, ...]
    questions: tuple[ScenarioQuestion, ...]
    """Still to be asked, in order."""
    items: tuple[PlanItem, ...]
    undecided: tuple[Undecided, ...]
    not_chosen: tuple[NotChosen, ...]
    blocked: tuple[Blocked, ...]
    excluded: tuple[Excluded, ...]
    fields: tuple[PlanField, ...]
    materials: tuple[PlanMaterial, ...]
    lookups: tuple[Lookup, ...]
    confirmations: tuple[PlanConfirmation, ...]
    fees: tuple[PlanFee, ...]
    figures: Figures

    @property
    def levels(self) -> tuple[tuple[PlanItem, ...], ...]:
        """The cases by level, first level first."""
        deepest = max((item.level for item in self.items), default=0)
        return tuple(
            tuple(item for item in self.items if item.level == level) for level in range(1, deepest + 1)
        )

    @property
    def organizations(self) -> tuple[str, ...]:
        """The handling organizations, in order of their first case."""
        return tuple(dict.fromkeys(item.handling for item in self.items if item.handling))

    @property
    def pledges(self) -> tuple[PlanPledge, ...]:
        """What the applicant signs instead of being checked beforehand, a case each."""
        return tuple(
            PlanPledge(item.node, item.name, item.way.pledge)
            for item in self.items
            if item.way is not None and item.way.pledge is not None
        )

    @property
    def to_pay(self) -> Decimal:
        """元 in all, as far as it is known."""
        return sum((fee.amount for fee in self.fees), Decimal(0))

    @property
    def later(self) -> tuple[PlanItem, ...]:
        """The cases of which earlier results will say whether they are needed."""
        return tuple(item for item in self.items if item.later)

    @property
    def delivery(self) -> Delivery:
        """How results go out."""
        return self.journey.delivery

    @property
    def sections(self) -> tuple[Section, ...]:
        """The parts of the form."""
        return self.journey.sections

    @property
    def published_elsewhere(self) -> tuple[Published, ...]:
        """What other places published; shown beside, never summed."""
        return self.journey.published_reductions

    def asked(self) -> tuple[PlanField, ...]:
        """The fields that the person fills in."""
        return tuple(field for field in self.fields if field.source == "asked")

    def to_bring(self) -> tuple[PlanMaterial, ...]:
        """The materials that the person brings."""
        return tuple(material for material in self.materials if material.satisfied_by is None)

    def item(self, node: str) -> PlanItem:
        """A case by its node. KeyError if the plan has none."""
        for item in self.items:
            if item.node == node:
                return item
        raise KeyError(node)

    def field(self, path: str) -> PlanField | None:
        """A field by its path or one of its aliases."""
        return next((field for field in self.fields if path == field.path or path in field.aliases), None)

    def ready_to_submit(self) -> bool:
        """Whether nothing is undecided, blocked or excluded, and every case has its authority."""
        decided = not (self.undecided or self.blocked or self.excluded or self.questions)
        return decided and bool(self.items) and all(item.entry is not None for item in self.items)
