"""替谁办, where it does not work: what is wrong is said beside its box, what was typed stays, what is not there is a 404."""

from __future__ import annotations

from typing import Any

import pytest

from bancheng.accounts.queries.acting import mandate
from bancheng.demo_city.population.enterprises import enterprises_of
from bancheng.demo_city.population.model import Population
from tests.city import login
from tests.journeys.walking import Walker
from tests.portal.browsing import Screen, Visitor
from tests.portal.test_acting import change, clerk

__all__ = ["clerk"]
pytestmark = pytest.mark.usefixtures("city")
NO_DAY = {"until-year": "2027", "until-month": "13", "until-day": "1"}


def screen(answer: Any) -> Screen:
    return Screen(answer.content.decode())


@pytest.fixture
def giver(city: Population) -> Walker:
    return Walker(city.families[0].mother)


@pytest.fixture
def agent(city: Population) -> Walker:
    return Walker(city.families[7].mother)


def offered(giver: Walker, agent: Walker, **more: Any) -> str:
    page = Visitor(giver)
    boxes = page.get("/acting/mandates/new/").boxes
    told = boxes | {"number": agent.citizen.id_number, "name": agent.citizen.name, "acts": ["fill", "submit"]}
    made = page.post("/acting/mandates/new/", told | more)
    assert made.status_code == 302, made.content.decode()[:600]
    return str(made["Location"])


@pytest.mark.parametrize(
    "wrong", [NO_DAY, {"until-year": "", "until-month": "", "until-day": ""}, {"number": "123"}, {"name": ""}]
)
def test_what_is_wrong_with_a_mandate_is_said_and_nothing_typed_is_lost(
    giver: Walker, agent: Walker, wrong: dict[str, str]
) -> None:
    page = Visitor(giver)
    boxes = page.get("/acting/mandates/new/").boxes
    told = boxes | {"number": agent.citizen.id_number, "name": agent.citizen.name, "acts": ["fill"]}
    answer = page.post("/acting/mandates/new/", told | wrong)
    assert answer.status_code == 422
    shown = screen(answer)
    assert shown.invalid
    assert all(shown.boxes.get(name) == value for name, value in wrong.items())
    assert agent.citizen.name not in page.get("/acting/mandates/").text


def test_a_clerk_without_a_last_day_is_not_appointed(clerk: Walker, city: Population) -> None:
    shop = enterprises_of(city)[0]
    head = Walker(shop.representative)
    visitor = Visitor(head)
    change(visitor, head, shop.name)
    boxes = visitor.get("/acting/clerks/").boxes
    told = boxes | {"name": "何静", "number": city.families[7].mother.id_number, "acts": ["fill"]} | NO_DAY
    answer = visitor.post("/acting/clerks/", told)
    assert answer.status_code == 422
    assert "何静" in answer.content.decode()
    assert "何静" not in visitor.get("/acting/clerks/").text


def test_an_agent_resigns_on_the_page_and_cannot_take_back_what_is_not_his(
    giver: Walker, agent: Walker
) -> None:
    path = offered(giver, agent)
    theirs = Visitor(agent)
    assert "收回委托" not in theirs.get(path).text
    assert theirs.post(path, theirs.get(path).boxes | {"act": "accept"}).status_code == 302
    assert "收回委托" not in theirs.get(path).text
    assert theirs.post(path, theirs.get(path).boxes | {"act": "revoke"}).status_code in {403, 404}
    assert theirs.post(path, theirs.get(path).boxes | {"act": "resign"}).status_code == 302
    page = Visitor(giver).get(path)
    assert "已辞去" in page.text or "受托人不再办" in page.text
    assert "收回委托" not in page.text


@pytest.mark.parametrize("act", ["", "end", "delete"])
def test_an_act_that_does_not_exist_is_not_there(giver: Walker, agent: Walker, act: str) -> None:
    path = offered(giver, agent)
    visitor = Visitor(giver)
    assert visitor.post(path, visitor.get(path).boxes | {"act": act}).status_code == 404
    row = mandate(path.rstrip("/").rpartition("/")[2], login(giver.citizen.id))  # type: ignore[arg-type]
    assert row["state"] == "offered"


@pytest.mark.parametrize("after", ["x", "0" * 36, "-" * 60])
def test_a_place_in_the_list_that_is_none_is_the_beginning(clerk: Walker, after: str) -> None:
    assert "陈㛃" in Visitor(clerk).get(f"/acting/?after={after}").text


def test_who_may_act_for_another_thing_only_is_offered_no_change(
    giver: Walker, agent: Walker, registry: object
) -> None:
    path = offered(giver, agent, scope="some", journeys=["posthumous"])
    theirs = Visitor(agent)
    assert theirs.post(path, theirs.get(path).boxes | {"act": "accept"}).status_code == 302
    giver.start()
    answer = theirs.client.get(f"/drafts/{giver.id}/answers/")
    assert answer.status_code == 404
    assert giver.citizen.name not in answer.content.decode()
