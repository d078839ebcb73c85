"""预填: which registers are asked, about whom, when again; and what becomes of each word beside what stands there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from bancheng.eforms.spec import Element
from bancheng.exchange.commands import Failure, Lookup, Outcome
from bancheng.exchange.queries import Answer
from bancheng.exchange.spec import Resource
from bancheng.journeys.commands import looking_up
from bancheng.journeys.compose import Lookup as PlanLookup
from bancheng.journeys.queries.entries import Entry
from bancheng.kernel.access import system_actor
from bancheng.kernel.errors import DomainError
from bancheng.kernel.ids import uuid7

NOW = datetime(2026, 3, 2, 2, 30, tzinfo=UTC)
TOLD = NOW - timedelta(minutes=5)
ID = "449902199305210029"


def element(code: str, datatype: str = "text", authority: str = "") -> Element:
    body: dict[str, Any] = {"schema": "element/1", "code": code, "name": code, "datatype": datatype}
    return Element.model_validate(body | ({"authority": {"resource": authority}} if authority else {}))


ELEMENTS = {
    one.code: one
    for one in (
        element("number", "id_number"),
        element("name", authority="people"),
        element("town", authority="towns"),
        element("sex"),
    )
}
SECOND = {"records": "many"}
RESOURCES: dict[str, dict[str, Any]] = {"people": {}, "towns": {"sharing": "unconditional"}, "births": SECOND}


def resource(code: str) -> Resource:
    outputs = tuple(
        SimpleNamespace(field=one, element=one) for one in ("name", "town", "sex", "number", "gone")
    )
    kept = {"code": code, "records": "one", "sharing": "conditional", "outputs": outputs}
    return Resource.model_construct(**{**kept, **RESOURCES[code]})


def lookup(
    code: str, *gives: str, of: str = "mother", about: str = "mother.number", **more: Any
) -> PlanLookup:
    return PlanLookup(code, {"id": about}, {one: f"{of}.{one}" for one in gives}, **more)


def entry(value: Any, element: str = "number", source: str = "sign-on", n: int = 1, **more: Any) -> Entry:
    return Entry(value=value, element=element, source=source, at=NOW, n=n, **more)


@dataclass(frozen=True)
class Sheet:
    """A draft whose plan asks for what nobody was asked yet."""

    asks: tuple[PlanLookup, ...] = ()
    entries: Mapping[str, Entry] = field(default_factory=lambda: {"mother.number": entry(ID)})
    checked: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    state: str = "open"
    version: int = 1
    draft_id: UUID = field(default_factory=uuid7)
    digest: str = "sm3:1"
    answers: Mapping[str, Any] = field(default_factory=dict)
    materials: Mapping[str, Any] = field(default_factory=dict)
    elements: Mapping[str, Element] = field(default_factory=lambda: ELEMENTS)
    on: date = date(2026, 3, 2)
    journey: Any = field(default_factory=lambda: SimpleNamespace(name="生孩子"))
    release: Any = field(default_factory=lambda: SimpleNamespace(model=lambda _kind, code: resource(code)))

    @property
    def plan(self) -> Any:
        known = {path for path, one in self.entries.items() if one.source not in ("typed", "sign-on")}
        wanted = [
            one for one in self.asks
            if f"{one.resource}@{one.inputs['id']}" not in self.checked and not known & set(one.gives.values())
        ]  # fmt: skip
        return SimpleNamespace(lookups=tuple(wanted))

    def value(self, path: str) -> Any:
        found = self.entries.get(path)
        return found and found.value

    def identity_numbers(self) -> dict[str, str]:
        return {
            path.rpartition(".")[0]: str(one.value)
            for path, one in self.entries.items()
            if one.element == "number"
        }


class Registers:
    """What the registers say, what they were asked, and the draft in between."""

    def __init__(self) -> None:
        self.sheet = Sheet()
        self.says: dict[str, list[dict[str, Any]] | None] = {}
        self.asked: list[tuple[str, Any]] = []
        self.certificates: dict[str, list[dict[str, str]]] = {}

    def form(self, *asks: PlanLookup, **more: Any) -> None:
        self.sheet = Sheet(asks, **more)

    def query_many(self, lookups: list[Lookup], *, purpose: str, **_more: Any) -> list[Outcome]:
        assert purpose == "生孩子"
        return [self._outcome(one) for one in lookups]

    def _outcome(self, one: Lookup) -> Outcome:
        code = one.resource.code
        self.asked.append((code, one.inputs["id"]))
        said = self.says.get(code)
        if said is None:
            return Outcome(one, failure=Failure("down", f"{code}连不上", "ask"))
        return Outcome(one, Answer(code, uuid7(), bool(said), f"{code}局", TOLD, tuple(said)))

    def change(self, _draft_id: UUID, *, make: Any, **_more: Any) -> Any:
        written, answer = make(self.sheet)
        after = written.view_after()
        if written.changed():
            after = Sheet(**{**vars(after), "version": self.sheet.version + 1})
        self.sheet = after
        return after, answer

    def look(self, *, now: datetime = NOW, **more: Any) -> looking_up.Looked:
        self.asked = []
        view, looked = looking_up.look_up(
            actor=system_actor("test"), draft_id=self.sheet.draft_id, now=now, **more
        )
        self.seen: Any = view
        return looked

    def entry(self, path: str) -> Entry:
        return self.sheet.entries[path]


@pytest.fixture
def city(monkeypatch: pytest.MonkeyPatch) -> Registers:
    made = Registers()
    monkeypatch.setattr(looking_up, "draft", lambda *_who, **_more: made.sheet)
    monkeypatch.setattr(looking_up, "change", made.change)
    monkeypatch.setattr(looking_up, "query_many", made.query_many)
    monkeypatch.setattr(looking_up, "held_by", lambda *, numbers: made.certificates.get(numbers[0], []))
    monkeypatch.setattr(looking_up, "in_force", lambda rows, _on: rows)
    return made


# 问谁、什么时候再问


@pytest.mark.parametrize("keep", [True, False])
def test_for_a_draft_that_is_over_nobody_is_asked(city: Registers, keep: bool) -> None:
    city.form(lookup("people", "name"), state="submitted")
    with pytest.raises(DomainError) as refused:
        city.look(keep=keep)
    assert (refused.value.code, city.asked) == ("draft_over", [])


def test_looking_without_keeping_changes_nothing(city: Registers) -> None:
    city.form(lookup("people", "name"))
    city.says = {"people": [{"name": "林小雨"}]}
    assert city.look(keep=False).changed == ("mother.name",)
    assert city.seen.entries["mother.name"].value == "林小雨"
    assert set(city.sheet.entries) == {"mother.number"}


def test_an_answer_may_make_the_next_question_possible_and_each_is_asked_once(city: Registers) -> None:
    city.form(lookup("people", "name"), lookup("towns", "town", about="mother.name"))
    city.says = {"people": [{"name": "林小雨"}], "towns": [{"town": "春风"}]}
    looked = city.look(again=True)
    assert city.asked == [("people", ID), ("towns", "林小雨")]
    assert (looked.changed, looked.silent) == (("mother.name", "mother.town"), ())


def test_what_was_answered_is_asked_again_only_on_purpose(city: Registers) -> None:
    city.form(lookup("people", "name"))
    city.says = {"people": [{"name": "林小雨"}]}
    city.look()
    version = city.sheet.version
    assert city.look().changed == ()
    assert (city.asked, city.sheet.version) == ([], version)
    city.says = {"people": [{"name": "林晓雨"}]}
    assert city.look(again=True).changed == ("mother.name",)
    assert city.entry("mother.name").value == "林晓雨"


def test_who_is_asked_again_because_of_the_number_alone_and_not_by_what_a_register_gave(
    city: Registers,
) -> None:
    """What a register itself said before does not decide whether it is asked again."""
    city.form(lookup("people", "name"), lookup("towns", "town"))
    city.says = {"people": [{"name": "林小雨"}], "towns": []}
    city.look()
    assert city.look(again=True).changed == ()
    assert {code for code, _about in city.asked} == {"people", "towns"}


def test_what_the_plan_no_longer_wants_and_nobody_was_asked_is_not_asked(city: Registers) -> None:
    city.form(
        lookup("people", "name"),
        entries={"mother.number": entry(ID), "mother.name": entry("林", "name", "old")},
    )
    city.sheet = Sheet(**{**vars(city.sheet), "checked": {"x@y": {"source": "x"}}})
    city.look()
    assert city.asked == []


def test_another_number_is_another_question(city: Registers) -> None:
    city.form(lookup("people", "name"))
    city.says = {"people": [{"name": "林小雨"}]}
    city.look()
    city.sheet = Sheet(
        **{**vars(city.sheet), "entries": {**city.sheet.entries, "mother.number": entry("新号", n=9)}}
    )
    city.look()
    assert city.asked == [("people", "新号")]


def test_a_silent_register_is_asked_again_after_a_minute(city: Registers) -> None:
    city.form(lookup("people", "name"))
    (silent,) = city.look().silent
    assert (silent.resource, silent.sentence, silent.fallback) == ("people", "people连不上", "ask")
    look = city.sheet.checked["people@mother.number"]
    assert (look["found"], look["failure"], look["fallback"]) == (False, "people连不上", "ask")
    city.says = {"people": [{"name": "林小雨"}]}
    assert city.look(now=NOW + looking_up.RETRY - timedelta(seconds=1)).changed == ()
    assert city.look(now=NOW + looking_up.RETRY).changed == ("mother.name",)
    look = city.sheet.checked["people@mother.number"]
    assert (look["found"], look["failure"], look["fallback"], look["at"]) == (True, "", "", TOLD.isoformat())


def test_without_what_a_register_needs_it_is_not_asked(city: Registers) -> None:
    city.form(lookup("people", "name", about="father.number"))
    city.look()
    assert city.asked == []


# 能不能问


def typed_number(**more: Any) -> dict[str, Entry]:
    return {"father.number": entry(ID, source="typed", **more)}


def test_about_a_number_that_was_merely_typed_nobody_is_asked(city: Registers) -> None:
    city.form(lookup("people", "name", of="father", about="father.number"), entries=typed_number())
    (silent,) = city.look().silent
    assert city.asked == []
    assert silent.sentence == str(looking_up.NEEDS_CONSENT)
    look = city.sheet.checked["people@father.number"]
    assert (look["missing"], look["subjects"], look["found"]) == (["father.name"], ["father"], False)


def test_what_is_open_to_everybody_is_asked_about_anybody(city: Registers) -> None:
    city.form(lookup("towns", "town", of="father", about="father.number"), entries=typed_number())
    city.says = {"towns": [{"town": "春风"}]}
    assert city.look().changed == ("father.town",)


def test_a_typed_name_is_no_number(city: Registers) -> None:
    entries = {"father.name": entry("林", "name", "typed"), "father.gone": entry("x", "gone", "typed")}
    asks = [lookup("people", "sex", of="father", about="father.name"),
            lookup("births", "sex", of="father", about="father.gone")]  # fmt: skip
    city.form(*asks, entries=entries)
    city.look()
    assert {code for code, _about in city.asked} == {"people", "births"}
    assert not looking_up.is_typed_number(city.seen, "nobody.number")
    assert not looking_up.is_typed_number(Sheet(), "mother.number")  # type: ignore[arg-type]


# 记录放在哪里


def test_one_record_is_one_even_if_the_register_sends_two(city: Registers) -> None:
    city.form(lookup("people", "name", "sex"))
    city.says = {"people": [{"name": "林小雨", "sex": None}, {"name": "别人", "sex": "1"}]}
    city.look()
    assert city.entry("mother.name").value == "林小雨"
    assert "mother.sex" not in city.sheet.entries
    assert city.sheet.checked["people@mother.number"]["missing"] == ["mother.sex"]


def test_of_many_records_each_is_an_occurrence_of_its_subject_only(city: Registers) -> None:
    asks = PlanLookup(
        "births", {"id": "mother.number"}, {"name": "child[1].name", "town": "mother.town"}, occurring="child"
    )
    city.form(asks)
    city.says = {"births": [{"name": "甲", "town": "春风"}, {"name": "乙"}, {"name": None}]}
    city.look()
    found = {path: one.value for path, one in city.sheet.entries.items() if path != "mother.number"}
    assert found == {"child[1].name": "甲", "child[2].name": "乙", "mother.town": "春风"}
    look = city.sheet.checked["births@mother.number"]
    assert look["missing"] == ["child[3].name"]
    assert set(look["subjects"]) == {"child[1]", "child[2]", "mother"}


def test_a_register_that_knows_nobody_says_what_is_missing(city: Registers) -> None:
    city.form(lookup("births", "name", "sex"))
    city.says = {"births": []}
    assert city.look() == looking_up.Looked((), ())
    look = city.sheet.checked["births@mother.number"]
    assert (look["found"], look["missing"]) == (False, ["mother.name", "mother.sex"])


def test_not_found_is_not_found_whatever_records_come_along(
    city: Registers, monkeypatch: pytest.MonkeyPatch
) -> None:
    city.form(lookup("people", "name"))
    city.says = {"people": [{"name": "林小雨"}]}
    asked = city.query_many

    def nobody(*args: Any, **more: Any) -> list[Outcome]:
        return [
            Outcome(one.lookup, Answer(**{**vars(one.answer), "found": False}))
            for one in asked(*args, **more)
        ]

    monkeypatch.setattr(looking_up, "query_many", nobody)
    city.look()
    assert "mother.name" not in city.sheet.entries


# 原来写着的


def looked_before(city: Registers, *gives: str, **said: Any) -> None:
    """A register that said this a moment ago."""
    city.form(lookup("people", *gives))
    city.says = {"people": [said]}
    city.look()


def test_what_a_register_does_not_say_any_more_is_taken_out(city: Registers) -> None:
    looked_before(city, "name", "sex", "town", name="林小雨", sex="2")
    entries = {**city.sheet.entries, "mother.town": entry("春风", "town", "typed")}
    city.sheet = Sheet(**{**vars(city.sheet), "entries": entries})
    city.says = {"people": [{"name": "林小雨"}]}
    assert city.look(again=True).changed == ("mother.sex",)
    assert "mother.sex" not in city.sheet.entries
    assert city.entry("mother.town").value == "春风", "what the person wrote is no word of the register"


def test_while_a_register_is_silent_what_it_said_of_the_same_number_holds(city: Registers) -> None:
    looked_before(city, "name", "sex", name="林小雨")
    city.says = {}
    assert city.look(again=True).changed == ()
    look = city.sheet.checked["people@mother.number"]
    assert (look["found"], look["missing"], look["failure"]) == (True, ["mother.sex"], "people连不上")
    assert city.entry("mother.name").value == "林小雨"


def test_of_another_number_nothing_holds_that_was_said_of_the_old_one(city: Registers) -> None:
    looked_before(city, "name", name="林小雨")
    entries = {**city.sheet.entries, "mother.number": entry("新号", n=9)}
    city.sheet = Sheet(**{**vars(city.sheet), "entries": entries})
    city.says = {}
    assert city.look().changed == ("mother.name",)
    assert "mother.name" not in city.sheet.entries
    assert city.sheet.checked["people@mother.number"]["found"] is False


def test_a_looked_up_value_says_where_it_is_from_and_the_same_word_makes_no_page_stale(
    city: Registers,
) -> None:
    looked_before(city, "name", name="林小雨")
    first = city.entry("mother.name")
    assert (first.source, first.authority, first.at, first.n) == ("people", "people局", TOLD, 2)
    city.look(again=True)
    second = city.entry("mother.name")
    assert second.n == first.n, "nothing changed for whoever looks at the page"
    assert second.query_id != first.query_id, "but this is the query that it rests on now"


def test_what_the_person_wrote_stays_and_the_registers_word_stands_beside_it(city: Registers) -> None:
    own = {
        "mother.number": entry(ID),
        "mother.sex": entry("1", "sex", "typed"),
        "mother.town": entry("春风", "town", "typed"),
    }
    city.form(lookup("people", "sex", "town"), entries=own)
    city.says = {"people": [{"sex": "2", "town": "春风"}]}
    assert city.look().changed == ("mother.town",), "what agrees is the register's from now on"
    beside = city.entry("mother.sex")
    assert (beside.value, beside.source, beside.registered, beside.registered_source) == (
        "1",
        "typed",
        "2",
        "people",
    )
    assert beside.authority == "people局"
    assert city.entry("mother.town").source == "people"
    assert beside.n == 2


def test_of_two_registers_the_first_word_stands_unless_the_other_answers_for_the_datum(
    city: Registers,
) -> None:
    own = {
        "mother.number": entry(ID), "mother.name": entry("旧名", "name", "marriage"),
        "mother.sex": entry("1", "sex", "marriage"), "mother.town": entry("春风", "town", "marriage"),
        "mother.gone": entry("x", "gone", "marriage"),
    }  # fmt: skip
    city.form(lookup("people", "name", "sex", "town", "gone"), entries=own)
    city.sheet = Sheet(**{**vars(city.sheet), "checked": {"people@mother.number": {"source": "people"}}})
    city.says = {"people": [{"name": "林小雨", "sex": "2", "town": "秋月", "gone": "y"}]}
    assert city.look(again=True).changed == ("mother.name",)
    sources = {path: city.entry(f"mother.{path}").source for path in ("name", "sex", "town", "gone")}
    assert sources == {"name": "people", "sex": "marriage", "town": "marriage", "gone": "marriage"}


def test_beside_what_was_typed_the_authoritys_word_replaces_another_registers(city: Registers) -> None:
    other: dict[str, Any] = {"registered": "旧", "registered_source": "marriage"}
    own = {
        "mother.number": entry(ID), "mother.name": entry("林", "name", "typed", **other),
        "mother.sex": entry("1", "sex", "typed", **other), "mother.gone": entry("x", "gone", "typed", **other),
    }  # fmt: skip
    city.form(lookup("people", "name", "sex"), entries=own)
    city.says = {"people": [{"name": "林小雨", "sex": "2"}]}
    city.look()
    assert (city.entry("mother.name").registered, city.entry("mother.name").registered_source) == (
        "林小雨",
        "people",
    )
    assert city.entry("mother.sex").registered_source == "marriage"


# 已经有的证照


def test_certificates_are_found_by_numbers_that_somebody_vouches_for(city: Registers) -> None:
    card = [{"type": "card", "identifier": "new"}, {"type": "card", "identifier": "old"}]
    city.certificates = {ID: card, "别人": card}
    city.form(
        entries={
            "mother.number": entry(ID), "father.number": entry("别人", source="typed"),
            "mother.name": entry("林", "name", "typed"),
        }
    )  # fmt: skip
    city.look()
    look = city.sheet.checked["certificates@mother"]
    assert (look["held"], look["holder"], look["source"]) == ({"card": "new"}, "mother", "certificate")
    assert city.sheet.checked["certificates@father"]["held"] == {}
    first = look["at"]
    city.look(now=NOW + timedelta(days=1))
    assert city.sheet.checked["certificates@mother"]["at"] == first
