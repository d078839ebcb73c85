"""The same journey under other codes: every code of a rulebook is replaced wherever one refers to it."""

from __future__ import annotations

from typing import Any

from bancheng.kernel.rulebooks import Document, Release, compose_release

REFERS = {
    "item", "element", "resource", "certificate", "code_list", "type", "paper_form", "listed_by", "identified_by",
    "materials", "about",
}  # fmt: skip
"""Keys whose value, or each value of whose list, is a code. `type` only of a material that is needed."""
MAPS = {"gives", "values", "enterprise_values", "papers"}
"""Maps whose values are codes."""


def renamed(release: Release) -> tuple[Release, dict[str, str]]:
    """The release under other codes, and old → new."""
    codes = sorted({document.code for document in release.documents.values()})
    names = {old: f"z{number:04d}" for number, old in enumerate(codes)}
    bodies = [{**_walk(one.body, names), "code": names[one.code]} for one in release.documents.values()]
    made = [Document.of(body) for body in bodies]
    return compose_release({one.key: one for one in made}, "journey", names[release.code]), names


def _walk(value: Any, names: dict[str, str], key: str = "", inside: str = "") -> Any:
    if isinstance(value, dict):
        return {
            _name(name, names, key): _walk(each, names, name if key not in MAPS else "*", key)
            for name, each in value.items()
        }
    if isinstance(value, list):
        return [_walk(each, names, key, inside) for each in value]
    if not isinstance(value, str):
        return value
    if value.startswith("result:"):
        return _result(value, names)
    refers = key == "*" or (key in REFERS and (key != "type" or inside in ("materials", "materials_extra")))
    return names.get(value, value) if refers else value


def _name(name: str, names: dict[str, str], key: str) -> str:
    """The keys of `materials` of a place in a journey are codes (what is waived)."""
    return names.get(name, name) if key == "materials" else name


def _result(value: str, names: dict[str, str]) -> str:
    """`result:<item>` or `result:<item>.<field>`."""
    code = value.removeprefix("result:")
    if code in names:
        return f"result:{names[code]}"
    item, dot, field = code.rpartition(".")
    return f"result:{names.get(item, item)}{dot}{field}"
