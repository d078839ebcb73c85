"""Sessions: one statement, server-side, never older than they may be, for one organization at a time."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from bancheng.accounts.commands.persons import close_account, end_appointment
from bancheng.accounts.commands.sessions import (
    choose_post,
    end_session,
    forget_old_sessions,
    open_session,
    touch,
)
from bancheng.accounts.models import Session, StaffMember
from bancheng.accounts.queries import actor_of_staff, load_actor
from bancheng.accounts.spec import LIFETIME, PERSON_IDLE, STAFF_IDLE, SessionActor
from bancheng.kernel.database import count_statements
from bancheng.kernel.errors import DomainError
from bancheng.organizations.spec import organization_id, post_id
from tests.accounts.conftest import KEEPER, NOW, hire

SECOND = timedelta(seconds=1)


def signed_in(key: str, now: object = NOW) -> SessionActor:
    actor = load_actor(key, now)  # type: ignore[arg-type]
    assert actor is not None
    return actor


def test_session_person_posts_and_scopes_come_in_one_statement(officer: UUID) -> None:
    key = open_session(now=NOW, staff_id=officer, post_id=post_id("station-chunfeng.household"))
    with count_statements() as seen:
        actor = signed_in(key)
    assert len(seen) == 1
    assert actor.name == "李建国"
    assert actor.scopes == {
        f"self:{officer}",
        f"org:{organization_id('station-chunfeng')}",
        f"queue:{post_id('station-chunfeng.household')}",
        "role:clerk",
        "role:approver",
        "role:vital-records",
    }
    assert actor.post is not None
    assert actor.post.organization_name == "善美市公安局城区分局春风街派出所"


def test_a_person_acts_for_themself_only(citizen: UUID) -> None:
    actor = signed_in(open_session(now=NOW, person_id=citizen))
    assert actor.scopes == {f"self:{citizen}", f"for:person:{citizen}"}
    assert actor.posts == ()


def test_the_table_does_not_hold_the_key(citizen: UUID) -> None:
    key = open_session(now=NOW, person_id=citizen)
    assert key not in str(list(Session.objects.values()))


def test_an_unknown_key_is_nobody(citizen: UUID) -> None:
    open_session(now=NOW, person_id=citizen)
    assert load_actor("guessed", NOW) is None


@pytest.mark.parametrize(("kind", "limit"), [("person", PERSON_IDLE), ("staff", STAFF_IDLE)])
def test_a_session_ends_when_nothing_is_done_for_its_idle_time(
    citizen: UUID, officer: UUID, kind: str, limit: timedelta
) -> None:
    who = {"person_id": citizen} if kind == "person" else {"staff_id": officer}
    key = open_session(now=NOW, **who)  # type: ignore[arg-type]
    assert load_actor(key, NOW + limit - SECOND) is not None
    assert load_actor(key, NOW + limit) is None


def test_use_keeps_a_session_alive_but_not_beyond_its_lifetime(citizen: UUID) -> None:
    key = open_session(now=NOW, person_id=citizen)
    moment = NOW
    while (moment := moment + timedelta(minutes=20)) < NOW + LIFETIME:
        touch(actor=signed_in(key, moment), now=moment)
    assert load_actor(key, NOW + LIFETIME) is None


def test_signing_off_kills_the_session_on_the_server(citizen: UUID) -> None:
    key = open_session(now=NOW, person_id=citizen)
    end_session(key=key, now=NOW)
    assert load_actor(key, NOW) is None


def test_signing_on_ends_the_session_that_was_in_the_browser_and_never_reuses_its_key(citizen: UUID) -> None:
    planted = open_session(now=NOW, person_id=citizen)
    own = open_session(now=NOW, person_id=citizen, replaces=planted)
    assert own != planted
    assert load_actor(planted, NOW) is None
    assert load_actor(own, NOW) is not None


def test_a_closed_account_is_out_at_once(officer: UUID) -> None:
    key = open_session(now=NOW, staff_id=officer, post_id=post_id("station-chunfeng.household"))
    close_account(actor=KEEPER, staff_id=officer, now=NOW)
    assert load_actor(key, NOW) is None


def test_a_session_that_outlived_its_account_is_nobodys(officer: UUID) -> None:
    """The account was closed where its sessions were not ended, by an import for instance."""
    key = open_session(now=NOW, staff_id=officer, post_id=post_id("station-chunfeng.household"))
    StaffMember.objects.filter(pk=officer).update(closed_at=NOW)
    assert load_actor(key, NOW) is None


def test_a_post_ends_with_the_appointment_even_inside_a_session(officer: UUID) -> None:
    post = post_id("station-chunfeng.household")
    key = open_session(now=NOW, staff_id=officer, post_id=post)
    end_appointment(actor=KEEPER, staff_id=officer, post_id=post, on=NOW.date())
    actor = signed_in(key)
    assert actor.post is None
    assert actor.scopes == {f"self:{officer}"}


def test_the_day_of_an_appointment_is_the_day_in_shanghai(officer: UUID) -> None:
    post = post_id("station-chunfeng.household")
    end_appointment(actor=KEEPER, staff_id=officer, post_id=post, on=NOW.date() + timedelta(days=1))
    last = NOW.replace(hour=15, minute=59)  # 23:59 in Shanghai
    key = open_session(now=last, staff_id=officer, post_id=post)
    assert signed_in(key, last).post is not None
    assert signed_in(key, last + timedelta(minutes=1)).post is None


def test_before_choosing_a_post_staff_may_do_nothing(city: None) -> None:
    several = hire("window-1", "medical-insurance-chengqu.enrolment", "tax-chengqu.social-fees")
    actor = signed_in(open_session(now=NOW, staff_id=several))
    assert len(actor.posts) == 2
    assert actor.scopes == {f"self:{several}"}


def test_a_session_carries_all_posts_of_the_chosen_organization_and_none_of_another(city: None) -> None:
    held = (
        "medical-insurance-chengqu.enrolment",
        "medical-insurance-chengqu.benefits",
        "tax-chengqu.social-fees",
    )
    staff = hire("window-2", *held)
    key = open_session(now=NOW, staff_id=staff)
    choose_post(actor=signed_in(key), post_id=post_id(held[0]))
    actor = signed_in(key)
    assert set(actor.queues) == {post_id(held[0]), post_id(held[1])}
    assert f"queue:{post_id(held[2])}" not in actor.scopes
    choose_post(actor=actor, post_id=post_id(held[2]))
    assert signed_in(key).queues == (post_id(held[2]),)


def test_a_post_that_is_not_held_cannot_be_chosen(officer: UUID) -> None:
    actor = signed_in(open_session(now=NOW, staff_id=officer))
    with pytest.raises(DomainError) as refused:
        choose_post(actor=actor, post_id=post_id("tax-chengqu.social-fees"))
    assert refused.value.code == "post_not_held"


def test_a_person_chooses_no_post(citizen: UUID) -> None:
    actor = signed_in(open_session(now=NOW, person_id=citizen))
    with pytest.raises(DomainError) as refused:
        choose_post(actor=actor, post_id=post_id("tax-chengqu.social-fees"))
    assert refused.value.status == 403


def test_an_actor_without_session_has_the_same_scopes(officer: UUID) -> None:
    post = "station-chunfeng.household"
    from_session = signed_in(open_session(now=NOW, staff_id=officer, post_id=post_id(post)))
    plain = actor_of_staff("station-1", NOW.date(), post)
    assert plain is not None
    assert plain.scopes == from_session.scopes
    assert actor_of_staff("station-1", NOW.date(), "tax-chengqu.social-fees") is None


def test_old_sessions_are_forgotten_and_living_ones_are_not(citizen: UUID) -> None:
    open_session(now=NOW - timedelta(days=60), person_id=citizen)
    key = open_session(now=NOW, person_id=citizen)
    assert forget_old_sessions(before=NOW - timedelta(days=30)) == 1
    assert load_actor(key, NOW) is not None
