"""再办一次: what did not work out is applied for again alone, from what was handed in before; the old stays as it ended."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connections

from bancheng.cases import commands as cases
from bancheng.cases.queries import application_progress
from bancheng.cases.spec import CorrectionEntry
from bancheng.eforms.queries import answers_of
from bancheng.journeys import commands as journeys
from bancheng.journeys.queries.again import Chances, chances_of
from bancheng.journeys.queries.drafts import DraftView, draft
from bancheng.kernel.errors import Conflict, NotFound, RuleBroken
from bancheng.kernel.ids import uuid7
from bancheng.kernel.invariants import audit
from tests.city import people
from tests.journeys.walking import Walker
from tests.portal.officers import Office, drafted, office, sealed, usual, walker

__all__ = ["drafted", "office", "sealed", "walker"]


def chances(walker: Walker) -> Chances:
    return chances_of(walker.id, walker.actor, walker.now)


def again(walker: Walker, *case_ids: UUID, **more: Any) -> DraftView:
    return journeys.start_again(
        actor=walker.actor, application_id=walker.id, case_ids=case_ids, now=walker.now, **more
    )


def whole(walker: Walker) -> dict[str, str]:
    found = application_progress(walker.id, walker.actor)
    return {one["node"]: one["state"] for one in found.cases}


def first_refused(office: Office) -> UUID:
    """The first matter is refused; what hangs on it stops, except what asks."""
    case_id: UUID = office.first("filed")["case_id"]
    office.decide(case_id, False)
    return case_id


def handed_in_again(walker: Walker, view: DraftView) -> Walker:
    """The draft as the person completes it: what is still missing is confirmed and handed in."""
    other = Walker(walker.citizen)
    other.view = view
    other.fill().bring().confirmed()
    other.submit()
    return other


# --- one of many -------------------------------------------------------------------------------------------------


def test_a_refused_matter_alone_is_applied_for_from_what_was_handed_in(
    walker: Walker, office: Office
) -> None:
    """The last of a row is refused: the others stand, the new draft asks nothing that was written before."""
    rows = office.cases("filed")
    while rows:
        last = {one["item"] for one in office.cases()} - {one["item"] for one in office.cases("issued")}
        case_id = rows[0]["case_id"]
        office.decide(case_id, len(last) > 1)
        if len(last) > 1:
            office.issue(case_id)
        rows = office.cases("filed")
    (refused,) = office.cases("refused")
    view = again(walker, refused["case_id"])
    assert [one.node for one in view.plan.items] == [refused["node"]]
    assert view.again_of == walker.id
    assert not view.plan.questions, "every question was answered before"
    asked = [one.path for one in view.plan.asked() if one.required and one.value in (None, "")]
    assert asked == [], "nothing is asked twice"


def test_what_stopped_with_it_is_offered_with_it_and_waits_in_the_same_order(
    walker: Walker, office: Office
) -> None:
    refused = first_refused(office)
    offered = chances(walker)
    stopped = [one for one in office.cases("terminated")]
    assert {one.case_id for one in offered.cases} == {refused, *(one["case_id"] for one in stopped)}
    assert all(one.may for one in offered.cases)
    hanging = next(one for one in offered.cases if one.needs)
    assert refused in offered.together([hanging.case_id]), "what it cannot do without comes along"
    view = again(walker, *(one.case_id for one in offered.cases))
    assert {one.node for one in view.plan.items} == {one.node for one in offered.cases}
    before = {one["node"]: one["level"] for one in office.cases()}
    assert [before[one.node] for one in view.plan.items] == sorted(
        before[one.node] for one in view.plan.items
    )


def test_handed_in_again_it_is_an_application_of_its_own_and_the_old_stays(
    walker: Walker, office: Office
) -> None:
    refused = first_refused(office)
    old = whole(walker)
    other = handed_in_again(walker, again(walker, refused))
    assert whole(walker) == old, "the old application stays as it ended"
    found = application_progress(other.id, walker.actor)
    assert found.application["facts"]["again_of"] == str(walker.id)
    assert "再办" in found.application["name"]
    assert [one["state"] for one in found.cases] == ["filed"]
    chance = chances(walker).chance(refused)
    assert chance is not None
    assert (chance.draft_id, chance.state) == (other.id, "submitted")
    assert audit(["I1", "I6", "I12"]) == []


def test_it_can_be_refused_and_applied_for_a_third_time(walker: Walker, office: Office) -> None:
    refused = first_refused(office)
    second = handed_in_again(walker, again(walker, refused))
    third = first_refused(Office(second))
    view = again(second, third)
    assert view.again_of == second.id
    with pytest.raises(Conflict) as taken:
        again(walker, refused)
    assert taken.value.facts["draft_id"] == str(second.id), "from the first one is pointed to the second"


def test_it_is_worked_to_its_end_like_any_other(walker: Walker, office: Office) -> None:
    refused = first_refused(office)
    other = handed_in_again(walker, again(walker, *(one.case_id for one in chances(walker).cases)))
    assert refused
    Office(other).finish()
    assert set(whole(other).values()) == {"issued"}


# --- what comes along --------------------------------------------------------------------------------------------


def test_what_was_written_comes_along_with_its_corrections(walker: Walker, office: Office) -> None:
    refused = first_refused(office)
    before = answers_of(walker.id)
    view = again(walker, refused)
    typed = {path: entry.value for path, entry in view.entries.items() if entry.typed}
    assert typed
    assert all(before[path].value == value for path, value in typed.items())
    assert set(typed) <= {one.path for one in view.plan.fields}, "nothing that nobody asks for"


def test_registers_are_read_again_and_nothing_of_theirs_is_copied(walker: Walker, office: Office) -> None:
    refused = first_refused(office)
    then = {one.query_id for one in walker.view.entries.values() if one.query_id}
    walker.now += timedelta(days=40)
    view = again(walker, refused)
    now = {one.query_id for one in view.entries.values() if one.query_id}
    assert now
    assert not now & then, "asked now, not copied from then"


def test_files_are_used_again_but_not_those_that_had_to_be_corrected(walker: Walker, office: Office) -> None:
    (bring, *_rest) = walker.view.plan.to_bring()
    wanted = next(one["case_id"] for one in office.cases() if one["node"] in bring.nodes)
    while wanted not in {one["case_id"] for one in office.cases("filed")}:
        case_id = office.first("filed")["case_id"]
        office.decide(case_id, True)
        office.issue(case_id)
    entry = CorrectionEntry("material", f"{bring.type}@{bring.holder}", "看不清，请重新拍。")
    office.act(wanted, cases.request_correction, entries=[entry])
    walker.now += timedelta(days=60)
    while cases.silence(walker.now):
        pass
    view = again(walker, wanted)
    assert bring.key in {one.key for one in view.plan.to_bring()}
    assert bring.key not in view.materials, "what was not good enough is asked for anew"


def test_files_that_were_good_are_there(walker: Walker, office: Office) -> None:
    (bring, *_rest) = walker.view.plan.to_bring()
    case_id = next(one["case_id"] for one in office.cases() if one["node"] in bring.nodes)
    cases.withdraw_application(actor=walker.actor, application_id=walker.id, now=walker.now)
    view = again(walker, case_id)
    assert view.materials[bring.key]["files"] == walker.view.materials[bring.key]["files"]


# --- when it cannot ----------------------------------------------------------------------------------------------


def test_what_goes_on_or_was_granted_is_not_applied_for_again(walker: Walker, office: Office) -> None:
    case_id = office.first("filed")["case_id"]
    with pytest.raises(RuleBroken):
        again(walker, case_id)
    office.decide(case_id, True)
    office.issue(case_id)
    with pytest.raises(RuleBroken):
        again(walker, case_id)


def test_a_rulebook_may_say_no_or_not_yet(
    walker: Walker, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = first_refused(office)
    monkeypatch.setattr("bancheng.cases.spec.outcomes.Again", _not_for_a_year)
    (one,) = [one for one in chances(walker).cases if one.case_id == refused]
    assert "起可以重新申请" in one.why_not
    with pytest.raises(RuleBroken):
        again(walker, refused)
    hanging = next(one for one in chances(walker).cases if one.needs)
    assert hanging.why_not, "what waits for it cannot be applied for either"
    walker.now += timedelta(days=366)
    assert next(one for one in chances(walker).cases if one.case_id == refused).may


def _not_for_a_year(**_frozen: Any) -> Any:
    from bancheng.cases.spec import Again

    return Again(n=1, unit="y")


def test_nobody_else_applies_again(walker: Walker, office: Office) -> None:
    refused = first_refused(office)
    stranger = Walker(next(one.mother for one in people().families if one.mother != walker.citizen))
    father = next(one.father for one in people().families if one.mother == walker.citizen)
    assert father is not None
    for other in (stranger, Walker(father)):
        with pytest.raises(NotFound):
            journeys.start_again(
                actor=other.actor, application_id=walker.id, case_ids=[refused], now=walker.now
            )
    told = chances_of(walker.id, Walker(father).actor, walker.now).cases
    assert {one.why_not for one in told} == {"由当初提交的人再办。"}


# --- once at a time ----------------------------------------------------------------------------------------------


def test_a_page_posted_twice_opens_one_draft(walker: Walker, office: Office) -> None:
    refused = first_refused(office)
    made = uuid7()
    first = again(walker, refused, draft_id=made)
    assert again(walker, refused, draft_id=made).version == first.version
    with pytest.raises(Conflict) as taken:
        again(walker, refused)
    assert taken.value.facts["draft_id"] == str(made)


def test_a_draft_thrown_away_gives_its_matter_free(walker: Walker, office: Office) -> None:
    refused = first_refused(office)
    first = again(walker, refused)
    journeys.discard_draft(actor=walker.actor, draft_id=first.draft_id, now=walker.now)
    second = again(walker, refused)
    assert second.draft_id != first.draft_id
    assert second.only == first.only


def test_two_devices_at_once_open_one_draft(committed_city: Any, registry: Any, sealed: None) -> None:
    walker = usual().ready()
    walker.submit()
    refused = first_refused(Office(walker))

    def press(_each: int) -> UUID | None:
        try:
            return again(walker, refused).draft_id
        except Conflict:
            return None
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        made = [one for one in pool.map(press, range(4)) if one]
    assert len(made) == 1
    assert draft(made[0], actor=walker.actor, now=walker.now).only
