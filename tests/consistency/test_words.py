"""Words and ways that do not occur here, and Chinese that can be translated."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

from tests.consistency.source import HOUSE, ROOT, app_of, files

pytestmark = pytest.mark.xdist_group("source")
HAN = re.compile(r"[\u4e00-\u9fff]")
MARKED = {
    "_",
    "gettext",
    "gettext_lazy",
    "ngettext",
    "pgettext",
    "ngettext_lazy",
    "pgettext_lazy",
    "gettext_noop",
}


def tracked() -> list[Path]:
    """Every text file of the repository that is ours."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, check=True
    )
    paths = [ROOT / name for name in listed.stdout.decode().splitlines()]
    kept = {".py", ".md", ".sql", ".html", ".js", ".css", ".yaml", ".yml", ".toml", ".json", ".txt", ""}
    return [path for path in paths if path.suffix in kept and path.is_file() and "lock" not in path.name]


def test_nothing_is_printed_unescaped() -> None:
    unsafe = re.compile(r"\|\s*safe\b|\{%-?\s*autoescape\s+false|mark_safe|Markup\(")
    found = [str(path) for path in files("*.html") if unsafe.search(path.read_text(encoding="utf-8"))]
    found += [
        str(path)
        for path in files("*.py")
        if re.search(r"\bmark_safe\b|@html_safe", path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_no_style_or_script_stands_in_a_page() -> None:
    inline = re.compile(
        r"\sstyle=[\"']|\son[a-z]+=[\"']|hx-on|<script(?![^>]*\b(src|type=\"application/json\"))",
        re.IGNORECASE,
    )
    found = []
    for path in files("*.html"):
        text = re.sub(r"\{#.*?#\}|\{%-? macro .*?%\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        if inline.search(text):
            found.append(f"{path.relative_to(ROOT)}: {inline.search(text)[0]}")  # type: ignore[index]
    assert found == []


def test_no_signals_no_overridden_save_no_atomic_requests() -> None:
    found = []
    for path in files("*.py"):
        text = path.read_text(encoding="utf-8")
        if re.search(
            r"from django\.(db\.models|core|dispatch)[\w.]*signals|import signals|@receiver\b|\bSignal\(",
            text,
        ):
            found.append(f"{path}: signals")
        if re.search(r"def (save|delete)\(self, ?\*?", text) and path.stem == "models":
            found.append(f"{path}: overridden save")
        if re.search(r"django\.contrib\.(admin|auth\.views|sessions)", text):
            found.append(f"{path}: contrib")
    assert found == []


def test_the_clock_is_read_at_the_edge_only() -> None:
    reads = re.compile(
        r"\b(timezone\.now|timezone\.localdate|datetime\.now|date\.today|datetime\.utcnow)\s*\("
    )
    rules = {
        "spec",
        "commands",
        "queries",
        "access",
        "lifecycle",
        "compose",
        "checks",
        "expressions",
        "workdays",
        "models",
    }
    found = []
    for path in files("*.py"):
        rooms = {path.stem, *path.relative_to(HOUSE).parts[1:-1]}
        if rooms & rules and app_of(path) not in {"config", "demo_city"}:
            found += [
                f"{path.relative_to(ROOT)}: {m[0]}" for m in reads.finditer(path.read_text(encoding="utf-8"))
            ]
    assert found == []


def test_chinese_in_views_can_be_translated() -> None:
    found = []
    for path in files("*.py"):
        if path.stem == "views" or path.parent.name in {"views", "pages"}:
            found += [
                f"{path.relative_to(ROOT)}:{line} {text}"
                for line, text in unmarked(path.read_text(encoding="utf-8"))
            ]
    assert found == []


def unmarked(source: str) -> list[tuple[int, str]]:
    """Chinese strings of a Python file outside `_()` and outside docstrings and comments."""
    tree = ast.parse(source)
    kept = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in MARKED:
            kept |= {id(inner) for argument in node.args for inner in ast.walk(argument)}
    return [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and HAN.search(node.value)
        and id(node) not in kept
    ]


def test_unmarked_chinese_is_seen() -> None:
    assert unmarked("x = '好'") == [(1, "好")]
    assert unmarked("def f():\n    '好'\n    return _('好')") == []


def test_notes_to_oneself_stay_out() -> None:
    words = ["TO" + "DO", "FIX" + "ME", "X" + "XX", "lorem " + "ipsum"]
    banned = re.compile("|".join(rf"(?<![A-Za-z]){re.escape(word)}(?![A-Za-z])" for word in words))
    found = []
    for path in tracked():
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if banned.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}")
    assert found == []


def test_nothing_is_ever_shown_with_the_program_s_own_words_for_waiting() -> None:
    banned = re.compile(r"敬请期待|系统繁忙|功能开发中|暂未开通")
    found = [
        str(path.relative_to(ROOT))
        for path in files("*.html", "*.py")
        if banned.search(path.read_text(encoding="utf-8"))
    ]
    assert [path for path in found if "design" not in path and "words" not in path] == []
