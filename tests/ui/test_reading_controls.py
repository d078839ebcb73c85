"""What people type is tidied and split before it is judged; errors name the part."""

from __future__ import annotations

from datetime import date

import pytest

from bancheng.ui.controls import read_date, split_date, tidy


@pytest.mark.parametrize(
    "typed",
    [
        "2026-3-2",
        "2026.3.2",
        "2026/03/02",
        "20260302",
        "2026年3月2日",
        "二〇二六年三月二日",
        "２０２６－３－２",
        " 2026 3 2 ",
    ],
)
def test_a_whole_date_pasted_into_the_year_is_split(typed: str) -> None:
    assert split_date(typed) == ("2026", "3", "2")


def test_chinese_tens_are_read() -> None:
    assert split_date("二〇二六年十二月三十一日") == ("2026", "12", "31")
    assert split_date("二〇二六年十月二十日") == ("2026", "10", "20")


def test_three_boxes_give_a_date() -> None:
    read = read_date({"birth-year": "2026", "birth-month": "０3", "birth-day": " 2 "}, "birth")
    assert (read.date, read.error) == (date(2026, 3, 2), "")


def test_empty_boxes_are_no_error_and_no_date() -> None:
    assert read_date({}, "birth") == read_date({"birth-year": " "}, "birth")
    assert read_date({}, "birth").date is None


@pytest.mark.parametrize(
    ("year", "month", "day", "wrong", "words"),
    [
        ("2026", "13", "2", ("month",), "月份要在1到12之间"),
        ("26", "3", "2", ("year",), "4位"),
        ("2026", "3", "三", ("day",), "31"),
        ("2026", "2", "30", ("day",), "2026年2月没有30日"),
        ("2026", "", "", ("month", "day"), "还差月、日"),
    ],
)
def test_the_error_names_the_part(
    year: str, month: str, day: str, wrong: tuple[str, ...], words: str
) -> None:
    read = read_date({"d-year": year, "d-month": month, "d-day": day}, "d")
    assert read.wrong == wrong
    assert words in read.error
    assert read.date is None


def test_what_was_typed_stays() -> None:
    read = read_date({"d-year": "2026", "d-month": "13", "d-day": "2"}, "d")
    assert (read.year, read.month, read.day) == ("2026", "13", "2")


def test_numbers_lose_spaces_hyphens_and_full_width() -> None:
    assert tidy(" ６２２２ 02-4000　0182 455x ") == "62220240000182455X"
