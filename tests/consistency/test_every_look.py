"""Every page is looked at in every look: a template that extends another and is no frame is named by a scene."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.consistency.source import HOUSE, ROOT

FRAMES = {"accounts/door.html", "ui/base.html", "ui/desk.html", "ui/public.html"}
"""What pages extend."""
_EXTENDS = re.compile(r"\{%-?\s*extends\b")


def pages(folder: Path = HOUSE) -> set[str]:
    """Every template that is a page."""
    found = set()
    for path in folder.glob("*/templates/**/*.html"):
        name = path.relative_to(folder).as_posix().partition("/templates/")[2]
        if _EXTENDS.search(path.read_text(encoding="utf-8")):
            found.add(name)
    return found - FRAMES


def shown(folder: Path = ROOT / "tests" / "looks") -> set[str]:
    """The templates that scenes say they look at; each scene is red when it does not come to them."""
    found = set()
    for path in folder.glob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "shows":
                found |= {one.value for one in node.args if isinstance(one, ast.Constant)}
    return found


def test_every_page_has_its_scene() -> None:
    assert sorted(pages() - shown()) == [], "look at these in tests/looks: @shows(…), stage.look(…)"


def test_a_scene_names_what_there_is() -> None:
    assert sorted(shown() - pages()) == []


def test_a_new_page_is_seen(tmp_path: Path) -> None:
    own = tmp_path / "portal" / "templates" / "portal"
    own.mkdir(parents=True)
    (own / "new.html").write_text('{# Words first. #}\n{% extends "ui/public.html" %}', encoding="utf-8")
    (own / "_part.html").write_text("<p></p>", encoding="utf-8")
    assert pages(tmp_path) == {"portal/new.html"}
