"""Numbers stay with their units; dates carry their weekday; sensitive numbers are covered."""

from __future__ import annotations

from datetime import UTC, date, datetime

from markupsafe import Markup

from bancheng.ui import words

MARCH_2 = date(2026, 3, 2)


def test_number_and_unit_never_part() -> None:
    assert words.n(1, "份") == Markup('<span class="nw">1份</span>')
    assert words.n(1200, "元") == Markup('<span class="nw">1,200元</span>')


def test_a_date_carries_its_weekday_and_the_year_only_when_it_differs() -> None:
    assert words.day_words(date(2026, 3, 9), on=MARCH_2) == "3月9日（周一）"
    assert words.day_words(date(2027, 1, 4), on=MARCH_2) == "2027年1月4日（周一）"


def test_an_instant_is_seen_from_today_in_shanghai() -> None:
    at = datetime(2026, 3, 2, 2, 32, tzinfo=UTC)
    assert words.moment_words(at, on=MARCH_2) == "今天10:32"
    assert words.moment_words(at, on=date(2026, 3, 3)) == "3月2日10:32"
    assert words.moment_words(at, on=date(2027, 1, 1)) == "2026年3月2日10:32"


def test_a_late_instant_belongs_to_the_next_day_here() -> None:
    assert 'datetime="2026-03-03T00:30:00+08:00"' in words.clock(datetime(2026, 3, 2, 16, 30, tzinfo=UTC))


def test_a_sentence_keeps_its_numbers_whole() -> None:
    assert words.kept("办6件事，3月9日（周一）前") == Markup(
        '办<span class="nw">6件</span>事，<span class="nw">3月9日（周一）</span>前'
    )


def test_a_telephone_and_a_receipt_keep_their_number_whole() -> None:
    assert '<span class="nw">0799-5110101</span>' in words.kept("可以打0799-5110101问")
    assert '<span class="nw">20261122-000001</span>' in words.kept("回执号20261122-000001，不能再交")


def test_a_sentence_of_strangers_is_escaped() -> None:
    assert words.kept("<b>6件</b>") == Markup('&lt;b&gt;<span class="nw">6件</span>&lt;/b&gt;')


def test_numbers_are_covered_in_the_middle() -> None:
    assert words.masked("441500199305212142") == "4415**********2142"
    assert words.masked("13800000000") == "138****0000"
    assert words.masked("1234567") == "*******"


def test_a_long_number_is_grouped_for_the_eye_and_whole_for_copying() -> None:
    grouped = words.grouped("11441500000000")
    assert grouped.striptags().replace(" ", "") == "11441500000000"
    assert grouped.count("<span>") == 4


def test_sizes_of_files_as_on_a_telephone() -> None:
    assert [words.file_size(size) for size in (25_000_000, 640_000, 10)] == ["25MB", "640KB", "1KB"]
