"""对照表 as a file that an official fills in: what is needed on the left, what this city has on the right."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import yaml
from django.utils.translation import gettext as _

from bancheng.journeys.portable.bodies import ALL
from bancheng.journeys.portable.manifest import FILE_WRONG, Body, Package
from bancheng.journeys.portable.mapping import Counterparts, Seat, skipped_roles
from bancheng.kernel.rulebooks import text
from bancheng.organizations.spec import World

_LEVELS = {"province": "省级", "city": "市级", "county": "县级", "township": "镇街", "village": "村社区"}
_WHAT = {
    "lead": "牵头", "supporting": "配合", "organization": "实施", "handling": "承办", "entrusted": "受委托",
    "provider": "提供数据", "definer": "定义证照",
}  # fmt: skip
_MOST = 4
"""Uses named one by one; the rest is counted."""


def called(body: Body) -> str:
    """A role in words: 民政局（县级）."""
    return _("{names}（{level}）").format(names="、".join(body.names), level=_LEVELS[body.level])


def uses(body: Body, package: Package) -> str:
    """What a role is needed for: 实施：办户口、上学；提供数据：户籍信息."""
    told: dict[str, list[str]] = {}
    for use in body.uses:
        document = package.documents.get(use.of)
        said = document.body.get("plain_name") or document.body.get("name") if document else use.of
        told.setdefault(_WHAT[use.what], []).append(text(said) if isinstance(said, str | dict) else use.of)
    parts = []
    for what, names in told.items():
        more = _("等{n}项").format(n=len(names)) if len(names) > _MOST else ""
        parts.append(_("{what}：{names}").format(what=what, names="、".join(names[:_MOST])) + more)
    return "；".join(parts)


def written(package: Package, counterparts: Counterparts, world: World) -> str:
    """The table as YAML with what it means beside it. Reading it back gives the same counterparts."""
    return "\n".join(_lines(package, counterparts, world)) + "\n"


def _lines(package: Package, counterparts: Counterparts, world: World) -> Iterator[str]:
    manifest = package.manifest
    yield f"# 对照表：{manifest.name}，来自{manifest.origin.city}。空着的要填，填好了再运行一次同样的命令。"
    yield "# organization 填 organizations.yaml 里的编码，posts 填 posts.yaml 里的编码；那里没有这样的机构，填 none。"
    yield f"file: {manifest.digest}"
    yield "bodies:"
    skipped = skipped_roles(package, counterparts)
    for body in manifest.bodies:
        if body.key not in skipped:
            yield f"  # {called(body)}。{uses(body, package)}"
            yield f"  {body.key}:"
            for region, seat in counterparts.bodies.get(body.key, {}).items():
                yield from _seat(body, region, seat, world)
    yield "# 数据来源。bring 带来（本市的系统以后接上），none 不接（由群众自己填），也可以填本市已有的共享资源的编码。"
    yield "registers:" if counterparts.registers else "registers: {}"
    for code, choice in sorted(counterparts.registers.items()):
        name = text(package.documents[f"resource/{code}"].body.get("name"))
        yield f"  {json.dumps(code)}: {json.dumps(choice)}  # {name}"
    yield "# 两边都有、内容不一样的。ours 用本市的，theirs 换成拿来的。"
    yield "both:" if counterparts.both else "both: {}"
    for key, whose in counterparts.both.items():
        yield f"  {json.dumps(key)}: {whose}"


def _seat(body: Body, region: str, seat: Seat, world: World) -> Iterator[str]:
    where = "" if region == ALL else f"  # {world.full_name(region)}"
    yield f"    {json.dumps(region)}:{where}"
    yield f"      organization: {json.dumps(seat.organization)}"
    if body.duties:
        yield "      posts:"
        for duty, wanted in body.duties.items():
            yield f"        {json.dumps(duty)}: {json.dumps(seat.posts.get(duty, ''))}  # {'、'.join(wanted.names)}"
    if any(use.what == "organization" for use in body.uses):
        yield f"      phone: {json.dumps(seat.phone)}"
        yield f"      complaint_phone: {json.dumps(seat.complaint_phone)}"


def read_counterparts(said: str, package: Package, proposed: Counterparts | None = None) -> Counterparts:
    """A table as it was filled in; what it leaves out is as proposed. FILE_WRONG: unreadable, or for another file."""
    try:
        rows = yaml.safe_load(said)
    except yaml.YAMLError as error:
        raise FILE_WRONG(why=_("对照表读不懂，检查缩进、冒号和引号。")) from error
    if not isinstance(rows, dict) or rows.get("file") != package.manifest.digest:
        raise FILE_WRONG(why=_("这份对照表是给别的文件的，换一个对照表，或者重新写一份。"))
    start = proposed or Counterparts()
    return Counterparts(
        start.bodies
        | {
            str(key): {str(region): _read_seat(seat) for region, seat in _map(seats).items()}
            for key, seats in _map(rows.get("bodies")).items()
        },
        start.registers | {str(key): _word(value) for key, value in _map(rows.get("registers")).items()},
        start.both | {str(key): _word(value) for key, value in _map(rows.get("both")).items()},
    )


def _read_seat(row: Any) -> Seat:
    given = _map(row)
    posts = {str(duty): _word(code) for duty, code in _map(given.get("posts")).items()}
    return Seat(
        _word(given.get("organization")),
        posts,
        _word(given.get("phone")),
        _word(given.get("complaint_phone")),
    )


def _map(value: Any) -> Mapping[Any, Any]:
    return value if isinstance(value, dict) else {}


def _word(value: Any) -> str:
    return "" if value is None else str(value).strip()
