"""The program's own text, as the consistency tests read it: apps in their order, Python strings, SQL statements."""

from __future__ import annotations

import ast
import configparser
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
HOUSE = ROOT / "bancheng"


@cache
def floors() -> dict[str, int]:
    """App → its floor in the house, from .importlinter; the ground floor is 0."""
    parser = configparser.ConfigParser()
    parser.read(ROOT / ".importlinter")
    lines = parser["importlinter:contract:house"]["layers"].split("\n")
    named = [line.split("|") for line in lines if line.strip()]
    return {app.strip(): floor for floor, line in enumerate(reversed(named)) for app in line}


def may_use(user: str, used: str) -> bool:
    """Whether an app stands above (or is) the other."""
    return user == used or floors()[user] > floors()[used]


def app_of(path: Path) -> str:
    """The app a file belongs to."""
    return path.relative_to(HOUSE).parts[0]


@cache
def files(*patterns: str) -> tuple[Path, ...]:
    """Files of the house by name pattern, in order."""
    found = {path for pattern in patterns for path in HOUSE.rglob(pattern)}
    return tuple(
        sorted(path for path in found if "__pycache__" not in path.parts and "vendor" not in path.parts)
    )


@dataclass(frozen=True)
class Literal:
    """A string in a Python file that is not a docstring."""

    path: Path
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.path.relative_to(ROOT)}:{self.line}: {self.text[:80]!r}"


@cache
def literals(path: Path) -> tuple[Literal, ...]:
    """The strings of a Python file, without docstrings and the notes under constants."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    notes = {
        id(node.value)
        for node in nodes
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    return tuple(
        Literal(path, node.lineno, node.value)
        for node in nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in notes
    )


# --- SQL -------------------------------------------------------------------------------------------------------

_FUNCTION = re.compile(
    r"CREATE\s+(?:OR\s+REPLACE\s+)?(?:FUNCTION|PROCEDURE)\s+([\w.]+)\s*\((.*?)\)\s*RETURNS.*?AS\s*\$(\w*)\$(.*?)\$\3\$",
    re.IGNORECASE | re.DOTALL,
)
_CASE = re.compile(
    r"\bCASE\b((?:(?!\bCASE\b|\bEND\b).)*)\bEND\b(?!\s+(?:IF|LOOP|CASE))", re.IGNORECASE | re.DOTALL
)
_BREAKS = re.compile(r";|\bTHEN\b|\bELSE\b|\bLOOP\b|\bBEGIN\b|\bDECLARE\b", re.IGNORECASE)
_DML = re.compile(r"\b(SELECT|INSERT\s+INTO|UPDATE|DELETE\s+FROM|WITH|PERFORM|EXECUTE)\b", re.IGNORECASE)
_NAMED = re.compile(
    r"(?<!DISTINCT )(?<!FOR )(?<!DO )(?<!KEY )\b(?:FROM|JOIN|INSERT\s+INTO|UPDATE|USING)\s+(?:ONLY\s+)?(?:LATERAL\s+)?"
    r"([a-z_][\w.]*)(\s*\()?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Function:
    """A function of the database, as its file says it."""

    file: str
    name: str
    parameters: str
    body: str

    @property
    def is_act(self) -> bool:
        """Whether it acts on one application (and so has to stay on one shard)."""
        return "p_application_id" in self.parameters

    def statements(self) -> list[str]:
        """The body's SQL statements, comments and strings taken out."""
        text = plain_sql(self.body)
        while _CASE.search(text):
            text = _CASE.sub(
                lambda m: "(" + re.sub(r"\b(WHEN|THEN|ELSE)\b", ",", m.group(1), flags=re.I) + ")", text
            )
        parts = (" ".join(part.split()) for part in _BREAKS.split(text))
        return [part for part in parts if _DML.search(part)]


def plain_sql(text: str) -> str:
    """SQL without comments and without what stands inside quotes."""
    text = re.sub(r"--[^\n]*|/\*.*?\*/", " ", text, flags=re.DOTALL)
    return re.sub(r"'(?:[^']|'')*'", "''", text)


def functions(text: str, file: str = "") -> list[Function]:
    """The functions that a piece of SQL creates."""
    return [Function(file, m[1], m[2], m[4]) for m in _FUNCTION.finditer(text)]


@cache
def all_functions() -> tuple[Function, ...]:
    """Every function that the house's SQL files create."""
    found: list[Function] = []
    for path in files("*.sql"):
        found += functions(path.read_text(encoding="utf-8"), str(path.relative_to(ROOT)))
    return tuple(found)


def relations(statement: str) -> list[str]:
    """What a statement reads from or writes to: tables and views, not functions and not variables."""
    without_targets = re.sub(
        r"\bINTO\s+(?:STRICT\s+)?(?:v_|r_)\w+(?:\s*,\s*(?:v_|r_)\w+)*", " ", statement, flags=re.I
    )
    return [m[1] for m in _NAMED.finditer(without_targets) if not m[2] or _inserts(m[0])]


def _inserts(matched: str) -> bool:
    """`INSERT INTO name (columns)`: the bracket does not make it a function."""
    return bool(re.match(r"INSERT", matched, re.IGNORECASE))
