"""One page of the form: the boxes of one place of a document, what it holds below, and what was typed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from bancheng.workbench.queries.designer import shapes, writing
from bancheng.workbench.queries.designer.places import MISSING, Body, Path, put, value_at
from bancheng.workbench.queries.designer.shapes import Control, Shape
from bancheng.workbench.queries.designer.words import label, value_label

GROUPS = ("part", "rows", "map")
LONG = 24
"""汉字 beyond which a text gets a box of several lines."""
_LONG_KEYS = frozenset(
    {"text", "why", "how", "one_line", "accept_standard", "correction", "otherwise", "consequence", "a", "purpose",
     "legal_basis", "explain", "condition", "fallback_sentence", "layout", "elsewhere", "reason"}
)  # fmt: skip


@dataclass
class Box:
    """One control. `name` is its place inside the page, `spot` inside the document."""

    name: str
    spot: Path
    label: str
    control: Control
    value: str
    was: str
    options: list[dict[str, str]] = field(default_factory=list)
    required: bool = False
    default: str = ""
    group: str = ""
    long: bool = False
    count: int = 0
    there: bool = True
    errors: list[str] = field(default_factory=list)
    says: str = ""
    fixed: str = ""
    """What the directory above says about it."""
    theirs: str | None = None
    """What is stored now, where somebody else changed it meanwhile."""

    @property
    def id(self) -> str:
        return f"id_{self.name}"

    @property
    def place(self) -> str:
        return ".".join(self.spot)


def boxes(kind: str, body: Body, path: Path) -> list[Box]:
    """The controls of a place: a piece's own keys; pieces in it that are flat stand in the same page."""
    shape = shapes.at(kind, path)
    if shape is None or shape.model is None or shape.control != "part":
        return []
    return list(_boxes(shape, body, path, ""))


def is_flat(model: Any) -> bool:
    """Whether a piece holds nothing but single values: then it needs no page of its own."""
    return all(one.control not in GROUPS for one in shapes.shapes(model).values())


def _boxes(shape: Shape, body: Body, path: Path, prefix: str) -> Iterator[Box]:
    assert shape.model is not None
    for key, one in shapes.shapes(shape.model).items():
        spot = (*path, key)
        value = value_at(body, spot)
        inline = one.control == "part" and one.model is not None and is_flat(one.model) and not prefix
        if inline and (isinstance(value, dict) or (value is MISSING and one.required)):
            for box in _boxes(one, body, spot, f"{key}."):
                box.group = label(shape.model.__name__, key)
                yield box
            continue
        yield _box(shape.model.__name__, key, one, value, spot, prefix)


def _box(model: str, key: str, shape: Shape, value: Any, spot: Path, prefix: str) -> Box:
    control = writing.control_of(shape, value)
    said = writing.written(control, value) if control not in GROUPS else ""
    return Box(
        name=prefix + key, spot=spot, label=label(model, key), control=control, value=said, was=said,
        options=[{"value": one, "label": value_label(one)} for one in shape.options],
        required=shape.required, default=_default(shape), long=key in _LONG_KEYS or len(said) > LONG,
        count=len(value) if control in ("rows", "map") and value is not MISSING else 0, there=value is not MISSING,
    )  # fmt: skip


def _default(shape: Shape) -> str:
    """What is true when nothing is written, in words; empty where that says nothing."""
    if isinstance(shape.default, bool):
        return _("是") if shape.default else _("否")
    if shape.control == "choice" and isinstance(shape.default, str):
        return value_label(shape.default)
    return str(shape.default) if isinstance(shape.default, int) else ""


@dataclass
class Typed:
    """What a post of a page says: the body with it, which boxes it changed, and what could not be kept."""

    body: Body
    changed: dict[str, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)


def take(kind: str, body: Body, path: Path, posted: Mapping[str, str]) -> Typed:
    """Set what was changed on the page (`<name>` against `was:<name>`); what was not touched stays as it is stored."""
    made = Typed(body)
    for box in boxes(kind, body, path):
        if box.control in GROUPS or box.name not in posted:
            continue
        typed = posted[box.name].replace("\r\n", "\n")
        if typed.strip() == posted.get(f"was:{box.name}", box.was).replace("\r\n", "\n").strip():
            continue
        made.changed[box.name] = typed
        try:
            made.body = put(made.body, box.spot, writing.read(box.control, typed, value_at(body, box.spot)))
        except ValueError as error:
            made.refused[box.name] = str(error)
    return made


def spots(kind: str, body: Body, spot: Path) -> tuple[Path, str]:
    """The page on which a place of a document is edited, and the name of its box there."""
    page: Path = ()
    for length in range(len(spot), -1, -1):
        shape = shapes.at(kind, spot[:length])
        inside = value_at(body, spot[:length])
        if shape is not None and shape.control == "part" and isinstance(inside, dict):
            page = spot[:length]
            break
    names = [box.name for box in boxes(kind, body, page)]
    below = ".".join(spot[len(page) :])
    if page and is_inline(kind, page):
        below, page = f"{page[-1]}.{below}" if below else page[-1], page[:-1]
        names = [box.name for box in boxes(kind, body, page)]
    return page, next(
        (name for name in names if below == name or below.startswith(f"{name}.")), names[0] if names else ""
    )


def is_inline(kind: str, path: Path) -> bool:
    """Whether a piece stands in the page of the piece around it."""
    shape, around = shapes.at(kind, path), shapes.at(kind, path[:-1])
    inside = around is not None and around.control == "part"
    nested = len(path) > 1 and inside and is_inline(kind, path[:-1])
    return bool(
        inside and shape and shape.model and shape.control == "part" and is_flat(shape.model) and not nested
    )


def put_errors(found: Iterable[Box], errors: Mapping[str, list[str]]) -> None:
    """Write the sentences of the check beside their boxes: a box answers for everything below its place."""
    for box in found:
        box.errors += [
            said
            for place, sentences in errors.items()
            if place == box.place or place.startswith(f"{box.place}.")
            for said in sentences
        ]
