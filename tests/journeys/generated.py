"""A whole thing that nobody thought of, from a number: rulebooks as YAML, for a city that exists.

Any acyclic order, any codes, subjects of which there are one or many, registers that really answer, ways, fees,
failure rules, rules of delivery. The same number makes the same rulebooks.
"""

from __future__ import annotations

from pathlib import Path
from random import Random

import yaml

from bancheng.organizations.spec import Level, Role, World
from tests.factories import rulebooks as make
from tests.factories.rulebooks import Body

FAILURES = ("stop", "continue_without", "ask_applicant")
DELIVERIES = (
    {"rule": "together"}, {"rule": "as_ready"}, {"rule": "together_but_at_latest_by", "limit": "9 wd"},
)  # fmt: skip
TYPES = ("text", "long_text", "name", "phone", "date", "integer", "money", "yes_no", "address", "code")
WORDS = ("船", "果园", "手艺", "老屋", "书摊", "车", "蜂箱", "池塘", "戏台", "水井")


class _Plain(yaml.SafeDumper):
    """Says everything in its place: rulebooks know no anchors."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def write(seed: int, world: World, folder: Path) -> str:
    """Write the rulebooks of a seed into a folder; answers the code of the journey."""
    maker = _Maker(seed, world)
    for number, body in enumerate(maker.bodies()):
        out = yaml.dump(body, Dumper=_Plain, allow_unicode=True, sort_keys=False)
        (folder / f"{number:03d}.yaml").write_text(out, encoding="utf-8")
    return maker.code("thing")


class _Maker:
    def __init__(self, seed: int, world: World) -> None:
        self.seed = seed
        self.world = world
        self.chance = Random(f"thing:{seed}")
        draw = self.chance
        self.mark = "".join(draw.choice("abcdefghjkmnpqrstuvwxyz") for _each in range(5))
        self.acting, self.other, self.many = (f"{self.mark}_{name}" for name in ("own", "also", "part"))
        self.kinds = [f"{self.mark}.{number}" for number in range(6)]
        self.questions = self._questions()
        self.conditions = self._conditions()
        self.brought: set[str] = set()

    def code(self, name: str) -> str:
        return f"{self.mark}-{name}"

    def bodies(self) -> list[Body]:
        """The journey, its items, and all they reach."""
        items = [self._item(number) for number in range(self.chance.randint(3, 7))]
        return [
            self._journey([place for _body, place in items]),
            *(body for body, _place in items),
            *self._rest(),
        ]

    # Situation

    def _questions(self) -> list[Body]:
        mark, draw = self.mark, self.chance
        label = draw.choice(WORDS)
        two = [{"value": "a", "label": f"{label}小"}, {"value": "b", "label": f"{label}大"}]
        asked: list[Body] = [
            {"id": f"{mark}_way", "ask": f"{label}是哪一种？", "why": "办法不一样", "options": two, "typical": "a"},
            {"id": f"{mark}_more", "ask": "还有别人吗？", "why": "要一起写上", "kind": "yes_no", "typical": "no"},
            {"id": f"{mark}_count", "ask": "一共有几样？", "why": "每样办一份", "kind": "count", "minimum": 1,
             "maximum": 3, "typical": "2"},
            {"id": f"{mark}_extra", "ask": "还要哪几样？", "why": "不要的不办", "kind": "several",
             "options": [{"value": "x", "label": "牌子"}, {"value": "y", "label": "本子"}], "typical": ["x"]},
        ]  # fmt: skip
        asked.append(
            {"id": f"{mark}_deep", "ask": "大的是新的吗？", "why": "新的多一样", "kind": "yes_no", "typical": "no",
             "when": f"{mark}_way = b"}
        )  # fmt: skip
        return asked

    def _conditions(self) -> list[str | None]:
        mark = self.mark
        return [
            None, None, f"{mark}_way = b", f"{mark}_more = yes", f"{mark}_extra.x", f"{mark}_deep = yes",
            f"{mark}_way = a or {mark}_extra.y", f"{self.other} is present and {mark}_way = b",
        ]  # fmt: skip

    def _when(self) -> Body:
        condition = self.chance.choice(self.conditions)
        return {"when": condition} if condition else {}

    # Items

    def _item(self, number: int) -> tuple[Body, Body]:
        draw = self.chance
        each = draw.random() < 0.4
        gives = draw.choice((None, *self.kinds[:3]))
        holder = self.many if each else self.acting
        outcome: Body = {"kind": "record"}
        if gives:
            outcome["gives"] = {f"{holder}.given_{number}": f"{self.mark}.given{number}"}
        if draw.random() < 0.4:
            outcome |= {
                "kind": "certificate",
                "certificate": self.code("card"),
                "name": "凭证",
                "holder": holder,
                "sample": "凭证样本",
            }
        body = make.item(
            self.code(f"i{number}"),
            name=f"{draw.choice(WORDS)}登记{number}",
            jurisdiction={"by": f"{self.acting}.place", "level": "county"},
            subjects=self._subjects(each),
            entries=self._entries(),
            fields=[{"path": f"{self.acting}.place", "element": f"{self.mark}.place"}, *self._fields(number)],
            materials=self._materials(),
            outcome=outcome,
        )  # fmt: skip
        _leave_time(body)
        before = draw.sample(range(number), min(number, draw.randint(0, 3)))
        place: Body = {
            "item": body["code"],
            "reason": "您选了它",
            "after": [{"item": self.code(f"i{one}"), "on_failure": draw.choice(FAILURES)} for one in sorted(before)],
        }  # fmt: skip
        return body, place | ({"each": self.many} if each else {}) | (self._when() if number else {})

    def _subjects(self, each: bool) -> Body:
        return {
            self.acting: {"kind": "person", "name": "本人"},
            self.other: {"kind": "person", "name": "另一个人", "optional": True},
            self.many: {
                "kind": "thing",
                "name": "一样",
                "unnumbered": True,
                **({} if each else {"many": True}),
            },
        }

    def _fields(self, number: int) -> list[Body]:
        draw = self.chance
        pairs = {
            (draw.choice((self.acting, self.other, self.many)), draw.choice(self.kinds)) for _n in range(5)
        }
        found: list[Body] = []
        for role, element in sorted(pairs):
            name = element.replace(".", "_")
            optional = {"when": f"{role} is present"} if role == self.other else self._when()
            found.append({"path": f"{role}.{name}", "element": element, **optional})
        if number and draw.random() < 0.5:
            found.append({"path": f"{self.acting}.sex", "element": f"{self.mark}.sex"})
        return found

    def _materials(self) -> list[Body]:
        draw = self.chance
        kinds = draw.sample(("m0", "m1", "m2"), draw.randint(0, 2))
        self.brought |= set(kinds)
        return [
            {"type": self.code(kind), "holder": self.acting, "accept_standard": "看得清", "correction": "看不清，请重新拍",
             "necessity": draw.choice(("required", "required", "optional", "deferrable")), **self._when()}
            for kind in sorted(kinds)
        ]  # fmt: skip

    def _entries(self) -> list[Body]:
        """One per county of the city, at an office that every county has; now and then with a fee and two ways."""
        draw = self.chance
        counties = [
            one for one in self.world.regions.values() if one.level is Level.COUNTY and one.parent == "449900"
        ]
        posts = draw.choice(self._offices([one.code for one in counties]))
        fee = {
            "name": "工本费",
            "amount": 5,
            "unit": "份",
            "standard": "每份5元",
            "basis": "收费目录",
            "quantity": f"{self.mark}_count",
        }
        charged = draw.random() < 0.3
        ways = self._ways() if draw.random() < 0.3 else []
        made = []
        for county, post in zip(sorted(one.code for one in counties), posts, strict=True):
            office = self.world.organizations[self.world.posts[post].organization]
            implementation = f"{office.uscc}4{self.seed:012d}"
            made.append({
                "region": county, "organization": f"org:{office.code}", "queue": f"post:{post}", "legal": "20 wd",
                "promised": f"{draw.randint(1, 9)} wd", "codes": {"implementation": implementation},
                "fees": [fee] if charged else [], "channels": {"online_payment": charged}, "ways": ways,
            })  # fmt: skip
        return made

    def _ways(self) -> list[Body]:
        pledge = {
            "title": "承诺书",
            "promised": ["我都做到了"],
            "consequence": "没做到的，撤销",
            "checked_within": "20 wd",
        }
        return [
            {
                "code": "fast",
                "name": "先发后查",
                "when": f"{self.mark}_way = a",
                "promised": "1 wd",
                "pledge": pledge,
            },
            {"code": "slow", "name": "先查后发", "promised": "9 wd"},
        ]

    def _offices(self, counties: list[str]) -> list[tuple[str, ...]]:
        """Posts of clerks and approvers that every county has, one of each county."""
        found: dict[str, dict[str, str]] = {}
        for post in self.world.posts.values():
            region = self.world.organizations[post.organization].region
            if region in counties and {Role.CLERK, Role.APPROVER} <= post.roles:
                name = f"{post.organization.rpartition('-')[0]}.{post.code.rpartition('.')[2]}"
                found.setdefault(name, {})[region] = post.code
        return [
            tuple(by_county[one] for one in sorted(counties))
            for _name, by_county in sorted(found.items())
            if len(by_county) == len(counties)
        ]

    # The rest

    def _journey(self, places: list[Body]) -> Body:
        mark = self.mark
        return make.journey(
            places,
            code=self.code("thing"),
            name=f"{mark}一件事",
            plain_name=f"办{mark}",
            lead="org:data",
            subjects={
                self.acting: {"kind": "person", "name": "本人", "identified_by": f"{mark}.id"},
                self.other: {"kind": "person", "name": "另一个人", "optional": True, "present": f"{mark}_more = yes"},
                self.many: {"kind": "thing", "name": "一样", "many": True, "count": f"{mark}_count", "unnumbered": True},
            },
            applicant={
                "roles": [self.acting],
                "values": {"applicant.name": f"{mark}.name", "applicant.id_number": f"{mark}.id"},
            },
            questions=self.questions,
            facts=[{"path": f"{self.acting}.place", "element": f"{mark}.place"}],
            prefill=[{"resource": self.code("people"), "roles": {"subject": self.acting}}],
            delivery=self.chance.choice(DELIVERIES),
        )  # fmt: skip

    def _rest(self) -> list[Body]:
        mark = self.mark
        elements = [self._element(kind, self.chance.choice(TYPES)) for kind in self.kinds]
        elements += [
            self._element(f"{mark}.given{number}", self.chance.choice(("certificate_number", "date", "text")))
            for number in range(7)
        ]
        held = {"authority": {"resource": self.code("people")}}
        elements += [
            self._element(f"{mark}.place", "region", **held), self._element(f"{mark}.sex", "text", **held),
            self._element(f"{mark}.name", "name"), self._element(f"{mark}.id", "id_number", sensitivity="sensitive"),
        ]  # fmt: skip
        people = make.resource(
            self.code("people"),
            [{"field": "id_number", "element": f"{mark}.id"}],
            [{"field": "household_region", "element": f"{mark}.place"}, {"field": "sex", "element": f"{mark}.sex"}],
            provider="org:police", path="population",
        )  # fmt: skip
        codes = {"schema": "code-list/1", "code": self.code("list"), "name": "种类",
                 "values": [{"code": "1", "name": "甲"}, {"code": "2", "name": "乙"}]}  # fmt: skip
        papers = [
            make.material(self.code(kind), name=f"材料{kind}", why="证明是真的", one_line="拍清楚")
            for kind in sorted(self.brought)
        ]
        card = make.certificate_type(
            self.code("card"), type_code="11449900000100028J001", nature="certificate", issuer_title="机关",
            holder=["person"], fields=[{"name": "name", "element": f"{mark}.name"}], 
            number_pattern="G{region}{year}{serial:6}",
        )  # fmt: skip
        return [*elements, people, codes, *papers, card]

    def _element(self, code: str, datatype: str, **more: object) -> Body:
        own: Body = {"code_list": self.code("list")} if datatype == "code" else {}
        if datatype == "phone":
            own["sensitivity"] = "sensitive"
        return make.element(code, datatype, **(own | {"name": f"{self.chance.choice(WORDS)}{code}"} | more))


def _leave_time(item: Body) -> None:
    """What may follow later leaves the department two working days; where it cannot, it is brought at once."""
    promised = [way["promised"] for one in item["entries"] for way in (one, *one["ways"])]
    enough = min(int(limit.split()[0]) for limit in promised) >= 4
    for material in item["materials"]:
        if material["necessity"] == "deferrable":
            material.update({"within": "2 wd"} if enough else {"necessity": "required"})
