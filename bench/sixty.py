"""A thing whose one form has sixty boxes of every kind: rulebooks written here, published in the bench's database only.

No thing of the demo city asks that much; the page has to stay quick where one does.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from bancheng.organizations.spec import World

JOURNEY = "sixty-boxes"
SECTION = "everything"
BOXES = 60
KINDS = (
    "text", "name", "date", "integer", "yes_no", "code", "phone", "money", "address", "long_text", "decimal", "id_number",
    "bank_card", "certificate_number", "email",
)  # fmt: skip
"""One region box besides: what decides the office."""

Body = dict[str, Any]


def write(folder: Path, world: World) -> Path:
    """The rulebooks as files; answers their folder. Handled by the first post of the city's own organizations."""
    post = next(one for one in world.posts.values() if one.organization in world.organizations)
    city = world.at_level(world.organizations[post.organization].region, "city")
    assert city is not None
    for body in (
        *_elements(),
        _codes(),
        _item(post.organization, post.code, city),
        _journey(post.organization),
    ):
        path = folder / f"{body['schema'].partition('/')[0]}s" / f"{body['code']}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(body, ensure_ascii=False), "utf-8")
    return folder


def _element(code: str, datatype: str, **more: Any) -> Body:
    return {
        "schema": "element/1", "code": code, "name": f"第{code.partition('.')[2]}格", "datatype": datatype,
        "why": "办这件事要用", "purpose": "核对", "legal_basis": "行政许可法第三十一条", "retention": {"years": 5},
        **more,
    }  # fmt: skip


def _boxes() -> list[tuple[str, str]]:
    """(name, kind) of every box but the one for the region."""
    return [(f"b{number:02d}", KINDS[number % len(KINDS)]) for number in range(1, BOXES)]


def _elements() -> list[Body]:
    secret = {"id_number", "phone", "bank_card"}
    found = [_element("box.b00", "region")]
    for name, kind in _boxes():
        more: Body = {"code_list": "box-codes"} if kind == "code" else {}
        found.append(
            _element(f"box.{name}", kind, sensitivity="sensitive" if kind in secret else "personal", **more)
        )
    return found


def _codes() -> Body:
    values = [{"code": str(number), "name": f"第{number}种"} for number in range(1, 9)]
    return {"schema": "code-list/1", "code": "box-codes", "name": "种类", "values": values}


def _item(organization: str, post: str, region: str) -> Body:
    entry = {
        "region": region, "organization": f"org:{organization}", "queue": f"post:{post}", "promised": "5 wd",
        "legal": "20 wd",
    }  # fmt: skip
    stages = [
        ("accept", "受理", "accept"),
        ("review", "审核", ""),
        ("decide", "审批", "decide"),
        ("issue", "办结", "issue"),
    ]
    return {
        "schema": "item/1", "code": "sixty-boxes", "name": "要填很多的事项", "type": "07", "audience": ["1"],
        "jurisdiction": {"by": "person.b00", "level": "city"}, "entries": [entry],
        "stages": [{"code": code, "name": name, **({"kind": kind} if kind else {})} for code, name, kind in stages],
        "outcome": {"kind": "record"},
        "basis": [{"code": "law", "title": "行政许可法", "article": "第三十八条"}],
        "decision_reasons": [
            {"code": "ok", "decision": "approve", "text": "符合条件", "basis": ["law"]},
            {"code": "not_ok", "decision": "refuse", "text": "不符合条件", "basis": ["law"]},
        ],
        "remedies": [{"kind": "reconsideration", "text": "可以申请行政复议", "within": "60 cd"}],
        "fields": [{"path": f"person.{name}", "element": f"box.{name}"} for name in ("b00", *(n for n, _kind in _boxes()))],
    }  # fmt: skip


def _journey(organization: str) -> Body:
    return {
        "schema": "journey/1", "code": JOURNEY, "name": "要填六十格的一件事", "plain_name": "填六十格", "audience": "person",
        "lead": f"org:{organization}", "subjects": {"person": {"kind": "person", "name": "本人"}},
        "applicant": {"roles": ["person"]}, "items": [{"item": "sixty-boxes"}],
        "sections": [{"code": SECTION, "title": "都在这里", "subjects": ["person"]}],
    }  # fmt: skip
