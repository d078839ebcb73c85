"""A file is read in one go, a function at one glance."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.consistency.source import HOUSE, ROOT, files

pytestmark = pytest.mark.xdist_group("source")
FILE, TEST_FILE, FUNCTION, GLANCE = 500, 700, 60, 25


def function_lengths(path: Path) -> list[tuple[int, str]]:
    """Lines of each function of a file, its docstring not counted."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if ast.get_docstring(node):
                first = node.body[0]
                lines -= (first.end_lineno or first.lineno) - first.lineno + 1
            found.append((lines, f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"))
    return found


def _ours() -> list[Path]:
    demo = [path for path in (ROOT / "demo").rglob("*.py") if "__pycache__" not in path.parts]
    return [path for path in [*files("*.py"), *demo] if "migrations" not in path.parts]


def test_files_are_short() -> None:
    long = [f"{path.relative_to(ROOT)}: {count}" for path in _ours() if (count := _lines(path)) > FILE]
    long += [
        f"{path.relative_to(ROOT)}: {count}"
        for path in files("*.sql", "*.html")
        if (count := _lines(path)) > FILE
    ]
    long += [str(path) for path in (ROOT / "tests").rglob("*.py") if _lines(path) > TEST_FILE]
    assert long == []


def test_no_function_is_longer_than_a_screen() -> None:
    long = [where for path in _ours() for lines, where in function_lengths(path) if lines > FUNCTION]
    assert long == []


def test_nine_functions_in_ten_are_seen_at_a_glance() -> None:
    lengths = [lines for path in _ours() for lines, _ in function_lengths(path)]
    share = sum(lines <= GLANCE for lines in lengths) / len(lengths)
    assert share >= 0.9, f"{share:.0%} of {len(lengths)} functions have at most {GLANCE} lines"


def test_views_are_parse_one_call_answer() -> None:
    long = []
    for path in _ours():
        if path.stem in {"views", "api", "tasks", "subscriptions"} or path.parent.name in {"views", "api"}:
            long += [where for lines, where in function_lengths(path) if lines > GLANCE]
    assert long == []


def _lines(path: Path) -> int:
    return path.read_text(encoding="utf-8").count("\n")


def test_the_ruler_measures() -> None:
    assert max(function_lengths(Path(__file__)))[0] >= 8
    assert HOUSE.is_dir()
