"""Who is acting: the values that every request carries, and how long a session may live."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

COOKIE = "bc_session"

PERSON_IDLE = timedelta(minutes=30)
STAFF_IDLE = timedelta(minutes=15)
"""GB/T 22239—2019 8.1.4.1 asks that an idle session ends; the figures are ours."""
LIFETIME = timedelta(hours=12)
"""No session outlives a working day, however busy."""
SEEN_EVERY = timedelta(minutes=1)
"""How often at most `seen_at` is written; an idle session may therefore live up to this much longer."""


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
class SessionActor:
    """The signed-in actor of a request.

    `scopes` of a person: `self:<id>`, `for:person:<id>`. Of staff: `self:<id>`, and once a post was chosen
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


def person_scopes(person: UUID) -> frozenset[str]:
    """A person acts for themself; mandates to act for others add their own scopes later."""
    return frozenset({f"self:{person}", f"for:person:{person}"})


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
