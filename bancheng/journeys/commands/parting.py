"""申请人去世: what becomes of drafts and applications in the name of somebody who died."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from bancheng.accounts.commands import deaths
from bancheng.accounts.queries import names_of
from bancheng.accounts.queries.acting import living
from bancheng.cases.commands import stop_cases
from bancheng.cases.commands.handing_over import hand_over, open_applications_of
from bancheng.journeys.spec import Journey
from bancheng.kernel.access import Actor, PlainActor
from bancheng.kernel.database import Row, call, fetch_all
from bancheng.kernel.rulebooks import release

_CLOCK = PlainActor("system", None, frozenset({"system:clock"}), "clock")


def record_death(*, actor: Actor, person_id: UUID, died_on: date, source: str, now: datetime) -> int:
    """Record a death and settle what the person had under way; answers how many applications were touched.

    Each application goes as its rulebook says (`applicant.on_death`): its open matters end, told in its one closing
    letter, or a successor among its parties takes it over. Open drafts are cleared. Again: what was left over is done.
    """
    deaths.record_death(actor=actor, person_id=person_id, died_on=died_on, source=source, now=now)
    for row in fetch_all(
        """SELECT draft_id, owner_id FROM public.journeys_draft
            WHERE acting_for_id = %s AND acting_for_kind = 'person' AND state = 'open'""",
        [person_id],
    ):
        call("journeys_end_draft_v1", draft_id=row["draft_id"], owner_id=row["owner_id"], to="lapsed", at=now)
    return sum(_settle(row, person_id, now) for row in open_applications_of(person_id))


def _settle(application: Row, person: UUID, now: datetime) -> bool:
    journey = release(application["release"]).root
    assert isinstance(journey, Journey)
    found = _successor(application, journey, person) if journey.applicant.on_death == "successor" else None
    if found is not None:
        to, role = found
        name = names_of([to]).get(to, "")
        return hand_over(
            actor=_CLOCK, application=application, person=person, to=to, name=name, role=role, now=now
        )
    reason = _("申请人去世，没有办完的到此为止。已经办好的照常送达。")
    done = stop_cases(
        application_id=application["application_id"], case_ids=application["cases"], cause="applicant_gone",
        reason=reason, now=now,
    )  # fmt: skip
    return done is not None


def _successor(application: Row, journey: Journey, person: UUID) -> tuple[UUID, str] | None:
    """The first party, in the rulebook's order of subjects, who is another and alive."""
    for wanted in journey.applicant.successors:
        for party in application["parties"]:
            to = UUID(party["id"])
            if party["role"].partition("[")[0] == wanted and to != person and living(to):
                return to, party["role"]
    return None
