"""数据库里的闸 of drafts: what each function refuses by itself, whatever the program above it sends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from bancheng.cases.commands import prepare_opening
from bancheng.cases.models import Application
from bancheng.journeys import events
from bancheng.journeys.commands.confirming import _event, confirmation_id
from bancheng.journeys.models import Again, Confirmation, Draft, Once
from bancheng.kernel.access import system_actor
from bancheng.kernel.database import as_json, call, fetch_all
from bancheng.kernel.events import EventType
from bancheng.kernel.ids import uuid7
from tests.cases.plans import NOW, case, fixed, opening, person

pytestmark = pytest.mark.django_db
OWNER = fixed("person:mother")
LATER = NOW + timedelta(days=3)
CLOCK = system_actor("confirmations")
FOREVER = datetime(2099, 1, 1, tzinfo=UTC)


def a_draft() -> UUID:
    """An open draft of somebody, at its first version, with something written in it."""
    return Draft.objects.create(
        draft_id=uuid7(), journey="journey-a", release="sm3:1", owner_id=OWNER, acting_for_id=OWNER,
        answers={"who": {"v": "mother"}}, fields={"a.b": {"v": 1}}, materials={"m": {}}, checked={"r": {}},
        created_at=NOW, updated_at=NOW, expires_at=LATER,
    ).draft_id  # fmt: skip


def everything() -> list[Any]:
    """All rows that these functions may write."""
    tables = ("journeys_draft", "journeys_confirmation", "journeys_again", "journeys_once", "cases_application",
              "kernel_event", "kernel_outbox")  # fmt: skip
    return [fetch_all(f"SELECT to_jsonb(t)::text AS t FROM {table} AS t ORDER BY 1") for table in tables]


def refused(function: str, **arguments: Any) -> str:
    """Send it: nothing may change. Answers the code."""
    before = everything()
    outcome = call(function, **arguments)
    assert not outcome.ok
    assert everything() == before
    return outcome.code


# 存草稿


def saving(draft_id: UUID, version: int = 1) -> dict[str, Any]:
    return {
        "draft_id": draft_id, "version": version, "release": "sm3:2", "answers": {"who": {"v": "father"}},
        "fields": {}, "materials": {}, "checked": {}, "at": LATER, "expires_at": FOREVER,
    }  # fmt: skip


def test_a_draft_is_saved_only_on_the_version_that_was_read() -> None:
    own, other = a_draft(), a_draft()
    assert refused("journeys_save_v1", **saving(own, 2)) == "changed"
    assert refused("journeys_save_v1", **saving(uuid7())) == "missing"
    assert call("journeys_save_v1", **saving(own)).facts == {"version": 2}
    assert refused("journeys_save_v1", **saving(own)) == "changed"
    untouched = Draft.objects.get(pk=other)
    assert (untouched.version, untouched.release) == (1, "sm3:1")


@pytest.mark.parametrize("end", ["discarded", "lapsed"])
def test_nothing_is_written_into_a_draft_that_is_over(end: str) -> None:
    own = a_draft()
    assert call("journeys_end_draft_v1", draft_id=own, owner_id=OWNER, to=end, at=NOW).ok
    assert refused("journeys_save_v1", **saving(own, 2)) == "gone"


# 草稿的结束


def test_a_draft_ends_by_its_owners_hand_or_the_clocks_and_only_once() -> None:
    own, other = a_draft(), a_draft()
    ending = {"draft_id": own, "owner_id": OWNER, "to": "discarded", "at": NOW}
    assert refused("journeys_end_draft_v1", **{**ending, "owner_id": fixed("person:stranger")}) == "missing"
    assert refused("journeys_end_draft_v1", **{**ending, "draft_id": uuid7()}) == "missing"
    assert call("journeys_end_draft_v1", **ending).ok
    assert refused("journeys_end_draft_v1", **{**ending, "to": "lapsed"}) == "moved"
    assert (Draft.objects.get(pk=own).state, Draft.objects.get(pk=other).state) == ("discarded", "open")


@pytest.mark.parametrize("target", ["submitted", "open", "whatever"])
def test_this_door_leads_to_no_other_state(target: str) -> None:
    ending = {"draft_id": a_draft(), "owner_id": OWNER, "to": target, "at": NOW}
    assert refused("journeys_end_draft_v1", **ending) == "moved"


# 请对方确认


def said_of(kind: EventType, draft_id: UUID, role: str, **payload: str) -> dict[str, object]:
    """The fact about somebody's first confirmation."""
    return _event(kind, draft_id, confirmation_id(draft_id, role), role, CLOCK, NOW, **payload)


def asking(draft_id: UUID, role: str = "father", **more: Any) -> dict[str, Any]:
    return {
        "draft_id": draft_id, "confirmation_id": confirmation_id(draft_id, role), "role": role,
        "subject_index": "index", "digest": "shown", "most": 3, "at": NOW, "due_at": LATER,
        "event": said_of(
            events.CONFIRMATION_ASKED, draft_id, role, digest="shown", due="2026-03-05"
        ),
        **more,
    }  # fmt: skip


def answering(draft_id: UUID, role: str = "father", **more: Any) -> dict[str, Any]:
    return {
        "draft_id": draft_id, "role": role, "subject_index": "index", "digest": "shown", "to": "confirmed",
        "person_id": fixed("person:father"), "at": NOW,
        "event": said_of(events.CONFIRMATION_CONFIRMED, draft_id, role, digest="shown"), **more,
    }  # fmt: skip


def asked() -> UUID:
    """A draft whose father and grandmother are asked; another draft where both are asked as well."""
    own, other = a_draft(), a_draft()
    for draft_id in (own, other):
        for role in ("father", "grandmother"):
            assert call("journeys_ask_v2", **asking(draft_id, role)).ok
    return own


def answers(*of: UUID) -> list[str]:
    """The states of the confirmations of one draft, or of all others."""
    rows = Confirmation.objects.order_by("role")
    return [row.state for row in (rows.filter(draft_id=of[0]) if of else rows)]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"subject_index": "somebody else"}, "missing"),
        ({"role": "uncle"}, "missing"),
        ({"draft_id": uuid7()}, "missing"),
        ({"digest": "an older page"}, "changed"),
        ({"to": "asked"}, "already"),
        ({"to": "whatever"}, "moved"),
    ],
    ids=["another person", "another role", "another draft", "another page", "no answer", "no such answer"],
)
def test_only_the_one_who_was_asked_answers_what_they_were_shown(wrong: dict[str, Any], code: str) -> None:
    assert refused("journeys_answer_v1", **{**answering(asked()), **wrong}) == code


def test_an_answer_is_one_persons_to_one_draft_and_stands() -> None:
    own = asked()
    assert call("journeys_answer_v1", **answering(own)).ok
    assert answers(own) == ["confirmed", "asked"]
    assert answers().count("asked") == 3
    assert refused("journeys_answer_v1", **answering(own)) == "already"
    assert refused("journeys_answer_v1", **answering(own, to="refused")) == "moved"


def test_asking_again_starts_over_only_for_the_one_who_is_asked_and_only_for_something_new() -> None:
    own = asked()
    for role in ("father", "grandmother"):
        call("journeys_answer_v1", **answering(own, role))
    assert refused("journeys_ask_v2", **asking(own)) == "already", "a yes stands"
    assert call("journeys_ask_v2", **asking(own, digest="changed")).ok
    assert answers(own) == ["asked", "confirmed"]
    (row,) = Confirmation.objects.filter(draft_id=own, role="father")
    assert (row.person_id, row.decided_at, row.times, row.version) == (None, None, 2, 3)
    assert call("journeys_ask_v2", **asking(own, digest="changed", subject_index="another number")).ok
    assert refused("journeys_ask_v2", **asking(own, digest="again")) == "enough"


def test_enough_is_said_only_of_something_new_and_each_asking_is_recorded() -> None:
    own = a_draft()
    assert call("journeys_ask_v2", **asking(own, most=1)).ok
    assert refused("journeys_ask_v2", **asking(own, most=1)) == "already"
    assert refused("journeys_ask_v2", **asking(own, most=1, digest="changed")) == "enough"
    assert refused("journeys_ask_v2", **asking(own, most=1, subject_index="another number")) == "enough"
    call("journeys_answer_v1", **answering(own, to="refused"))
    assert refused("journeys_ask_v2", **asking(own, most=1)) == "enough"
    assert call("journeys_ask_v2", **asking(own, most=2)).ok
    assert call("journeys_due_v1", **dated(own, version=3)).ok
    rows = fetch_all("SELECT type FROM kernel_event ORDER BY seq")
    types = [row["type"].removeprefix("confirmation_") for row in rows]
    assert (types.count("asked"), types.count("recomputed"), len(types)) == (2, 1, 4)


@pytest.mark.parametrize("said", ["refused", "lapsed"])
def test_after_a_no_or_no_answer_the_same_may_be_asked_again(said: str) -> None:
    own = asked()
    call("journeys_answer_v1", **answering(own, to=said))
    assert call("journeys_ask_v2", **asking(own)).ok
    assert answers(own) == ["asked", "asked"]


def dated(draft_id: UUID, **more: Any) -> dict[str, Any]:
    event = _event(
        events.CONFIRMATION_RECOMPUTED,
        draft_id,
        confirmation_id(draft_id, "father"),
        "father",
        CLOCK,
        NOW,
        notice="1",
        due="2099-01-01",
    )
    return {"draft_id": draft_id, "role": "father", "version": 1, "due_at": FOREVER, "event": event, **more}


def reminded(draft_id: UUID, **more: Any) -> dict[str, Any]:
    event = _event(
        events.CONFIRMATION_REMINDED,
        draft_id,
        confirmation_id(draft_id, "father"),
        "father",
        CLOCK,
        NOW,
        due="2026-03-05",
    )
    return {"draft_id": draft_id, "role": "father", "version": 1, "at": LATER, "event": event, **more}


@pytest.mark.parametrize(("function", "told"), [("journeys_due_v1", dated), ("journeys_remind_v1", reminded)])
def test_dates_and_reminders_fit_only_an_open_question_as_it_was_read(function: str, told: Any) -> None:
    own = asked()
    assert refused(function, **told(own, version=2)) == "moved"
    assert refused(function, **told(own, role="uncle")) == "moved"
    assert refused(function, **told(uuid7())) == "moved"
    assert call(function, **told(own)).ok
    touched = [row for row in Confirmation.objects.all() if row.version == 2]
    assert [(row.draft_id, row.role) for row in touched] == [(own, "father")]
    call("journeys_answer_v1", **answering(own))
    assert refused(function, **told(own, version=3)) == "moved", "it is answered"


def test_one_asking_is_reminded_of_once_and_the_next_one_again() -> None:
    own = asked()
    assert call("journeys_remind_v1", **reminded(own)).ok
    assert refused("journeys_remind_v1", **reminded(own, version=2)) == "moved"
    anew = LATER + timedelta(days=1)
    assert call("journeys_ask_v2", **asking(own, digest="changed", at=anew)).ok
    assert call("journeys_remind_v1", **reminded(own, version=3, at=anew + timedelta(days=1))).ok
    rows = fetch_all("SELECT 1 FROM kernel_event WHERE type = 'confirmation_reminded'")
    assert len(rows) == 2, "each is recorded"


def test_who_has_answered_is_reminded_of_nothing() -> None:
    own = asked()
    call("journeys_answer_v1", **answering(own))
    assert refused("journeys_remind_v1", **reminded(own, version=2)) == "moved"


# 再办


def claiming(application: UUID, draft_id: UUID, cases: Sequence[UUID], at: datetime = NOW) -> dict[str, Any]:
    rows = [{"case_id": one, "node": "n"} for one in cases]
    return {"application_id": application, "draft_id": draft_id, "cases": rows, "at": at}


def test_one_living_draft_applies_again_for_a_case() -> None:
    application, first, second = uuid7(), a_draft(), a_draft()
    a, b = sorted([uuid7(), uuid7()])
    assert call("journeys_again_v1", **claiming(application, first, [b])).ok
    assert call("journeys_again_v1", **claiming(application, first, [b])).ok, "the same page again"
    outcome = call("journeys_again_v1", **claiming(application, second, [a, b], LATER))
    assert (outcome.code, outcome.facts) == ("taken", {"draft_id": str(first)})
    assert [(row.case_id, row.draft_id) for row in Again.objects.all()] == [(b, first)], "all or none"
    assert call("journeys_again_v1", **claiming(uuid7(), second, [b])).ok, "a case of another application"


def test_what_the_refused_one_had_claimed_before_stays_with_it() -> None:
    application, first, second = uuid7(), a_draft(), a_draft()
    a, b, c = sorted(uuid7() for _each in range(3))
    call("journeys_again_v1", **claiming(application, second, [c]))
    call("journeys_again_v1", **claiming(application, first, [b], LATER))
    assert call("journeys_again_v1", **claiming(application, second, [a, b], LATER)).code == "taken"
    assert {row.case_id: row.draft_id for row in Again.objects.all()} == {b: first, c: second}


@pytest.mark.parametrize("end", ["discarded", "lapsed"])
def test_a_draft_that_is_over_gives_its_cases_free(end: str) -> None:
    application, first, second = uuid7(), a_draft(), a_draft()
    cases = [uuid7(), uuid7()]
    call("journeys_again_v1", **claiming(application, first, cases))
    call("journeys_end_draft_v1", draft_id=first, owner_id=OWNER, to=end, at=NOW)
    assert call("journeys_again_v1", **claiming(application, second, cases[:1], LATER)).ok
    assert {row.case_id: row.draft_id for row in Again.objects.all()} == {cases[0]: second, cases[1]: first}


def test_a_claim_whose_draft_never_came_to_be_holds_for_a_minute() -> None:
    application, one = uuid7(), uuid7()
    assert call("journeys_again_v1", **claiming(application, uuid7(), [one])).ok
    soon, late = NOW + timedelta(seconds=59), NOW + timedelta(seconds=61)
    assert refused("journeys_again_v1", **claiming(application, a_draft(), [one], soon)) == "taken"
    assert call("journeys_again_v1", **claiming(application, a_draft(), [one], late)).ok


# 提交


def key(name: str, lasts: str = "open", **more: Any) -> dict[str, Any]:
    return {"key": name, "lasts": lasts, "ends_at": None, "instead": None, **more}


def handing_in(draft_id: UUID, *keys: dict[str, Any], **more: Any) -> dict[str, Any]:
    made = opening(case("a"), application_id=draft_id)
    bundle = prepare_opening(actor=person(), opening=made, now=NOW)
    return {
        "draft_id": draft_id,
        "version": 1,
        "bundle": bundle,
        "once": as_json(list(keys)),
        "at": NOW,
        **more,
    }


def holders() -> dict[str, UUID]:
    return {row.key: row.draft_id for row in Once.objects.all()}


def test_a_draft_is_handed_in_only_on_the_version_that_was_reviewed() -> None:
    own, other = a_draft(), a_draft()
    assert refused("journeys_submit_v3", **handing_in(own, key("k"), version=2)) == "changed"
    assert refused("journeys_submit_v3", **handing_in(uuid7(), key("k"))) == "missing"
    assert call("journeys_submit_v3", **handing_in(own, key("k"))).code == "ok"
    assert (Draft.objects.get(pk=own).state, Draft.objects.get(pk=other).state) == ("submitted", "open")
    assert call("journeys_submit_v3", **handing_in(own, key("k"))).code == "again"
    assert (Application.objects.count(), holders()) == (1, {"k": own})


@pytest.mark.parametrize("end", ["discarded", "lapsed"])
def test_a_draft_that_is_over_is_not_handed_in_and_holds_nothing(end: str) -> None:
    own = a_draft()
    call("journeys_end_draft_v1", draft_id=own, owner_id=OWNER, to=end, at=NOW)
    assert refused("journeys_submit_v3", **handing_in(own, key("k"), version=2)) == "gone"


def test_what_runs_once_is_the_first_ones_and_the_second_keeps_none_of_its_keys() -> None:
    first, second, before = a_draft(), a_draft(), a_draft()
    call("journeys_submit_v3", **handing_in(before, key("k0")))
    call("journeys_submit_v3", **handing_in(first, key("k2")))
    outcome = call("journeys_submit_v3", **handing_in(second, key("k1"), key("k2")))
    assert (outcome.code, outcome.facts) == ("taken", {"by": str(first), "key": "k2"})
    assert holders() == {"k0": before, "k2": first}
    assert Draft.objects.get(pk=second).state == "open"
    assert Application.objects.count() == 2


def test_a_key_goes_to_who_takes_the_place_of_its_holder_and_to_whoever_comes_after_its_time() -> None:
    first, second, third = a_draft(), a_draft(), a_draft()
    call("journeys_submit_v3", **handing_in(first, key("k", "within", ends_at=LATER)))
    early = LATER - timedelta(seconds=1)
    assert refused("journeys_submit_v3", **handing_in(second, key("k"), at=early)) == "taken"
    assert refused("journeys_submit_v3", **handing_in(second, key("k", instead=third), at=early)) == "taken"
    assert call(
        "journeys_submit_v3", **handing_in(second, key("k", "within", ends_at=LATER, instead=first))
    ).ok
    assert call("journeys_submit_v3", **handing_in(third, key("k", "ever"), at=LATER)).ok
    assert holders() == {"k": third}


def test_who_takes_a_place_and_is_refused_for_another_key_leaves_the_first_its_own() -> None:
    """Neither key moves, or both: an application does not lose what it holds for ever to one that never came."""
    old, another, anew = a_draft(), a_draft(), a_draft()
    call("journeys_submit_v3", **handing_in(old, key("k1", "ever")))
    call("journeys_submit_v3", **handing_in(another, key("k2", "ever")))
    keys = [key("k1", "ever", instead=old), key("k2", "ever", instead=old)]
    assert call("journeys_submit_v3", **handing_in(anew, *keys)).code == "taken"
    assert holders() == {"k1": old, "k2": another}


def test_only_what_lasts_while_it_is_open_is_given_free_and_only_by_its_holder() -> None:
    own = a_draft()
    call("journeys_submit_v3", **handing_in(own, key("open"), key("ever", "ever")))
    assert refused("journeys_release_once_v1", key="open", draft_id=uuid7()) == "missing"
    assert refused("journeys_release_once_v1", key="ever", draft_id=own) == "missing"
    assert refused("journeys_release_once_v1", key="other", draft_id=own) == "missing"
    assert call("journeys_release_once_v1", key="open", draft_id=own).ok
    assert holders() == {"ever": own}
