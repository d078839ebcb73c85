"""For whom somebody may act today: one text of SQL, used by the request's one statement and by every list.

Rights are looked at where they are stored, never copied into a session: what was taken back ends with the next
request.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from bancheng.accounts.spec import Standing

_LIVES = "p.died_on IS NULL"

RIGHTS = """
    SELECT 'representative' AS basis, 'enterprise' AS kind, e.id AS subject_id, e.id AS authority_id, e.name,
           NULL::date AS until, NULL::text[] AS journeys, NULL::text[] AS acts, NULL::date AS born_on, '' AS via
      FROM public.accounts_enterprise e
     WHERE e.representative_index = p.id_number_index AND e.state <> 'deregistered'
    UNION ALL
    SELECT 'clerk', 'enterprise', e.id, c.id, e.name, c.until, c.journeys, c.acts, NULL, ''
      FROM public.accounts_clerk c JOIN public.accounts_enterprise e ON e.id = c.enterprise_id
     WHERE c.person_index = p.id_number_index AND e.state <> 'deregistered' AND c.ended_at IS NULL
       AND c.valid_from <= %(on)s AND (c.until IS NULL OR c.until >= %(on)s)
    UNION ALL
    SELECT 'guardian', 'person', w.id, g.id, w.name, g.adult_on - 1, NULL, NULL, w.born_on, ''
      FROM public.accounts_guardianship g JOIN public.accounts_person w ON w.id = g.ward_id
     WHERE g.guardian_id = p.id AND g.ended_at IS NULL AND g.adult_on > %(on)s AND w.died_on IS NULL
    UNION ALL
    SELECT 'mandate', m.principal_kind, m.principal_id, m.id, m.principal_name, m.until, m.journeys, m.acts, NULL, ''
      FROM public.accounts_mandate m
     WHERE m.agent_kind = 'person' AND m.agent_index = p.id_number_index AND m.state = 'accepted'
       AND m.valid_from <= %(on)s AND m.until >= %(on)s
    UNION ALL
    SELECT 'mandate', m.principal_kind, m.principal_id, m.id, m.principal_name, m.until, m.journeys, m.acts, NULL,
           a.name
      FROM public.accounts_mandate m JOIN public.accounts_enterprise a ON a.id = m.agent_id
     WHERE m.agent_kind = 'enterprise' AND m.state = 'accepted' AND a.state <> 'deregistered'
       AND m.valid_from <= %(on)s AND m.until >= %(on)s
       AND m.agent_id IN (
           SELECT e.id FROM public.accounts_enterprise e WHERE e.representative_index = p.id_number_index
           UNION ALL
           SELECT c.enterprise_id FROM public.accounts_clerk c
            WHERE c.person_index = p.id_number_index AND c.for_clients AND c.ended_at IS NULL
              AND c.valid_from <= %(on)s AND (c.until IS NULL OR c.until >= %(on)s))"""
"""Every right of the person `p` on the day `on`. Whose life ended gives and has none; an agency's right needs somebody
who represents it or is its clerk for clients."""

HELD = f"""
    SELECT to_jsonb(r) FROM ({RIGHTS}) AS r
     WHERE r.basis = s.acting_basis AND r.subject_id = s.acting_id AND r.authority_id = s.authority_id
       AND NOT EXISTS (SELECT FROM public.accounts_person d WHERE d.id = r.subject_id AND d.died_on IS NOT NULL)
       AND NOT EXISTS (SELECT FROM public.accounts_enterprise d
                        WHERE d.id = r.subject_id AND d.state = 'deregistered')
     LIMIT 1"""  # noqa: S608 - only constants of this file
"""The right by which session `s` of person `p` acts, as jsonb; NULL when it has ended."""

WHOSE = """
    SELECT n.name FROM (SELECT e.name FROM public.accounts_enterprise e WHERE e.id = s.acting_id
                        UNION ALL SELECT d.name FROM public.accounts_person d WHERE d.id = s.acting_id) AS n LIMIT 1"""


def standing_of(row: Mapping[str, Any] | None) -> Standing | None:
    """A right out of a row or a jsonb value."""
    if row is None:
        return None
    acts = row["acts"]
    more = {"acts": frozenset(acts)} if acts is not None else {}
    return Standing(
        basis=row["basis"],
        kind=row["kind"],
        id=_uuid(row["subject_id"]),
        name=row["name"],
        authority_id=_uuid(row["authority_id"]),
        until=_day(row["until"]),
        journeys=tuple(row["journeys"]) if row["journeys"] is not None else None,
        born_on=_day(row["born_on"]),
        via=row["via"],
        **more,
    )


def _uuid(value: UUID | str) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)


def _day(value: date | str | None) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value
