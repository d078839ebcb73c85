"""填表与材料: which boxes are taken, what clashes, what “这不对” keeps, how many files a material takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from bancheng.catalogue.spec import Material
from bancheng.eforms.spec import Element
from bancheng.journeys.commands import filling
from bancheng.journeys.commands.filling import Saved, Typed
from bancheng.journeys.commands.storing import Written
from bancheng.journeys.queries.entries import Entry
from bancheng.kernel.access import system_actor
from bancheng.kernel.errors import DomainError
from bancheng.kernel.ids import uuid7

NOW = datetime(2026, 3, 2, 2, 30, tzinfo=UTC)
ID, OTHER_ID = "449902199305210029", "44990219930521007X"
DATATYPES = {
    "name": "text", "born_on": "date", "number": "id_number", "code": "uscc", "kind": "code", "phone": "phone",
}  # fmt: skip
ELEMENTS = {
    code: Element.model_validate({"schema": "element/1", "code": code, "name": code, "datatype": datatype})
    for code, datatype in DATATYPES.items()
}


@dataclass(frozen=True)
class Box:
    """One datum of the form, as far as filling in looks at it."""

    path: str
    source: str = "asked"
    value: Any = None
    name: str = "这一项"

    @property
    def element(self) -> str:
        return self.path.rpartition(".")[2]


@dataclass(frozen=True)
class Sheet:
    """A draft with this form and nothing behind it."""

    boxes: tuple[Box, ...]
    entries: Mapping[str, Entry] = field(default_factory=dict)
    materials: Mapping[str, Any] = field(default_factory=dict)
    acting_for_kind: str = "person"
    version: int = 5
    digest: str = "sm3:1"
    answers: Mapping[str, Any] = field(default_factory=dict)
    checked: Mapping[str, Any] = field(default_factory=dict)
    elements: Mapping[str, Element] = field(default_factory=lambda: ELEMENTS)
    on: date = date(2026, 3, 2)
    release: Any = None

    @property
    def plan(self) -> Any:
        named = {one.path: one for one in self.boxes}
        materials = (SimpleNamespace(key="photo@mother", type="photo"),)
        return SimpleNamespace(fields=self.boxes, field=named.get, materials=materials)


class Desk:
    """Somebody who fills in a form; `made` is what would be stored."""

    made: Written

    def __init__(self) -> None:
        self.sheet = Sheet(())
        self.doubles: list[Any] = []
        self.elsewhere: dict[str, Any] = {}

    def form(self, *boxes: Box, entries: Mapping[str, Entry] | None = None, **more: Any) -> None:
        self.sheet = Sheet(boxes, entries or {}, **more)

    def change(self, _draft_id: Any, *, make: Any, **_more: Any) -> tuple[Any, Any]:
        self.made, answer = make(self.sheet)
        return self.sheet, answer

    def save(
        self, values: Mapping[str, str], *, base: int = 5, boxes: Iterable[Box] = (), **more: Any
    ) -> Saved:
        fields: Any = tuple(boxes) or self.sheet.boxes
        typed = Typed(values=values, base=base, **more)
        return filling.save_section(
            actor=system_actor("test"), draft_id=uuid7(), fields=fields, typed=typed, now=NOW
        )[1]

    def value(self, path: str) -> Any:
        entry = self.made.entries.get(path)
        return entry and entry.value


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    made = Desk()
    monkeypatch.setattr(filling, "change", made.change)
    monkeypatch.setattr(filling, "choices", lambda *_what: None)
    monkeypatch.setattr(filling, "double_roles", lambda _view: made.doubles)
    monkeypatch.setattr(filling, "known_elsewhere", lambda _view: made.elsewhere)
    monkeypatch.setattr(filling, "own_files", lambda _actor, _files: None)
    return made


def entry(value: Any, element: str = "name", source: str = "typed", n: int = 1, **more: Any) -> Entry:
    return Entry(value=value, element=element, source=source, at=NOW, n=n, **more)


# 哪些格子算填过


def test_only_what_changed_is_said_to_have_changed(desk: Desk) -> None:
    desk.form(Box("a.name"), Box("b.name"), entries={"b.name": entry("乙")})
    assert desk.save({"a.name": "甲", "b.name": "乙"}).changed == ("a.name",)
    assert desk.made.entries["a.name"].n == 6
    assert desk.made.entries["b.name"].n == 1


def test_boxes_of_other_pages_and_boxes_that_nobody_touched_are_not_read(desk: Desk) -> None:
    page = (Box("a.name"), Box("a.phone"))
    desk.form(*page, Box("b.name"))
    saved = desk.save({"a.name": "甲", "a.phone": "12", "b.name": "乙"}, shown={"a.phone": "12"}, boxes=page)
    assert (saved.errors, saved.changed) == ({}, ("a.name",))


def test_a_wrong_box_that_nobody_touched_is_told_once_it_is_kept_on_purpose(desk: Desk) -> None:
    desk.form(Box("a.phone"))
    saved = desk.save({"a.phone": "12"}, shown={"a.phone": "12"}, mine=frozenset({"a.phone"}))
    assert set(saved.errors) == {"a.phone"}
    assert saved.typed == {"a.phone": "12"}


def test_a_date_in_three_boxes_is_one_value(desk: Desk) -> None:
    desk.form(Box("a.born_on"), Box("b.born_on"))
    boxes = {"a.born_on-year": "2026", "a.born_on-month": "2", "a.born_on-day": "28"}
    desk.save(boxes)
    assert (str(desk.value("a.born_on")), desk.value("b.born_on")) == ("2026-02-28", None)
    assert desk.save(boxes, shown=boxes).changed == ()


# 收下、不收、两台设备


@pytest.mark.parametrize("box", [Box("a.name", "known:register", "甲"), Box("a.name", "result:licence.name")])
def test_what_is_known_or_comes_later_is_not_written_in_its_box(desk: Desk, box: Box) -> None:
    desk.form(box)
    assert desk.save({"a.name": "乙"}).changed == ()
    desk.form(box, entries={"a.name": entry("甲", source="register")})
    assert desk.save({"a.name": "乙"}).changed == ()
    assert desk.value("a.name") == "甲"


def test_a_box_that_the_plan_does_not_have_is_not_taken(desk: Desk) -> None:
    stray = Box("a.name")
    desk.form()
    assert desk.save({"a.name": "甲"}, boxes=[stray]).changed == ()
    desk.form(entries={"a.name": entry("旧")})
    assert desk.save({"a.name": "甲"}, boxes=[stray]).changed == ()
    assert desk.value("a.name") == "旧"


def test_the_same_again_keeps_the_version_at_which_it_was_said(desk: Desk) -> None:
    desk.form(Box("a.name"), entries={"a.name": entry("甲", n=5)})
    saved = desk.save({"a.name": "甲"}, base=2)
    assert (saved.clashes, desk.made.entries["a.name"].n) == ((), 5)


def test_only_what_another_device_changed_since_the_page_was_made_is_a_clash(desk: Desk) -> None:
    desk.form(Box("a.name"), entries={"a.name": entry("甲", n=4)})
    assert desk.save({"a.name": "乙"}, base=4).clashes == ()
    assert desk.value("a.name") == "乙"
    (clash,) = desk.save({"a.name": "乙"}, base=3).clashes
    assert (clash.path, clash.mine, clash.theirs, clash.at) == ("a.name", "乙", "甲", NOW)
    assert desk.value("a.name") == "甲"
    assert desk.save({"a.name": "乙"}, base=3, theirs=frozenset({"a.name"})).clashes == ()
    assert desk.value("a.name") == "甲"
    assert desk.save({"a.name": "乙"}, base=3, mine=frozenset({"a.name"})).clashes == ()
    assert desk.value("a.name") == "乙"


def test_an_emptied_box_takes_the_value_out(desk: Desk) -> None:
    desk.form(Box("a.name"), entries={"a.name": entry("甲")})
    desk.save({"a.name": ""}, shown={"a.name": "甲"})
    assert "a.name" not in desk.made.entries


# 一个人写成了两个人


def double(path: str) -> Any:
    return SimpleNamespace(path=path, sentence="填了一样的号码")


def test_a_number_that_makes_one_person_of_two_stays_in_its_box_only(desk: Desk) -> None:
    desk.form(Box("a.number"))
    desk.doubles = [double("a.number")]
    saved = desk.save({"a.number": ID})
    assert (saved.errors, saved.typed) == ({"a.number": "填了一样的号码"}, {"a.number": ID})
    assert "a.number" not in desk.made.entries


def test_what_stood_there_before_comes_back(desk: Desk) -> None:
    desk.form(Box("a.number"), entries={"a.number": entry(OTHER_ID, "number")})
    desk.doubles = [double("a.number")]
    desk.save({"a.number": ID})
    assert desk.value("a.number") == OTHER_ID


def test_what_another_page_had_written_twice_is_not_told_at_this_one(desk: Desk) -> None:
    desk.form(Box("a.number"), entries={"b.number": entry(ID, "number")})
    desk.doubles = [double("b.number")]
    assert desk.save({"a.number": OTHER_ID}).errors == {}
    assert desk.value("b.number") == ID


def test_whose_number_is_known_elsewhere_writes_the_rest_once(desk: Desk) -> None:
    desk.form(Box("a.number"), Box("b.phone"), Box("a.phone"))
    desk.elsewhere = {"a.phone": "15400000001"}
    desk.save({"a.number": ID})
    written = desk.made.entries["a.phone"]
    assert (written.value, written.element, written.source, written.n) == ("15400000001", "phone", "typed", 6)


def test_nobody_is_looked_for_while_no_number_was_written(desk: Desk) -> None:
    desk.form(Box("a.name"), Box("a.number"), entries={"a.number": entry(ID, "number")})
    desk.doubles, desk.elsewhere = [double("a.name")], {"a.name": "别人"}
    assert desk.save({"a.name": "甲"}).errors == {}
    assert desk.value("a.name") == "甲"


# 这不对


REGISTERED: dict[str, Any] = {"source": "register", "authority": "民政局", "query_id": "q1"}


def test_an_objection_stands_beside_what_the_register_says(desk: Desk) -> None:
    desk.form(Box("a.name", "known:another"), entries={"a.name": entry("甲", **REGISTERED)})
    desk.save({}, objections={"a.name": "乙"}, reasons={"a.name": "写错了" + "很" * 600})
    made = desk.made.entries["a.name"]
    assert (made.value, made.registered, made.registered_source, made.source) == (
        "乙",
        "甲",
        "register",
        "typed",
    )
    assert (made.authority, made.query_id, len(made.reason)) == ("民政局", "q1", 500)


def test_an_objection_to_an_objection_keeps_what_the_register_said(desk: Desk) -> None:
    before = entry("乙", registered="甲", registered_source="register", authority="民政局")
    desk.form(Box("a.name", "known:register"), entries={"a.name": before})
    desk.save({}, objections={"a.name": "丙"})
    made = desk.made.entries["a.name"]
    assert (made.value, made.registered, made.registered_source) == ("丙", "甲", "register")


OBJECTED: dict[str, Any] = {"registered": "甲", "registered_source": "register", "reason": "写错了"}


def test_a_box_of_an_older_page_drops_neither_the_registers_word_nor_the_reason(desk: Desk) -> None:
    desk.form(Box("a.name", "known:register"), entries={"a.name": entry("乙", **OBJECTED)})
    desk.save({"a.name": "丙"})
    made = desk.made.entries["a.name"]
    assert (made.value, made.registered, made.registered_source, made.reason, made.n) == (
        "丙", "甲", "register", "写错了", 6,
    )  # fmt: skip


@pytest.mark.parametrize(
    "posted", [{"values": {"a.name": "甲"}}, {"values": {"a.name": " "}}, {"objected": "甲"}]
)
def test_who_says_what_the_register_says_objects_no_more(desk: Desk, posted: dict[str, Any]) -> None:
    desk.form(Box("a.name", "known:register"), entries={"a.name": entry("乙", **OBJECTED)})
    objections = {"a.name": posted["objected"]} if "objected" in posted else {}
    desk.save(posted.get("values", {}), objections=objections)
    made = desk.made.entries["a.name"]
    assert (made.value, made.source, made.registered_source, made.reason) == ("甲", "register", "", "")


def test_a_composed_value_is_objected_to_with_its_source(desk: Desk) -> None:
    desk.form(Box("a.name", "known:sign-on", "甲"))
    desk.save({}, objections={"a.name": "乙"})
    made = desk.made.entries["a.name"]
    assert (made.registered, made.registered_source, made.authority, made.query_id) == (
        "甲",
        "sign-on",
        "",
        "",
    )


@pytest.mark.parametrize("said", ["甲", "   ", ""])
def test_no_objection_is_none(desk: Desk, said: str) -> None:
    desk.form(Box("a.name", "known:register"), entries={"a.name": entry("甲", **REGISTERED)})
    assert desk.save({}, objections={"a.name": said}) == Saved({}, {}, (), ())


def test_an_objection_to_what_is_not_on_the_page_is_none(desk: Desk) -> None:
    desk.form(Box("a.name", "known:register", "甲"), Box("b.name", "known:register", "甲"))
    saved = desk.save({}, objections={"b.name": "乙"}, boxes=desk.sheet.boxes[:1])
    assert saved.changed == ()


def test_a_wrong_objection_is_told_at_its_box_and_an_empty_one_is_not_missing(desk: Desk) -> None:
    desk.form(
        Box("a.phone", "known:register", "15400000001"), Box("b.phone", "known:register", "15400000002")
    )
    assert set(desk.save({}, objections={"a.phone": "12", "b.phone": ""}).errors) == {"a.phone"}


@pytest.mark.parametrize(("kind", "word"), [("person", "登录时核实"), ("enterprise", "现在代表的企业")])
def test_by_whom_one_signed_on_is_not_objected_to(desk: Desk, kind: str, word: str) -> None:
    desk.form(Box("a.number", "known:sign-on", ID), acting_for_kind=kind)
    saved = desk.save({}, objections={"a.number": OTHER_ID})
    assert word in saved.errors["a.number"]
    assert saved.changed == ()


def test_a_number_of_a_register_and_a_name_of_sign_on_may_be_wrong(desk: Desk) -> None:
    desk.form(Box("a.number", "known:register", ID), Box("a.name", "known:sign-on", "甲"))
    saved = desk.save({}, objections={"a.number": OTHER_ID, "a.name": "乙"})
    assert (saved.errors, saved.changed) == ({}, ("a.number", "a.name"))
    assert [desk.made.entries[path].element for path in saved.changed] == ["number", "name"]


def test_taking_an_objection_back_brings_the_registers_word_back(desk: Desk) -> None:
    before = entry("乙", registered="甲", registered_source="register", authority="民政局", query_id="q1")
    desk.form(Box("a.name", "known:register"), entries={"a.name": before})
    desk.save({}, undone=frozenset({"a.name", "b.name"}))
    made = desk.made.entries["a.name"]
    assert (made.value, made.source, made.authority, made.query_id) == ("甲", "register", "民政局", "q1")
    assert (made.registered, made.registered_source) == (None, "")


def test_what_was_merely_typed_cannot_be_taken_back(desk: Desk) -> None:
    desk.form(Box("a.name"), entries={"a.name": entry("甲")})
    assert desk.save({}, undone=frozenset({"a.name"})).changed == ()


# 材料


def put(desk: Desk, file_id: Any, act: Any = None, material: str = "photo@mother") -> list[str]:
    (act or filling.attach)(
        actor=system_actor("test"), draft_id=uuid7(), material=material, file_id=file_id, now=NOW
    )
    return list(desk.made.materials.get(material, {}).get("files", ()))


def most(sheet: Sheet, files: int) -> Any:
    """The same draft under rules that let a photograph have so many files; 0: the rules do not know it."""
    known: dict[str, Any] = {"max_files": files}
    model = Material.model_construct(**known) if files else None
    return SimpleNamespace(model=lambda kind, code: model if (kind, code) == ("material", "photo") else None)


def test_a_file_is_put_to_a_material_once_and_no_more_than_its_type_takes(desk: Desk) -> None:
    first, second = uuid7(), uuid7()
    held = {"photo@mother": {"files": [str(first)], "n": 1}}
    desk.form(materials=held, release=most(desk.sheet, 2))
    assert put(desk, first) == [str(first)]
    assert desk.made.materials == held, "again: nothing happens, also where it is full"
    assert put(desk, second) == [str(first), str(second)]
    assert desk.made.materials["photo@mother"]["n"] == 6
    for files in (1, 0):
        desk.form(materials=held, release=most(desk.sheet, files))
        with pytest.raises(DomainError) as refused:
            put(desk, second)
        assert refused.value.code == "material_full"
        assert put(desk, first) == [str(first)]


def test_a_material_that_the_plan_does_not_want_takes_no_file(desk: Desk) -> None:
    desk.form(release=most(desk.sheet, 2))
    with pytest.raises(DomainError) as refused:
        put(desk, uuid7(), material="passport@mother")
    assert refused.value.code == "material_unknown"


def test_only_the_file_that_was_named_is_taken_away(desk: Desk) -> None:
    first, second = uuid7(), uuid7()
    desk.form(materials={"photo@mother": {"files": [str(first), str(second)], "n": 1}})
    assert put(desk, first, filling.detach) == [str(second)]
    assert desk.made.materials["photo@mother"]["n"] == 6
    put(desk, first, filling.detach, "passport@mother")
    assert "passport@mother" not in desk.made.materials
