"""为什么是这一天：every due date can be explained in sentences that a person can check on a wall calendar."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from bancheng.kernel.workdays import SHANGHAI, Clock, Pause, built_in, explain, explain_clock

CALENDAR = built_in()
STARTED = datetime(2026, 3, 2, 15, 0, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("start", "days", "text"),
    [
        (
            date(2026, 3, 2),
            5,
            "3月2日（周一）受理。从第二天起算5个工作日，周六、周日不算，到3月9日（周一）。",
        ),
        (date(2026, 3, 2), 2, "3月2日（周一）受理。从第二天起算2个工作日，到3月4日（周三）。"),
        (
            date(2026, 2, 10),
            5,
            "2月10日（周二）受理，从第二天起算5个工作日。"
            "2月14日（周六）调休上班，算；15日到23日春节放假，不算。所以是2月24日（周二）。",
        ),
        (
            date(2026, 9, 18),
            10,
            "9月18日（周五）受理，从第二天起算10个工作日。9月20日（周日）调休上班，算；25日到27日中秋放假，不算；"
            "10月1日到7日国庆放假，不算；其余周六、周日不算。所以是10月9日（周五）。",
        ),
        (
            date(2025, 1, 24),
            5,
            "1月24日（周五）受理，从第二天起算5个工作日。1月26日（周日）调休上班，算；28日到2月4日春节放假，不算；"
            "其余周六、周日不算。所以是2月7日（周五）。",
        ),
        (
            date(2026, 12, 30),
            3,
            "12月30日（周三）受理，从第二天起算3个工作日。2027年1月1日元旦放假，不算；其余周六、周日不算。"
            "所以是2027年1月5日（周二）。"
            "2027年的放假安排还没有公布，这个日期是暂定的；公布后会重算一次，有变化会告诉您。",
        ),
    ],
)
def test_a_due_date_is_explained(start: date, days: int, text: str) -> None:
    assert "".join(explain(CALENDAR, start, days)) == text


def test_the_first_day_is_named_by_what_happened() -> None:
    assert explain(CALENDAR, date(2026, 3, 2), 2, "收到材料")[0] == "3月2日（周一）收到材料。"


def test_a_pause_is_explained() -> None:
    pause = Pause(datetime(2026, 3, 4, 9, tzinfo=SHANGHAI), datetime(2026, 3, 6, 9, tzinfo=SHANGHAI))
    assert "".join(explain_clock(CALENDAR, Clock("legal", "wd", 5, STARTED, (pause,)))) == (
        "3月2日（周一）受理，从第二天起算5个工作日。从3月4日起暂停计时，3月6日恢复。这几天不算在办理时间里。"
        "所以是3月11日（周三）。"
    )


def test_an_open_pause_promises_no_day() -> None:
    text = "".join(explain_clock(CALENDAR, Clock("legal", "wd", 5, STARTED, (Pause(STARTED),))))
    assert text.endswith("从3月2日起暂停计时，还没有恢复。这几天不算在办理时间里。")
    assert "所以是" not in text


def test_calendar_days_that_end_on_a_day_off_move_on() -> None:
    clock = Clock("legal", "cd", 30, datetime(2026, 3, 5, 9, tzinfo=SHANGHAI))
    assert "".join(explain_clock(CALENDAR, clock)) == (
        "3月5日（周四）受理，从第二天起算30天。最后一天遇到休息日的，顺延到下一个工作日。所以是4月7日（周二）。"
    )


@pytest.mark.parametrize(("limit", "end"), [(35, "4月9日（周四）"), (4, "3月9日（周一）")])
def test_calendar_days_that_end_on_a_working_day_say_nothing_of_moving(limit: int, end: str) -> None:
    started = datetime(2026, 3, 5, 9, tzinfo=SHANGHAI)
    text = "".join(explain_clock(CALENDAR, Clock("legal", "cd", limit, started)))
    assert "顺延" not in text
    assert text.endswith(f"所以是{end}。")


def test_a_plain_clock_is_explained_like_a_plain_count() -> None:
    assert explain_clock(CALENDAR, Clock("promised", "wd", 5, STARTED)) == explain(
        CALENDAR, date(2026, 3, 2), 5
    )
