"""How we write (face.md §6.2, §6.4): the lint over the words of all templates."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.consistency.writing import HAN, NOT_TO_CITIZENS, NOWHERE, findings, in_template

HOUSE = Path(__file__).parents[2] / "bancheng"
STAFF = {
    "desk.html",
    "action_panel.html",
    "checklist.html",
    "viewer.html",
    "batch_bar.html",
    "desk_design.html",
}


def templates() -> list[Path]:
    return sorted(HOUSE.glob("*/templates/**/*.html"))


TWO_FACED = {"deadline.html": ("停钟",)}
"""Components that print an office word on the desk and a plain one elsewhere."""


def is_for_staff(path: Path) -> bool:
    return path.name in STAFF or "workbench" in path.parts or path.name.startswith(("staff_", "choose_post"))


@pytest.mark.parametrize("path", templates(), ids=lambda path: str(path.relative_to(HOUSE)))
def test_words_follow_the_style_guide(path: Path) -> None:
    words = NOWHERE if is_for_staff(path) else NOT_TO_CITIZENS
    banned = tuple(word for word in words if word not in TWO_FACED.get(path.name, ()))
    assert findings(in_template(path), banned, {}) == []


@pytest.mark.parametrize("path", templates(), ids=lambda path: str(path.relative_to(HOUSE)))
def test_every_chinese_word_can_be_translated(path: Path) -> None:
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    bare = re.findall(rf">\s*([^<]*{HAN}[^<]*)<", text)
    assert bare == []


@pytest.mark.parametrize("path", templates(), ids=lambda path: str(path.relative_to(HOUSE)))
def test_the_vendors_own_colours_are_not_used(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(
        r"\b(bg-(green|yellow|orange|red|blue)|text-(green|yellow|orange|muted)|badge bg-)", text
    )
