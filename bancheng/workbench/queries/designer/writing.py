"""Values of a rulebook as they stand in a box of the form, and back. What cannot be read stays as it was typed: the check
says what is wrong with it."""

from __future__ import annotations

import json
import re
from typing import Any

from django.utils.translation import gettext as _

from bancheng.workbench.queries.designer.places import MISSING
from bancheng.workbench.queries.designer.shapes import Control, Shape

_LIMIT = re.compile(r"^(\d{1,4})\s*(wd|cd|h|m|y|个?工作日|个?自然日|天|日|个?小时|个?月|年)$")
_UNITS = {
    "个工作日": "wd", "工作日": "wd", "自然日": "cd", "个自然日": "cd", "天": "cd", "日": "cd", "小时": "h", "个小时": "h",
    "月": "m", "个月": "m", "年": "y",
}  # fmt: skip
_SAID = {"wd": "个工作日", "cd": "天", "h": "小时", "m": "个月", "y": "年"}
_AT_ONCE = ("now", "当场办", "即办")
_WHOLE = re.compile(r"^-?(0|[1-9]\d{0,17})$")
_CONTROL = re.compile(r"[\x00-\x1f]")
_PAIR = re.compile(r"[：:]")
_QUOTED = re.compile(r'("(?:[^"\\]|\\.)*")\s*[：:]')
"""A key in quotes at the beginning of a line."""
Scalar = str | int


def control_of(shape: Shape, value: Any) -> Control:
    """The control that can show a value: the schema's own, or another where it is written in a short form."""
    if value is MISSING:
        return shape.control
    if shape.control in ("rows", "map", "part", "words", "lines", "pairs"):
        return _grouped(shape.control, value)
    if shape.control == "limit":
        return "limit" if isinstance(value, str | dict) else "raw"
    if isinstance(value, list) and all(isinstance(one, Scalar) for one in value):
        return "lines"
    return shape.control if isinstance(value, Scalar) else "raw"


def _grouped(control: Control, value: Any) -> Control:
    if isinstance(value, dict):
        scalars = all(isinstance(one, Scalar) for one in value.values())
        if control in ("part", "map") and (control == "part" or not scalars or not value):
            return control
        return "pairs" if scalars else "raw"
    if isinstance(value, list):
        if all(isinstance(one, dict) for one in value) and control == "rows":
            return "rows"
        return "lines" if all(isinstance(one, Scalar) for one in value) else "raw"
    return "words" if isinstance(value, Scalar) and control == "words" else "raw"


def written(control: Control, value: Any) -> str:
    """A value as it stands in its box."""
    if value is MISSING or value is None:
        return ""
    if control == "limit":
        return _limit_said(value)
    if control == "lines":
        return "\n".join(_spelled(_scalar_said(one)) for one in value)
    if control == "pairs":
        return "\n".join(
            f"{_spelled(str(key), key=True)}：{_spelled(_scalar_said(one))}" for key, one in value.items()
        )
    if control == "raw":
        return json.dumps(value, ensure_ascii=False, indent=1)
    return (
        ("yes" if value else "no") if control == "yes_no" and isinstance(value, bool) else _scalar_said(value)
    )


def read(control: Control, typed: str, old: Any) -> Any:
    """What was typed, as a value; MISSING for an empty box. ValueError with a sentence where it cannot be kept at all."""
    text = typed.replace("\r\n", "\n").strip()
    if not text:
        return MISSING
    if control == "raw":
        return _json(text)
    if control == "limit":
        return _limit_read(text, old)
    if control == "lines":
        held = {_scalar_said(one): one for one in old} if isinstance(old, list) else {}
        lines = [_unspelled(line.strip()) for line in text.split("\n") if line.strip()]
        return [held.get(line, line) for line in lines]
    if control == "pairs":
        return _pairs(text, old)
    return _scalar(control, text, old)


def _scalar(control: Control, text: str, old: Any) -> Any:
    if control == "yes_no":
        return {"yes": True, "no": False}.get(text, text)
    if control == "number":
        return int(text) if _WHOLE.match(text) and not isinstance(old, str) else text
    if text in ("是", "否") and (isinstance(old, bool) or control == "rule"):
        return text == "是"
    return old if old is not MISSING and _scalar_said(old) == text else text


def _pairs(text: str, old: Any) -> dict[str, Any]:
    held = old if isinstance(old, dict) else {}
    made: dict[str, Any] = {}
    for line in filter(None, map(str.strip, text.split("\n"))):
        key, said = _pair(line)
        if key in made:
            raise ValueError(_("“{key}”写了两次。").format(key=key))
        made[key] = held[key] if key in held and _scalar_said(held[key]) == said else said
    return made


def _pair(line: str) -> tuple[str, str]:
    """One line; a key in quotes may hold colons."""
    quoted = _QUOTED.match(line)
    if quoted and (key := _unquoted(quoted[1])) is not None:
        return key, _unspelled(line[quoted.end() :].strip())
    plain, *rest = (part.strip() for part in _PAIR.split(line, maxsplit=1))
    if not rest or not plain:
        raise ValueError(_("“{line}”里缺冒号，写成“编码：内容”。").format(line=line))
    return plain, _unspelled(rest[0])


def _spelled(said: str, *, key: bool = False) -> str:
    """A text as it stands in a line: in quotes (JSON) where its own characters would be read as the line's."""
    plain = said and said == said.strip() and not said.startswith('"') and not _CONTROL.search(said)
    return said if plain and not (key and _PAIR.search(said)) else json.dumps(said, ensure_ascii=False)


def _unspelled(line: str) -> str:
    """A text in quotes without them; any other as it was typed."""
    found = _unquoted(line) if line.startswith('"') else None
    return line if found is None else found


def _unquoted(text: str) -> str | None:
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, str) else None


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(_("这一格读不懂，请照原来的括号和引号写。")) from error


def _limit_said(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("limit", f"{value.get('n', '')} {value.get('unit', '')}")
    text = str(value).strip()
    found = _LIMIT.match(text)
    if text == "now":
        return _("当场办")
    return f"{found.group(1)}{_SAID[found.group(2)]}" if found and found.group(2) in _SAID else text


def _limit_read(text: str, old: Any) -> Any:
    found = _LIMIT.match(text)
    plain = "now" if text in _AT_ONCE else text
    if found:
        plain = f"{found.group(1)} {_UNITS.get(found.group(2), found.group(2))}"
    if isinstance(old, dict):
        return {**{key: one for key, one in old.items() if key not in ("n", "unit")}, "limit": plain}
    return plain


def _scalar_said(value: Any) -> str:
    return (_("是") if value else _("否")) if isinstance(value, bool) else str(value)
