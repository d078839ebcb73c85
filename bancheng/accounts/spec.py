"""Who is acting: the values that every request carries, and how long a session may live."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from bancheng.kernel.access import Actor, AllOf, Condition, In, Never, scope_ids, scope_values

COOKIE = "bc_session"

BASES = ("representative", "clerk", "guardian", "mandate")
"""By what right somebody acts for another: legal representative, clerk, guardian of a minor, mandate."""
ACTS = ("fill", "submit", "receive", "correct")
"""What a clerk or an agent may be let do: fill in drafts, hand in, see progress and results, answer corrections."""
ADULT = 18
"""民法典第十七条: of age at eighteen."""
DISCERNING = 8
"""民法典第十九、二十条: from eight on a minor has some capacity; below, the guardian acts alone."""
LONGEST_MANDATE = timedelta(days=3 * 366)
"""No mandate runs longer than about three years: our own rule, so that none is forgotten for ever."""

PERSON_IDLE = timedelta(minutes=30)
STAFF_IDLE = timedelta(minutes=15)
"""GB/T 22239—2019 8.1.4.1 asks that an idle session ends; the figures are ours."""
LIFETIME = timedelta(hours=12)
"""No session outlives a working day, however busy."""
SEEN_EVERY = timedelta(minutes=1)
"""How often at most `seen_at` is written; an idle session may therefore end up to this much earlier."""


@dataclass(frozen=True, slots=True)
class ActorPost:
    """A post that a member of staff holds today."""

    id: UUID
    code: str
    name: str
    organization_id: UUID
    organization_code: str
    organization_name: str
    roles: frozenset[str]


@dataclass(frozen=True, slots=True)
class Standing:
    """A right to act for somebody, as it stands today."""

    basis: str
    kind: str
    id: UUID
    name: str
    authority_id: UUID
    until: date | None = None
    """The last day; None: until it is taken back."""
    journeys: tuple[str, ...] | None = None
    """Codes of the things it is limited to; None: every thing."""
    acts: frozenset[str] = frozenset(ACTS)
    born_on: date | None = None
    """Of a ward."""
    via: str = ""
    """The agency whose mandate it is, when the agent is an enterprise."""

    @property
    def limited(self) -> bool:
        """Whether it covers less than everything."""
        return self.journeys is not None or self.acts != frozenset(ACTS)


@dataclass(frozen=True, slots=True)
class SessionActor:
    """The signed-in actor of a request.

    `scopes` of a person: `self:<id>`, and `for:person:<id>` or `for:enterprise:<id>` of the one whom the session
    acts for now; a legal representative has `head:<enterprise id>` besides; a limited right adds
    `limited:<authority id>`, `act:<act>`, `journey:<code>`. Of staff: `self:<id>`, and once a post was chosen
    `org:<organization id>`, `queue:<post id>` for every post held in that organization and `role:<role>` of
    those posts: a session acts for one organization at a time, however many a person serves.
    """

    kind: str
    id: UUID
    scopes: frozenset[str]
    name: str
    session_id: UUID | None = None
    seen_at: datetime | None = None
    expires_at: datetime | None = None
    post: ActorPost | None = None
    posts: tuple[ActorPost, ...] = ()
    acting_for: Standing | None = None
    """For whom a person acts; None: for themself."""
    lost: str = ""
    """Whom the session acted for until the right to do so ended; the person acts for themself again."""

    @property
    def subject_kind(self) -> str:
        """What kind the one is for whom things are done now."""
        return self.acting_for.kind if self.acting_for else "person"

    @property
    def subject_id(self) -> UUID:
        """Whose things are done now: whoever is acted for, else oneself."""
        return self.acting_for.id if self.acting_for else self.id

    @property
    def subject_name(self) -> str:
        """The name of the one for whom things are done now."""
        return self.acting_for.name if self.acting_for else self.name

    @property
    def idle_limit(self) -> timedelta:
        """How long this actor may do nothing before the session ends."""
        return STAFF_IDLE if self.kind == "staff" else PERSON_IDLE

    @property
    def queues(self) -> tuple[UUID, ...]:
        """Ids of the posts whose work this session may see, in order of post code."""
        here = self.post.organization_id if self.post else None
        return tuple(post.id for post in self.posts if post.organization_id == here)


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What the platform knows of a person, opened. Never log it, never put it into an event."""

    id: UUID
    name: str
    id_kind: str
    id_number: str
    phone: str
    sex: str
    born_on: date | None
    household_region: str


def person_scopes(person: UUID, standing: Standing | None = None) -> frozenset[str]:
    """A person acts for themself, or for one other: then for that one only."""
    if standing is None:
        return frozenset({f"self:{person}", f"for:person:{person}"})
    scopes = {f"self:{person}", f"for:{standing.kind}:{standing.id}"}
    if standing.basis == "representative":
        scopes.add(f"head:{standing.id}")
    if standing.limited:
        scopes |= {f"limited:{standing.authority_id}", *(f"act:{act}" for act in standing.acts)}
        codes = ("*",) if standing.journeys is None else standing.journeys
        scopes |= {f"journey:{code}" for code in codes}
    return frozenset(scopes)


def stands_for(actor: Actor) -> list[UUID]:
    """The subjects whose things the actor does now: one for a session, itself for an actor without scopes."""
    if actor.kind != "person":
        return []
    found = [*scope_ids(actor, "for:person"), *scope_ids(actor, "for:enterprise")]
    return found or ([actor.id] if actor.id and not actor.scopes else [])


def subject_of(actor: Actor) -> tuple[str, UUID | None]:
    """Kind and id of the one in whose name the actor does things now."""
    enterprises = scope_ids(actor, "for:enterprise")
    return (
        ("enterprise", enterprises[0]) if enterprises else ("person", next(iter(stands_for(actor)), actor.id))
    )


def on_behalf(actor: Actor, *acts: str, subject: str, journey: str = "journey") -> Condition:
    """Rows of whom the actor stands for, as far as its right goes: one of the acts is covered, and so is the thing.

    `subject`, `journey`: the rows' fields. A right that is not limited does not look at the thing.
    """
    if actor.kind != "person":
        return Never
    own = In(subject, stands_for(actor))
    if not is_limited(actor):
        return own
    if not set(acts) & set(scope_values(actor, "act")):
        return Never
    codes = scope_values(actor, "journey")
    return own if "*" in codes else AllOf(own, In(journey, codes))


def principals(actor: Actor) -> list[UUID]:
    """The subjects in whose name the actor may give mandates and appoint clerks: itself while it acts for itself, and
    the enterprise that it represents. Not a ward, and not a principal: a right given is not passed on."""
    if actor.kind != "person":
        return []
    own = [actor.id] if actor.id and actor.id in scope_ids(actor, "for:person") else []
    return [*own, *scope_ids(actor, "head")]


def is_limited(actor: Actor) -> bool:
    """Whether the actor acts under a right that covers less than everything of whom it acts for."""
    return bool(scope_values(actor, "limited"))


def comes_of_age(born_on: date) -> date:
    """The first day on which somebody is eighteen; who was born on 29 February is so from 1 March of a common year
    (民法典第二百零二条, as `kernel.workdays.age` counts)."""
    try:
        return born_on.replace(year=born_on.year + ADULT)
    except ValueError:
        return date(born_on.year + ADULT, 3, 1)


def staff_scopes(staff: UUID, post: ActorPost | None, posts: Iterable[ActorPost]) -> frozenset[str]:
    """What a member of staff may act for in the organization of the chosen post; nothing before choosing."""
    scopes = {f"self:{staff}"}
    if post is not None:
        scopes.add(f"org:{post.organization_id}")
        for held in posts:
            if held.organization_id == post.organization_id:
                scopes.add(f"queue:{held.id}")
                scopes.update(f"role:{role}" for role in held.roles)
    return frozenset(scopes)


def safe_path(wanted: str | None, *, default: str, below: str = "/") -> str:
    """The path to return to after signing in: one of ours below `below`, else `default`.

    Only a plain path with an optional query passes: no scheme, no host, no backslash or control character
    (browsers read `/\\host` and `/<tab>/host` as another site).
    """
    path = wanted or ""
    if not path.startswith("/") or path.startswith("//") or "\\" in path or not path.isprintable():
        return default
    parts = urlsplit(path)
    if parts.scheme or parts.netloc or not parts.path.startswith(below):
        return default
    return path
