"""The icons: outlines on a 24 × 24 grid, stroke 1.75, round ends, drawn for this project.

One path each, printed inline by `ui.icon(name)`: no request, no sprite, no foreign family. An icon never stands
without a word beside it, so all are hidden from screen readers.
"""

from __future__ import annotations


def _circle(x: float, y: float, r: float) -> str:
    """A full circle as path data."""
    return f"M{x - r:g} {y:g}a{r:g} {r:g} 0 1 0 {2 * r:g} 0a{r:g} {r:g} 0 1 0-{2 * r:g} 0z"


_RING = _circle(12, 12, 9)
_SHEET = "M6 3h8l4 4v14H6zM14 3v4h4"
_HEAD = _circle(12, 8, 4)
_LENS = _circle(11, 11, 7) + "M16 16l5 5"

_PATHS: dict[str, str] = {
    # states (face.md §2.5) and lights (§5.3): each shape is told apart without colour
    "ok": _RING + "M8 12.2l2.7 2.8L16 9.5",
    "done-all": "M2.5 12.5l4 4.5L15 7.5M11.5 16l1 1L21.5 7.5",
    "warn": "M12 4L2.8 20h18.4zM12 10v4.5M12 17.2v.1",
    "bad": _RING + "M9 9l6 6M15 9l-6 6",
    "overdue": "M8.3 3h7.4L21 8.3v7.4L15.7 21H8.3L3 15.7V8.3zM12 7.5v5.5M12 16.2v.1",
    "pause": "M7 5h3v14H7zM14 5h3v14h-3z",
    "info": _RING + "M12 11v5.5M12 7.6v.1",
    "progress": _RING + "M12 3v18M12 7h5.5M12 11h6.5M12 15h6",
    "hourglass": "M6 3h12M6 21h12M7 3c0 5 5 6 5 9s-5 4-5 9M17 3c0 5-5 6-5 9s5 4 5 9",
    "inbox": "M4 14l3-9h10l3 9v6H4zM4 14h5l1 2.5h4l1-2.5h5",
    "pencil": "M4 20l1-4.5L16 4.5l3.5 3.5L8.5 19zM14 6.5l3.5 3.5",
    "certificate": "M5 3h14v11M5 3v18h6M8.5 8h7M8.5 12h4"
    + _circle(16.5, 16.5, 2.5)
    + "M15 18.6V22l1.5-1l1.5 1v-3.4",
    "back-up": "M9 14l-5-4.5L9 5M4 9.5h10a5.5 5.5 0 0 1 0 11h-3",
    "clock": _RING + "M12 7v5.3l3.5 2",
    "circle": _RING,
    # moving about
    "left": "M14.5 5l-7 7l7 7",
    "right": "M9.5 5l7 7l-7 7",
    "search": _LENS,
    "home": "M4 11l8-7l8 7v9.5h-5.5V15h-5v5.5H4z",
    "list": "M8.5 6H20M8.5 12H20M8.5 18H20M4 6h.1M4 12h.1M4 18h.1",
    "route": _circle(6, 6, 2.5) + _circle(18, 18, 2.5) + "M8.5 6H15a3 3 0 0 1 0 6H9a3 3 0 0 0 0 6h6.5",
    "person": _HEAD + "M4 21c.5-4.5 3.5-7 8-7s7.5 2.5 8 7",
    "people": _circle(9, 8, 3.5)
    + "M2.5 20.5c.3-4 2.7-6.5 6.5-6.5s6.2 2.5 6.5 6.5M15.5 4.8a3.5 3.5 0 0 1 0 6.4M18 14.6c2.2.9 3.4 3 3.5 5.9",
    "building": "M5 21V4h9v17M14 9h5v12M3 21h18M8 8h3M8 12h3M8 16h3",
    "phone": "M5 4h4l1.5 5L8 10.8c1 2.4 2.8 4.2 5.2 5.2L15 13.5l5 1.5v4a1.5 1.5 0 0 1-1.7 1.5"
    "C10.5 19.7 4.3 13.5 3.5 5.7A1.5 1.5 0 0 1 5 4z",
    "place": "M12 21.5c-4.5-5-7-8.5-7-11.5a7 7 0 0 1 14 0c0 3-2.5 6.5-7 11.5z" + _circle(12, 10, 2.5),
    "speak": "M4 5h16v11.5h-8.5L7 20.5v-4H4zM8 9.5h8M8 12.5h5",
    "help": _RING + "M9.3 9.5c.3-1.7 1.3-2.5 2.8-2.5c1.6 0 2.7 1 2.7 2.4c0 2-2.8 2.2-2.8 4.4M12 16.8v.1",
    "keyboard": "M3 6h18v12H3zM6.5 9.5h.1M10 9.5h.1M13.5 9.5h.1M17 9.5h.1M7 14.5h10",
    # things to do
    "file": _SHEET,
    "file-lost": _SHEET + "M9.5 12l5 5M14.5 12l-5 5",
    "image": "M3 5h18v14H3zM3 16l5-5l4.5 4.5L15.5 13l5.5 5" + _circle(15.5, 9, 1.3),
    "upload": "M12 15.5V4M7 8.5L12 3.5l5 5M4 15v5.5h16V15",
    "download": "M12 3.5V15M7 10.5l5 5l5-5M4 15v5.5h16V15",
    "camera": "M3 7.5h4.5L9 5h6l1.5 2.5H21V19H3z" + _circle(12, 13, 3.5),
    "trash": "M4 6.5h16M9 6.5V4h6v2.5M6 6.5l1 14h10l1-14M10 10.5v6M14 10.5v6",
    "copy": "M9 8h11v13H9zM5 16H4V3h11v2",
    "print": "M7 9V3h10v6M7 17H3.5V9h17v8H17M7 14h10v7H7z",
    "eye": "M2.5 12c2.5-4.3 5.7-6.5 9.5-6.5s7 2.2 9.5 6.5c-2.5 4.3-5.7 6.5-9.5 6.5S5 16.3 2.5 12z"
    + _circle(12, 12, 3),
    "plus": "M12 5v14M5 12h14",
    "minus": "M5 12h14",
    "rotate": "M19.5 12a7.5 7.5 0 1 1-2.5-5.6M17.5 3v4h-4",
    "calendar": "M4 5.5h16V20.5H4zM4 10h16M8.5 3v4M15.5 3v4",
    "lock": "M5.5 11h13v9.5h-13zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
    "shield": "M12 3l7.5 2.5v6c0 4.5-2.8 7.7-7.5 9.5c-4.7-1.8-7.5-5-7.5-9.5v-6zM8.7 12l2.3 2.4l4.3-4.6",
    "unplugged": "M9 7V3.5M15 7V3.5M6.5 7h11v3.5c0 2-.7 3.6-1.9 4.7M12 21v-4.5c-3.5 0-5.5-2.5-5.5-6V9M3.5 3.5l17 17",
    "differ": "M5 9h14M5 15h14M16 4L8 20",
    "aloud": "M4 9.5h3.5L12 5.5v13l-4.5-4H4zM15.5 9a4 4 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11",
    # life and business, for the cards of the home page
    "child": _circle(12, 6.5, 3.5) + "M6 21c0-6 2-8.5 6-8.5s6 2.5 6 8.5zM9.5 16.5h5",
    "shop": "M4 10.5V20.5h16V10.5M3 8l2-4.5h14L21 8a3 3 0 0 1-6 0a3 3 0 0 1-6 0a3 3 0 0 1-6 0zM10 20.5V14.5h4v6",
    "card": "M3 5.5h18v13H3zM3 10h18M6.5 15h4",
    "house": "M3.5 11.5L12 4l8.5 7.5M6 9.5v11h12v-11M10 20.5v-6h4v6",
    "heart": "M12 20C6.5 15.7 3.5 12.6 3.5 9.2A4.4 4.4 0 0 1 12 7.5a4.4 4.4 0 0 1 8.5 1.7c0 3.4-3 6.5-8.5 10.8z",
    "work": "M3.5 8h17v12h-17zM9 8V4.5h6V8M3.5 13h17",
    "study": "M2.5 9L12 4.5L21.5 9L12 13.5zM6.5 11v5.5c3.5 2.7 7.5 2.7 11 0V11M21.5 9v6",
    "leaf": "M5 20c0-9 5-15 15-16c0 10-5 15-12 13.5M5 20c2-4.5 5-7.5 9-9.5",
}


def path(name: str) -> str:
    """Path data of an icon; KeyError for an unknown name, so that a typing mistake fails in the first test."""
    return _PATHS[name]


def names() -> tuple[str, ...]:
    """All icon names, for the design page."""
    return tuple(_PATHS)


def known(name: str | None) -> str:
    """The name if there is such an icon, else nothing: a city's documents may ask for what no face has drawn."""
    return name if name and name in _PATHS else ""
