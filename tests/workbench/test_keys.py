"""The map of keys (?) names every key that does something at the desk; a point that does not agree can be ticked."""

from __future__ import annotations

import re

import pytest
from django.template import engines

from bancheng.ui.environment import COMPONENTS
from bancheng.workbench.queries import acts

pytestmark = pytest.mark.django_db

UI = COMPONENTS.parents[2]
KEYS = (UI / "static/ui/keys.js").read_text(encoding="utf-8")
TEMPLATES = (COMPONENTS, UI.parent / "workbench/templates/workbench")
WRITTEN = {"Escape": "Esc"}


def show(source: str) -> str:
    return str(engines["jinja2"].env.from_string(source).render())  # type: ignore[attr-defined]


def in_the_map() -> set[str]:
    told = re.findall(r"<dt><kbd>([^<]+)</kbd>", show("{{ ui.keys() }}"))
    return {key for one in told for key in one.split()}


def of_the_script() -> set[str]:
    """The names of `moves`, and what is written out beside them."""
    moves = KEYS[KEYS.index("var moves = {") : KEYS.index("function confirm()")]
    return set(re.findall(r'^ {4}"?([A-Za-z0-9/?+-]+)"?: (?:function|choose|enter)', moves, re.MULTILINE))


def of_the_pages() -> set[str]:
    """Keys that stand on buttons and links."""
    pages = [path.read_text(encoding="utf-8") for folder in TEMPLATES for path in folder.glob("*.html")]
    written = {key for page in pages for key in re.findall(r'data-key="([^"{]+)"', page)}
    return written | set(acts.STEPS.values()) | set(acts.PANELS.values())


def test_the_map_names_every_key() -> None:
    script, pages = of_the_script(), of_the_pages() - {""}
    assert {"J", "X", "V", "G", "/"} <= script
    assert {"A", "C", "P", "[", "Escape"} <= pages
    missing = {WRITTEN.get(key, key) for key in script | pages} - in_the_map() - {"?"}
    assert missing == set()


@pytest.mark.parametrize(("state", "ticked"), [("differ", False), ("look", False), ("seen", True)])
def test_a_point_that_is_left_to_the_officer_has_a_box(state: str, ticked: bool) -> None:
    html = show(f'{{{{ ui.checklist([{{"code": "x", "text": "要点", "state": "{state}"}}]) }}}}')
    assert 'value="x"' in html
    assert (" checked" in html) == ticked


def test_what_the_system_has_found_to_agree_needs_no_tick() -> None:
    html = show('{{ ui.checklist([{"code": "x", "text": "要点", "state": "agree"}]) }}')
    assert "<input" not in html
