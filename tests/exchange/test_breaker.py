"""The circuit breaker: closed → open after failures in a row → one trial → closed again."""

from __future__ import annotations

from bancheng.exchange.commands.breaker import Breaker


def opened() -> Breaker:
    breaker = Breaker(failures=3, rest=10)
    for _ in range(3):
        assert breaker.admits(0)
        breaker.failed(0)
    return breaker


def test_failures_in_a_row_open_it() -> None:
    assert not opened().admits(9.9)


def test_a_success_in_between_starts_the_count_anew() -> None:
    breaker = Breaker(failures=3, rest=10)
    for _ in range(5):
        breaker.failed(0)
        breaker.failed(0)
        breaker.succeeded()
    assert breaker.admits(0)
    assert not breaker.is_open


def test_after_the_rest_exactly_one_trial_goes_out() -> None:
    breaker = opened()
    assert [breaker.admits(10), breaker.admits(10), breaker.admits(11)] == [True, False, False]


def test_a_trial_that_succeeds_closes_it() -> None:
    breaker = opened()
    breaker.admits(10)
    breaker.succeeded()
    assert breaker.admits(10)
    assert breaker.admits(10)


def test_a_trial_that_fails_rests_again() -> None:
    breaker = opened()
    breaker.admits(10)
    breaker.failed(12)
    assert not breaker.admits(21.9)
    assert breaker.admits(22)


def test_a_trial_that_never_reports_does_not_close_the_line_for_ever() -> None:
    breaker = opened()
    assert breaker.admits(10)
    assert breaker.admits(20)
