"""The style sheets stay small, plain and ours."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

STATIC = Path(__file__).parents[2] / "bancheng" / "ui" / "static" / "ui"
PUBLIC = ("tokens.css", "base.css", "controls.css", "components.css", "print.css")
BUDGET = 25 * 1024
"""Bytes, gzipped (face.md §4.3)."""
SPACES = {0, 1, 2, 4, 6, 8, 12, 16, 20, 24, 32, 48, 64}


def sheet(name: str) -> str:
    """A style sheet without its comments."""
    return re.sub(r"/\*.*?\*/", "", (STATIC / name).read_text(encoding="utf-8"), flags=re.DOTALL)


def test_the_public_face_loads_at_most_25_kilobytes_of_css() -> None:
    assert len(gzip.compress("".join(sheet(name) for name in PUBLIC).encode())) <= BUDGET


def test_the_script_is_small() -> None:
    assert len(gzip.compress((STATIC / "bc.js").read_bytes())) <= 10 * 1024


def test_no_colour_function_that_older_browsers_drop() -> None:
    for path in STATIC.glob("*.css"):
        assert not re.search(r"light-dark\(|color-mix\(|oklch\(|@import|expression\(", sheet(path.name)), (
            path.name
        )


def test_colours_are_written_in_the_tokens_only() -> None:
    """Elsewhere only white with transparency on the dark mast, the dialog's backdrop and paper in print."""
    allowed = {"#FFFFFF", "#FFFFFF14", "#FFFFFF24", "#0D131999", "#000000"}
    for name in ("base.css", "controls.css", "components.css", "desk.css", "print.css"):
        assert set(re.findall(r"#[0-9A-Fa-f]{3,8}\b", sheet(name))) <= allowed, name


def test_every_token_that_is_used_exists() -> None:
    defined = set(re.findall(r"(--bc-[\w-]+):", sheet("tokens.css")))
    for path in STATIC.glob("*.css"):
        used = set(re.findall(r"var\((--bc-[\w-]+)\)", sheet(path.name)))
        assert used <= defined, path.name


def test_gaps_and_margins_are_on_the_space_scale() -> None:
    found = []
    for name in ("base.css", "controls.css", "components.css", "desk.css"):
        for line in re.findall(r"(?<![\w-])(?:gap|margin-top|margin-bottom)\s*:\s*([^;}]+)", sheet(name)):
            found += [
                (name, line) for size in re.findall(r"(?<![\w.-])(\d+)px", line) if int(size) not in SPACES
            ]
    assert found == []


def test_the_ring_of_the_focus_is_taken_away_only_where_it_was_not_asked_for() -> None:
    for path in STATIC.glob("*.css"):
        for rule in re.findall(r"([^{}]+)\{[^{}]*outline:\s*none", sheet(path.name)):
            assert ":not(:focus-visible)" in rule or ".bc-choice input" in rule, rule


def test_nothing_is_animated_for_those_who_asked_for_stillness() -> None:
    assert "transition" not in re.sub(
        r"@media \(prefers-reduced-motion: no-preference\) \{.*?\}\s*\}",
        "",
        sheet("base.css"),
        flags=re.DOTALL,
    )
    assert "animation" not in "".join(sheet(path.name) for path in STATIC.glob("*.css"))


def test_resting_things_have_no_shadow() -> None:
    sticky = (".bc-batch", ".bc-dialog")
    for name in (*PUBLIC, "desk.css"):
        for rule in re.findall(r"([^{}]+)\{[^{}]*box-shadow:\s*var\(--bc-shadow\)", sheet(name)):
            assert any(word in rule for word in sticky), rule
