"""登记机关说了算: whose rights are kept, what a silent register leaves as it was, and who may start, confirm, recompute."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from bancheng.journeys import access
from bancheng.journeys.commands import registers
from bancheng.journeys.commands.registers import Asked
from bancheng.kernel.access import Always, Never, PlainActor, system_actor
from bancheng.kernel.errors import DomainError
from bancheng.kernel.ids import uuid7

NOW = datetime(2026, 3, 2, 2, 30, tzinfo=UTC)
ME, CHILD, FIRM, LOST = (uuid7() for _each in range(4))
PERSON = PlainActor("person", ME, frozenset())
CHILD_NUMBER = "449902201503020016"


class World:
    """What accounts knows, what the registers say, and what was kept of it."""

    def __init__(self) -> None:
        self.told: dict[str, list[dict[str, str]]] = {}
        self.silent: dict[str, str] = {}
        self.asked: list[str] = []
        self.kept: list[Any] = []
        self.enterprises: dict[UUID, Any] = {
            FIRM: SimpleNamespace(id=FIRM, uscc="U1", name="甲店", state="in_being")
        }
        self.people = {CHILD_NUMBER: CHILD}
        self.right: Any = True

    def ask(self, wanted: Any, _actor: Any, _now: Any) -> tuple[Any, Any]:
        self.asked += wanted
        told = {
            use: SimpleNamespace(records=tuple(self.told[use]), resource=use)
            for use in wanted
            if use in self.told
        }
        silent = {
            use: SimpleNamespace(sentence="连不上", fallback=self.silent[use])
            for use in wanted
            if use in self.silent
        }
        return told, silent

    def keep(self, record: Any, _now: Any) -> UUID:
        self.kept.append(record)
        return FIRM

    def wards(self, **kept: Any) -> None:
        self.kept.append((kept["guardian"], kept["ward"], kept["born_on"], kept["relation"], kept["source"]))

    def end(self, *, guardian: UUID, still: list[UUID], **_more: Any) -> None:
        self.kept.append(("ended", guardian, still))

    def register(self, *, persons: Any, **_more: Any) -> None:
        self.people |= {one.id_number: one.id for one in persons}


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    made = World()
    number = SimpleNamespace(id_number="N")
    around = {
        "person_facts": lambda who: number if who == ME else None, "_ask": made.ask, "_keep": made.keep,
        "rights_of": lambda *_who, limit: [SimpleNamespace(id=FIRM), SimpleNamespace(id=LOST)],
        "enterprise_facts": made.enterprises.get, "person_by_id_number": made.people.get,
        "keep_guardianship": made.wards, "end_guardianships": made.end, "register_persons": made.register,
        "right_to": lambda *_who: made.right,
    }  # fmt: skip
    for name, given in around.items():
        monkeypatch.setattr(registers, name, given)
    return made


def ward(number: str = CHILD_NUMBER, born: str = "2015-03-02") -> dict[str, str]:
    return {"ward_id_number": number, "ward_name": "孩子", "birth_date": born, "relation": "母亲"}


@pytest.mark.parametrize("who", [PlainActor("person", uuid7(), frozenset()), system_actor("test")])
def test_who_is_no_person_here_is_asked_about_nowhere(world: World, who: Any) -> None:
    assert registers.ask_registers(actor=who, now=NOW) == Asked(0, 0, ())
    assert world.asked == []


def test_a_silent_register_changes_nothing(world: World) -> None:
    world.silent = {"represented": "ask", "wards": "ask"}
    assert registers.ask_registers(actor=PERSON, now=NOW) == Asked(0, 0, ("连不上",))
    assert world.kept == []


def test_the_enterprises_named_are_kept_and_the_ones_not_named_any_more_are_asked_about(world: World) -> None:
    world.enterprises[LOST] = SimpleNamespace(id=LOST, uscc="U2", name="乙店", state="in_being")
    world.told = {"represented": [{"name": "甲店"}], "enterprise": [{"name": "乙店"}]}
    assert registers.ask_registers(actor=PERSON, now=NOW).enterprises == 1
    assert world.kept == [{"name": "甲店"}, {"name": "乙店", "credit_code": "U2"}]


def test_the_children_named_are_kept_and_the_others_rights_end(world: World) -> None:
    new = "449902201603020013"
    world.told = {"wards": [ward(), ward("no number"), ward(new, "2016-03-02")]}
    valid = {CHILD_NUMBER, new}
    with pytest.MonkeyPatch.context() as around:
        around.setattr(registers, "is_id_number", lambda number: number in valid)
        assert registers.ask_registers(actor=PERSON, now=NOW).wards == 2
    made = world.people[new]
    assert world.kept == [
        (ME, CHILD, date(2015, 3, 2), "母亲", "wards"),
        (ME, made, date(2016, 3, 2), "母亲", "wards"),
        ("ended", ME, [CHILD, made]),
    ]


def test_nobody_is_their_own_guardian(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registers, "is_id_number", lambda _number: True)
    world.people[CHILD_NUMBER] = ME
    world.told = {"wards": [ward()]}
    assert registers.ask_registers(actor=PERSON, now=NOW).wards == 0
    assert world.kept == [("ended", ME, [])]


def test_about_an_enterprise_that_nobody_knows_nobody_is_asked(world: World) -> None:
    assert registers.ask_about_enterprise(actor=PERSON, enterprise=uuid7(), now=NOW) is None
    registers.insist_on_standing(actor=PERSON, enterprise=uuid7(), now=NOW)
    assert world.asked == []


def test_a_silent_register_leaves_what_was_known_of_the_enterprise(world: World) -> None:
    world.silent = {"enterprise": "ask"}
    found = registers.ask_about_enterprise(actor=PERSON, enterprise=FIRM, now=NOW)
    assert found is world.enterprises[FIRM]
    registers.insist_on_standing(actor=PERSON, enterprise=FIRM, now=NOW)
    assert world.kept == []
    world.silent = {"enterprise": "refuse"}
    with pytest.raises(DomainError) as refused:
        registers.insist_on_standing(actor=PERSON, enterprise=FIRM, now=NOW)
    assert refused.value.code == "enterprise_register_silent"


@pytest.mark.parametrize("gone", [True, False])
def test_what_the_register_does_not_have_any_more_hands_nothing_in(world: World, gone: bool) -> None:
    world.told = {"enterprise": [] if gone else [{"name": "甲店"}]}
    world.enterprises[FIRM].state = "in_being" if gone else "deregistered"
    with pytest.raises(DomainError) as refused:
        registers.insist_on_standing(actor=PERSON, enterprise=FIRM, now=NOW)
    assert refused.value.code == "enterprise_not_in_register"
    assert world.kept == ([] if gone else [{"name": "甲店", "credit_code": "U1"}])


def test_who_acts_for_nobody_needs_no_right_of_a_register(world: World) -> None:
    world.told, world.right = {"enterprise": [{"name": "甲店"}]}, None
    registers.insist_on_standing(actor=PERSON, enterprise=FIRM, now=NOW)


def test_a_record_that_cannot_be_right_does_not_stop_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    def kept(*, record: Any, **_more: Any) -> UUID:
        if record.uscc == "wrong":
            raise registers.NOT_IN_REGISTER(name="甲")
        return FIRM

    monkeypatch.setattr(registers, "keep_enterprise", kept)
    said = {"name": "甲", "state": "in_being", "representative_name": "林", "representative_id_number": "N"}
    answers = [registers._keep({**said, "credit_code": code}, NOW) for code in ("wrong", "right")]
    assert answers == [None, FIRM]


def test_only_people_start_and_confirm_and_only_the_clock_recomputes() -> None:
    staff, clock = (
        PlainActor("staff", ME, frozenset()),
        PlainActor("system", None, frozenset({"system:clock"})),
    )
    assert (access._starts(PERSON), access._starts(staff), access._starts(clock)) == (Always, Never, Never)
    assert access._asked(PERSON) != Never
    assert access._asked(staff) == access._asked(clock) == Never
    assert (access._by_the_clock(clock), access._by_the_clock(staff)) == (Always, Never)
