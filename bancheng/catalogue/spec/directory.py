"""`directory/1`: the matters that a higher level lays down (基本目录), and what it fixes in an item that adopts one.

A city neither writes nor changes it: it loads the version in force. An item adopts (认领) a matter by carrying its
basic code; what the directory says then binds the item (name, type, levels, basis, the longest limit).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from pydantic import Field, StringConstraints

from bancheng.catalogue.spec.item import Basis, Item
from bancheng.catalogue.spec.limits import Limit
from bancheng.eforms.spec import Code, Source, Sourced
from bancheng.kernel.rulebooks import Rulebook, Text, rulebook, text

BasicCode = Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{10,12}$")]
"""基本编码: 10 or 12 characters (GB/T 39046—2020, C0109)."""
PART = "（"
"""A smaller matter (业务办理项) is called by its matter with what it is about behind it: 社会保障卡申领（本人）."""


class Matter(Sourced):
    """基本目录的一条: a matter as the level above lays it down."""

    code: BasicCode
    name: Text
    one_line: Text | None = None
    type: str
    """事项类型 (A.1)."""
    department: Text
    """业务主管部门 of the line, as people call it: 公安, 卫生健康."""
    exercised_at: tuple[str, ...] = Field(min_length=1)
    """行使层级 (A.2): the levels that may implement it."""
    audience: tuple[str, ...] = ("1",)
    """服务对象 (A.4)."""
    basis: tuple[Basis, ...] = Field(min_length=1)
    """设定依据: may be added to, never taken away."""
    legal: Limit | None = None
    """法定时限: an item may be faster, never slower."""
    outcome: Text | None = None
    """办理结果名称."""
    valid_from: date | None = None
    valid_to: date | None = None
    """First day on which it is no longer in the directory (取消)."""

    def in_force(self, on: date) -> bool:
        """Whether the directory has it on a day."""
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_to is None or on < self.valid_to
        )


@rulebook("directory/1", title="基本目录")
class Directory(Rulebook):
    """基本目录."""

    schema_: Literal["directory/1"] = Field(alias="schema")
    code: Code
    name: Text
    issued_by: Text | None = None
    """谁发布的."""
    begins_with: dict[str, Any] = {}
    """What a newly claimed item begins with besides (usual remedies, stages, papers). A suggestion: nothing here binds."""
    matters: tuple[Matter, ...] = Field(min_length=1)
    sources: dict[str, Source] = {}

    def matter(self, code: str) -> Matter | None:
        """The matter of a basic code, in force or not."""
        return next((one for one in self.matters if one.code == code), None)


@dataclass(frozen=True, slots=True)
class Difference:
    """Where an item does not follow the directory: the place in the item, what is wrong, what to do."""

    spot: tuple[str | int, ...]
    sentence: str
    remedy: str


def differences(matter: Matter, item: Item, on: date) -> list[Difference]:
    """What an item that carries a matter's code says otherwise than the directory. Empty: it may rule."""
    if not matter.in_force(on):
        return [_ended(matter, on)]
    return [*_facts(matter, item), *_basis(matter, item), *_limits(matter, item)]


def _ended(matter: Matter, on: date) -> Difference:
    name = text(matter.name)
    if matter.valid_from is not None and on < matter.valid_from:
        return Difference(
            ("codes", "basic"),
            _("“{name}”从{day}起才在基本目录里。").format(name=name, day=matter.valid_from.isoformat()),
            _("到那天再发布，或者先用自己的编码。"),
        )
    return Difference(
        ("codes", "basic"),
        _("“{name}”已经从基本目录里取消了。").format(name=name),
        _("停办这件事项，或者按新的目录重新认领。"),
    )


def _facts(matter: Matter, item: Item) -> Iterator[Difference]:
    wanted, called = text(matter.name), text(item.name)
    if called != wanted and not called.startswith(f"{wanted}{PART}"):
        yield Difference(
            ("name",),
            _("正式名称和基本目录不一样，目录里叫“{name}”。").format(name=wanted),
            _("改成目录里的名称；只办其中一部分的，在名称后面加括号写明。"),
        )
    if not item.type.startswith(matter.type):
        yield Difference(
            ("type",),
            _("事项类型和基本目录不一样，目录里是{type}。").format(type=matter.type),
            _("改成目录里的类型。"),
        )
    for key, what in (("exercised_at", _("行使层级")), ("audience", _("服务对象"))):
        allowed = getattr(matter, key)
        beyond = [one for one in getattr(item, key) if one not in allowed]
        if beyond:
            yield Difference(
                (key,),
                _("{what}{beyond}不在基本目录里，目录里是{allowed}。").format(
                    what=what, beyond="、".join(beyond), allowed="、".join(allowed)
                ),
                _("只写目录里有的；可以少，不能多。"),
            )


def _basis(matter: Matter, item: Item) -> Iterator[Difference]:
    held = {(text(one.title), text(one.article)) for one in item.basis}
    for one in matter.basis:
        if (text(one.title), text(one.article)) not in held:
            yield Difference(
                ("basis",),
                _("少了基本目录里的设定依据：{title}{article}。").format(
                    title=text(one.title), article=text(one.article)
                ),
                _("补上这一条；本地的依据可以加，目录里的不能拿掉。"),
            )


def _limits(matter: Matter, item: Item) -> Iterator[Difference]:
    most = matter.legal
    if most is None:
        return
    told: set[tuple[str | int, ...]] = set()
    for index, entry in enumerate(item.entries):
        for key, what in (("legal", _("法定时限")), ("promised", _("承诺时限"))):
            limit: Limit | None = getattr(entry, key)
            if limit is None or limit.working_days <= most.working_days:
                continue
            spot = ("entry_defaults", key) if _shared(item, key, limit) else ("entries", index, key)
            if spot not in told:
                told.add(spot)
                yield Difference(
                    spot,
                    _("{what}{limit}比基本目录的{most}还长。").format(
                        what=what, limit=limit.said, most=most.said
                    ),
                    _("改成{most}或者更短。").format(most=most.said),
                )


def _shared(item: Item, key: str, limit: Limit) -> bool:
    """Whether an entry's limit is the one that all entries share."""
    written = item.entry_defaults.get(key)
    return written is not None and Limit.model_validate(written) == limit
