"""去掉一个人: one of several leaves the form; the others keep what is theirs under their new numbers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bancheng.demo_city.drive.inventing import photograph
from bancheng.demo_city.population.model import Citizen
from bancheng.files.commands import keep
from bancheng.files.queries import owned
from bancheng.journeys import commands as journeys
from bancheng.journeys.queries.confirmations import asked_of, confirmations_of
from bancheng.journeys.queries.several import removable, seen_of
from bancheng.kernel.database import fetch_all
from bancheng.kernel.errors import Conflict, DomainError, NotFound, RuleBroken
from tests.city import Registry, login, people
from tests.journeys.walking import Walker

SHOP = {
    "licensed": "no", "shop_type": "individual", "place_kind": "street", "cold_kind": "plant", "how_big": "120",
    "fun": "no", "fire_way": "pledge", "signboard": "no", "tobacco": "no", "how_many": "3",
}  # fmt: skip


def crowd() -> list[Citizen]:
    return [one for one in people().citizens if one.local and one.key.startswith("family-0")][20:26]


def out(walker: Walker, who: str, seen: str | None = None) -> None:
    walker.view = journeys.take_out(
        actor=walker.actor,
        draft_id=walker.id,
        who=who,
        seen=seen or seen_of(walker.view, who),
        now=walker.now,
    )


def names(walker: Walker, role: str = "employee") -> list[Any]:
    view = walker.reload()
    many = next(one.many for one in view.plan.subjects if one.role == role) or 0
    return [view.value(f"{role}[{n}].name") for n in range(1, many + 1)]


@pytest.fixture
def shop(city: Any, registry: Registry) -> Walker:
    """A shop with three people who touch food, each with name and number."""
    owner, *staff = crowd()[:4]
    walker = Walker(owner).start("restaurant").answer_all(**SHOP)
    told = {
        f"employee[{n}].{name}": getattr(one, name)
        for n, one in enumerate(staff, 1)
        for name in ("name", "id_number")
    }
    assert not walker.save(told).errors
    walker.look()
    return walker


def test_who_stands_in_the_middle_goes_and_the_others_move_up_with_what_is_theirs(shop: Walker) -> None:
    first, middle, last = crowd()[1:4]
    out(shop, "employee[2]")
    assert names(shop) == [first.name, last.name]
    assert shop.view.value("employee[2].id_number") == last.id_number
    assert shop.view.answers["how_many"] == 2
    assert not [one for one in shop.view.entries.values() if one.value in (middle.name, middle.id_number)]


def test_registers_are_not_asked_again_because_a_number_changed(shop: Walker) -> None:
    out(shop, "employee[1]")
    before = len(fetch_all("SELECT 1 FROM exchange_query WHERE application_id = %s", [shop.id]))
    looked = shop.look()
    assert looked.changed == ()
    assert len(fetch_all("SELECT 1 FROM exchange_query WHERE application_id = %s", [shop.id])) == before
    assert not [key for key in shop.view.checked if "employee[3]" in key]


def test_uploads_move_with_their_person_and_those_of_whoever_is_gone_are_deleted(shop: Walker) -> None:
    wanted = {one.key for one in shop.view.plan.materials if "employee[" in one.key}
    keys = {n: next(one for one in sorted(wanted) if f"employee[{n}]" in one) for n in (1, 2, 3)}
    files = {}
    for n, key in keys.items():
        kept = keep(upload=photograph(shop.chance), name="photo.jpg", actor=shop.actor, now=shop.now)
        shop.view = journeys.attach(
            actor=shop.actor, draft_id=shop.id, material=key, file_id=kept.id, now=shop.now
        )
        files[n] = kept.id
    out(shop, "employee[2]")
    held = {key: row["files"] for key, row in shop.view.materials.items()}
    assert held == {keys[1]: [str(files[1])], keys[2]: [str(files[3])]}
    assert {one.id for one in owned(shop.citizen.id)} == {files[1], files[3]}


def test_no_more_go_than_the_rulebook_lets(shop: Walker) -> None:
    out(shop, "employee[3]")
    out(shop, "employee[1]")
    assert names(shop) == [crowd()[2].name]
    assert removable(shop.view) == {}
    with pytest.raises(NotFound):
        out(shop, "employee[1]")


@pytest.mark.parametrize(
    "who", ["employee[4]", "employee[0]", "employee", "owner", "employee[1].name", "nobody[1]"]
)
def test_who_is_not_among_them_is_not_found(shop: Walker, who: str) -> None:
    with pytest.raises(NotFound):
        out(shop, who, seen="x")


def test_pressed_twice_one_goes(shop: Walker) -> None:
    seen = seen_of(shop.view, "employee[1]")
    out(shop, "employee[1]", seen)
    out(shop, "employee[1]", seen)
    assert names(shop) == [one.name for one in crowd()[2:4]]


def test_changed_on_another_device_it_is_asked_anew(shop: Walker) -> None:
    seen = seen_of(shop.view, "employee[2]")
    shop.save({"employee[2].name": "换人"})
    with pytest.raises(Conflict) as refused:
        out(shop, "employee[2]", seen)
    assert refused.value.code == "person_changed"
    assert len(names(shop)) == 3


def test_an_older_page_writes_nothing_over_who_moved_up(shop: Walker) -> None:
    base = shop.view.version
    out(shop, "employee[2]")
    typed = {"employee[1].name": "第一个", "employee[2].name": "原来的第二个", "employee[3].name": "没有了"}
    saved = shop.save(typed, base=base)
    assert saved.moved == {path: typed[path] for path in ("employee[2].name", "employee[3].name")}
    assert names(shop) == ["第一个", crowd()[3].name]
    assert not shop.save({"employee[2].name": "看过再改"}).moved
    assert names(shop)[1] == "看过再改"


def test_an_older_page_hands_in_nothing_for_who_moved_up(shop: Walker) -> None:
    key = next(one.key for one in shop.view.plan.materials if "employee[2]" in one.key)
    base = shop.view.version
    out(shop, "employee[1]")
    kept = keep(upload=photograph(shop.chance), name="photo.jpg", actor=shop.actor, now=shop.now)
    with pytest.raises(Conflict) as refused:
        journeys.attach(
            actor=shop.actor, draft_id=shop.id, material=key, file_id=kept.id, now=shop.now, base=base
        )
    assert refused.value.code == "people_moved"


def test_nobody_else_takes_anybody_out(shop: Walker) -> None:
    with pytest.raises(NotFound):
        journeys.take_out(
            actor=login(crowd()[5].id), draft_id=shop.id, who="employee[1]",
            seen=seen_of(shop.view, "employee[1]"), now=shop.now,
        )  # fmt: skip
    assert len(names(shop)) == 3


def test_from_a_draft_that_was_thrown_away_nobody_is_taken(shop: Walker) -> None:
    seen = seen_of(shop.view, "employee[1]")
    journeys.discard_draft(actor=shop.actor, draft_id=shop.id, now=shop.now)
    with pytest.raises(RuleBroken):
        out(shop, "employee[1]", seen)


def test_what_is_applied_for_again_keeps_its_people(shop: Walker) -> None:
    assert removable(shop.view)
    assert removable(replace(shop.view, only=frozenset())) == {}


# 确认 -------------------------------------------------------------------------------------------------------


@pytest.fixture
def heirs(city: Any, registry: Registry) -> Walker:
    """The register of kin is silent: three heirs are typed, all are asked, all say yes."""
    registry.mode("next-of-kin", "down")
    loss = next(one for one in people().bereavements if one.relatives[0].tie in ("spouse", "child"))
    walker = Walker(loss.relatives[0].person).start("posthumous")
    walker.answer_all(relation=loss.relatives[0].tie, heir_count="3")
    told = {
        f"heir[{n}].{name}": getattr(one, name)
        for n, one in enumerate(crowd()[:3], 1)
        for name in ("name", "id_number")
    }
    walker.fill(**{path.replace(".", "__"): value for path, value in told.items()})
    for n in (1, 2, 3):
        walker.ask(f"heir[{n}]")
    return walker


def say_yes(walker: Walker, citizen: Citizen) -> None:
    actor = login(citizen.id)
    (row,) = [one for one in asked_of(actor) if one.draft_id == walker.id]
    journeys.answer_confirmation(
        actor=actor,
        confirmation_id=row.confirmation_id,
        answer="confirmed",
        digest=row.digest,
        now=walker.now,
    )


def test_a_yes_moves_up_with_whoever_gave_it(heirs: Walker) -> None:
    last = crowd()[2]
    say_yes(heirs, last)
    own = confirmations_of(heirs.id)["heir[3]"].confirmation_id
    out(heirs, "heir[2]")
    rows = confirmations_of(heirs.id)
    assert sorted(rows) == ["heir[1]", "heir[2]"]
    assert (rows["heir[2]"].confirmation_id, rows["heir[2]"].state) == (own, "confirmed")
    assert heirs.reload().confirmations == {"heir[1]": "asked", "heir[2]": "confirmed"}
    assert heirs.ask("heir[2]").state == "confirmed", "nothing that they were shown has changed"


def test_of_whoever_is_gone_nothing_is_asked_any_more(heirs: Walker) -> None:
    gone = login(crowd()[1].id)
    (row,) = [one for one in asked_of(gone) if one.draft_id == heirs.id]
    out(heirs, "heir[2]")
    assert not [one for one in asked_of(gone) if one.draft_id == heirs.id]
    with pytest.raises(DomainError) as refused:
        journeys.answer_confirmation(
            actor=gone,
            confirmation_id=row.confirmation_id,
            answer="confirmed",
            digest=row.digest,
            now=heirs.now,
        )
    assert refused.value.code == "confirmation_not_asked"
    kinds = fetch_all("SELECT type FROM kernel_event WHERE case_id = %s ORDER BY seq", [row.confirmation_id])
    assert [one["type"] for one in kinds] == ["confirmation_asked", "confirmation_withdrawn"]


def test_who_comes_into_a_place_that_was_left_is_asked_for_themself(heirs: Walker) -> None:
    kept = confirmations_of(heirs.id)["heir[3]"].confirmation_id
    out(heirs, "heir[2]")
    heirs.answer("heir_count", "3")
    fresh = crowd()[4]
    heirs.fill(**{"heir[3]__name": fresh.name, "heir[3]__id_number": fresh.id_number})
    row = heirs.ask("heir[3]")
    assert row.confirmation_id != kept
    say_yes(heirs, fresh)
    say_yes(heirs, crowd()[2])
    assert heirs.reload().confirmations["heir[3]"] == "confirmed"
    assert heirs.view.confirmations["heir[2]"] == "confirmed"


def test_taking_out_and_writing_again_does_not_ask_more_often(heirs: Walker) -> None:
    gone = crowd()[1]
    most = next(one.at_most for one in heirs.view.plan.confirmations)
    for _turn in range(most - 1):
        out(heirs, "heir[2]")
        heirs.answer("heir_count", "3")
        heirs.fill(**{"heir[3]__name": gone.name, "heir[3]__id_number": gone.id_number})
        heirs.ask("heir[3]")
        out(heirs, "heir[2]")
        heirs.answer("heir_count", "3")
        third = crowd()[2]
        heirs.fill(**{"heir[3]__name": third.name, "heir[3]__id_number": third.id_number})
    out(heirs, "heir[2]")
    heirs.answer("heir_count", "3")
    heirs.fill(**{"heir[3]__name": gone.name, "heir[3]__id_number": gone.id_number})
    with pytest.raises(RuleBroken) as refused:
        heirs.ask("heir[3]")
    assert refused.value.code == "confirmation_asked_enough"


def test_whom_a_register_names_is_not_taken_out(city: Any, registry: Registry) -> None:
    loss = next(
        one for one in people().bereavements if len(one.relatives) > 2 and one.relatives[0].tie == "child"
    )
    walker = Walker(loss.relatives[0].person).start("posthumous")
    walker.answer_all(relation="child")
    walker.fill()
    walker.look()
    listed = next(one.many for one in walker.view.plan.subjects if one.role == "heir") or 0
    assert listed >= 1
    assert "heir" not in removable(walker.view)
    walker.answer("heir_count", str(listed + 1))
    walker.look()
    assert removable(walker.view)["heir"] == (listed + 1,)
