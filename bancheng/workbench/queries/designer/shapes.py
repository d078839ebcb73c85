"""Which control each key of a rulebook gets: read from the types of its schema, so that no form is written by hand."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, StringConstraints
from pydantic.fields import FieldInfo

from bancheng.catalogue.spec import Entry, Item, Limit
from bancheng.kernel.rulebooks import model_of

Control = Literal[
    "text",
    "words",
    "rule",
    "number",
    "yes_no",
    "choice",
    "date",
    "limit",
    "lines",
    "pairs",
    "part",
    "rows",
    "map",
    "raw",
]
"""words: a human text · rule: an expression · lines: one value a line · pairs: one `key：value` a line · part: a piece with
keys of its own · rows, map: several such pieces · raw: what no control can show, as JSON."""

LONGEST_RULE = 2000
"""Only expressions may be this long: that is how a schema says that a text is a rule."""
HIDDEN = frozenset({"schema", "code"})
_PARTS: Mapping[tuple[str, str], type[BaseModel]] = {
    ("Item", "entry_defaults"): Entry, ("Directory", "begins_with"): Item,
}  # fmt: skip
"""Free maps of the schema that have the keys of another part."""


@dataclass(frozen=True)
class Shape:
    """The control of one key."""

    control: Control
    options: tuple[str, ...] = ()
    model: type[BaseModel] | None = None
    required: bool = False
    default: Any = None


@cache
def shapes(model: type[BaseModel]) -> dict[str, Shape]:
    """Every key that an editor may set, in the order of the schema."""
    found = {}
    for name, field in model.model_fields.items():
        key = field.alias or name
        if key in HIDDEN and model.model_fields.get("schema_"):
            continue
        part = _PARTS.get((model.__name__, key))
        found[key] = Shape("part", model=part) if part else _field(field)
    return dict(sorted(found.items(), key=lambda one: _ORDER.get(one[0], len(_ORDER))))


_FIRST = (
    *("id", "path", "item", "code", "region", "name", "plain_name", "ask", "one_line"),
    *("why", "how", "sample", "title", "text"),
)
_ORDER = {key: n for n, key in enumerate(_FIRST)}
"""What an editor wants to see first; the rest follows as the schema has it."""


def at(kind: str, path: tuple[str, ...]) -> Shape | None:
    """The shape of a place inside a document of a kind; None when the schema has no such place."""
    model: type[BaseModel] | None = model_of(kind)
    shape = Shape("part", model=model)
    steps = iter(path)
    for step in steps:
        if shape.model is None:
            return None
        if shape.control in ("rows", "map"):
            shape = Shape("part", model=shape.model)
            continue
        found = shapes(shape.model).get(step)
        if found is None:
            return None
        shape = found
    return shape


def every_part(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """A model and every part that its keys can hold, each once."""
    seen: dict[type[BaseModel], None] = {}
    waiting = [model]
    while waiting:
        one = waiting.pop()
        if one not in seen:
            seen[one] = None
            waiting += [shape.model for shape in shapes(one).values() if shape.model is not None]
    yield from seen


def _field(field: FieldInfo) -> Shape:
    default = None if field.is_required() else field.get_default()
    shape = _shape(Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation)
    return Shape(shape.control, shape.options, shape.model, field.is_required(), default)


def _shape(annotation: Any) -> Shape:
    core, rules = _bare(annotation)
    origin, inside = get_origin(core), get_args(core)
    if origin is Literal:
        return Shape("choice", tuple(map(str, inside)))
    if origin is tuple:
        element = _shape(inside[0])
        return (
            Shape("rows", model=element.model)
            if element.control == "part"
            else Shape("lines", element.options)
        )
    if origin is dict:
        element = _shape(inside[1])
        return Shape("map", model=element.model) if element.control == "part" else Shape("pairs")
    if origin in (Union, types.UnionType):
        return _either(inside)
    if isinstance(core, type) and issubclass(core, BaseModel):
        return Shape("limit") if issubclass(core, Limit) else Shape("part", model=core)
    if core is str and any(
        isinstance(one, StringConstraints) and one.max_length == LONGEST_RULE for one in rules
    ):
        return Shape("rule")
    return Shape(_PLAIN.get(core, "raw"))


_PLAIN: dict[Any, Control] = {bool: "yes_no", int: "number", Decimal: "number", date: "date", str: "text"}


def _either(choices: tuple[Any, ...]) -> Shape:
    """One of several: a text and its map by language is a human text; else whatever can be typed in a line."""
    bare = [_bare(one)[0] for one in choices]
    if str in bare and any(get_origin(one) is dict for one in bare):
        return Shape("words")
    rules = [shape for shape in map(_shape, choices) if shape.control == "rule"]
    return rules[0] if rules else Shape("text")


def _bare(annotation: Any) -> tuple[Any, list[Any]]:
    """Without what may be absent and without its rules, which are answered beside it."""
    rules: list[Any] = []
    while True:
        if get_origin(annotation) is Annotated:
            annotation, *more = get_args(annotation)
            rules += more
            continue
        if get_origin(annotation) in (Union, types.UnionType):
            rest = [one for one in get_args(annotation) if one is not type(None)]
            if len(rest) == 1:
                annotation = rest[0]
                continue
        return annotation, rules
