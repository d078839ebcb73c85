"""草稿: what a person writes is kept, what registers say keeps its source, and nobody else sees either."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bancheng.demo_city.loader import RULEBOOKS
from bancheng.demo_city.population.model import Population
from bancheng.journeys import commands as journeys
from bancheng.journeys.commands.starting import newer_release
from bancheng.journeys.queries.drafts import draft, my_drafts
from bancheng.kernel import rulebooks
from bancheng.kernel.crypto import SealBroken
from bancheng.kernel.database import call, fetch_one
from bancheng.kernel.errors import DomainError, NotFound
from tests.city import Registry, family, login
from tests.journeys.walking import NEWBORN, Walker, mother

TWO_PLACES = "夫妻两地户口，一个宝宝"
TWINS = "双胞胎"


@pytest.fixture
def walker(city: Population, registry: Registry) -> Walker:
    """林小雨 at the form: every question answered, every register asked."""
    return mother(family(TWO_PLACES)).start().answer_all(who="mother")


def row(walker: Walker) -> dict[str, Any]:
    found = fetch_one("SELECT * FROM public.journeys_draft WHERE draft_id = %s", [walker.id])
    assert found is not None
    return found


def code(error: pytest.ExceptionInfo[DomainError]) -> str:
    return error.value.code


# Starting


def test_a_draft_starts_with_what_sign_on_verified(city: Population) -> None:
    walker = mother(family(TWO_PLACES)).start()
    own = {path: (one.value, one.source) for path, one in walker.view.entries.items()}
    citizen = walker.citizen
    assert own == {
        "applicant.name": (citizen.name, "sign-on"),
        "applicant.id_number": (citizen.id_number, "sign-on"),
        "applicant.phone": (citizen.phone, "sign-on"),
    }


def test_the_same_start_posted_twice_opens_one_draft(city: Population) -> None:
    walker = mother(family(TWO_PLACES)).start()
    again = journeys.start_draft(
        actor=walker.actor, journey=NEWBORN, now=walker.now, draft_id=walker.id, answers={"who": "father"}
    )
    assert (again.draft_id, again.answers) == (walker.id, {})
    assert [one.draft_id for one in my_drafts(walker.actor)] == [walker.id]


def test_any_number_of_drafts_stand_side_by_side(city: Population) -> None:
    walker = mother(family(TWO_PLACES))
    made = {walker.start().id for _each in range(3)}
    assert {one.draft_id for one in my_drafts(walker.actor, journey=NEWBORN)} == made


# 情形问答


def test_an_answer_drops_the_later_answers_that_it_makes_meaningless(city: Population) -> None:
    walker = mother(family(TWO_PLACES)).start()
    for question, said in {"who": "mother", "born_in": "elsewhere", "how_many": "2"}.items():
        walker.answer(question, said)
    assert walker.view.answers["how_many"] == 2
    assert walker.answer("born_in", "hospital").dropped == ("how_many",)
    assert "how_many" not in walker.reload().answers
    assert walker.view.answers["who"] == "mother"


def test_an_answer_that_is_not_offered_is_refused(city: Population) -> None:
    walker = mother(family(TWO_PLACES)).start()
    for question, said in {"who": "grandmother", "how_many": "7", "no_such_question": "1"}.items():
        with pytest.raises(DomainError) as refused:
            walker.answer(question, said)
        assert refused.value.status == 422
    assert walker.reload().answers == {}


def test_answering_anew_keeps_what_was_typed(walker: Walker) -> None:
    walker.save({"child[1].name": "林知夏"})
    journeys.drop_answers(actor=walker.actor, draft_id=walker.id, now=walker.now)
    assert walker.reload().answers == {}
    assert walker.view.entries["child[1].name"].value == "林知夏"


# 预填


def test_every_looked_up_value_keeps_where_it_is_from(walker: Walker) -> None:
    parents = family(TWO_PLACES)
    assert parents.father is not None
    father = walker.view.entries["father.id_number"]
    assert (father.value, father.source) == (parents.father.id_number, "marriage-register")
    weight = walker.view.entries["child[1].weight"]
    assert (str(weight.value), weight.source) == (str(parents.births[0].weight_g), "birth-records")
    for path, entry in walker.view.entries.items():
        if entry.source != "sign-on":
            assert entry.query_id, path
            assert entry.authority, path
            logged = fetch_one("SELECT 1 FROM public.exchange_query WHERE query_id = %s", [entry.query_id])
            assert logged is not None, path


def test_looking_up_again_changes_nothing_and_asks_nobody(walker: Walker) -> None:
    before = row(walker)
    asked = fetch_one("SELECT count(*) AS n FROM public.exchange_query")
    walker.look()
    assert fetch_one("SELECT count(*) AS n FROM public.exchange_query") == asked
    assert row(walker) == before


def test_the_fields_that_a_register_holds_are_not_asked(walker: Walker) -> None:
    asked = {one.path for one in walker.view.plan.asked()}
    assert {"child[1].name", "mother.bank_account"} <= asked
    assert not asked & set(walker.view.entries)


# 填表


def test_a_wrong_value_is_handed_back_and_the_right_ones_are_kept(walker: Walker) -> None:
    saved = walker.save({"child[1].name": "林知夏", "mother.bank_account": "12"})
    assert set(saved.errors) == {"mother.bank_account"}
    assert saved.typed == {"mother.bank_account": "12"}
    assert walker.reload().entries["child[1].name"].value == "林知夏"
    assert "mother.bank_account" not in walker.view.entries


def test_a_code_that_was_not_offered_is_refused(walker: Walker) -> None:
    saved = walker.save({"mother.receive_by": "99", "child[1].ethnicity": "77"})
    assert set(saved.errors) == {"mother.receive_by", "child[1].ethnicity"}
    saved = walker.save({"mother.receive_by": "post", "child[1].ethnicity": "01"})
    assert not saved.errors


def test_a_region_that_does_not_exist_is_refused_also_as_an_objection(walker: Walker) -> None:
    saved = walker.save({}, objections={"child[1].birth_region": "110101001"})
    assert set(saved.errors) == {"child[1].birth_region"}
    saved = walker.save({}, objections={"child[1].birth_region": "449921100"})
    assert not saved.errors
    assert walker.view.value("child[1].birth_region") == "449921100"


@pytest.mark.parametrize(
    "path", ["mother.id_number", "mother.name", "child[1].weight", "child[1].birth_cert_no"]
)
def test_a_value_that_is_known_is_not_changed_by_posting_its_box(walker: Walker, path: str) -> None:
    before = walker.view.value(path)
    other = family(TWINS).mother
    posted = {"mother.id_number": other.id_number, "mother.name": other.name}.get(path, "3333")
    walker.save({path: posted})
    assert walker.reload().value(path) == before
    assert path not in walker.view.entries or not walker.view.entries[path].typed


def test_who_signed_on_cannot_say_that_they_are_somebody_else(walker: Walker) -> None:
    saved = walker.save({}, objections={"mother.id_number": family(TWINS).mother.id_number})
    assert set(saved.errors) == {"mother.id_number"}
    assert walker.reload().value("mother.id_number") == walker.citizen.id_number


def test_a_field_that_the_plan_does_not_have_is_not_stored(walker: Walker) -> None:
    walker.save({"mother.wealth": "1", "child[9].name": "没有这个宝宝"})
    assert not {"mother.wealth", "child[9].name"} & set(walker.reload().entries)


def test_an_emptied_box_empties_the_value(walker: Walker) -> None:
    walker.save({"child[1].name": "林知夏"})
    walker.save({"child[1].name": ""}, shown={"child[1].name": "林知夏"})
    assert "child[1].name" not in walker.reload().entries


# 这不对


def test_an_objection_keeps_both_values_and_where_the_registered_one_is_from(walker: Walker) -> None:
    registered = walker.view.entries["child[1].weight"].value
    walker.save({}, objections={"child[1].weight": "3333"}, reasons={"child[1].weight": "医院写错了"})
    entry = walker.reload().entries["child[1].weight"]
    assert (entry.value, entry.registered) == (3333, registered)
    assert (entry.registered_source, entry.reason) == ("birth-records", "医院写错了")
    planned = walker.view.plan.field("child[1].weight")
    assert planned is not None
    assert planned.value == 3333


def test_an_objection_survives_a_new_look_up_and_can_be_taken_back(walker: Walker) -> None:
    registered = walker.view.entries["child[1].weight"].value
    walker.save({}, objections={"child[1].weight": "3333"})
    walker.look(again=True)
    assert walker.view.entries["child[1].weight"].value == 3333
    walker.save({}, undone=frozenset({"child[1].weight"}))
    entry = walker.reload().entries["child[1].weight"]
    assert (entry.value, entry.source, entry.registered) == (registered, "birth-records", None)


# 两台设备


def test_two_devices_that_change_different_values_do_not_meet(walker: Walker) -> None:
    base = walker.view.version
    walker.save({"child[1].name": "林知夏"}, base=base)
    saved = walker.save({"mother.bank_name": "善美农商银行"}, base=base)
    assert saved.clashes == ()
    assert walker.reload().entries["child[1].name"].value == "林知夏"
    assert walker.view.entries["mother.bank_name"].value == "善美农商银行"


def test_two_devices_that_change_one_value_are_both_shown_and_the_stored_one_stays(walker: Walker) -> None:
    base = walker.view.version
    walker.save({"child[1].name": "林知夏"}, base=base)
    (clash,) = walker.save({"child[1].name": "林知秋"}, base=base).clashes
    assert (clash.path, clash.mine, clash.theirs) == ("child[1].name", "林知秋", "林知夏")
    assert walker.reload().entries["child[1].name"].value == "林知夏"


def test_after_a_clash_the_person_chooses_theirs_or_mine(walker: Walker) -> None:
    base, path = walker.view.version, "child[1].name"
    walker.save({path: "林知夏"}, base=base)
    assert walker.save({path: "林知秋"}, base=base, theirs=frozenset({path})).clashes == ()
    assert walker.reload().entries[path].value == "林知夏"
    assert walker.save({path: "林知秋"}, base=base, mine=frozenset({path})).clashes == ()
    assert walker.reload().entries[path].value == "林知秋"


def test_a_box_that_nobody_touched_is_no_change(walker: Walker) -> None:
    base, path = walker.view.version, "child[1].name"
    walker.save({path: "林知夏"}, base=base)
    saved = walker.save({path: "", "mother.bank_name": "善美农商银行"}, base=base, shown={path: ""})
    assert saved.clashes == ()
    assert walker.reload().entries[path].value == "林知夏"


def test_two_devices_that_say_the_same_agree(walker: Walker) -> None:
    base = walker.view.version
    walker.save({"child[1].name": "林知夏"}, base=base)
    assert walker.save({"child[1].name": "林知夏"}, base=base).clashes == ()


# 换到新的规则


def publish_changed(walker: Walker, promised: str) -> None:
    """The city publishes the journey anew: one department promises another number of days."""
    folder = rulebooks.load_folder(RULEBOOKS)
    key = "item/social-security-card"
    body = json.loads(json.dumps(folder.documents[key].body))
    assert body["entry_defaults"]["promised"] != promised
    body["entry_defaults"]["promised"] = promised
    documents = {**folder.documents, key: rulebooks.Document("item", "social-security-card", body)}
    changed = replace(folder, documents=documents)
    rulebooks.publish(changed, [("journey", NEWBORN)], now=walker.now, by="city", effective_from=walker.on)


def test_a_draft_stays_under_its_rules_until_the_person_moves_it_and_loses_nothing_then(
    walker: Walker,
) -> None:
    walker.save({"child[1].name": "林知夏"})
    walker.save({}, objections={"child[1].weight": "3333"})
    publish_changed(walker, "9 wd")
    before = walker.reload()
    newer = newer_release(before)
    assert newer is not None
    assert before.digest != newer[0].digest
    assert [(one.document, one.after) for one in newer[1]] == [("item/social-security-card", "9 wd")]
    moved = journeys.adopt_release(actor=walker.actor, draft_id=walker.id, now=walker.now)
    assert moved.digest == newer[0].digest
    assert (moved.answers, moved.entries) == (before.answers, before.entries)
    assert newer_release(walker.reload()) is None
    days = {one.code: one.promised.working_days for one in walker.view.plan.items}
    assert days["social-security-card"] == 9


# 结束


def test_a_discarded_draft_is_erased_and_cannot_be_changed(walker: Walker) -> None:
    walker.save({"child[1].name": "林知夏"})
    for _twice in range(2):
        journeys.discard_draft(actor=walker.actor, draft_id=walker.id, now=walker.now)
    left = row(walker)
    assert left["state"] == "discarded"
    assert [left[name] for name in ("answers", "fields", "materials", "checked")] == [{}, {}, {}, {}]
    assert my_drafts(walker.actor) == []
    with pytest.raises(DomainError) as refused:
        walker.save({"child[1].name": "又来了"})
    assert code(refused) == "draft_over"


def test_a_draft_that_nobody_touches_lapses_after_ninety_days(walker: Walker) -> None:
    walker.save({"child[1].name": "林知夏"})
    end = walker.now + timedelta(days=90)
    assert journeys.lapse_drafts(end - timedelta(seconds=1)) == 0
    assert row(walker)["state"] == "open"
    assert journeys.lapse_drafts(end) == 1
    assert (row(walker)["state"], row(walker)["fields"]) == ("lapsed", {})


# 别人的草稿


def test_somebody_elses_draft_is_not_there(walker: Walker) -> None:
    stranger = login(family(TWINS).mother.id)
    now, draft_id = walker.now, walker.id
    acts = [
        lambda: draft(draft_id, actor=stranger, now=now),
        lambda: journeys.answer_question(
            actor=stranger, draft_id=draft_id, question="who", raw=["father"], now=now
        ),
        lambda: journeys.look_up(actor=stranger, draft_id=draft_id, now=now),
        lambda: journeys.discard_draft(actor=stranger, draft_id=draft_id, now=now),
        lambda: journeys.adopt_release(actor=stranger, draft_id=draft_id, now=now),
        lambda: journeys.give_notice(actor=stranger, draft_id=draft_id, now=now),
        lambda: journeys.ask_confirmation(actor=stranger, draft_id=draft_id, role="father", now=now),
        lambda: journeys.submit_application(actor=stranger, draft_id=draft_id, version=1, now=now),
    ]
    for act in acts:
        with pytest.raises(NotFound) as refused:
            act()  # type: ignore[no-untyped-call]
        assert code(refused) == "not_found"
    assert my_drafts(stranger) == []


# 密存


def test_no_identity_number_phone_or_card_stands_in_the_row(walker: Walker) -> None:
    walker.fill()
    parents = family(TWO_PLACES)
    assert parents.father is not None
    card = str(walker.view.value("mother.bank_account"))
    stored = json.dumps(row(walker), ensure_ascii=False, default=str)
    for canary in (parents.mother.id_number, parents.father.id_number, parents.mother.phone, card):
        assert canary not in stored
    assert walker.view.value("father.id_number") == parents.father.id_number  # and the owner reads it


def test_a_sealed_value_moved_to_another_path_or_draft_does_not_open(walker: Walker) -> None:
    sealed = row(walker)["fields"]["father.id_number"]
    other = mother(family(TWO_PLACES)).start()
    for there, path in ((walker, "applicant.id_number"), (other, "father.id_number")):
        before = row(there)
        same = {name: before[name] for name in ("release", "answers", "materials", "checked", "expires_at")}
        moved = {**before["fields"], path: sealed}
        version, at = before["version"], there.now
        assert call("journeys_save_v1", draft_id=there.id, version=version, fields=moved, at=at, **same).ok
        with pytest.raises(SealBroken):
            there.reload()


def test_of_two_registers_the_one_that_answers_for_a_datum_counts(
    city: Population, registry: Registry
) -> None:
    story = family("婚姻登记里爸爸是曾用名")
    walker = mother(story).start().answer_all(who="mother")
    assert story.father is not None
    for _twice in range(2):
        name = walker.view.entries["father.name"]
        assert (name.value, name.source) == (story.father.name, "population-register")
        version = walker.view.version
        walker.look(again=True)
        assert walker.view.version == version  # nothing new: no page goes stale
