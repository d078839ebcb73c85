"""`journey/1`: one whole thing that a person or an enterprise gets done (“一件事”)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, model_validator

from bancheng.catalogue.spec import Limit
from bancheng.catalogue.spec.entry import OrgRef
from bancheng.eforms.spec import Code, Expression, Human, Part, Path, Source, Sourced, Word
from bancheng.kernel.rulebooks import Reference, Rulebook, Text, rulebook

OnFailure = Literal["stop", "continue_without", "ask_applicant"]
"""What becomes of an item when the one before fails: it stops | goes on without | the applicant is asked."""

AnswerKey = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_-]{0,62}$")]
SamplePath = Annotated[
    str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,62}(\[[1-9]\d?\])?(\.[a-z][a-z0-9_]{0,62}){1,3}$")
]
"""`child.born_on`, of several `child[2].born_on`."""
SampleHolding = Annotated[
    str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,62}(\[[1-9]\d?\])?#[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$")
]
"""`mother#<type of certificate>`: whose it is, and which."""


def answer_text(value: object) -> str:
    """An answer as it is compared: YAML reads a bare `yes` as true, and a count as a number."""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


class Subject(Sourced, Human):
    """Who or what the thing is about; every path begins with one."""

    kind: Literal["person", "enterprise", "thing"] = "person"
    name: Text | None = None
    """What pages call it: 妈妈, 宝宝, 员工."""
    many: bool = False
    count: Word | None = None
    """Question whose answer is how many there are; else as many as known values speak of, at least one."""
    most: int = Field(default=20, ge=1, le=200)
    optional: bool = False
    present: Expression | None = None
    """Optional subjects: when they take part at all. `<subject> is present` in rules means this."""
    listed_by: Code | None = None
    """Many: the resource whose records are the occurrences (accounts, benefits, heirs): none, one or several. When it
    has answered, the count is known; when it is silent, the question of `count` is asked."""
    passive: bool = False
    """Takes part in nothing (a person who has died): never applies, is never asked, may not read the application."""
    unnumbered: bool | Expression = False
    """Has no identity number yet; a rule where that depends (an enterprise that exists, or is set up here)."""
    identified_by: Code | None = None
    """Element of its identity number, e.g. the one that sign-on brings."""
    differs_from: tuple[Word, ...] = ()
    """Subjects who cannot be the same person or enterprise. Several of one subject are always different ones."""


class Applicant(Sourced):
    """Who acts. Values of the signed-in person go to the role that the applicant plays."""

    roles: tuple[Word, ...] = Field(min_length=1)
    """The subjects that may apply."""
    question: Word | None = None
    """The question whose option values are these roles; needed when there are several. Where the kinds of the roles
    tell (a person, or an enterprise that exists), nobody is asked: in whose name it is done answers it."""
    values: dict[Path, Code] = {}
    """`applicant.<name>` → element: what is known of the one in whose name it is done. Of a person: name, id_number,
    phone, sex, born_on; of an enterprise: name, credit_code, enterprise_kind, representative_name, region, address; of
    both contact_name, contact_phone: whoever acts."""
    enterprise_values: dict[Path, Code] = {}
    """The same when an enterprise applies; empty: `values`. What is written here is taken from sign-on and not asked of
    a register: the credit code and who acts; name and representative come from a look-up by the code. The contact may
    be a subject of its own: `<subject>.contact_name`."""
    on_death: Literal["stop", "successor"] = "stop"
    """What becomes of an open application when its applicant dies: its open matters end, or a successor takes it over."""
    successors: tuple[Word, ...] = ()
    """The subjects of the application, in order, of whom the first who is known takes over."""


class Option(Sourced):
    """One answer to choose."""

    value: AnswerKey
    label: Text
    hint: Text | None = None


class ScenarioQuestion(Sourced, Human):
    """情形问题. It is asked only while its answer can still change the plan."""

    id: Word
    ask: Text
    kind: Literal["choice", "several", "yes_no", "count", "number", "date", "text"] = "choice"
    """`several`: the answer is a list; use `<id>.x` in rules. `yes_no`: answers yes and no; options may give them words."""
    options: tuple[Option, ...] = ()
    """A list of {value, label, hint} in the order of the page, or a map value: label where the order does not matter."""
    unsure: Text | None = None
    """Label of “还没想好”: leaves the question unanswered."""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    typical: AnswerKey | tuple[AnswerKey, ...] | None = None
    """The answer assumed for the figures of the journey page, shown as an assumption."""
    when: Expression | None = None
    """Asked only if this holds; otherwise the question has no answer."""
    known: Expression | None = None
    """Computes the answer from known values: then it is not asked but listed, and can be changed."""

    @model_validator(mode="before")
    @classmethod
    def _short_options(cls, written: Any) -> Any:
        if not isinstance(written, dict):
            return written
        if isinstance(written.get("typical"), bool | int):
            written = {**written, "typical": answer_text(written["typical"])}
        if isinstance(written.get("options"), dict):
            # A map has no order (jsonb and the digest forget it): yes before no, else by value.
            ordered = sorted(
                written["options"].items(), key=lambda one: (one[0] in ("no", False), str(one[0]))
            )
            listed = [{"value": answer_text(v), "label": label} for v, label in ordered]
            written = {**written, "options": listed}
        return written

    @property
    def values(self) -> tuple[str, ...]:
        """The answers that may be given to a choice."""
        return ("yes", "no") if self.kind == "yes_no" else tuple(option.value for option in self.options)


class Fact(Sourced):
    """A datum that rules of the journey read though no item asks for it; it is looked up, else asked."""

    path: Path
    element: Code
    derive: Expression | None = None
    name: Text | None = None
    why: Text | None = None
    typical: AnswerKey | None = None
    """What is assumed for the figures of the journey page while no register was asked: a code, yes or no, a number."""

    @model_validator(mode="before")
    @classmethod
    def _short_typical(cls, written: Any) -> Any:
        if isinstance(written, dict) and isinstance(written.get("typical"), bool | int):
            return {**written, "typical": answer_text(written["typical"])}
        return written


class Prefill(Sourced):
    """A look-up: a resource whose roles are bound to this journey's subjects."""

    resource: Code
    roles: dict[str, Word]
    """role of the resource → subject. Values meet fields by (subject, element, occurrence)."""
    when: Expression | None = None


class After(Sourced):
    """A prerequisite between two items."""

    item: Code
    on_failure: OnFailure = "stop"
    answer: Limit | None = None
    """ask_applicant: how long the applicant has to answer; 10 working days if nothing is said."""
    on_silence: Literal["stop", "continue_without"] = "stop"
    """ask_applicant: what an unanswered question means."""


class JourneyItem(Sourced):
    """An item of the journey: when it belongs to the plan and after what."""

    item: Code
    when: Expression | None = None
    reason: Text | None = None
    """Why it is in the plan, for people; default from the rule."""
    reason_against: Text | None = None
    """Why it is not, when `when` is false."""
    each: Word | None = None
    """One case per occurrence of this subject."""
    after: tuple[After, ...] = ()
    roles: dict[Word, Word] = {}
    """The item's subject → this journey's subject, where their names differ."""
    visits: int | None = Field(default=None, ge=0, le=20)
    """到现场次数 when done in this journey; default the entry's."""
    materials: dict[Code, Literal["waived"]] = {}
    """Material types that this journey waives for the item (一件事内免交)."""


class Confirmation(Sourced):
    """Another subject's own yes, on their own login; of a subject of which there are many, one each."""

    subject: Word
    items: tuple[Code, ...] = ()
    """What their yes is needed for; default everything."""
    answered_by: Path | None = None
    """Where a register puts the number of whoever answers in their place (the guardian of a minor); empty: themself.
    If that is the applicant, the applicant has answered by applying."""
    when: Expression | None = None
    within: Limit
    text: Text | None = None
    """What is confirmed, in their words."""
    on_refusal: Literal["stop", "continue_without"] = "stop"
    """Somebody says no: nothing can be handed in | the items named above are left out and the rest goes on."""
    on_silence: OnFailure = "stop"
    """Nobody answers in time: as above."""
    at_most: int = Field(default=5, ge=1, le=20)
    """How often the same person may be asked for one form: again after a change, a no or no answer. Then the one who
    asks has to find another way than pressing the button once more."""


class OncePer(Sourced):
    """同一件事只办一次: what may not run twice for the same subject."""

    of: tuple[str, ...] = Field(min_length=1)
    """Subjects (by their number; the applicant without one by their account) and paths (by their value): all of them
    together are what is compared, for a subject of which there are many each for itself."""
    lasts: Literal["open", "ever", "within"] = "open"
    """How long the first one stands in the way: while it is open | for ever | so long after it was handed in."""
    within: Limit | None = None
    text: Text | None = None
    """Why, in plain words."""

    @model_validator(mode="before")
    @classmethod
    def _short(cls, written: Any) -> Any:
        return {"of": written} if isinstance(written, list | tuple) else written

    @model_validator(mode="after")
    def _period(self) -> OncePer:
        if (self.lasts == "within") != (self.within is not None):
            raise ValueError("lasts: within 要写 within 多久；别的不写")
        return self


class Delivery(Sourced):
    """How results go out."""

    rule: Literal["together", "as_ready", "together_but_at_latest_by"] = "together"
    limit: Limit | None = None
    """For together_but_at_latest_by: what is ready then goes out."""
    ways: tuple[Literal["electronic", "post", "counter"], ...] = ("electronic",)


class Section(Part):
    """A part of the one form."""

    code: Word
    title: Text
    subjects: tuple[Word, ...] = ()
    """Fields of these subjects that no section names by path."""
    paths: tuple[Path, ...] = ()
    note: Text | None = None


class Exclusion(Sourced):
    """什么情况不能一起办, and where to go then."""

    when: Expression | None = None
    text: Text
    go_to: Text


class Published(Sourced):
    """A reduction that another place published: shown beside ours, never summed."""

    metric: Literal["days", "materials", "fields", "visits", "steps", "departments", "minutes"]
    place: Text
    before: Decimal | None = None
    after: Decimal | None = None
    percent: Decimal | None = None
    note: Text | None = None


class FrequentQuestion(Sourced):
    """常见问题."""

    q: Text
    a: Text


@rulebook("journey/1", title="一件事")
class Journey(Rulebook, Human):
    """一件事."""

    schema_: Literal["journey/1"] = Field(alias="schema")
    code: Code
    name: Text
    """Official name; `plain_name` is what people say."""
    batch: Text | None = None
    """批次, e.g. 2024."""
    audience: Literal["person", "enterprise"]
    tone: Literal["plain", "solemn"] = "plain"
    lead: OrgRef
    supporting: tuple[OrgRef, ...] = ()
    subjects: dict[Word, Subject] = Field(min_length=1)
    applicant: Applicant
    questions: tuple[ScenarioQuestion, ...] = ()
    facts: tuple[Fact, ...] = ()
    prefill: tuple[Prefill, ...] = ()
    items: tuple[JourneyItem, ...] = Field(min_length=1)
    confirm: tuple[Confirmation, ...] = ()
    once_per: OncePer | None = None
    delivery: Delivery = Delivery()
    promised: Limit | None = None
    """整体承诺时限; the plan also computes its own critical path."""
    joint_handling: Literal["by_law", "always", "never"] = "by_law"
    """联合办理 45+15 (行政许可法第26、42条). `by_law`: when the plan has two licences or more."""
    steps: tuple[Text, ...] = ("一次申请", "收结果")
    """The steps that the person takes part in here (环节, “改革后”); confirmations and visits are added."""
    sections: tuple[Section, ...] = ()
    excludes: tuple[Exclusion, ...] = ()
    published_reductions: tuple[Published, ...] = ()
    questions_and_answers: tuple[FrequentQuestion, ...] = ()
    papers: dict[Literal["notify", "receive", "deliver", "close", "move_dates"], Code] = {}
    region: str | None = None
    """The region whose people it serves; default the whole city."""
    valid_from: date | None = None
    valid_to: date | None = None
    words: tuple[str, ...] = ()
    """What people say when they look for it (搜索词、同义词)."""
    icon: Word | None = None
    front: int | None = Field(default=None, ge=1, le=99)
    """Its place among the things done most (常办的事): 1 stands first on the home page; without one it follows by code."""
    sources: dict[str, Source] = {}

    def references(self) -> Iterable[Reference]:
        """Items, resources, elements of facts, papers."""
        for placed in self.items:
            yield Reference("item", placed.item)
        for prefill in self.prefill:
            yield Reference("resource", prefill.resource)
        for fact in self.facts:
            yield Reference("element", fact.element)
        for element in (*self.applicant.values.values(), *self.applicant.enterprise_values.values()):
            yield Reference("element", element)
        for subject in self.subjects.values():
            if subject.identified_by:
                yield Reference("element", subject.identified_by)
        for paper in self.papers.values():
            yield Reference("paper", paper)


class SamplePerson(Sourced):
    """试算的人: somebody typical who does not exist, for whom an editor tries a thing. Never a real person's data."""

    code: Word
    name: Text
    """Who it is, in a few words: 两口子，头胎，随妈妈落户."""
    one_line: Text | None = None
    answers: dict[Word, str | int | bool] = {}
    """Question → answer; several answers of one question with commas between."""
    facts: dict[SamplePath, str | int | bool] = {}
    """Path → what a register would say."""
    holds: tuple[SampleHolding, ...] = ()
    """Certificates on file."""


@rulebook("samples/1", title="试算的人")
class Samples(Rulebook):
    """试算的人: who an editor can choose when a journey is tried. Not part of any release of the journey."""

    schema_: Literal["samples/1"] = Field(alias="schema")
    code: Code
    name: Text
    journey: Code
    people: tuple[SamplePerson, ...] = Field(min_length=1)
    sources: dict[str, Source] = {}

    def person(self, code: str) -> SamplePerson | None:
        """The one with this code."""
        return next((one for one in self.people if one.code == code), None)
