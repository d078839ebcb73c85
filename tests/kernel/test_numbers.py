"""Public numbers: unique under fifty writers, 43 characters, and what happens from the ten thousandth of a day."""

from __future__ import annotations

import datetime as dt
import threading
from uuid import UUID

import pytest
from django.db import connections
from hypothesis import given
from hypothesis import strategies as st

from bancheng.kernel import numbers
from bancheng.kernel.database import call, count_statements, fetch_one
from bancheng.kernel.numbers import case_number, is_case_number, receipt, serial_text, take, take_case_number
from tests.kernel.facts import NOW

DAY = dt.date(2026, 11, 23)
CODE = "1145010007088610XW" + "3000709001000"


@pytest.fixture(autouse=True)
def _no_blocks() -> None:
    numbers.forget()


@pytest.mark.parametrize(
    ("serial", "text"),
    [(1, "0001"), (9_999, "9999"), (10_000, "A000"), (10_999, "A999"), (11_000, "B000"), (35_999, "Z999")],
)
def test_the_serial_has_four_characters_and_goes_on_with_letters(serial: int, text: str) -> None:
    assert serial_text(serial) == text


@pytest.mark.parametrize("serial", [0, -1, 36_000])
def test_beyond_the_last_number_of_a_day_there_is_none(serial: int) -> None:
    with pytest.raises(Exception, match="numbers_exhausted"):
        serial_text(serial)


@given(st.integers(1, numbers.LAST), st.integers(1, numbers.LAST))
def test_two_serials_never_read_alike_and_keep_their_order(one: int, other: int) -> None:
    assert (serial_text(one) < serial_text(other)) == (one < other)


def test_a_case_number_is_implementation_code_date_and_serial() -> None:
    number = case_number(CODE, DAY, 68)
    assert number == CODE + "20261123" + "0068"
    assert len(number) == 43
    assert is_case_number(number)


@pytest.mark.parametrize("code", ["", CODE[:30], CODE + "1", CODE[:30] + "a", "１" * 31])
def test_a_wrong_implementation_code_gives_no_number(code: str) -> None:
    with pytest.raises(Exception, match="implementation_code_wrong"):
        case_number(code, DAY, 1)
    with pytest.raises(Exception, match="implementation_code_wrong"):
        take_case_number(code, DAY)


@pytest.mark.parametrize(
    "text",
    [
        "",
        CODE,
        CODE + "202611230000",
        CODE + "202613010001",
        CODE + "202602290001",
        CODE + "20261123AA00",
        CODE + "2026112300011",
    ],
)
def test_what_is_not_a_case_number(text: str) -> None:
    assert not is_case_number(text)


def test_fifty_writers_take_ten_thousand_numbers_and_none_twice(committed_db: object) -> None:
    """C06, without the help of a shared block: each writer is a process of its own."""
    taken: list[int] = []
    start = threading.Barrier(50)

    def write() -> None:
        start.wait()
        mine = [serial for _each in range(20) for serial in numbers._fetch("case:x", DAY, 10)]
        taken.extend(mine)
        connections.close_all()

    threads = [threading.Thread(target=write) for _each in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == list(range(1, 10_001))
    assert len({serial_text(serial) for serial in taken}) == 10_000


def test_threads_of_one_process_share_blocks_without_sharing_numbers(committed_db: object) -> None:
    taken: list[int] = []

    def write() -> None:
        taken.extend(take("case:y", DAY)[0] for _each in range(50))
        connections.close_all()

    threads = [threading.Thread(target=write) for _each in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == len(set(taken)) == 400


def test_most_numbers_cost_no_statement(committed_db: object) -> None:
    with count_statements() as seen:
        serials = [take("case:z", DAY)[0] for _each in range(20)]
    assert serials == list(range(1, 21))
    assert len(seen) == 2


@pytest.mark.django_db
def test_inside_a_transaction_nothing_is_kept_that_a_rollback_would_give_out_again() -> None:
    assert take("case:t", DAY) == [1]
    assert take("case:t", DAY) == [2]
    assert fetch_one("SELECT next FROM kernel_number_block WHERE series = 'case:t'") == {"next": 3}


def test_every_day_begins_at_one_and_midnight_does_not_mix_days(committed_db: object) -> None:
    assert take("case:m", DAY) == [1]
    assert take("case:m", DAY + dt.timedelta(days=1)) == [1]
    late = take("case:m", DAY)
    assert late != [1], "a late request of yesterday gets a new number of yesterday"
    assert take("case:m", DAY + dt.timedelta(days=1)) == [2]


@pytest.mark.django_db
def test_a_receipt_number_is_short_and_unlimited() -> None:
    assert receipt(DAY) == "20261123-000001"
    call("kernel_take_numbers_v1", series="receipt", day=DAY, count=999_999)
    assert receipt(DAY) == "20261123-1000001"


@pytest.mark.django_db
def test_a_number_is_registered_any_number_of_times_for_one_row_and_never_for_two() -> None:
    facts = {"number": CODE + "202611230001", "kind": "case", "application_id": UUID(int=1), "at": NOW}
    assert call("kernel_number_register_v1", case_id=UUID(int=2), **facts).ok
    assert call("kernel_number_register_v1", case_id=UUID(int=2), **facts).ok
    assert call("kernel_number_register_v1", case_id=UUID(int=3), **facts).code == "number_taken"
    found = numbers.find(facts["number"])  # type: ignore[arg-type]
    assert found == {"kind": "case", "application_id": UUID(int=1), "case_id": UUID(int=2), "at": NOW}
    assert numbers.find("nothing") is None
