"""The language: what can be written, what it means, how a mistake is told, and that it cannot run away (S14)."""

from __future__ import annotations

import string
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bancheng.kernel.expressions import ExpressionError, parse
from bancheng.kernel.expressions.nodes import Compare, Literal, Path
from bancheng.kernel.expressions.parser import MAX_DEPTH


@contextmanager
def calls() -> Iterator[list[str]]:
    """Every call made meanwhile: how much work something is, whatever the machine is doing."""
    counted: list[str] = []
    before = sys.getprofile()
    sys.setprofile(lambda _frame, event, _of: counted.append(event) if event.endswith("call") else None)
    try:
        yield counted
    finally:
        sys.setprofile(before)


VALUES = {
    "a": 2,
    "b": 3,
    "mother.age": 30,
    "child[1].name": "小满",
    "married": True,
    "follow": "mother",
    "t": "x",
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a = 2", True),
        ("a != 2", False),
        ("a <> 2 or a == 2", True),
        ("a + b * 2", 8),
        ("(a + b) * 2", 10),
        ("a - b - 1", -2),
        ("-a + b", 1),
        ("a between 1 and 5 and b = 3", True),
        ("a not between 1 and 5", False),
        ("a in (1, 2)", True),
        ("a not in (1, 2)", False),
        ("not a = 2", False),
        ("not (a = 1 or b = 1)", True),
        ("a = 1 or a = 2 and b = 3", True),
        ("(a = 2 or a = 1) and b = 4", False),
        ("follow = mother", True),
        ("follow in (mother, father)", True),
        ('t = "x"', True),
        ("married", True),
        ("married = yes", True),
        ("married = no", False),
        ("mother.age >= 18", True),
        ("child[1].name is present", True),
        ("child[2].name is missing", True),
        ("child[1].name is not missing", True),
        ("1 if a = 2 else 0", 1),
        ("1 if a = 1 else 2 if b = 1 else 3", 3),
        ("null is missing", True),
        ("1.50 = 1.5", True),
        ("10 / 4 = 2.5", True),
        # The same, as an official may write it.
        ("a等于2且b不小于3", True),
        ("a不等于2 或 b大于5", False),
        ("非 a=1", True),
        ("a介于1和5", True),
        ("a 不介于 1 和 5", False),
        ("follow属于（mother，father）", True),
        ("married＝是", True),
        ("b ≥ 3 并且 b ≤ 3 并且 b ≠ 4", True),
        ("child[1].name已填 且 child[2].name未填", True),
        ("t = “x”", True),
    ],
)
def test_it_means_what_it_says(text: str, value: object) -> None:
    expr = parse(text)
    assert expr.evaluate(VALUES).value == value
    assert expr.compile()(VALUES) == value


def test_a_lone_word_is_a_code_only_on_the_right_of_equals() -> None:
    assert parse("follow = mother").tree == Compare(
        "=", Path((("follow", None),)), Literal("mother", symbol=True)
    )
    assert parse("a < b").evaluate(VALUES).value is True
    assert parse("a = mother.age").paths() == {"a", "mother.age"}
    assert parse("a = b").paths() == {"a"}


def test_paths_are_listed_as_declared_and_as_read() -> None:
    expr = parse("child.name is present and child[2].age > mother.age")
    assert expr.paths() == {"child.name", "child.age", "mother.age"}
    assert expr.keys({"child": 1}) == ("child[1].name", "child[2].age", "mother.age")


def test_a_name_means_the_occurrence_in_scope() -> None:
    expr = parse('child.name = "小满"')
    assert expr.evaluate(VALUES, {"child": 1}).value is True
    assert expr.evaluate(VALUES, {"child": 2}).value is None
    assert expr.evaluate(VALUES).value is None
    assert expr.compile({"child": 1})(VALUES) is True


@pytest.mark.parametrize(
    ("text", "position", "word"),
    [
        ("", 0, "到这里就完了"),
        ("a >=", 4, "到这里就完了"),
        ("a = = 2", 4, "“=”"),
        ("(a = 2", 6, "“)”"),
        ("a in ()", 6, "“)”"),
        ("a in 2", 5, "“(”"),
        ("a not 2", 6, "in 或者 between"),
        ("a is 2", 5, "present"),
        ("a between 1 or 5", 12, "“and”"),
        ("a b", 2, "and、or"),
        ("1 if a", 6, "“else”"),
        ("a ! b", 2, "不认识"),
        ("a = “x", 4, "没有合上"),
        ('a = "x', 4, "没有合上"),
        ("eval(1)", 0, "没有“eval”"),
        ("a < b < 3", 6, "不能连着写"),
        ('date("2026-02-30")', 0, "日期"),
        ("date(a)", 0, "日期"),
        ("age(a)", 0, "2个值"),
        ("child[0].name", 6, "第几个"),
        ("child[x].name", 6, "第几个"),
        ("a.1", 2, "一个名称"),
        ("1234567890123456789", 0, "太长"),
        ("a 和谐", 3, "不认识"),
    ],
)
def test_a_mistake_is_told_with_its_place(text: str, position: int, word: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert caught.value.position == position
    assert word in caught.value.sentence


# It cannot run away

ESCAPES = [
    "__import__('os').system('true')",
    "().__class__.__bases__[0].__subclasses__()",
    "a.__class__",
    "open('/etc/passwd')",
    "lambda: 1",
    "[x for x in y]",
    "{1: 2}",
    "a ** 9999999",
    "9 ** 9 ** 9",
    "a; b",
    "a := 1",
    "f'{a}'",
    "a or exec('1')",
    "a\\nb",
    "a['x']",
    "`id`",
    "${a}",
    "{{a}}",
    "%s",
    "a = 'x' -- comment",
    "a = 1; drop table person",
    "re.match('(a+)+$', 'aaaaaaaaaaaaaaaa!')",
    "import os",
    "while 1",
    "globals()",
    "\x00",
]


@pytest.mark.parametrize("text", ESCAPES)
def test_nothing_of_the_host_can_be_reached(text: str) -> None:
    try:
        expr = parse(text)
    except ExpressionError:
        return
    # What parses is only a path, whose value is whatever the caller put under that very text.
    assert expr.evaluate({}).value is None


@pytest.mark.parametrize(
    "text",
    [
        "(" * 1_000 + "a" + ")" * 1_000,
        "not " * 1_000 + "a",
        "-" * 1_000 + "1",
        "1 if a else " * 300 + "2",
        "a + " * 300 + "a",
        "a * " * 300 + "a",
        "a = 1 and " * 150 + "a = 1",
        f"a in ({', '.join(map(str, range(500)))})",
        "a" * 2_001,
        "add_days(" * 60 + "a" + ", 1)" * 60,
    ],
    ids=["brackets", "not", "minus", "conditional", "sum", "product", "and", "options", "length", "calls"],
)
def test_size_and_depth_are_bounded(text: str) -> None:
    with calls() as counted, pytest.raises(ExpressionError):
        parse(text)
    assert len(counted) < 20_000


def test_the_worst_that_is_allowed_is_little_work() -> None:
    deep = "(" * (MAX_DEPTH - 1) + "a" + ")" * (MAX_DEPTH - 1)
    numbers = " * ".join(["999999999999999999"] * 90)
    wide = " and ".join(["a = 1"] * 140)
    for text in (deep, numbers, wide):
        with calls() as counted:
            expr = parse(text)
            expr.evaluate({"a": 1})
            expr.check({"a": "integer"})
            expr.sentence({})
            expr.sql()
        assert len(counted) < 200_000
    assert parse(numbers).evaluate({}).value is None


letters = st.text(string.ascii_letters + string.digits + " ()[].,<>=!+-*/\"'_是否且或非和空在岁", max_size=60)
PIECES = (
    *("a", "b.c", "child[1].x", "(", ")", "and", "or", "not", "in", "between", "is", "present", "missing"),
    *("if", "else", "null", "yes", "=", "!=", "<", "+", "/", ",", "1", "2.5", '"x"', 'date("2026-01-01")'),
    *("age(", "add_days(", "且", "如果", "否则"),
)
words = st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join)


@settings(max_examples=1_500, deadline=None)
@given(letters | words)
def test_any_text_is_either_an_expression_or_a_told_mistake(text: str) -> None:
    expr, mistake = None, None
    try:
        expr = parse(text)
    except ExpressionError as error:
        mistake = error
    if expr is None:
        assert mistake is not None
        assert 0 <= mistake.position <= len(text)
        assert mistake.sentence.endswith("。")
        return
    result = expr.evaluate({"a": 1, "b.c": "x"})
    assert len(result.trace) == len(expr.clauses)
    assert expr.compile()({"a": 1, "b.c": "x"}) == result.value
    assert expr.sentence({})
    assert expr.sql()
    expr.check({"a": "integer", "b.c": "text"}, expects="any")
