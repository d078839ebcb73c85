"""Places inside a document: read, set, add, take away, move. A body is never changed: each answers a new one."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

Path = tuple[str, ...]
Body = dict[str, Any]
MISSING: Any = object()


def path_of(text: str) -> Path:
    """`entries.0.fees` as steps."""
    return tuple(step for step in text.split(".") if step)[:20]


def value_at(body: Any, path: Path) -> Any:
    """The value at a place, or MISSING."""
    for step in path:
        if isinstance(body, list):
            if not step.isdigit() or int(step) >= len(body):
                return MISSING
            body = body[int(step)]
        elif isinstance(body, dict) and step in body:
            body = body[step]
        else:
            return MISSING
    return body


def put(body: Body, path: Path, value: Any) -> Body:
    """With a value at a place; MISSING takes it away. What lies between is made where it is not there."""

    def change(holder: Any, step: str) -> None:
        if isinstance(holder, list):
            if step.isdigit() and int(step) < len(holder) and value is not MISSING:
                holder[int(step)] = value
        elif value is MISSING:
            holder.pop(step, None)
        else:
            holder[step] = value

    return _changed(body, path, change)


def add(body: Body, path: Path, entry: Any, key: str = "") -> Body:
    """With another entry at the end of a list, or under a key of a map."""
    held = value_at(body, path)
    if key:
        return put(body, (*path, key), entry)
    return put(body, path, [*(held if isinstance(held, list) else []), entry])


def drop(body: Body, path: Path) -> Body:
    """Without an entry of a list, or without a key."""

    def change(holder: Any, step: str) -> None:
        if isinstance(holder, list):
            if step.isdigit() and int(step) < len(holder):
                holder.pop(int(step))
        else:
            holder.pop(step, None)

    return _changed(body, path, change)


def move(body: Body, path: Path, by: int) -> Body:
    """An entry of a list one place up or down; at the end of the list nothing changes."""

    def change(holder: Any, step: str) -> None:
        if isinstance(holder, list) and step.isdigit():
            old, new = int(step), int(step) + by
            if 0 <= new < len(holder) and old < len(holder):
                holder.insert(new, holder.pop(old))

    return _changed(body, path, change)


def twice(body: Body, path: Path) -> Body:
    """An entry of a list once more, after itself: the next region's facts are mostly the same."""

    def change(holder: Any, step: str) -> None:
        if isinstance(holder, list) and step.isdigit() and int(step) < len(holder):
            holder.insert(int(step) + 1, copy.deepcopy(holder[int(step)]))

    return _changed(body, path, change)


def _changed(body: Body, path: Path, change: Callable[[Any, str], None]) -> Body:
    if not path:
        return body
    made = copy.deepcopy(body)
    holder: Any = made
    for step in path[:-1]:
        inner = value_at(holder, (step,))
        if inner is MISSING or not isinstance(inner, dict | list):
            if not isinstance(holder, dict):
                return body
            inner = holder[step] = {}
        holder = inner
    change(holder, path[-1])
    return made
