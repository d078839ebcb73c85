"""Three values: what is missing is 待核验, never yes and never no; and the trace says which clause and why."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bancheng.kernel.expressions import UNKNOWN, parse

T, F, U = True, False, None


def value(text: str, **values: Any) -> Any:
    found = parse(text).evaluate(values)
    assert parse(text).compile()(values) is found.value or parse(text).compile()(values) == found.value
    return found.value


@pytest.mark.parametrize(
    "text",
    [
        "x = 1",
        "x != 1",
        'x != "D"',
        "x < 1",
        "x in (1, 2)",
        "x not in (1, 2)",
        "x between 1 and 2",
        "x not between 1 and 2",
        "not x",
        "x",
        "x + 1",
        "1 / x",
        "-x",
        "1 if x else 2",
        "age(x, y)",
        "add_days(y, x)",
        "x = null",
        "null = null",
    ],
)
def test_missing_data_is_neither_yes_nor_no(text: str) -> None:
    assert value(text, y=date(2026, 1, 1)) is None
    assert value(text, y=date(2026, 1, 1), x=None) is None


@pytest.mark.parametrize(
    ("left", "right", "both", "either"),
    [
        (T, T, T, T),
        (T, F, F, T),
        (T, U, U, T),
        (F, F, F, F),
        (F, U, F, U),
        (U, U, U, U),
        (F, T, F, T),
        (U, T, U, T),
        (U, F, F, U),
    ],
)
def test_and_or_follow_the_three_valued_tables(left: Any, right: Any, both: Any, either: Any) -> None:
    assert value("x and y", x=left, y=right) is both
    assert value("x or y", x=left, y=right) is either


@pytest.mark.parametrize(("given_", "wanted"), [(T, F), (F, T), (U, U)])
def test_not_follows_its_table(given_: Any, wanted: Any) -> None:
    assert value("not x", x=given_) is wanted


def test_presence_is_the_one_question_that_missing_data_answers() -> None:
    assert value("father is present") is False
    assert value("father is missing") is True
    assert value("father is present", father=True) is True


def test_what_is_not_even_known_to_be_missing_is_open() -> None:
    assert value("father is present", father=UNKNOWN) is None
    assert value("father is missing", father=UNKNOWN) is None
    assert value("father = 1", father=UNKNOWN) is None


def test_a_list_with_a_gap_can_say_yes_but_not_no() -> None:
    assert value("x in (1, null)", x=1) is True
    assert value("x in (1, null)", x=2) is None
    assert value("x not in (1, null)", x=2) is None


def test_a_between_that_one_end_excludes_needs_no_other_end() -> None:
    assert value("x between 5 and y", x=1) is False
    assert value("x between 0 and y", x=1) is None
    assert value("x not between 5 and y", x=1) is True


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("x = 1", {"x": "1"}),
        ("x < 1", {"x": "0"}),
        ("x < y", {"x": "a", "y": "b"}),
        ("x = yes", {"x": 1}),
        ("x = 1", {"x": True}),
        ("x + 1", {"x": "1"}),
        ("x + 1", {"x": True}),
        ("x > 1", {"x": 1.5}),
        ("x = 1", {"x": Decimal("NaN")}),
        ("x < 1", {"x": Decimal("Infinity")}),
        ("not x", {"x": "maybe"}),
        ("x and yes", {"x": 1}),
        ('x < date("2026-01-01")', {"x": datetime(2025, 1, 1)}),  # noqa: DTZ001
        ('x < date("2026-01-01")', {"x": "1.1.2025"}),
        ('add_days(date("2026-01-01"), x)', {"x": Decimal("1.5")}),
        ('add_days(date("2026-01-01"), x)', {"x": 10**12}),
        ('add_months(date("2026-01-01"), x)', {"x": -(10**12)}),
        ("1 / x", {"x": 0}),
        ("x * x", {"x": 10**18}),
        ("x = 1", {"x": ["list"]}),
    ],
    ids=str,
)
def test_what_does_not_fit_is_open_and_never_an_exception(text: str, values: dict[str, Any]) -> None:
    assert value(text, **values) is None


def test_answers_of_forms_fit_as_they_come() -> None:
    assert value("married = yes and not twins", married="yes", twins="no") is True
    assert value('born >= date("2026-01-01")', born="2026-03-02") is True
    assert value("age(born, on) >= 18", born="2008-03-02", on=date(2026, 3, 2)) is True


def test_amounts_are_exact() -> None:
    assert value("x + y = 0.3", x=Decimal("0.1"), y=Decimal("0.2")) is True
    assert value("x / 3", x=1) == Decimal("0.3333333333")
    assert value("x / 3", x=2) == Decimal("0.6666666667")
    assert value("7 / 2") == Decimal("3.5")


def test_months_end_where_the_month_ends() -> None:
    assert value("add_months(d, 1)", d=date(2026, 1, 31)) == date(2026, 2, 28)
    assert value("add_months(d, 1)", d=date(2024, 1, 31)) == date(2024, 2, 29)
    assert value("add_months(d, -1)", d=date(2026, 3, 31)) == date(2026, 2, 28)
    assert value("add_years(d, 1)", d=date(2024, 2, 29)) == date(2025, 2, 28)
    assert value("days_between(d, e)", d=date(2026, 2, 28), e=date(2026, 3, 2)) == 2
    assert value("year(d)", d=date(2026, 2, 28)) == 2026


# The trace


def test_every_clause_is_traced_also_those_that_no_longer_matter() -> None:
    result = parse("months >= 6 and (father is present or not married) and region in (a, b)").evaluate(
        {"months": 3, "region": "a"}
    )
    assert result.value is False
    assert [(clause.text, clause.value, dict(clause.read)) for clause in result.trace] == [
        ("months >= 6", False, {"months": 3}),
        ("father is present", False, {"father": None}),
        ("married", None, {"married": None}),
        ("region in (a, b)", True, {"region": "a"}),
    ]


def test_the_trace_names_what_to_ask_for() -> None:
    result = parse("months >= 6 and married = yes and child.name is present").evaluate(
        {"months": 8}, {"child": 2}
    )
    assert result.value is False
    assert result.missing == ("married",)
    assert result.trace[2].read == {"child[2].name": None}


def test_a_conditional_traces_its_test_and_the_statements_of_both_ways() -> None:
    result = parse("(a = 1 if follow = mother else b = 1) and c").evaluate(
        {"follow": "mother", "a": 1, "c": True}
    )
    assert [(clause.text, clause.value) for clause in result.trace] == [
        ("follow = mother", True),
        ("a = 1", True),
        ("b = 1", None),
        ("c", True),
    ]
    assert result.value is True


def test_a_clause_speaks_chinese() -> None:
    result = parse("mother.months >= 6 and follow = mother").evaluate({})
    names = {"mother.months": "妈妈参保月数", "follow": "随谁上户口"}
    labels = {"follow": {"mother": "随妈妈"}}
    assert [clause.sentence(names, labels) for clause in result.trace] == [
        "妈妈参保月数不少于6",
        "随谁上户口是随妈妈",
    ]


answers = st.sampled_from([True, False, None])
logic = st.recursive(
    st.sampled_from(["a", "b", "c", "n > 1", "n = 2", "n is present"]),
    lambda inner: st.one_of(
        inner.map(lambda part: f"(not {part})"),
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(lambda parts: f"({' '.join(parts)})"),
        st.tuples(inner, inner, inner).map(lambda parts: f"({parts[0]} if {parts[1]} else {parts[2]})"),
    ),
    max_leaves=10,
)


@settings(max_examples=600, deadline=None)
@given(logic, answers, answers, answers, st.sampled_from([None, 1, 2, 3]))
def test_with_and_without_trace_the_value_is_the_same(text: str, a: Any, b: Any, c: Any, n: Any) -> None:
    values = {"a": a, "b": b, "c": c, "n": n}
    expr = parse(text)
    result = expr.evaluate(values)
    assert expr.compile()(values) is result.value
    assert len(result.trace) == len(expr.clauses)


@settings(max_examples=600, deadline=None)
@given(logic.filter(lambda text: "present" not in text), answers, answers, st.sampled_from([1, 2, 3]))
def test_learning_more_never_turns_a_yes_into_a_no(text: str, a: Any, b: Any, n: int) -> None:
    """What was decided with a gap stays decided, whatever fills the gap."""
    expr = parse(text)
    before = expr.compile()({"a": a, "b": b})
    if before is None:
        return
    for c in (True, False):
        after = expr.compile()({"a": a, "b": b, "c": c, "n": n})
        assert after is before
