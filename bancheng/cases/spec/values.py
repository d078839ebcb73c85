"""What a submission hands over to the departments, and what an act hands back: values only, no database.

`journeys` builds an `Opening` from a plan; whoever opens a case some other way builds the same value. Everything
a case needs later (its stages, limits, remedies, what its result gives) is frozen into it here, so that
publishing a new rulebook never touches a case in flight.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal
from uuid import UUID

from bancheng.cases.spec.later import LaterFee, LaterRule
from bancheng.cases.spec.offers import OfferTerms

FOREVER = datetime(9999, 12, 31, tzinfo=UTC)
"""“No date”: due_at is never null, so that a list can be read in order of (due_at, id)."""

Act = Literal["accept", "review", "offer", "decide", "issue"]
Failure = Literal["stop", "continue_without", "ask_applicant"]
Silence = Literal["stop", "continue_without"]
DeliveryRule = Literal["together", "as_ready", "together_but_at_latest_by"]
Unit = Literal["wd", "cd"]


@dataclass(frozen=True, slots=True)
class Limit:
    """A length of time in working (`wd`) or calendar (`cd`) days."""

    days: int
    unit: Unit = "wd"


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of a department's procedure and the post that does it. Acts go accept, review*, decide | offer, issue."""

    code: str
    act: Act
    name: str
    queue: UUID


QUESTION = Limit(10)
"""Working days to answer whether to go on without an earlier result, unless the rulebook says otherwise."""


@dataclass(frozen=True, slots=True)
class Prerequisite:
    """An earlier case (by node key) and what happens to this one if that one fails.

    `ask_applicant` only: within how long the applicant answers, and what silence means.
    """

    node: str
    on_failure: Failure = "stop"
    answer: Limit = QUESTION
    on_silence: Silence = "stop"


@dataclass(frozen=True, slots=True)
class RemedyTerm:
    """A remedy of the item and how long one has for it: `n` of `unit` (wd, cd, m, y); 0 when it has no term."""

    text: str
    n: int = 0
    unit: str = "cd"
    kind: str = ""
    to: str = ""


@dataclass(frozen=True, slots=True)
class Again:
    """再办: after which ends the matter can be applied for again, how long after (`n` of `unit`), and what helps.

    Some matters may not be applied for again at once (行政许可法 78、79 条): data of the item.
    """

    after: Sequence[str] = ("refused", "not_accepted", "withdrawn", "terminated")
    n: int = 0
    unit: str = "cd"
    text: str = ""


@dataclass(frozen=True, slots=True)
class ResultPlan:
    """What the case gives when it is done: a certificate type and facts for later cases (path → element)."""

    certificate: str | None = None
    type_code: str = ""
    name: str = ""
    holder: str = ""
    gives: Mapping[str, str] = field(default_factory=dict)
    valid_days: int | None = None


@dataclass(frozen=True, slots=True)
class SpecialProcedure:
    """特别程序: time that does not count (许可法 45 条), never without end: `max_days` working days at most."""

    code: str
    name: str
    max_days: int
    basis: str


@dataclass(frozen=True, slots=True)
class NewMaterial:
    """A material of a case: who holds it, how it is satisfied, and the files handed in for it."""

    type: str
    name: str
    holder: str
    satisfied_by: str
    files: Sequence[UUID] = ()
    form: str = ""


@dataclass(frozen=True, slots=True)
class Deferral:
    """容缺: a material that the case begins without, promised for later, and how long it may take from handing in."""

    type: str
    holder: str
    name: str
    form: str
    limit: Limit


@dataclass(frozen=True, slots=True)
class NewCase:
    """One matter of one department inside an application. `node` is its key in the plan (`item@occurrence`)."""

    case_id: UUID
    node: str
    item: str
    name: str
    organization: UUID
    handling: UUID
    stages: Sequence[Stage]
    legal: Limit
    promised: Limit
    implementation_code: str = ""
    organization_code: str = ""
    organization_name: str = ""
    organization_uscc: str = ""
    occurrence: str = ""
    level: int = 1
    after: Sequence[Prerequisite] = ()
    result: ResultPlan = field(default_factory=ResultPlan)
    materials: Sequence[NewMaterial] = ()
    procedures: Sequence[SpecialProcedure] = ()
    basis: Sequence[str] = ()
    remedies: Sequence[str] = ()
    remedy_terms: Sequence[RemedyTerm] = ()
    again: Again = field(default_factory=Again)
    correction_days: int = 10
    nature: str = "government"
    """Of the body that handles it: what an enterprise says is an agreement, not an administrative act."""
    off_clock: bool = False
    """The work itself (construction): `promised` is how long it is expected to take, no limit of handling runs."""
    offer: OfferTerms | None = None
    needs: Sequence[LaterRule] = ()
    """All must hold for the case to be needed; an earlier result says it."""
    fees: Sequence[LaterFee] = ()
    deferrals: Sequence[Deferral] = ()
    """What was left out and promised; of several lengths the shortest is the case's."""
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody the application is about or who confirmed it: may read it, and act on it if `acts`."""

    subject_id: UUID
    role: str
    acts: bool = False


@dataclass(frozen=True, slots=True)
class Delivery:
    """How results go out. `at_latest` counts from submission (`together_but_at_latest_by` only)."""

    rule: DeliveryRule = "together"
    at_latest: Limit | None = None
    channel: str = ""


@dataclass(frozen=True, slots=True)
class Opening:
    """A whole submission. `application_id` is the draft's id: posting twice opens once.

    `answers` is what `eforms` made of the form (its own shape, passed through to `eforms_record_v1`).
    """

    application_id: UUID
    journey: str
    name: str
    release: str
    applicant_kind: str
    applicant_id: UUID
    applicant_name: str
    cases: Sequence[NewCase]
    parties: Sequence[Party] = ()
    delivery: Delivery = field(default_factory=Delivery)
    receipt: str = ""
    tone: str = ""
    critical_days: int = 0
    answers: Mapping[str, Any] | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CorrectionEntry:
    """One thing to correct: a material or field path, the sentence the applicant reads, why (basis)."""

    kind: Literal["material", "field", "other"]
    target: str
    sentence: str
    basis: str = ""


@dataclass(frozen=True, slots=True)
class CorrectionReply:
    """The applicant's reply to one entry: new files, or the reason why nothing needs correcting."""

    index: int
    files: Sequence[UUID] = ()
    disagrees: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """准予 or 不予许可, with the words that the applicant will read."""

    granted: bool
    reason: str = ""
    basis: Sequence[str] = ()
    remedies: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Issue:
    """The data of a result: the certificate's own values and the facts it gives later cases (path → value)."""

    values: Mapping[str, Any] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    holder_kind: str = "person"
    holder_id: UUID | None = None
    holder_number: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """The answer to a submission. `again` says that it had been handed in before: same receipt, nothing new."""

    application_id: UUID
    receipt: str
    submitted_at: datetime
    due_at: datetime
    again: bool = False


@dataclass(frozen=True, slots=True)
class Moved:
    """What an act did: the case's new state and version, the cases it set free or stopped, and the ending."""

    application_id: UUID
    case_id: UUID
    act: str
    state: str
    version: int
    at: datetime
    activated: Sequence[UUID] = ()
    stopped: Sequence[UUID] = ()
    asked: Sequence[UUID] = ()
    spared: Sequence[UUID] = ()
    """Cases that turned out not to be needed."""
    unsure: Sequence[UUID] = ()
    """Cases of which two ends at one instant left open whether they are needed: decided right after."""
    open_cases: int | None = None
    ended: bool = False
    replayed: bool = False
    case_number: str = ""
    certificate_id: UUID | None = None
    certificate_identifier: str = ""


def plain(value: Any) -> dict[str, Any]:
    """The fields of one of these values by name. Not `asdict`: that copies deeply, for nothing here."""
    return {name: getattr(value, name) for name in value.__slots__}
