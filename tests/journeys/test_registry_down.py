"""部门系统不通: one sentence, the fields become askable, the path completes; later the values are compared."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bancheng.demo_city.population.model import Population
from bancheng.exchange.commands import hang_up
from bancheng.journeys.commands import looking_up
from bancheng.kernel.database import fetch_all
from tests.city import Registry, family
from tests.journeys.walking import Walker, mother

TWO_PLACES = "夫妻两地户口，一个宝宝"
BIRTHS, PEOPLE, MARRIAGES = "births", "population", "marriage"
HOSPITAL_SENTENCE = "医院的分娩系统暂时连不上。请照出院小结先填写，我们连上后替您核对。"


def sentences(looked: looking_up.Looked) -> dict[str, str]:
    return {one.resource: one.sentence for one in looked.silent}


@pytest.fixture
def walker(city: Population, registry: Registry) -> Walker:
    """林小雨, before the first answer; the hospital's system is down."""
    registry.mode(BIRTHS, "down")
    return mother(family(TWO_PLACES)).start()


def test_one_system_down_is_one_sentence_and_the_others_answer(walker: Walker) -> None:
    walker.answer("who", "mother")
    walker.answer("born_in", "hospital")
    looked = walker.look()
    assert sentences(looked) == {"birth-records": HOSPITAL_SENTENCE}
    assert [one.fallback for one in looked.silent] == ["ask"]
    assert walker.view.value("father.name") is not None
    failures = {
        look["source"]: look["failure"] for look in walker.view.checked.values() if look.get("failure")
    }
    assert failures == {"birth-records": HOSPITAL_SENTENCE}


def test_what_a_silent_system_holds_is_asked_and_the_path_completes(walker: Walker) -> None:
    walker.answer_all(who="mother")
    asked = {one.path for one in walker.view.plan.asked()}
    assert {"child[1].sex", "child[1].born_on", "child[1].weight", "child[1].birth_region"} <= asked
    opened = walker.fill().bring().confirmed().submit()
    assert opened.receipt


@pytest.mark.parametrize("mode", ["error", "half", "wrong-schema", "bad-signature"])
def test_an_answer_that_cannot_be_believed_is_no_answer(
    city: Population, registry: Registry, mode: str
) -> None:
    registry.mode(BIRTHS, mode)
    walker = mother(family(TWO_PLACES)).start()
    walker.answer("who", "mother")
    walker.answer("born_in", "hospital")
    assert set(sentences(walker.look())) == {"birth-records"}
    assert not [one for one in walker.view.entries.values() if one.source == "birth-records"]


def test_every_system_down_still_lets_a_person_apply(city: Population, registry: Registry) -> None:
    registry.mode("*", "down")
    walker = mother(family(TWO_PLACES)).start().answer_all(who="mother")
    assert {one.source for one in walker.view.entries.values()} == {"sign-on"}
    father = family(TWO_PLACES).father
    assert father is not None
    told = {"father__id_number": father.id_number, "mother__household_region": "449902001"}
    opened = walker.fill(**told).bring().confirmed().submit()
    assert opened.receipt
    names = {one.path for one in walker.view.plan.fields if one.value is not None}
    assert {"father.id_number", "mother.household_address", "child[1].weight"} <= names


def test_a_system_that_is_back_is_asked_again_and_a_difference_stands_beside(
    walker: Walker, registry: Registry
) -> None:
    walker.answer_all(who="mother")
    birth = family(TWO_PLACES).births[0]
    right = {"child[1].weeks": str(birth.gestation_weeks)}
    wrong = {"child[1].weight": str(birth.weight_g + 100)}
    walker.save({**right, **wrong, "child[1].name": "林知夏"})
    registry.mode(BIRTHS, "ok")
    hang_up()
    walker.now += looking_up.RETRY
    looked = walker.look()
    assert looked.silent == ()
    weight = walker.view.entries["child[1].weight"]
    assert (weight.value, weight.registered) == (birth.weight_g + 100, birth.weight_g)
    assert weight.registered_source == "birth-records"
    same = walker.view.entries["child[1].weeks"]
    assert (same.value, same.source) == (birth.gestation_weeks, "birth-records")
    assert walker.view.entries["child[1].length"].source == "birth-records"
    assert walker.view.entries["child[1].name"].source == "typed"
    assert not [look for look in walker.view.checked.values() if look.get("failure")]


def test_a_silent_system_is_not_asked_on_every_page(walker: Walker, registry: Registry) -> None:
    walker.answer("who", "mother")
    walker.answer("born_in", "hospital")
    walker.look()
    registry.mode(BIRTHS, "ok")
    hang_up()
    walker.now += looking_up.RETRY - timedelta(seconds=1)
    assert walker.look().changed == ()
    walker.now += timedelta(seconds=1)
    assert "child[1].weight" in walker.look().changed


def test_a_system_that_keeps_failing_is_left_alone(walker: Walker) -> None:
    walker.answer("who", "mother")
    walker.answer("born_in", "hospital")
    for _each in range(7):
        walker.look()
        walker.now += looking_up.RETRY
    query = "SELECT result FROM public.exchange_query WHERE resource = 'birth-records'"
    assert "breaker_open" in [row["result"] for row in fetch_all(query)]
    asked = len(fetch_all(query))
    assert sentences(walker.look()) == {"birth-records": HOSPITAL_SENTENCE}
    assert {row["result"] for row in fetch_all(query + " ORDER BY at")[asked:]} <= {"breaker_open"}


def test_what_was_typed_while_a_system_was_silent_is_marked_as_typed_in_the_application(
    walker: Walker,
) -> None:
    from bancheng.eforms.queries import answers_of

    walker.answer_all(who="mother").fill().bring().confirmed().submit()
    answers = answers_of(walker.id)
    assert answers["child[1].weight"].source == "typed"
    assert answers["father.name"].source == "population-register"
