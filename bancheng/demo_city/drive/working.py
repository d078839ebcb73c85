"""The departments' side: whoever holds the post of a case does the next thing that the case allows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

from bancheng.accounts.queries import actor_of_staff, local_day
from bancheng.accounts.spec import SessionActor
from bancheng.cases import commands as cases
from bancheng.cases.queries import application_progress, case_page
from bancheng.cases.queries.pages import CasePage
from bancheng.cases.spec import CorrectionEntry, CorrectionReply, Decision
from bancheng.cases.spec.offers import Offer, OfferLine
from bancheng.catalogue.spec import Item
from bancheng.demo_city.drive.applying import now
from bancheng.demo_city.drive.inventing import photograph, typed
from bancheng.demo_city.officers import Officer, officers
from bancheng.files.commands import keep
from bancheng.journeys.commands import issue_result
from bancheng.journeys.queries.results import result_form
from bancheng.kernel.access import Actor
from bancheng.kernel.rulebooks import release, text
from bancheng.organizations.queries import world

CORRECTED, NOT_ACCEPTED, REFUSED, WITHDRAWN, HELD, DECLINED = 0.16, 0.03, 0.07, 0.04, 0.2, 0.15
BROUGHT_EARLY = 0.3
"""How often what was promised for later comes before the case is even taken in."""
_STEPS = 400


class Staff:
    """Who works at which post. `serving`: in another city than the demo's, who serves there."""

    def __init__(self, on: date, serving: Iterable[Officer] | None = None) -> None:
        self._on = on
        self._world = world(on)
        self._accounts: dict[UUID, tuple[str, str]] = {}
        self._actors: dict[UUID, SessionActor] = {}
        for officer in officers(self._world) if serving is None else serving:
            for code in officer.posts:
                self._accounts.setdefault(self._world.posts[code].id, (officer.account, code))

    def at(self, post: UUID) -> SessionActor:
        """An officer of the post, with the rights that their appointment gives. LookupError: nobody serves there."""
        if post not in self._actors:
            account, code = self._accounts[post]
            found = actor_of_staff(account, self._on, code)
            if found is None:
                raise LookupError(account)
            self._actors[post] = found
        return self._actors[post]


def work_off(applicant: Actor, application_id: UUID, staff: Staff, chance: Random) -> None:
    """Do what is next until nothing of the application is open any more."""
    if chance.random() < WITHDRAWN:
        cases.withdraw_application(actor=applicant, application_id=application_id, now=now(), reason="")
        return
    for _step in range(_STEPS):
        progress = application_progress(application_id, applicant)
        todo = [
            case for case in progress.cases if _moves(case["state"], progress.acts.get(case["case_id"], ()))
        ]
        if not todo:
            return
        case = chance.choice(todo)
        if "bring_deferral" in progress.acts.get(case["case_id"], ()) and (
            _must_come(case) or chance.random() < BROUGHT_EARLY
        ):
            _bring_later(applicant, application_id, progress.cases, chance)
            continue
        _NEXT[case["state"]](applicant, application_id, case["case_id"], staff, chance)
    raise LookupError(f"application {application_id} does not come to an end")


def _must_come(case: Mapping[str, Any]) -> bool:
    """Whether a case stands where nothing goes on without what was promised for later."""
    return bool(case["state"] == "accepted")


def _bring_later(
    applicant: Actor, application_id: UUID, rows: Iterable[Mapping[str, Any]], chance: Random
) -> None:
    """Everything that was promised for later, one photograph each."""
    wanted = {f"{one['type']}@{one['holder']}" for case in rows for one in case["missing"] or ()}
    given = {
        key: [keep(upload=photograph(chance), name="later.jpg", actor=applicant, now=now()).id]
        for key in sorted(wanted)
    }
    cases.bring_deferrals(actor=applicant, application_id=application_id, given=given, now=now())


def _moves(state: str, applicant_acts: tuple[str, ...]) -> bool:
    """Whether somebody can do something about a case: one that waits moves only when its applicant was asked."""
    return state in _NEXT and (state != "waiting" or "answer_question" in applicant_acts)


def _page(
    application_id: UUID, case_id: UUID, staff: Staff, applicant: Actor
) -> tuple[CasePage, SessionActor]:
    """The page as the officer of its post sees it; where it stands is read as the applicant, who may know."""
    queue = case_page(application_id, case_id, applicant).case["queue"]
    officer = staff.at(queue)
    return case_page(application_id, case_id, officer), officer


def _item(page: CasePage) -> Item:
    item = release(page.case["release"]).model("item", page.case["item"])
    assert isinstance(item, Item)
    return item


def _take_in(applicant: Actor, application_id: UUID, case_id: UUID, staff: Staff, chance: Random) -> None:
    page, officer = _page(application_id, case_id, staff, applicant)
    own = _own(page)
    if chance.random() < HELD and "claim" in page.acts:
        own["version"] = cases.claim(actor=officer, now=now(), **own).version
    luck = chance.random()
    if luck < CORRECTED and "request_correction" in page.acts and page.materials:
        entries = [_entry(page, chance)]
        cases.request_correction(actor=officer, entries=entries, now=now(), **own)
    elif luck > 1 - NOT_ACCEPTED:
        reason, basis = _reason(page, "refuse_acceptance")
        cases.refuse_acceptance(actor=officer, reason=reason, basis=basis, now=now(), **own)
    else:
        cases.accept(actor=officer, now=now(), **own)


def _entry(page: CasePage, chance: Random) -> CorrectionEntry:
    material = chance.choice(page.materials)
    told = next((text(one.text) for one in _item(page).corrections), "")
    return CorrectionEntry(
        "material", f"{material['type']}@{material['holder']}", told or text(_item(page).name)
    )


def _reason(page: CasePage, decision: str) -> tuple[str, list[str]]:
    item = _item(page)
    found = next((one for one in item.decision_reasons if one.decision == decision), None)
    basis = list(page.case["plan"]["basis"]) or [text(item.name)]
    return (text(found.text) if found else text(item.name)), basis


def _go_on(applicant: Actor, application_id: UUID, case_id: UUID, staff: Staff, chance: Random) -> None:
    page, officer = _page(application_id, case_id, staff, applicant)
    own = _own(page)
    if page.stage["act"] == "review":
        cases.review(actor=officer, points=[one.code for one in _item(page).review_points], now=now(), **own)
        return
    if page.stage["act"] == "offer":
        cases.offer(actor=officer, offer=_offer(page, chance), now=now(), **own)
        return
    granted = chance.random() >= REFUSED
    reason, basis = _reason(page, "approve" if granted else "refuse")
    remedies = () if granted else tuple(page.case["plan"]["remedies"])
    cases.decide(actor=officer, decision=Decision(granted, reason, basis, remedies), now=now(), **own)


def _offer(page: CasePage, chance: Random) -> Offer:
    """The item's usual lines, in some quantity."""
    rule = _item(page).offer
    lines = [
        OfferLine(text(one.name), Decimal(chance.randint(1, 40)), text(one.unit), one.price)
        for one in (rule.lines if rule else ())
    ]
    return Offer(f"{text(rule.name) if rule else ''}：从最近的管线接到门口", lines)


def _answer_offer(
    applicant: Actor, application_id: UUID, case_id: UUID, _staff: Staff, chance: Random
) -> None:
    own = _own(case_page(application_id, case_id, applicant))
    if chance.random() < DECLINED:
        cases.decline_offer(actor=applicant, reason="", now=now(), **own)
    else:
        cases.accept_offer(actor=applicant, now=now(), **own)


def _give_result(applicant: Actor, application_id: UUID, case_id: UUID, staff: Staff, chance: Random) -> None:
    page, officer = _page(application_id, case_id, staff, applicant)
    form = result_form(page.case)
    book, on = release(page.case["release"]), local_day(now())
    filled = {
        one.path: typed(one.element, book, chance, on)
        for one in form.fields
        if not one.numbered and one.proposed in (None, "")
    }
    issue_result(actor=officer, filled=filled, now=now(), **_own(page))


def _mend(applicant: Actor, application_id: UUID, case_id: UUID, _staff: Staff, chance: Random) -> None:
    page = case_page(application_id, case_id, applicant)
    entries = (page.correction or {}).get("entries", [])
    replies = []
    for index, _entry_of in enumerate(entries):
        kept = keep(upload=photograph(chance), name="again.jpg", actor=applicant, now=now())
        replies.append(CorrectionReply(index, (kept.id,)))
    cases.answer_correction(actor=applicant, replies=replies, now=now(), **_own(page))


def _restart(applicant: Actor, application_id: UUID, case_id: UUID, staff: Staff, _chance: Random) -> None:
    page, officer = _page(application_id, case_id, staff, applicant)
    cases.resume(actor=officer, now=now(), **_own(page))


def _wait_or_say(
    applicant: Actor, application_id: UUID, case_id: UUID, _staff: Staff, chance: Random
) -> None:
    """A waiting case moves only when its applicant was asked whether it should go on."""
    page = case_page(application_id, case_id, applicant)
    if "answer_question" in page.acts:
        cases.answer_question(actor=applicant, go_on=chance.random() < 0.5, now=now(), **_own(page))


def _own(page: CasePage) -> dict[str, Any]:
    row = page.case
    return {"application_id": row["application_id"], "case_id": row["case_id"], "version": row["version"]}


_NEXT: Mapping[str, Any] = {
    "filed": _take_in,
    "accepted": _go_on,
    "approved": _give_result,
    "offered": _answer_offer,
    "correction_requested": _mend,
    "paused": _restart,
    "waiting": _wait_or_say,
}
