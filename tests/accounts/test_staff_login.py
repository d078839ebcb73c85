"""Staff login: what is asked, what is told, and what slows down guessing."""

from __future__ import annotations

import threading
from datetime import timedelta
from uuid import UUID

import pytest
from django.contrib.auth.hashers import identify_hasher
from django.db import connections

from bancheng.accounts.commands import staff_login as login
from bancheng.accounts.commands.persons import close_account
from bancheng.accounts.models import FailedLogin
from bancheng.accounts.queries import load_actor
from bancheng.kernel.database import count_statements
from bancheng.kernel.errors import DomainError
from tests.accounts.conftest import KEEPER, NOW, PASSWORD, SINCE, hire

HERE, ELSEWHERE = "192.0.2.1", "192.0.2.2"
MINUTE = timedelta(minutes=1)


def attempt(
    account: str = "station-1", password: str = "wrong", address: str = HERE, now: object = NOW
) -> str:
    """`in`, or the code of the refusal."""
    try:
        login.log_in_staff(account=account, password=password, address=address, now=now)  # type: ignore[arg-type]
    except DomainError as error:
        return error.code
    return "in"


def test_the_right_password_opens_a_session_in_the_only_post(officer: UUID) -> None:
    done = login.log_in_staff(account=" Station-1 ", password=PASSWORD, address=HERE, now=NOW)
    actor = load_actor(done.key, NOW)
    assert actor is not None
    assert actor.id == officer
    assert actor.post == done.post
    assert done.post is not None


def test_who_holds_several_posts_still_has_to_choose(city: None) -> None:
    hire("window-1", "medical-insurance-chengqu.enrolment", "tax-chengqu.social-fees")
    done = login.log_in_staff(account="window-1", password=PASSWORD, address=HERE, now=NOW)
    assert done.post is None


def test_who_holds_no_post_today_is_told_so_after_the_password_not_before(city: None) -> None:
    hire("idle-1")
    assert attempt("idle-1", PASSWORD) == "staff_without_post"
    assert attempt("idle-1", "wrong") == "staff_login_wrong"


def test_a_wrong_password_and_an_account_that_is_not_there_get_the_same_answer(officer: UUID) -> None:
    told = []
    for account in ("station-1", "nobody-1"):
        with pytest.raises(DomainError) as refused:
            login.log_in_staff(account=account, password="wrong", address=HERE, now=NOW)
        told.append(refused.value.as_problem())
    assert told[0] == told[1]


def test_a_closed_account_answers_like_one_that_is_not_there(officer: UUID) -> None:
    close_account(actor=KEEPER, staff_id=officer, now=NOW)
    assert attempt(password=PASSWORD) == "staff_login_wrong"


def test_five_wrong_passwords_lock_the_account_from_that_address_even_for_the_right_one(
    officer: UUID,
) -> None:
    assert [attempt() for _each in range(5)] == ["staff_login_wrong"] * 5
    assert attempt(password=PASSWORD) == "staff_login_locked"


def test_four_wrong_passwords_do_not_lock_and_a_right_one_clears_the_count(officer: UUID) -> None:
    for _round in range(3):
        assert [attempt() for _each in range(4)] == ["staff_login_wrong"] * 4
        assert attempt(password=PASSWORD) == "in"


def test_the_lock_ends_fifteen_minutes_after_the_last_wrong_one_whatever_is_tried_meanwhile(
    officer: UUID,
) -> None:
    for number in range(5):
        attempt(now=NOW + number * MINUTE)
    for number in range(5, 19):
        assert attempt(password=PASSWORD, now=NOW + number * MINUTE) == "staff_login_locked"
    assert attempt(password=PASSWORD, now=NOW + 19 * MINUTE) == "in"


def test_the_refusal_says_until_when_how_long_and_whom_to_call(officer: UUID) -> None:
    for _each in range(5):
        attempt()
    with pytest.raises(DomainError) as refused:
        login.log_in_staff(account="station-1", password=PASSWORD, address=HERE, now=NOW + 5 * MINUTE)
    assert "10:15以后" in refused.value.message  # 02:00 UTC is 10:00 in Shanghai
    assert "还要等10分钟" in refused.value.message
    assert login.help_line() in refused.value.ask


def test_wrong_passwords_say_how_many_are_left(officer: UUID) -> None:
    with pytest.raises(DomainError) as refused:
        login.log_in_staff(account="station-1", password="wrong", address=HERE, now=NOW)
    assert refused.value.facts["left"] == 4


def test_hammering_from_one_address_does_not_lock_the_officer_out_elsewhere(officer: UUID) -> None:
    for _each in range(40):
        attempt()
    assert attempt(password=PASSWORD, address=ELSEWHERE) == "in"


def test_guessing_one_account_from_many_addresses_is_stopped(officer: UUID) -> None:
    for number in range(login.ACCOUNT_LIMIT):
        attempt(address=f"198.51.100.{number}")
    assert attempt(password=PASSWORD, address=ELSEWHERE) == "staff_login_locked"


def test_guessing_many_accounts_from_one_address_is_stopped(officer: UUID) -> None:
    for number in range(login.ADDRESS_LIMIT):
        attempt(account=f"nobody-{number}")
    assert attempt(password=PASSWORD) == "staff_login_locked"
    assert attempt(password=PASSWORD, address=ELSEWHERE) == "in"


def test_an_office_behind_one_address_gets_in_on_monday_morning(officer: UUID) -> None:
    assert [attempt(password=PASSWORD) for _each in range(login.ADDRESS_LIMIT + 5)] == ["in"] * (
        login.ADDRESS_LIMIT + 5
    )


def test_the_counts_name_neither_accounts_nor_addresses(officer: UUID) -> None:
    attempt()
    kept = str(list(FailedLogin.objects.values()))
    assert "station" not in kept
    assert HERE not in kept


def test_fifty_guesses_at_once_get_five_tries_together(committed_db: object) -> None:
    """Counting after checking would let all of them through (the negative control below)."""
    from bancheng.demo_city.population.calendar import CITY
    from bancheng.organizations.commands import import_world
    from bancheng.organizations.spec import load_world

    import_world(actor=KEEPER, world=load_world(CITY, NOW.date()), since=SINCE)
    hire("station-1", "station-chunfeng.household")
    outcomes: list[str] = []
    gate = threading.Barrier(10)

    def guess() -> None:
        gate.wait()
        outcomes.extend(attempt() for _each in range(5))
        connections.close_all()

    threads = [threading.Thread(target=guess) for _each in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count("staff_login_wrong") == login.PAIR_LIMIT
    assert outcomes.count("staff_login_locked") == 50 - login.PAIR_LIMIT


def test_an_unknown_account_costs_the_same_work_as_a_known_one(
    officer: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted, not timed: one check against a hash of the same method and cost, and the same statements."""
    checked: list[str] = []

    def check(password: str, encoded: str) -> bool:
        checked.append(encoded)
        return False

    monkeypatch.setattr(login, "check_password", check)
    spent = []
    for account in ("station-1", "nobody-1"):
        with count_statements() as seen:
            attempt(account)
        spent.append(len(seen))
    known, unknown = (identify_hasher(encoded).safe_summary(encoded) for encoded in checked)
    assert len(checked) == 2
    assert spent[0] == spent[1]
    assert {key: value for key, value in known.items() if key in COSTS} == {
        key: value for key, value in unknown.items() if key in COSTS
    }


COSTS = {"algorithm", "work factor", "block size", "parallelism", "iterations"}
