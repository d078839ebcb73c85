"""Rules are data: no code names a journey, an item or a data element. A city adds one by adding a file."""

from __future__ import annotations

import re
from functools import cache

import pytest
import yaml

from tests.consistency.source import HOUSE, ROOT, app_of, files, literals, plain_sql

pytestmark = pytest.mark.xdist_group("source")
KINDS = ("journey/", "item/", "element/")
DEMO = {"demo_city"}
"""The loader of the demo's own world may speak of the demo's own data elements (certificates on file)."""


@cache
def codes() -> dict[str, frozenset[str]]:
    """Kind → the codes that the demo's rulebooks use."""
    found: dict[str, set[str]] = {kind: set() for kind in KINDS}
    for path in sorted((ROOT / "demo" / "rulebooks").rglob("*.yaml")):
        for document in yaml.load_all(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader):
            for kind in KINDS:
                if isinstance(document, dict) and str(document.get("schema", "")).startswith(kind):
                    found[kind].add(str(document["code"]))
    return {kind: frozenset(names) for kind, names in found.items()}


@cache
def everything(kinds: tuple[str, ...]) -> frozenset[str]:
    """The codes of these kinds."""
    return frozenset(code for kind in kinds for code in codes()[kind])


def named(text: str, kinds: tuple[str, ...] = KINDS) -> set[str]:
    """The codes that a string is, or that stand in it as a whole word."""
    words = {*re.findall(r"[a-z][a-z0-9_]*(?:[.-][a-z0-9_]+)+", text), text}
    return words & everything(kinds)


@pytest.fixture(autouse=True)
def _rulebooks_exist() -> None:
    if not any(codes().values()):
        pytest.skip("there are no rulebooks yet")


def test_python_names_no_code() -> None:
    found = []
    for path in files("*.py"):
        kinds = ("journey/", "item/") if app_of(path) in DEMO else KINDS
        found += [
            (str(literal), sorted(hit)) for literal in literals(path) if (hit := named(literal.text, kinds))
        ]
    assert found == []


def test_sql_names_no_code() -> None:
    found = []
    for path in files("*.sql"):
        for quoted in re.findall(r"'([^']*)'", path.read_text(encoding="utf-8")):
            found += [(path.name, quoted)] if named(quoted) else []
    assert found == []


def test_templates_name_no_code() -> None:
    found = []
    for path in files("*.html", "*.js"):
        for quoted in re.findall(r"[\"']([^\"'\n]*)[\"']", path.read_text(encoding="utf-8")):
            if named(quoted):
                found.append((str(path.relative_to(HOUSE)), quoted))
    assert found == []


def test_a_code_in_a_string_is_seen() -> None:
    one = sorted({code for kind in KINDS for code in codes()[kind]})[0]
    assert named(one) == {one}
    assert named(f"other-{one}x") == set()
    assert plain_sql("SELECT 'x'") == "SELECT ''"
