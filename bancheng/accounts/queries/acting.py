"""Questions about enterprises, clerks, wards and mandates. One statement each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from bancheng.accounts import access
from bancheng.accounts.queries.standing import RIGHTS, standing_of
from bancheng.accounts.spec import SessionActor, Standing, person_scopes
from bancheng.kernel.access import Actor, condition, require
from bancheng.kernel.database import Row, fetch_all, fetch_one

FIRST = ("", UUID(int=0))
_MINE = f"""
    SELECT r.* FROM public.accounts_person p, LATERAL ({RIGHTS}) AS r
     WHERE p.id = %(person)s AND p.died_on IS NULL
       AND NOT EXISTS (SELECT FROM public.accounts_person d WHERE d.id = r.subject_id AND d.died_on IS NOT NULL)
       AND NOT EXISTS (SELECT FROM public.accounts_enterprise d
                        WHERE d.id = r.subject_id AND d.state = 'deregistered')"""  # noqa: S608 - constants only
_SEARCHED = (
    _MINE
    + """
       AND r.basis = ANY(%(bases)s) AND (r.name, r.authority_id) > (%(name)s, %(id)s)
       AND (%(words)s = '' OR strpos(lower(r.name), lower(%(words)s)) > 0)
     ORDER BY r.name, r.authority_id LIMIT %(limit)s"""
)


def rights_of(
    person: UUID,
    on: date,
    bases: Sequence[str],
    *,
    words: str = "",
    after: tuple[str, UUID] = FIRST,
    limit: int = 20,
) -> list[Standing]:
    """For whom a person may act on a day by these rights, by name; `words` narrows by name, `after` = (name,
    authority id) of the last one shown."""
    rows = fetch_all(
        _SEARCHED,
        {
            "person": person, "on": on, "bases": list(bases), "words": words.strip(), "name": after[0],
            "id": after[1], "limit": limit,
        },
    )  # fmt: skip
    return [one for row in rows if (one := standing_of(row)) is not None]


def right_to(person: UUID, authority: UUID, subject: UUID, on: date) -> Standing | None:
    """One right of a person by the row that gives it and for whom; None when it is none, or not any more."""
    row = fetch_one(
        _MINE + " AND r.authority_id = %(authority)s AND r.subject_id = %(subject)s LIMIT 1",
        {"person": person, "on": on, "authority": authority, "subject": subject},
    )
    return standing_of(row)


def rights_for(person: UUID, subject: UUID, on: date) -> Standing | None:
    """The widest right of a person to act for a subject: what offers to change the identity. None without any."""
    rows = fetch_all(
        _MINE + " AND r.subject_id = %(subject)s", {"person": person, "on": on, "subject": subject}
    )
    found = [one for row in rows if (one := standing_of(row)) is not None]
    return min(found, key=lambda one: (one.limited, one.basis, str(one.authority_id)), default=None)


def actor_for(person: UUID, subject: UUID, on: date) -> SessionActor | None:
    """A person acting for another, without a session: for the drive and for tests, never for a request."""
    standing = rights_for(person, subject, on)
    row = fetch_one("SELECT id, name FROM public.accounts_person WHERE id = %s AND died_on IS NULL", [person])
    if row is None or standing is None:
        return None
    return SessionActor(
        "person", row["id"], person_scopes(person, standing), row["name"], acting_for=standing
    )


def indexes_of(person: UUID, on: date) -> tuple[str, tuple[str, ...]]:
    """The blind index of a person's own document number, and those of the minors whose guardian they are today."""
    row = fetch_one(
        """SELECT p.id_number_index AS own, ARRAY(
                  SELECT w.id_number_index FROM public.accounts_guardianship g
                    JOIN public.accounts_person w ON w.id = g.ward_id
                   WHERE g.guardian_id = p.id AND g.ended_at IS NULL AND g.adult_on > %(on)s
                     AND w.died_on IS NULL) AS wards
             FROM public.accounts_person p WHERE p.id = %(person)s""",
        {"person": person, "on": on},
    )
    return (row["own"], tuple(sorted(row["wards"]))) if row else ("", ())


def minor_by_index(index: str, on: date) -> Row | None:
    """The person with this blind index if under eighteen by the date in the register: `{id, name, born_on}`; None for
    whoever is of age or not known."""
    return fetch_one(
        """SELECT id, name, born_on FROM public.accounts_person
            WHERE id_number_index = %s AND born_on IS NOT NULL AND age(%s::date, born_on) < interval '18 years'""",
        [index, on],
    )


def living(person: UUID) -> bool:
    """Whether there is such a person, and no death is recorded. One statement."""
    row = fetch_one("SELECT died_on FROM public.accounts_person WHERE id = %s", [person])
    return row is not None and row["died_on"] is None


# 企业 -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EnterpriseFacts:
    """What the platform knows of an enterprise."""

    id: UUID
    uscc: str
    name: str
    kind: str
    state: str
    representative_name: str
    region: str
    address: str
    told_at: datetime


_ENTERPRISE = (
    "SELECT id, uscc, name, kind, state, representative_name, region, address, told_at"
    " FROM public.accounts_enterprise"
)


def enterprise_facts(enterprise: UUID) -> EnterpriseFacts | None:
    """An enterprise by id, whatever its state. The caller has checked who asks."""
    row = fetch_one(f"{_ENTERPRISE} WHERE id = %s", [enterprise])
    return EnterpriseFacts(**row) if row else None


def enterprise_by_code(uscc: str) -> EnterpriseFacts | None:
    """An enterprise by its credit code, which is public."""
    row = fetch_one(f"{_ENTERPRISE} WHERE uscc = %s", [uscc])
    return EnterpriseFacts(**row) if row else None


def telephones_of(enterprise: UUID, on: date, journey: str) -> list[UUID]:
    """Whose telephones ring for an enterprise: its clerks who may follow this thing today; its legal representative
    while it has no such clerk. Persons with an account, for the program itself. One statement."""
    rows = fetch_all(
        """SELECT p.id, 'clerk' AS basis FROM public.accounts_clerk c
             JOIN public.accounts_person p ON p.id_number_index = c.person_index
            WHERE c.enterprise_id = %(enterprise)s AND c.ended_at IS NULL AND p.died_on IS NULL
              AND c.valid_from <= %(on)s AND (c.until IS NULL OR c.until >= %(on)s)
              AND (c.journeys IS NULL OR %(journey)s = ANY(c.journeys))
              AND c.acts && ARRAY['receive', 'correct']
            UNION
           SELECT p.id, 'representative' FROM public.accounts_enterprise e
             JOIN public.accounts_person p ON p.id_number_index = e.representative_index
            WHERE e.id = %(enterprise)s AND e.state <> 'deregistered' AND p.died_on IS NULL
            ORDER BY id LIMIT 200""",
        {"enterprise": enterprise, "on": on, "journey": journey},
    )
    clerks = [row["id"] for row in rows if row["basis"] == "clerk"]
    return clerks or [row["id"] for row in rows]


def clerks_of(actor: Actor, enterprise: UUID, *, limit: int = 100) -> list[Row]:
    """经办人 of an enterprise, those in force first. NotFound for whoever does not represent it."""
    require(access.SEE_CLERKS, actor, {"enterprise_id": enterprise})
    return fetch_all(
        """SELECT id, name, journeys, acts, for_clients, valid_from, until, appointed_at, ended_at
             FROM public.accounts_clerk WHERE enterprise_id = %s
            ORDER BY ended_at IS NOT NULL, name, id LIMIT %s""",
        [enterprise, limit],
    )


# 委托 -------------------------------------------------------------------------------------------------------

_MANDATE = """
    SELECT m.id, m.principal_kind, m.principal_id, m.principal_name, m.agent_kind, m.agent_id, m.agent_name,
           m.journeys, m.acts, m.valid_from, m.until, m.state, m.version, m.offered_at, m.answered_at, m.ended_at,
           (SELECT a.id FROM public.accounts_person a
             WHERE m.agent_kind = 'person' AND a.id_number_index = m.agent_index AND a.id_kind = '111') AS agent_person
      FROM public.accounts_mandate m"""


def mandate(mandate_id: UUID, actor: Actor, action: str = access.SEE_MANDATE) -> Row:
    """One mandate for its principal or agent. NotFound for everybody else."""
    row = fetch_one(f"{_MANDATE} WHERE m.id = %s", [mandate_id])
    require(action, actor, row)
    assert row is not None
    return row


def mandates_given(actor: Actor, *, limit: int = 50) -> list[Row]:
    """What the one acted for has given to others, those in force first."""
    where, values = condition(access.OFFER_MANDATE, actor).sql({"principal_id": "m.principal_id"})
    return fetch_all(
        f"""{_MANDATE} WHERE {where}
            ORDER BY m.state NOT IN ('offered', 'accepted'), m.offered_at DESC LIMIT %s""",
        [*values, limit],
    )


def mandates_to_answer(actor: Actor, *, limit: int = 20) -> list[Row]:
    """What waits for the person's own yes, or for that of the agency it represents now."""
    if actor.kind != "person":
        return []
    where, values = condition(access.ANSWER_MANDATE, actor).sql(
        {"agent_person": "q.agent_person", "agent_id": "q.agent_id"}
    )
    narrowed = """
        m.state = 'offered' AND (m.agent_id = ANY(%s) OR m.agent_index = (
            SELECT p.id_number_index FROM public.accounts_person p WHERE p.id = %s))"""
    heads: list[Any] = [UUID(one.removeprefix("head:")) for one in actor.scopes if one.startswith("head:")]
    return fetch_all(
        f"SELECT q.* FROM ({_MANDATE} WHERE {narrowed}) AS q WHERE {where} ORDER BY q.offered_at LIMIT %s",  # noqa: S608
        [heads, actor.id, *values, limit],
    )
