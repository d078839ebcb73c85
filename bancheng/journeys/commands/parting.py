"""申请人去世: what becomes of drafts and applications in the name of somebody who died."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext_lazy

from bancheng.accounts.commands import deaths
from bancheng.accounts.queries import names_of, person_by_id_number
from bancheng.accounts.queries.acting import living
from bancheng.cases.commands import stop_cases
from bancheng.cases.commands.handing_over import hand_over, open_applications_of
from bancheng.exchange.commands.reports import settle_report
from bancheng.exchange.queries import Report, report
from bancheng.journeys.spec import Journey
from bancheng.kernel.access import Actor, PlainActor, require, system_actor
from bancheng.kernel.database import Row, call, fetch_all
from bancheng.kernel.errors import InvalidInput, define
from bancheng.kernel.recording import recorded as _
from bancheng.kernel.rulebooks import release

_REGISTER = system_actor("register")
_CLOCK = PlainActor("system", None, frozenset({"system:clock"}), "clock")
DEATH_OF_NOBODY = define(
    InvalidInput,
    "death_of_nobody",
    gettext_lazy("平台上没有这个证件号的人，没有登记。"),
    next_step=gettext_lazy("照死亡证明再核对一遍证件号。号码没有错，就是他没有在这里办过事，不用登记。"),
)
DEATH_OF_ANOTHER = define(
    InvalidInput,
    "death_of_another",
    gettext_lazy("姓名和证件号对不上，没有登记。"),
    next_step=gettext_lazy("照死亡证明再核对一遍姓名和证件号。"),
)


def report_death(*, actor: Actor, id_number: str, name: str, died_on: date, now: datetime) -> int:
    """What an officer reports from a death certificate: name and number have to be one person's, for it cannot be taken
    back. DEATH_OF_NOBODY, DEATH_OF_ANOTHER; otherwise as `record_death`."""
    require("accounts.record_death", actor)
    person = person_by_id_number(id_number.strip().upper())
    if person is None:
        raise DEATH_OF_NOBODY(fields={"id_number": str(DEATH_OF_NOBODY().message)})
    if names_of([person]).get(person) != name.strip():
        raise DEATH_OF_ANOTHER(fields={"name": str(DEATH_OF_ANOTHER().message)})
    return record_death(actor=actor, person_id=person, died_on=died_on, source="officer", now=now)


def record_death(*, actor: Actor, person_id: UUID, died_on: date, source: str, now: datetime) -> int:
    """Record a death and settle what the person had under way; answers how many applications were touched.

    Each application goes as its rulebook says (`applicant.on_death`): its open matters end, told in its one closing
    letter, or a successor among its parties takes it over. Open drafts are cleared. Again: what was left over is done.
    """
    deaths.record_death(actor=actor, person_id=person_id, died_on=died_on, source=source, now=now)
    return _part_from(person_id, now)


def hear_of_death(*, report_id: UUID, now: datetime) -> str:
    """What a register told by itself leads to the same as the desk; answers what became of it: `recorded`, `already` or
    `unknown` (nobody here has this number). Twice does what once does. `settled`: it was heard before."""
    told = report(report_id)
    if told is None or told.settled:
        return "settled"
    person = person_by_id_number(str(told.record["id_number"]))
    outcome = "unknown" if person is None else _heard(person, told, now)
    settle_report(report_id=report_id, outcome=outcome, now=now)
    return outcome


def hear_again(*, actor: Actor, report_id: UUID, now: datetime) -> str:
    """An officer has a report heard that was left lying; as `hear_of_death`. NotPermitted for who may not."""
    require("accounts.record_death", actor)
    return hear_of_death(report_id=report_id, now=now)


def _heard(person: UUID, told: Report, now: datetime) -> str:
    died_on = date.fromisoformat(str(told.record["died_on"]))
    first = deaths.record_death(
        actor=_REGISTER, person_id=person, died_on=died_on, source=told.system, now=now
    )
    _part_from(person, now)
    return "recorded" if first else "already"


def _part_from(person_id: UUID, now: datetime) -> int:
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
