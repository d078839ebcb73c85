"""The departments' chart: rows are departments, columns are steps, the longest path lies on top."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bancheng.ui.lanes import LINE, NODE_HEIGHT, NODE_WIDTH, lay_out


def node(code: str, department: str, *after: str, critical: bool = False) -> dict[str, Any]:
    return {
        "code": code,
        "name": code,
        "department": department,
        "state": "wait",
        "word": "等前一项",
        "after": after,
        "critical": critical,
    }


def crossed(path: str, chart: Any) -> list[str]:
    """Nodes whose box a line runs through."""
    x, y = (int(n) for n in re.match(r"M(\d+) (\d+)", path).groups())  # type: ignore[union-attr]
    hit = []
    for step, value in re.findall(r"([HV])(\d+)", path):
        nx, ny = (int(value), y) if step == "H" else (x, int(value))
        low_x, high_x, low_y, high_y = min(x, nx), max(x, nx), min(y, ny), max(y, ny)
        hit += [
            n.code
            for n in chart.nodes
            if low_x < n.x + NODE_WIDTH and high_x > n.x and low_y < n.y + chart.node_height and high_y > n.y
        ]
        x, y = nx, ny
    return hit


def test_a_successor_stands_right_of_all_it_waits_for() -> None:
    chart = lay_out([node("a", "甲"), node("b", "乙", "a"), node("c", "丙", "a", "b")])
    a, b, c = chart.nodes
    assert a.x < b.x < c.x
    assert [x for x in chart.columns] == [a.x, b.x, c.x]


def test_two_items_of_one_department_at_one_step_stack() -> None:
    chart = lay_out([node("a", "甲"), node("b", "甲")])
    assert chart.nodes[1].y - chart.nodes[0].y > NODE_HEIGHT
    assert len(chart.rows) == 1


def test_the_longest_path_is_drawn_last() -> None:
    chart = lay_out(
        [
            node("a", "甲", critical=True),
            node("b", "乙", "a", critical=True),
            node("c", "丙", "a"),
            node("d", "丙", "b", "c"),
        ]
    )
    assert [edge.critical for edge in chart.edges] == [False, False, False, True]


def test_a_line_goes_round_the_box_between() -> None:
    chart = lay_out([node("a", "甲"), node("b", "甲", "a"), node("c", "乙", "b"), node("d", "甲", "c", "a")])
    assert all(crossed(edge.path, chart) == [] for edge in chart.edges)


def test_a_predecessor_that_is_not_drawn_is_left_out() -> None:
    assert lay_out([node("b", "乙", "elsewhere")]).edges == ()


def test_a_circle_is_refused() -> None:
    with pytest.raises(ValueError, match="circle"):
        lay_out([node("a", "甲", "b"), node("b", "乙", "a")])


def test_nothing_to_draw() -> None:
    assert lay_out([]).nodes == ()


@given(
    st.lists(st.tuples(st.integers(0, 4), st.sets(st.integers(0, 11), max_size=3)), min_size=1, max_size=12)
)
def test_boxes_never_overlap_whatever_the_plan(plan: list[tuple[int, set[int]]]) -> None:
    nodes = [
        node(str(i), f"部门{department}", *(str(p) for p in sorted(before) if p < i))
        | {"name": "长" * (4 * i + 1)}
        for i, (department, before) in enumerate(plan)
    ]
    chart = lay_out(nodes)
    places = {(n.x, n.y) for n in chart.nodes}
    assert len(places) == len(nodes)
    assert all(
        n.y + chart.node_height <= chart.height and n.x + NODE_WIDTH <= chart.width for n in chart.nodes
    )


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("办社保卡", ("办社保卡",)),
        ("领丧葬补助金和抚恤金", ("领丧葬补助", "金和抚恤金")),
        ("Register the household", ("Register the", "household")),
        ("一二三四五六七八九十一二三四五六七八九十", ("一二三四五六七八九", "十一二三四五六七…")),
    ],
)
def test_a_name_takes_two_lines_before_it_is_cut(name: str, lines: tuple[str, ...]) -> None:
    chart = lay_out([node("a", "甲") | {"name": name}, node("b", "甲", "a")])
    assert chart.nodes[0].lines == lines
    assert chart.node_height == NODE_HEIGHT + (LINE if len(lines) > 1 else 0)
