"""Small rulebooks for tests: bodies as plain values, a folder as it would be read from disk, releases, a world.

The codes are not those of any real journey: nothing in the program may depend on one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from bancheng.kernel.rulebooks import Document, Release, compose_release
from bancheng.organizations.spec import Level, Organization, Post, Region, Role, World

ON = date(2026, 3, 2)
Body = dict[str, Any]

CITY, EAST, WEST, EAST_TOWN, WEST_TOWN = "449900", "449902", "449921", "449902001", "449921100"
ELSEWHERE = "299921"


def world() -> World:
    """One city with two counties of a town each, an office per county, and a county of another province."""
    regions = [
        Region("490000", "本省", Level.PROVINCE, None),
        Region(CITY, "善美市", Level.CITY, "490000"),
        Region(EAST, "城区", Level.COUNTY, CITY),
        Region(WEST, "安澜县", Level.COUNTY, CITY),
        Region(EAST_TOWN, "春风街道", Level.TOWNSHIP, EAST),
        Region(WEST_TOWN, "城东镇", Level.TOWNSHIP, WEST),
        Region("290000", "外省", Level.PROVINCE, None),
        Region(ELSEWHERE, "青禾县", Level.COUNTY, "290000"),
    ]
    offices = [
        Organization("lead", "善美市卫生健康局", "", Level.CITY, CITY, None),
        Organization("east-office", "城区办事局", "", Level.COUNTY, EAST, None),
        Organization("west-office", "安澜县办事局", "", Level.COUNTY, WEST, None),
        Organization("east-station", "春风街派出所", "", Level.TOWNSHIP, EAST_TOWN, "east-office"),
    ]
    posts = [
        Post(f"{office.code}.window", "窗口", office.code, frozenset({Role.CLERK, Role.APPROVER}))
        for office in offices
    ]
    return World.of(ON, regions, offices, posts)


def element(code: str, datatype: str = "text", **more: Any) -> Body:
    """A data element that may be published."""
    body: Body = {
        "schema": "element/1", "code": code, "name": more.pop("name", code), "datatype": datatype,
        "why": "办这件事要用", "purpose": "核对身份", "legal_basis": "行政许可法第三十一条", "retention": {"years": 5},
    }  # fmt: skip
    return body | more


def certificate_type(code: str, **more: Any) -> Body:
    """A certificate type."""
    return {"schema": "certificate-type/1", "code": code, "name": code, "holder": ["person"]} | more


def material(code: str, **more: Any) -> Body:
    """A material type that only the applicant can bring."""
    return {"schema": "material/1", "code": code, "name": code} | more


def resource(code: str, inputs: list[Body], outputs: list[Body], **more: Any) -> Body:
    """A shared resource: fields are named after their elements."""
    filled = [
        {"field": one["element"].replace(".", "_"), "role": "subject", **one} for one in (*inputs, *outputs)
    ]
    return {
        "schema": "resource/1", "code": code, "name": code, "provider": "org:lead", "path": code,
        "inputs": filled[: len(inputs)], "outputs": filled[len(inputs) :], "sharing": "unconditional",
        "purpose": "预先填好", "legal_basis": "国令第809号",
    } | more  # fmt: skip


def entry(region: str = CITY, office: str = "lead", **more: Any) -> Body:
    """The implementing entry of a region."""
    return {
        "region": region, "organization": f"org:{office}", "queue": f"post:{office}.window",
        "promised": "5 wd", "legal": "20 wd",
    } | more  # fmt: skip


STAGES = [
    {"code": "accept", "name": "受理", "kind": "accept"},
    {"code": "review", "name": "审核"},
    {"code": "decide", "name": "审批", "kind": "decide"},
    {"code": "issue", "name": "办结", "kind": "issue"},
    {"code": "deliver", "name": "送达", "kind": "deliver"},
]
REMEDIES = [{"kind": "reconsideration", "text": "可以申请行政复议", "within": "60 cd"}]
BASIS = [{"code": "law", "title": "行政许可法", "article": "第三十八条"}]
REASONS = [
    {"code": "ok", "decision": "approve", "text": "符合条件", "basis": ["law"]},
    {"code": "not_ok", "decision": "refuse", "text": "不符合条件", "basis": ["law"]},
]


def item(code: str, **more: Any) -> Body:
    """A service item; its jurisdiction follows `applicant.region` unless said otherwise."""
    body: Body = {
        "schema": "item/1", "code": code, "name": f"{code}事项", "type": "07", "audience": ["1"],
        "jurisdiction": {"by": "applicant.region", "level": "county"}, "entries": [entry()], "stages": STAGES,
        "outcome": {"kind": "record"}, "basis": BASIS, "decision_reasons": REASONS, "remedies": REMEDIES,
    }  # fmt: skip
    return body | more


def need(path: str, code: str, **more: Any) -> Body:
    """A field of an item."""
    return {"path": path, "element": code} | more


def journey(items: Iterable[Body], **more: Any) -> Body:
    """A journey of one person who applies for themselves unless said otherwise."""
    body: Body = {
        "schema": "journey/1", "code": "thing", "name": "一件事", "audience": "person", "lead": "org:lead",
        "subjects": {"person": {"kind": "person", "name": "本人"}}, "applicant": {"roles": ["person"]},
        "items": list(items),
    }  # fmt: skip
    return body | more


def documents(*bodies: Body) -> dict[str, Document]:
    """The documents of a folder."""
    found = [Document.of(body) for body in bodies]
    return {one.key: one for one in found}


def release(bodies: Iterable[Body], code: str = "thing") -> Release:
    """The release of a journey and all it reaches."""
    return compose_release(documents(*bodies), "journey", code)


REGION = element("region.home", "region")


def family(**journey_more: Any) -> list[Body]:
    """A thing with children, two parents and four departments: certificate → registration → insurance and card.

    Deliberately like a birth and unlike it: other codes, other names.
    """
    elements = [
        element("p.name", "name", authority={"resource": "people"}),
        element("p.id", "id_number", sensitivity="sensitive"),
        element("p.phone", "phone", sensitivity="sensitive"),
        element("p.months", "integer", authority={"resource": "insured"}),
        element("home.region", "region", authority={"resource": "people"}),
        element("settle.region", "region"),
        element("proof.number", "text"),
        element("pay.account", "bank_card", sensitivity="sensitive"),
    ]
    types = [certificate_type("card-of-identity"), certificate_type("proof"), certificate_type("book-page")]
    materials = [
        material("identity", replaced_by=[{"certificate": "card-of-identity", "why_not": "已有电子证"}]),
        material("proof-paper", replaced_by=[{"certificate": "proof"}]),
        material("account-photo"),
    ]
    resources = [
        resource("people", [{"element": "p.id"}], [{"element": "p.name"}, {"element": "home.region"}]),
        resource(
            "couples",
            [{"element": "p.id", "role": "one"}],
            [{"element": "p.id", "role": "other", "field": "other_id"}],
        ),
        resource("insured", [{"element": "p.id"}], [{"element": "p.months"}]),
    ]
    parents = [need("mother.name", "p.name"), need("mother.id", "p.id")]
    both = [*parents, need("father.name", "p.name"), need("father.id", "p.id")]
    identity = [{"type": "identity", "holder": "mother", "form": "copy"}]
    items = [
        item(
            "first", jurisdiction={"by": "mother.home", "level": "county"},
            fields=[need("kid.name", "p.name"), *both, need("mother.home", "home.region")],
            materials=[*identity, {"type": "identity", "holder": "father", "form": "copy"}],
            outcome={"certificate": "proof", "holder": "kid", "gives": {"kid.proof": "proof.number"}},
        ),
        item(
            "second", jurisdiction={"by": "kid.settles", "level": "county"},
            entries=[entry(EAST, "east-office", promised="1 wd"), entry(WEST, "west-office", promised="3 wd",
                     visits=1, visits_reason="核对原件", materials_extra=[{"type": "account-photo", "holder": "mother"}])],
            fields=[need("kid.name", "p.name"), *both, need("kid.proof", "proof.number"),
                    need("kid.settles", "settle.region",
                         derive="mother.home if follow = mother else father.home")],
            materials=[*identity, {"type": "proof-paper", "holder": "kid"}],
            outcome={"certificate": "book-page", "holder": "kid", "gives": {"kid.id": "p.id"}},
        ),
        item("third", jurisdiction={"by": "mother.home", "level": "county"},
             fields=[need("kid.name", "p.name"), need("kid.id", "p.id"), *parents], materials=identity),
        item("fourth", jurisdiction={"by": "mother.home", "level": "county"},
             fields=[need("kid.name", "p.name"), need("kid.id", "p.id"), *parents, need("mother.phone", "p.phone")]),
        item("fifth", jurisdiction={"by": "mother.home", "level": "county"},
             fields=[*parents, need("mother.account", "pay.account")],
             materials=[{"type": "account-photo", "holder": "mother"}]),
    ]  # fmt: skip
    body: Body = {
        "subjects": {
            "kid": {"kind": "person", "many": True, "count": "how_many", "unnumbered": True, "name": "宝宝"},
            "mother": {"kind": "person", "identified_by": "p.id", "name": "妈妈"},
            "father": {"kind": "person", "optional": True, "present": "has_father = yes", "name": "爸爸"},
        },
        "applicant": {"roles": ["mother", "father"], "question": "who",
                      "values": {"applicant.id": "p.id", "applicant.phone": "p.phone"}},
        "questions": [
            {"id": "who", "ask": "您是？", "why": "w", "options": {"mother": "妈妈", "father": "爸爸"}, "typical": "mother"},
            {"id": "how_many", "ask": "几个宝宝？", "why": "w", "kind": "count", "typical": 1},
            {"id": "has_father", "ask": "写爸爸吗？", "why": "w", "kind": "yes_no", "typical": "yes"},
            {"id": "follow", "ask": "随谁？", "why": "w", "options": {"mother": "随妈妈", "father": "随爸爸"},
             "typical": "mother"},
            {"id": "card", "ask": "办卡吗？", "why": "w", "kind": "yes_no"},
        ],
        "facts": [
            {"path": "mother.months", "element": "p.months"},
            {"path": "mother.home", "element": "home.region"},
            {"path": "father.home", "element": "home.region"},
        ],
        "prefill": [
            {"resource": "people", "roles": {"subject": "mother"}},
            {"resource": "people", "roles": {"subject": "father"}},
            {"resource": "couples", "roles": {"one": "mother", "other": "father"}},
            {"resource": "insured", "roles": {"subject": "mother"}},
        ],
        "confirm": [{"subject": "father", "within": "5 wd"}],
    }  # fmt: skip
    placed = [
        {"item": "first", "each": "kid"},
        {"item": "second", "each": "kid", "after": [{"item": "first"}]},
        {"item": "third", "each": "kid", "after": [{"item": "second"}]},
        {"item": "fourth", "each": "kid", "after": [{"item": "second"}], "when": "card = yes"},
        {
            "item": "fifth",
            "after": [{"item": "first", "on_failure": "continue_without"}],
            "when": "mother.months >= 6",
        },
    ]
    return [journey(placed, **(body | journey_more)), *items, *elements, *types, *materials, *resources]


ANSWERS: Mapping[str, Any] = {
    "who": "mother", "how_many": 1, "has_father": "yes", "follow": "mother", "card": "yes",
}  # fmt: skip
