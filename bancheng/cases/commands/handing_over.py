"""What becomes of applications whose applicant died: to be found, and handed over to another party."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from bancheng.cases import access as _access  # noqa: F401 - declares the actions
from bancheng.cases.events import application_event
from bancheng.kernel.access import Actor, require
from bancheng.kernel.database import Row, call, fetch_all
from bancheng.kernel.events import actor_ref


def open_applications_of(person: UUID) -> list[Row]:
    """Open applications in this person's own name, with their parties and the cases that are not over. One statement."""
    return fetch_all(
        """SELECT a.application_id, a.version, a.release, a.journey,
                  ARRAY(SELECT c.case_id FROM public.cases_case AS c
                         WHERE c.application_id = a.application_id AND c.closed_at IS NULL) AS cases,
                  (SELECT jsonb_agg(jsonb_build_object('id', p.subject_id, 'role', p.role) ORDER BY p.role)
                     FROM public.cases_party AS p WHERE p.application_id = a.application_id) AS parties
             FROM public.cases_party AS q JOIN public.cases_application AS a ON a.application_id = q.application_id
            WHERE q.subject_id = %s AND q.role = 'applicant' AND a.applicant_id = q.subject_id AND a.state = 'open'
            ORDER BY a.application_id""",
        [person],
    )


def hand_over(
    *, actor: Actor, application: Row, person: UUID, to: UUID, name: str, role: str, now: datetime
) -> bool:
    """由继承人接着办: the application goes to this party, who acts for it from now on. False when it moved meanwhile or
    is over. NotPermitted for anybody but the program."""
    require("cases.hand_over", actor)
    own = application["application_id"]
    event = application_event(
        "hand_over", own, now, actor_ref(actor), source="open", target="open", role=role
    )
    return call(
        "cases_hand_over_v1",
        application_id=own,
        version=application["version"],
        **{"from": person},
        to=to,
        name=name,
        at=now,
        event=event,
    ).ok
