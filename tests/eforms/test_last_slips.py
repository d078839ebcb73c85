"""The slips that are rare: each still has its own sentence, and what is right passes beside it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bancheng.eforms.commands import Answered, seal_answer
from bancheng.eforms.forms import Field, parse_form
from bancheng.eforms.forms.dates import parse_date
from bancheng.eforms.forms.slips import Slip
from bancheng.eforms.queries import Answer, Snapshot
from bancheng.eforms.spec import CodeList, Element
from bancheng.eforms.spec.element import Retention
from bancheng.eforms.spec.parts import documented
from bancheng.kernel.ids import uuid7
from bancheng.kernel.rulebooks import Reference
from tests.eforms.test_typed_values import TODAY, element, slip, typed

NOW = datetime(2026, 3, 2, 2, 30, tzinfo=UTC)


# 姓名与文字


@pytest.mark.parametrize("name", ["·阿依古丽", "阿依古丽·", "阿依··古丽"])
def test_a_dot_stands_between_two_parts_of_a_name(name: str) -> None:
    assert "应当在两部分名字中间" in slip("name", name)
    assert typed("name", "阿依·古丽") == "阿依·古丽"


def test_marks_that_are_written_like_characters_are_part_of_a_name() -> None:
    assert typed("name", "佐々木") == "佐々木"
    assert typed("name", "李〇") == "李〇"


def test_a_character_that_no_table_has_is_told_also_where_it_looks_like_one() -> None:
    unassigned, newer = "\u0378", chr(0x323AF)
    assert "自造的字" in slip("name", "李" + unassigned)
    assert "自造的字" in slip("text", "李" + unassigned)
    for datatype in ("name", "text"):
        assert typed(datatype, "李" + newer) == "李" + newer


def test_one_line_is_one_line_and_several_may_be_several() -> None:
    assert typed("text", "甲\n乙  丙") == "甲 乙 丙"
    assert typed("long_text", "甲\n乙") == "甲\n乙"


def test_an_address_longer_than_mail_carries_is_refused() -> None:
    longest = "a" * (254 - len("@example.com")) + "@example.com"
    assert typed("email", longest) == longest
    assert "写全" in slip("email", "a" + longest)


def test_a_certificate_number_with_characters_is_kept_as_it_is_printed() -> None:
    assert typed("certificate_number", "粤字 第12-3号") == "粤字 第12-3号"
    assert typed("certificate_number", "j 12-3") == "J123"


# 号码与数


@pytest.mark.parametrize(
    ("datatype", "raw", "part"),
    [
        ("phone", "0571a", "第5位是“A”"),
        ("phone", "057112345", "座机号"),
        ("bank_card", "62220a0200112233", "第6位是“A”"),
        ("decimal", "三点五", "要填数字，例如3或者3.5"),
        ("id_number", "44990293052100X", "现在是15位"),
        ("id_number", "44990219930521002A", "第18位是“A”"),
        ("yes_no", "也许", "是还是否"),
        ("region", "44990A", "6位、9位或者12位"),
        ("region", "٤٤٩٩٠٢", "6位、9位或者12位"),
        ("region", "4499", "6位、9位或者12位"),
    ],
)
def test_each_has_its_own_sentence(datatype: str, raw: str, part: str) -> None:
    assert part in slip(datatype, raw)


def test_any_code_passes_where_nothing_was_offered() -> None:
    assert typed("code", "A1") == "A1"
    assert typed("region", "449902") == "449902"


# 日期与时间


@pytest.mark.parametrize(
    ("raw", "part"),
    [
        (("20260", "3", "2"), "年份要填数字，现在是“20260”"),
        ("二〇二六年二三月三日", "“二三”看不明白"),
        (("2026", "", "2"), "还缺月份"),
        (("2026", "3", ""), "还缺日"),
    ],
)
def test_each_wrong_date_has_its_own_sentence(raw: Any, part: str) -> None:
    assert part in slip("date", raw)


def test_three_empty_boxes_lack_the_year_first() -> None:
    with pytest.raises(Slip) as slipped:
        parse_date(["", "", ""], label="出生日期")
    assert str(slipped.value) == slipped.value.sentence == "出生日期还缺年份。"


def test_an_hour_has_sixty_minutes() -> None:
    assert typed("datetime", "2026-3-2 23:59") == "2026-03-02T23:59"
    for wrong in ("2026-3-2 10:60", "2026-3-2 24:00"):
        assert "0:00到23:59" in slip("datetime", wrong)


def test_a_date_comes_in_one_box_or_in_three_and_nothing_typed_is_shown_as_nothing() -> None:
    box = Field("a", element("date"), "日期", required=False)
    assert parse_form([box], {"a": "2026-3-2"}, on=TODAY).values == {"a": "2026-03-02"}
    three = {"a-year": "2026", "a-month": "3", "a-day": ""}
    assert parse_form([box], three, on=TODAY).typed == {"a": "2026-3-"}
    nothing = parse_form([box], {}, on=TODAY)
    assert (nothing.values, nothing.typed) == ({"a": None}, {"a": ""})
    text = Field("a", element("text"), "文字", required=False)
    assert parse_form([text], three, on=TODAY).typed == {"a": ""}, "only a date has three boxes"


# 数据元自己的要求


@pytest.mark.parametrize(
    ("datatype", "checks", "right", "wrong", "sentence"),
    [
        ("text", {"min_length": 3}, "三个字", "两字", "这一项至少3个字，现在是2个。"),
        ("text", {"max_length": 3}, "三个字", "四个汉字", "这一项最多3个字，现在是4个。"),
        ("date", {"earliest": "today"}, "2026-3-2", "2026-3-1", "这一项不能早于今天（3月2日）。"),
        ("date", {"earliest": "2026-01-01"}, "2026-1-1", "2025-12-31", "这一项不能早于2026年1月1日。"),
        ("date", {"latest": "today"}, "2026-3-2", "2026-3-3", "这一项不能晚于今天（3月2日）。"),
        ("date", {"latest": "2026-01-01"}, "2026-1-1", "2026-1-2", "这一项不能晚于2026年1月1日。"),
        ("text", {"pattern": "[A-Z]{2}", "message": "要两个大写字母。"}, "AB", "ABC", "要两个大写字母。"),
        ("text", {"pattern": "[A-Z]{2}"}, "AB", "A", "这一项写得不对，请再看一遍。"),
        ("decimal", {"rule": "value > 2.5"}, "10.1", "2.5", "这一项写得不对，请再看一遍。"),
        ("date", {"rule": "value < date('2026-03-02')"}, "2026-3-1", "2026-3-2", "这一项写得不对，请再看一遍。"),
    ],
)  # fmt: skip
def test_each_check_lets_the_last_right_value_pass(
    datatype: str, checks: dict[str, Any], right: str, wrong: str, sentence: str
) -> None:
    assert typed(datatype, right, checks=checks)
    assert slip(datatype, wrong, checks=checks) == sentence


# 规则书里的部件


def test_an_element_brings_its_list_and_its_register_along() -> None:
    assert list(element("code").references()) == []
    both = element("code", code_list="list-a", authority={"resource": "register-a"})
    assert list(both.references()) == [Reference("code-list", "list-a"), Reference("resource", "register-a")]


def test_a_period_is_declared_by_any_of_its_ways() -> None:
    assert not Retention().declared
    for one in ({"years": 0}, {"days": 0}, {"permanent": True}):
        assert Retention.model_validate(one).declared, one


def test_a_retired_code_is_read_but_not_offered() -> None:
    codes = CodeList.model_validate(
        {"schema": "code-list/1", "code": "list", "name": "表",
         "values": [{"code": "1", "name": "甲"}, {"code": "2", "name": "乙", "retired": True}]}
    )  # fmt: skip
    assert [one.code for one in codes.offered] == ["1"]
    assert (codes.name_of("2"), codes.name_of("3")) == ("乙", None)


def test_every_part_that_names_its_source_is_found_wherever_it_stands() -> None:
    kept, held = Retention(years=1), Retention(years=2)
    inside = Element.model_validate(
        {"schema": "element/1", "code": "x", "name": "x", "datatype": "text", "retention": {"years": 3}}
    )
    found = list(documented({"a": kept, "b": [held, ({"c": inside},)], "d": "nothing"}))
    assert [one for one in found if isinstance(one, Retention)] == [kept, held, inside.retention]


# 答案


def test_a_path_that_was_not_asked_has_no_value() -> None:
    answer = Answer("a.b", "x", "text", "甲", "asked", NOW, None, None, False)
    taken = Snapshot(uuid7(), uuid7(), NOW, "person:1", "sm3:0", {"a.b": answer})
    assert (taken.value("a.b"), taken.value("a.c")) == ("甲", None)


def test_nothing_is_sealed_where_nothing_was_said() -> None:
    for value, sealed in ((None, False), ("449902199305210029", True)):
        stored = seal_answer(
            Answered(value, element("id_number"), "asked", NOW), table="t", row="r", path="a.id_number"
        )
        assert ("sealed" in stored, "v" in stored) == (sealed, not sealed)
