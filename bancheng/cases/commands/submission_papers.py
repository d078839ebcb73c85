"""Papers of a submission: the receipt, and what was signed with it. All are frozen in its one statement."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bancheng.cases.commands.deferring import until_of
from bancheng.cases.spec import NewCase, Opening
from bancheng.documents.commands import named, prepare
from bancheng.kernel.recording import recorded as _
from bancheng.kernel.workdays import local_day

Bundle = dict[str, Any]


def papers_of(opening: Opening, head: Mapping[str, Any], now: datetime) -> list[Bundle]:
    """申请回执; 告知承诺书 and 容缺受理承诺书 of each case that was handed in with one."""
    made = [_receipt(opening, head, now)]
    for case in opening.cases:
        if pledge := case.facts.get("pledge"):
            made.append(_signed(opening, head, case, "pledge", pledge["title"], pledge, now))
        if case.deferrals:
            title = str(_("容缺受理承诺书"))
            made.append(_signed(opening, head, case, "deferral", title, _promised(case, now), now))
    return made


def _receipt(opening: Opening, head: Mapping[str, Any], now: datetime) -> Bundle:
    return prepare(
        application_id=opening.application_id,
        case_id=opening.application_id,
        kind="receipt",
        title=str(_("申请回执")),
        template_name=named(opening.facts, "receipt"),
        values={
            "name": opening.name,
            "official_name": opening.facts.get("official_name", opening.name),
            "addressee": opening.applicant_name,
            "organization": opening.facts.get("lead_name", ""),
            "receipt": head["receipt"],
            "submitted_at": local_day(now),
            "due_at": local_day(head["due_at"]),
            "provisional": head["provisional"],
            "matters": [{"name": one.name, "organization": one.organization_name} for one in opening.cases],
            "count": len(opening.cases),
        },
        now=now,
    )


def _promised(case: NewCase, now: datetime) -> Bundle:
    """What follows later and by when (facts of 《申请容缺受理承诺书》: names, day, what follows if it does not come)."""
    until = until_of(case.deferrals, now)
    return {
        "materials": [one.name for one in case.deferrals],
        "until": local_day(until.at),
        "provisional": until.provisional,
    }


def _signed(
    opening: Opening,
    head: Mapping[str, Any],
    case: NewCase,
    kind: str,
    title: str,
    said: Mapping[str, Any],
    now: datetime,
) -> Bundle:
    """A paper that the applicant signed to the body of one case, with the words as they were signed
    (国办发〔2020〕42号)."""
    paper = prepare(
        application_id=opening.application_id,
        case_id=case.case_id,
        kind=kind,
        title=title,
        template_name=named({**opening.facts, "plan": {"facts": case.facts}}, kind),
        values={
            **said,
            "name": case.name,
            "addressee": case.organization_name,
            "organization": case.organization_name,
            "receipt": head["receipt"],
            "signed_by": opening.applicant_name,
            "signer": opening.facts.get("acted_by", {}).get("name", ""),
            "signed_at": local_day(now),
            "basis": list(case.basis),
        },
        now=now,
    )
    return {**paper, "title": title}  # what was signed goes by its own name
