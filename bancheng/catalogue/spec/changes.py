"""What changed between two releases, in the words of the person who holds a draft under the older one."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from bancheng.kernel.rulebooks import Change, Release, changes, text


def sentences(old: Release, new: Release) -> list[str]:
    """Differences that a person can notice, each once, in reading order: rulebook, what, from, to."""
    return list(dict.fromkeys(filter(None, (_sentence(one, old, new) for one in changes(old, new)))))


def _words() -> dict[str, str]:
    """Facts of a rulebook that people notice, by the word of the schema. Others only change how things are worded."""
    return {
        "promised": _("承诺时限"), "legal": _("法定时限"), "visits": _("到现场次数"), "fees": _("收费"),
        "fields": _("要填的内容"), "fields_extra": _("要填的内容"), "materials": _("材料"),
        "materials_extra": _("材料"), "conditions": _("受理条件"), "entries": _("办理机关"),
        "organization": _("办理机关"), "handling": _("办理机关"), "queue": _("办理窗口"), "items": _("要办的事项"),
        "questions": _("要回答的问题"), "after": _("先后顺序"), "confirm": _("需要确认的人"),
        "delivery": _("领取方式"), "excludes": _("不能一起办的情况"), "replaced_by": _("免交的办法"),
        "stages": _("办理环节"), "remedies": _("救济途径"), "again": _("再次申请"), "options": _("可选的回答"),
        "when": _("适用情形"),
    }  # fmt: skip


def _sentence(change: Change, old: Release, new: Release) -> str:
    name = _name(change.document, new) or _name(change.document, old)
    if not change.path:
        return _new_or_gone(change, name)
    steps = change.path.replace("[", ".[").split(".")
    words = _words()
    known = [words[step] for step in steps if step in words]
    if not known:
        return ""
    what = known[-1]
    if _plain(change.before) and _plain(change.after):
        return _("“{name}”的{what}由{before}改为{after}。").format(
            name=name, what=what, before=_said(change.before), after=_said(change.after)
        )
    if change.before is None:
        return _("“{name}”增加了{what}。").format(name=name, what=what)
    if change.after is None:
        return _("“{name}”减少了{what}。").format(name=name, what=what)
    return _("“{name}”的{what}有变化。").format(name=name, what=what)


def _new_or_gone(change: Change, name: str) -> str:
    if not change.document.startswith(("item/", "material/")):
        return ""
    return (
        _("新增“{name}”。").format(name=name)
        if change.before is None
        else _("不再有“{name}”。").format(name=name)
    )


def _name(key: str, release: Release) -> str:
    document = release.documents.get(key)
    if document is None:
        return ""
    model: Any = document.model
    return text(getattr(model, "plain_name", None) or model.name)


def _plain(value: Any) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool)


_UNITS = {"wd": "个工作日", "cd": "天", "h": "小时", "m": "个月", "y": "年"}


def _said(value: Any) -> str:
    """A limit as people say it; anything else as it is written."""
    number, _space, unit = str(value).partition(" ")
    if unit in _UNITS and number.isdigit():
        return f"{number}{_UNITS[unit]}"
    return _("当场办") if value == "now" else str(value)
