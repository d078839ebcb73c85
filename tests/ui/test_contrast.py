"""Every pair of text and ground keeps the contrast that face.md §4.1 states (WCAG 2.x relative luminance)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[2] / "bancheng" / "ui" / "static" / "ui"
TOKENS = (STATIC / "tokens.css").read_text(encoding="utf-8")
KINDS = ("ok", "warn", "bad", "pause", "info", "mute")

TEXT_PAIRS = [
    *[(ink, ground) for ink in ("ink", "ink2", "ink3") for ground in ("paper", "surface", "sunken", "p50")],
    *[
        ("link", ground)
        for ground in ("paper", "surface", "sunken", "p50", *(f"{kind}-tint" for kind in KINDS))
    ],
    *[(ink, f"{kind}-tint") for ink in ("ink", "ink2") for kind in KINDS],
    *[(kind, f"{kind}-tint") for kind in KINDS],
    *[(kind, ground) for kind in ("ok", "warn", "bad", "pause") for ground in ("surface", "paper")],
    *[("on-primary", primary) for primary in ("p600", "p700", "p800")],
    ("p700", "p50"),
    ("p700", "surface"),
    ("p800", "p100"),
    ("visited", "surface"),
    ("on-mast", "mast"),
    ("on-seal", "seal"),
]
BORDER_PAIRS = [
    *[("edge", ground) for ground in ("paper", "surface", "sunken")],
    *[(f"{kind}-edge", "surface") for kind in KINDS],
    ("p600", "surface"),
    ("p600", "p50"),
    ("ink", "mast-free"),
]


def block(selector: str) -> dict[str, str]:
    """Colour tokens of one rule of tokens.css."""
    body = TOKENS.partition(selector + " {")[2].partition("}")[0]
    return dict(re.findall(r"--bc-([\w-]+):\s*(#[0-9A-Fa-f]{6});", body))


def theme(name: str) -> dict[str, str]:
    """All colours of a theme: the light ones, overlaid."""
    light = block(":root")
    over = {
        "light": {},
        "dark": block(':root[data-theme="dark"]'),
        "high": block(':root[data-contrast="high"]'),
    }
    return {**light, **over[name]}


def contrast(one: str, other: str) -> float:
    """WCAG contrast ratio of two hex colours, 1 to 21."""

    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", ["light", "dark", "high"])
def test_words_are_readable_on_every_ground_they_may_stand_on(name: str) -> None:
    colours = theme(name)
    weak = {
        f"{text} on {ground}": round(contrast(colours[text], colours[ground]), 2)
        for text, ground in TEXT_PAIRS
        if contrast(colours[text], colours[ground]) < 4.5
    }
    assert weak == {}


@pytest.mark.parametrize("name", ["light", "dark", "high"])
def test_borders_of_controls_and_signs_are_seen(name: str) -> None:
    colours = theme(name)
    weak = {
        f"{edge} on {ground}": round(contrast(colours[edge], colours[ground]), 2)
        for edge, ground in BORDER_PAIRS
        if ground in colours and contrast(colours[edge], colours[ground]) < 3
    }
    assert weak == {}


def test_high_contrast_gives_ten_to_one() -> None:
    colours = theme("high")
    assert min(contrast(colours[kind], colours["surface"]) for kind in (*KINDS, "link", "p600", "ink3")) >= 10


def test_the_focus_ring_is_seen_without_hue() -> None:
    for name in ("light", "dark", "high"):
        colours = theme(name)
        assert contrast(colours["ink"], colours["surface"]) >= 13


def test_the_dark_theme_is_the_same_whether_chosen_or_left_to_the_device() -> None:
    dark = block(':root[data-theme="dark"]')
    assert dark
    assert dark == block(':root[data-theme="system"]') or dark == system_block()


def system_block() -> dict[str, str]:
    """The dark tokens inside the media query."""
    inside = TOKENS.partition("@media (prefers-color-scheme: dark) {")[2]
    body = inside.partition(':root[data-theme="system"] {')[2].partition("}")[0]
    return dict(re.findall(r"--bc-([\w-]+):\s*(#[0-9A-Fa-f]{6});", body))


def test_the_measure_itself_can_fail() -> None:
    assert contrast("#FFFFFF", "#000000") == pytest.approx(21)
    assert contrast("#2FB344", "#FFFFFF") < 4.5, "the vendor's own green, banned by face.md"
