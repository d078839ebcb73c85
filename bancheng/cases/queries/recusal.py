"""回避: whether an application is a member of staff's own, and who else may take it.

Own is what names their identity number on the form (also a typed one: better one time too often), what was handed in
for them or by them, and what an enterprise hands in whose legal representative they are. Compared by blind index.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy

from bancheng.kernel.database import fetch_all
from bancheng.organizations.spec import Nature

_LAW = gettext_lazy("公务员法第七十六条：涉及本人利害关系的，应当回避")

OWN = """(s.person_index <> '' AND (
        a.facts -> 'identities' @> to_jsonb(s.person_index::text)
        OR EXISTS (
            SELECT FROM public.cases_party AS y
            LEFT JOIN public.accounts_person AS n ON n.id = y.subject_id
            LEFT JOIN public.accounts_enterprise AS e ON e.id = y.subject_id
            WHERE y.application_id = a.application_id
              AND s.person_index IN (n.id_number_index, e.representative_index))))"""
"""Whether the application `a` is one of the member of staff `s`."""

OWN_MATTER = f"""
    COALESCE((SELECT {OWN} FROM public.accounts_staff_member AS s WHERE s.id = %s), FALSE) AS own_matter"""  # noqa: S608

_OTHERS = f"""
SELECT s.name FROM public.cases_application AS a, public.accounts_appointment AS t
JOIN public.accounts_staff_member AS s ON s.id = t.staff_id
WHERE a.application_id = %(application)s AND t.post_id = %(post)s AND s.closed_at IS NULL
  AND t.valid_from <= %(on)s AND (t.valid_to IS NULL OR t.valid_to > %(on)s) AND NOT {OWN}
ORDER BY s.name, s.id LIMIT 5"""  # noqa: S608  # constant parts


TAKERS = f"""
    (SELECT json_agg(json_build_object('post', o.id, 'post_name', o.name, 'staff', s.id, 'name', s.name)
        ORDER BY o.name, o.id, s.name, s.id)
     FROM public.organizations_post AS o
     JOIN public.accounts_appointment AS t ON t.post_id = o.id
     JOIN public.accounts_staff_member AS s ON s.id = t.staff_id
     WHERE o.organization_id = c.handling AND o.roles ?| ARRAY['clerk', 'approver'] AND s.closed_at IS NULL
        AND t.valid_from <= %s AND (t.valid_to IS NULL OR t.valid_to > %s) AND NOT {OWN}) AS takers"""  # noqa: S608
"""Who can take a case over (转办): whoever works on cases in the organization that handles it and is not concerned.
Two parameters: the day, twice."""


def law_of(case: Mapping[str, Any]) -> str:
    """By what law officers keep away; none for a public utility, which keeps to the same rule."""
    return "" if case["plan"].get("nature") == Nature.ENTERPRISE else str(_LAW)


def who_else(case: Mapping[str, Any], on: date) -> list[str]:
    """Names of those at the post that the case stands at for whom it is no own matter; five at most."""
    wanted = {"application": case["application_id"], "post": case["queue"], "on": on}
    return [str(row["name"]) for row in fetch_all(_OTHERS, wanted)]


_TAKERS_OF = f"""
SELECT {TAKERS} FROM public.cases_case AS c JOIN public.cases_application AS a ON a.application_id = c.application_id
WHERE c.application_id = %s AND c.case_id = %s"""  # noqa: S608  # constant parts


def takers(case: Mapping[str, Any], on: date) -> list[dict[str, str]]:
    """Who can take the case over on that day: {post, post_name, staff, name} by post and name. One statement."""
    found = fetch_all(_TAKERS_OF, [on, on, case["application_id"], case["case_id"]])
    return list(found[0]["takers"] or ()) if found else []
