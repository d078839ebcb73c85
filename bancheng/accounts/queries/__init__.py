"""Questions about who is acting and who a person is. One statement each."""

from __future__ import annotations

from base64 import b64encode
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.crypto import salted_hmac

from bancheng.accounts.queries.standing import HELD, WHOSE, standing_of
from bancheng.accounts.spec import (
    PERSON_IDLE,
    STAFF_IDLE,
    ActorPost,
    PersonFacts,
    SessionActor,
    person_scopes,
    staff_scopes,
)
from bancheng.kernel.canonical import sm3
from bancheng.kernel.crypto import blind_index, open_value
from bancheng.kernel.database import fetch_all, fetch_one

SHANGHAI = ZoneInfo("Asia/Shanghai")
ID_NUMBER = "identity-document"
"""Purpose of the blind index over document numbers of persons."""

_POSTS = """
    COALESCE((
        SELECT jsonb_agg(jsonb_build_object(
                   'id', po.id, 'code', po.code, 'name', po.name, 'roles', po.roles,
                   'organization_id', o.id, 'organization_code', o.code, 'organization_name', (
                       SELECT n.name FROM public.organizations_organization_name n
                        WHERE n.organization_id = o.id AND n.valid_from <= %(on)s
                        ORDER BY n.valid_from DESC LIMIT 1)
               ) ORDER BY po.code)
          FROM public.accounts_appointment a
          JOIN public.organizations_post po ON po.id = a.post_id
          JOIN public.organizations_organization o ON o.id = po.organization_id
         WHERE a.staff_id = st.id
           AND a.valid_from <= %(on)s AND (a.valid_to IS NULL OR a.valid_to > %(on)s)
           AND po.valid_from <= %(on)s AND (po.valid_to IS NULL OR po.valid_to > %(on)s)
           AND o.valid_from <= %(on)s AND (o.valid_to IS NULL OR o.valid_to > %(on)s)
    ), '[]'::jsonb) AS posts"""

_LOAD = f"""
    SELECT s.id AS session_id, s.kind, s.seen_at, s.expires_at, s.post_id, s.person_id, s.staff_id,
           s.acting_basis, COALESCE(p.name, st.name) AS name, {_POSTS},
           CASE WHEN s.acting_basis <> '' THEN ({HELD}) END AS standing,
           CASE WHEN s.acting_basis <> '' THEN ({WHOSE}) END AS acting_name
      FROM public.accounts_session s
      LEFT JOIN public.accounts_person p ON p.id = s.person_id AND p.died_on IS NULL
      LEFT JOIN public.accounts_staff_member st
             ON st.id = s.staff_id AND st.closed_at IS NULL
     WHERE s.key_digest = %(digest)s AND s.ended_at IS NULL AND s.expires_at > %(now)s
       AND s.seen_at > CASE s.kind WHEN 'staff' THEN %(staff)s ELSE %(person)s END
       AND (p.id IS NOT NULL OR st.id IS NOT NULL)"""  # noqa: S608 - only constants of this file

_STAFF = f"""
    SELECT st.id AS staff_id, st.name, {_POSTS}
      FROM public.accounts_staff_member st
     WHERE st.account = %(account)s AND st.closed_at IS NULL"""  # noqa: S608


def key_digest(key: str) -> str:
    """What is kept of a session key: whoever reads the table cannot take over a session."""
    return sm3(key.encode())


def local_day(now: datetime) -> date:
    """The legal date of an instant."""
    return now.astimezone(SHANGHAI).date()


def whose(key: str) -> str | None:
    """Whose session this was, over or not: `person:<id>` or `staff:<id>`; None when there never was one."""
    row = fetch_one(
        "SELECT s.person_id, s.staff_id FROM public.accounts_session AS s WHERE s.key_digest = %s",
        [key_digest(key)],
    )
    if row is None:
        return None
    return f"person:{row['person_id']}" if row["person_id"] else f"staff:{row['staff_id']}"


def device_key(session_id: UUID) -> str:
    """The key (AES-256, base64) under which a page keeps what is typed without network: it comes with the page of this
    session, is stored nowhere, and is not made again after the session."""
    made = salted_hmac("accounts.device", str(session_id), algorithm="sha256")
    return b64encode(made.digest()).decode()


def kept_modes(person_id: UUID) -> str | None:
    """How this person wants to see the pages, in the words of the display cookie; None when never chosen."""
    row = fetch_one(
        "SELECT d.modes FROM public.accounts_display_choice AS d WHERE d.person_id = %s", [person_id]
    )
    return None if row is None else str(row["modes"])


def load_actor(key: str, now: datetime) -> SessionActor | None:
    """Session, person or staff, posts and scopes in ONE statement; None when the session is over."""
    row = fetch_one(
        _LOAD,
        {
            "digest": key_digest(key),
            "now": now,
            "on": local_day(now),
            "staff": now - STAFF_IDLE,
            "person": now - PERSON_IDLE,
        },
    )
    if row is None:
        return None
    if row["kind"] == "person":
        person = row["person_id"]
        standing = standing_of(row["standing"])
        return SessionActor(
            "person",
            person,
            person_scopes(person, standing),
            row["name"],
            row["session_id"],
            row["seen_at"],
            row["expires_at"],
            acting_for=standing,
            lost=row["acting_name"] or "" if row["acting_basis"] and standing is None else "",
        )
    return _staff_actor(row, row["post_id"])


def actor_of_person(person: UUID) -> SessionActor | None:
    """A person as an actor without a session: for the drive and for tests, never for a request."""
    row = fetch_one("SELECT id, name FROM public.accounts_person WHERE id = %s", [person])
    return SessionActor("person", row["id"], person_scopes(row["id"]), row["name"]) if row else None


def actor_of_staff(account: str, on: date, post: str | None = None) -> SessionActor | None:
    """Staff as an actor without a session, in the post with that code (the first held when None)."""
    row = fetch_one(_STAFF, {"account": account, "on": on})
    if row is None:
        return None
    held = [each for each in row["posts"] if post is None or each["code"] == post]
    return _staff_actor(row, UUID(held[0]["id"])) if held else None


def _staff_actor(row: dict[str, Any], post_id: UUID | None) -> SessionActor:
    posts = tuple(_post(each) for each in row["posts"])
    post = next((each for each in posts if each.id == post_id), None)
    return SessionActor(
        kind="staff",
        id=row["staff_id"],
        scopes=staff_scopes(row["staff_id"], post, posts),
        name=row["name"],
        session_id=row.get("session_id"),
        seen_at=row.get("seen_at"),
        expires_at=row.get("expires_at"),
        post=post,
        posts=posts,
    )


def _post(row: dict[str, Any]) -> ActorPost:
    return ActorPost(
        id=UUID(row["id"]),
        code=row["code"],
        name=row["name"],
        organization_id=UUID(row["organization_id"]),
        organization_code=row["organization_code"],
        organization_name=row["organization_name"] or row["organization_code"],
        roles=frozenset(row["roles"]),
    )


def person_facts(person: UUID) -> PersonFacts | None:
    """What is known of a person, opened. The caller records why it looked."""
    row = fetch_one(
        """SELECT id, name, id_kind, id_number_sealed, phone_sealed, sex, born_on, household_region
             FROM public.accounts_person WHERE id = %s""",
        [person],
    )
    if row is None:
        return None
    phone = row["phone_sealed"]
    return PersonFacts(
        id=row["id"],
        name=row["name"],
        id_kind=row["id_kind"],
        id_number=open_value(row["id_number_sealed"], aad=aad_of(row["id"], "id_number")),
        phone=open_value(phone, aad=aad_of(row["id"], "phone")) if phone else "",
        sex=row["sex"],
        born_on=row["born_on"],
        household_region=row["household_region"],
    )


def person_by_id_number(id_number: str, id_kind: str = "111") -> UUID | None:
    """The person with this document number, found by blind index."""
    row = fetch_one(
        "SELECT id FROM public.accounts_person WHERE id_kind = %s AND id_number_index = %s",
        [id_kind, blind_index(id_number, ID_NUMBER)],
    )
    return row["id"] if row else None


def person_index(person: UUID) -> str:
    """The blind index of a person's document number; empty for nobody."""
    row = fetch_one("SELECT id_number_index FROM public.accounts_person WHERE id = %s", [person])
    return str(row["id_number_index"]) if row else ""


def names_of(ids: list[UUID]) -> dict[UUID, str]:
    """Names of persons, enterprises and staff by id, for histories (“谁、什么时候”)."""
    rows = fetch_all(
        """SELECT id, name FROM public.accounts_staff_member WHERE id = ANY(%(ids)s)
            UNION ALL SELECT id, name FROM public.accounts_person WHERE id = ANY(%(ids)s)
            UNION ALL SELECT id, name FROM public.accounts_enterprise WHERE id = ANY(%(ids)s)""",
        {"ids": ids},
    )
    return {row["id"]: row["name"] for row in rows}


def aad_of(person: UUID, column: str) -> str:
    """What a sealed value of a person is bound to: moved to another row or column it cannot be opened."""
    return f"accounts_person:{person}:{column}"
