"""What a revision changes, value by value and in words: what the second person reads before publishing."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _

from bancheng.journeys.queries.revisions import RevisedView, RevisionView, base_of
from bancheng.kernel.rulebooks import Document, changes
from bancheng.workbench.queries.designer import shapes, writing
from bancheng.workbench.queries.designer.naming import Namer
from bancheng.workbench.queries.designer.places import MISSING
from bancheng.workbench.queries.designer.words import label, value_label

_STEP = re.compile(r"\[([^\]]*)\]|([^.\[\]]+)")


def changed(view: RevisionView, one: RevisedView, names: Namer) -> list[dict[str, Any]]:
    """The differences of one document to the version that it began from, in reading order."""
    old = base_of(view, one)
    new = Document(one.kind, one.code, one.body)
    if old is None:
        return [{"where": _("整份规则书"), "before": "", "after": _("新增")}]
    rows = [_row(one.kind, change.path, change.before, change.after, names) for change in changes(old, new)]
    return rows or _moved(old, new)


def _moved(old: Document, new: Document) -> list[dict[str, Any]]:
    """Entries are matched by their names: a mere change of order is told as one."""
    if old.digest == new.digest:
        return []
    kept = [key for key in new.body if old.body.get(key) != new.body[key]]
    where = "、".join(label(_model_name(new.kind), key) for key in kept)
    return [{"where": where, "before": _("原来的次序"), "after": _("换了次序")}]


def _row(kind: str, path: str, before: Any, after: Any, names: Namer) -> dict[str, Any]:
    where, shape = _where(kind, path, names)
    return {"where": where, "before": _said(shape, before, names), "after": _said(shape, after, names)}


def _where(kind: str, path: str, names: Namer) -> tuple[str, shapes.Shape | None]:
    """`entries[449902].promised` as 实施清单（各地） › 城区 › 承诺时限."""
    shape = shapes.at(kind, ())
    words: list[str] = []
    around = ""
    for entry, key in (found.groups() for found in _STEP.finditer(path)):
        model = shape.model if shape else None
        if shape is not None and shape.control == "limit":
            continue  # a limit written with its source is still one limit
        if entry is not None:
            words.append(names.code(_entry_key(around, entry), entry) or entry)
            shape = shapes.Shape("part", model=model) if model else None
        elif model is not None and shape is not None and shape.control != "map":
            words.append(label(model.__name__, key))
            shape, around = shapes.shapes(model).get(key), key
        else:
            words.append(key)
            shape = shapes.Shape("part", model=model) if model else None
    return " › ".join(words), shape


def _entry_key(around: str, entry: str) -> str:
    plural = {"items": "item", "after": "item", "entries": "region", "materials": "type", "fields": "path"}
    return plural.get(around, around)


def _said(shape: shapes.Shape | None, value: Any, names: Namer) -> str:
    if value is None:
        return ""
    if isinstance(value, dict) and (shape is None or shape.control in ("rows", "part", "map")):
        return names.entry(value)
    if isinstance(value, list) and any(isinstance(one, dict) for one in value):
        return "；".join(names.entry(one) for one in value)
    control = writing.control_of(shape or shapes.Shape("text"), value if value is not None else MISSING)
    said = writing.written(control, value)
    if control == "choice" and shape is not None:
        said = value_label(said)
    if control == "yes_no":
        said = {"yes": _("是"), "no": _("否")}.get(said, said)
    return said.replace("\n", "；") if said else _("（空）")


def _model_name(kind: str) -> str:
    shape = shapes.at(kind, ())
    return shape.model.__name__ if shape and shape.model else kind
