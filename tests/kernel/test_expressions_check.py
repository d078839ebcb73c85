"""Before publishing: names, kinds and codes are checked, each finding in Chinese with its place."""

from __future__ import annotations

import pytest

from bancheng.kernel.expressions import parse

TYPES = {
    "mother.months": "integer",
    "mother.income": "number",
    "mother.name": "text",
    "child.born": "date",
    "on": "date",
    "married": "boolean",
    "father": "subject",
    "follow": ("mother", "father"),
    "anything": "any",
}


@pytest.mark.parametrize(
    "text",
    [
        "mother.months >= 6 and married = yes",
        "married or not married",
        "father is present",
        "follow = mother",
        "follow in (mother, father)",
        'child.born between date("2026-01-01") and on',
        "age(child.born, on) < 18",
        "add_days(child.born, 30) >= on",
        "mother.income / mother.months > 100.50",
        "child[2].born < on",
        "mother.months > 1 if married else mother.income > 2.5",
        "anything = 1 and anything",
        'mother.name = "王小满"',
    ],
)
def test_what_fits_has_no_finding(text: str) -> None:
    assert parse(text).check(TYPES) == []


@pytest.mark.parametrize(
    ("text", "rule", "position", "word"),
    [
        ("married and mother.height > 1", "unknown", 12, "mother.height"),
        ("mother.months = yes", "kind", 16, "整数"),
        ('mother.months > date("2026-01-01")', "kind", 16, "日期"),
        ("mother.name > 1", "kind", 0, "文字"),
        ('married = "yes"', "kind", 10, "文字"),
        ("mother.months and married", "kind", 0, "整数"),
        ("mother.months", "kind", 0, "是或否"),
        ("not mother.months", "kind", 4, "整数"),
        ("follow = uncle", "code", 9, "uncle"),
        ("follow in (mother, uncle)", "code", 19, "uncle"),
        ("follow = 1", "kind", 9, "整数"),
        ("married = null", "null", 10, "is missing"),
        ("father = 1", "subject", 0, "is present"),
        ("mother.name + 1 > 2", "kind", 0, "文字"),
        ("mother.months / 0 > 1", "division", 16, "除以0"),
        ("age(mother.name, on) > 1", "kind", 4, "日期"),
        ("add_days(on, mother.income) > on", "kind", 13, "整数"),
        ("mother.name between 1 and 2", "kind", 0, "文字"),
        ("mother.months between 1 and on", "kind", 28, "日期"),
        ("(1 if married else on) > 1", "kind", 19, "日期"),
        ("married if mother.months else married", "kind", 11, "整数"),
    ],
)
def test_what_does_not_fit_is_found_at_its_place(text: str, rule: str, position: int, word: str) -> None:
    findings = parse(text).check(TYPES)
    assert (rule, position) in [(finding.rule, finding.position) for finding in findings]
    assert any(word in finding.sentence for finding in findings)


def test_everything_is_reported_not_only_the_first() -> None:
    findings = parse("nobody = 1 and follow = uncle and mother.months").check(TYPES)
    assert [finding.rule for finding in findings] == ["unknown", "code", "kind"]


def test_the_kind_of_the_whole_can_be_asked_for() -> None:
    assert parse("child.born").check(TYPES, expects="date") == []
    assert parse("mother.months").check(TYPES, expects="any") == []
    assert parse("mother.months + 1").check(TYPES, expects="integer") == []
    assert [finding.rule for finding in parse("mother.income").check(TYPES, expects="date")] == ["kind"]


def test_a_kind_that_does_not_exist_is_a_program_error() -> None:
    with pytest.raises(ValueError, match="not a kind"):
        parse("a").check({"a": "colour"})


# The sentence

NAMES = {
    "mother.months": "妈妈参保月数",
    "father": "爸爸",
    "married": "已登记结婚",
    "child.born": "宝宝出生日期",
    "child.name": "宝宝姓名",
    "on": "办理那天",
    "follow": "随谁上户口",
}
LABELS = {"follow": {"mother": "随妈妈", "father": "随爸爸"}}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("mother.months >= 6 and father is present", "妈妈参保月数不少于6，并且有爸爸"),
        ("follow = mother or married = no", "随谁上户口是随妈妈，或者已登记结婚：否"),
        (
            "(follow = mother or married) and not father is missing",
            "（随谁上户口是随妈妈，或者已登记结婚），并且不满足“没有爸爸”",
        ),
        ("follow in (mother, father)", "随谁上户口是随妈妈、随爸爸中的一个"),
        ("follow not in (mother, father)", "随谁上户口不是随妈妈、随爸爸中的任何一个"),
        ("mother.months not between 1 and 5", "妈妈参保月数不在1到5之间"),
        ('child.born >= date("2026-01-01")', "宝宝出生日期不早于2026年1月1日"),
        ("on <= add_days(child.born, 30)", "办理那天不晚于宝宝出生日期之后30天"),
        ("age(child.born, on) < 18", "从宝宝出生日期到办理那天的周岁小于18"),
        ("mother.months * (2 + 1) != 6", "妈妈参保月数乘以（2加1）不是6"),
        ("child[2].name is present", "有第2个宝宝姓名"),
        ("1 if married else null", "如果已登记结婚，就是1；否则是空"),
        ("unnamed.path = 1", "unnamed.path是1"),
    ],
)
def test_a_rule_can_be_read_by_those_it_concerns(text: str, sentence: str) -> None:
    assert parse(text).sentence(NAMES, LABELS) == sentence
