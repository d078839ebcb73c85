"""替谁办: one identity at a time, shown on every page, changed without losing anything."""

from __future__ import annotations

import re
from uuid import UUID

import pytest

from bancheng.accounts.commands.mandates import revoke_mandate
from bancheng.accounts.models import Guardianship, Mandate
from bancheng.accounts.queries import local_day
from bancheng.accounts.queries.acting import actor_for, enterprise_by_code, rights_of
from bancheng.accounts.spec import BASES
from bancheng.demo_city.population.enterprises import clerks_of, clients_of, enterprises_of, wards_of
from bancheng.demo_city.population.model import Population
from bancheng.journeys.commands import start_draft
from bancheng.kernel.ids import uuid7
from tests.city import Registry, login
from tests.journeys.walking import NEWBORN, Walker
from tests.portal.browsing import MOST_STATEMENTS, Screen, Visitor, same_but_for, writes

pytestmark = pytest.mark.usefixtures("city")


@pytest.fixture
def clerk(city: Population) -> Walker:
    """李浩然: clerk of two enterprises, agent of one person, father of a minor."""
    return Walker(clerks_of(city)[0].person)


def right(walker: Walker, name: str) -> dict[str, str]:
    (one,) = [r for r in rights_of(walker.citizen.id, walker.on, BASES, words=name) if name in r.name]
    return {"authority": str(one.authority_id), "subject": str(one.id)}


def change(visitor: Visitor, walker: Walker, name: str, **more: str) -> None:
    told = right(walker, name) if name else {"authority": "", "subject": ""}
    answer = visitor.post("/acting/choose/", told | more)
    assert answer.status_code == 302, answer.content.decode()[:500]


def test_the_page_names_everybody_for_whom_one_may_act_and_writes_nothing(clerk: Walker) -> None:
    visitor = Visitor(clerk)
    screen = visitor.get("/acting/")
    for name in ("善美市蓝湾食品有限公司", "善美市远帆物流有限公司", "李可可", "陈㛃"):
        assert name in screen.text
    seen = visitor.statements("/acting/")
    assert len(seen) <= MOST_STATEMENTS
    assert writes(seen) == []


def test_for_whom_one_acts_is_shown_on_every_page_until_it_is_changed(
    clerk: Walker, registry: Registry
) -> None:
    visitor = Visitor(clerk)
    change(visitor, clerk, "蓝湾")
    for path in ("/", "/me/", "/things/", "/progress/", "/acting/"):
        if visitor.client.get(path).status_code == 200:
            assert "现在以企业善美市蓝湾食品有限公司的身份办" in visitor.get(path).text, path
    change(visitor, clerk, "可可")
    assert "现在替李可可办" in visitor.get("/me/").text
    change(visitor, clerk, "")
    assert f"现在以本人{clerk.citizen.name}的身份办" in visitor.get("/me/").text


def test_nobody_chooses_a_right_that_is_another_persons(clerk: Walker, city: Population) -> None:
    told = right(clerk, "蓝湾")
    stranger = Visitor(Walker(city.families[7].mother))
    assert stranger.post("/acting/choose/", told).status_code == 404
    assert "蓝湾" not in stranger.get("/me/").text


def test_an_agent_with_fifty_clients_finds_one_by_name(city: Population) -> None:
    agent = Walker(clerks_of(city)[2].person)
    visitor = Visitor(agent)
    first = visitor.get("/acting/")
    (after,) = [link for link in first.links if "after=" in link]
    second = visitor.get("/acting/" + after)
    third = visitor.get("/acting/" + next(link for link in second.links if "after=" in link))
    shown = [
        set(
            re.findall(r"换成(?:这一家<span class=\"vh\">：)?([^，。<]{2,20})(?:</span>)?</button>", one.html)
        )
        for one in (first, second, third)
    ]
    names = {one.name for _agency, one in clients_of(city)[1:]}
    assert names <= set().union(*shown)
    found = visitor.get("/acting/?q=23号")
    assert [name for name in names if name in found.text] == [name for name in names if "23号" in name]
    assert len(visitor.statements("/acting/?q=23号")) <= MOST_STATEMENTS


def test_asking_the_registers_finds_enterprises_and_children(city: Population, registry: Registry) -> None:
    mother = Walker(city.families[1].mother)
    Guardianship.objects.filter(guardian_id=mother.citizen.id).update(told_at=mother.now, ended_at=mother.now)
    visitor = Visitor(mother)
    assert "李可可" not in visitor.get("/acting/").text
    assert visitor.post("/acting/registers/", {}).status_code == 302
    assert "李可可" in visitor.get("/acting/").text


def test_a_register_that_is_silent_changes_nothing_and_is_said(city: Population, registry: Registry) -> None:
    registry.mode("*", "down")
    visitor = Visitor(Walker(enterprises_of(city)[0].representative))
    answer = visitor.post("/acting/registers/", {})
    assert answer.status_code == 200
    assert "暂时连不上" in answer.content.decode()
    assert "蓝湾" in answer.content.decode()


# 草稿 -------------------------------------------------------------------------------------------------------


def drafts_in(visitor: Visitor) -> int:
    return visitor.get("/me/").text.count("接着填：")


def test_a_draft_belongs_to_whom_it_is_for(clerk: Walker, city: Population, registry: Registry) -> None:
    visitor = Visitor(clerk)
    clerk.start()
    assert drafts_in(visitor) == 1
    change(visitor, clerk, "可可")
    assert drafts_in(visitor) == 0
    child = actor_for(clerk.citizen.id, UUID(right(clerk, "可可")["subject"]), clerk.on)
    assert child is not None
    start_draft(actor=child, journey=NEWBORN, now=clerk.now)
    start_draft(actor=child, journey=NEWBORN, now=clerk.now)
    assert drafts_in(visitor) == 2
    other = Visitor(Walker(city.families[1].mother))
    assert drafts_in(other) == 0
    change(other, Walker(city.families[1].mother), "可可")
    assert drafts_in(other) == 2


def test_a_thing_for_persons_is_not_started_as_an_enterprise_and_the_way_is_shown(
    clerk: Walker, registry: Registry
) -> None:
    visitor = Visitor(clerk)
    change(visitor, clerk, "蓝湾")
    screen = visitor.get(f"/things/{NEWBORN}/start/")
    assert "个人的身份办" in screen.text
    assert f"/acting/?next=/things/{NEWBORN}/start/" in screen.links
    answer = visitor.post(f"/things/{NEWBORN}/start/", {"draft": str(uuid7())})
    assert answer.status_code == 422


def test_a_page_from_before_a_change_starts_nothing_for_the_wrong_one(
    clerk: Walker, registry: Registry
) -> None:
    visitor = Visitor(clerk)
    boxes = visitor.get(f"/things/{NEWBORN}/start/").boxes
    change(visitor, clerk, "可可")
    answer = visitor.post(f"/things/{NEWBORN}/start/", boxes)
    assert answer.status_code == 409
    assert "身份换过了" in answer.content.decode()
    assert drafts_in(visitor) == 0


def test_saving_in_another_identity_offers_the_change_and_takes_along_what_was_typed(
    clerk: Walker, registry: Registry
) -> None:
    visitor = Visitor(clerk)
    clerk.start()
    path = f"/drafts/{clerk.id}/q/"
    boxes = visitor.get(path).boxes
    change(visitor, clerk, "蓝湾")
    question = clerk.view.plan.questions[0]
    value = question.options[0].value if question.options else "yes"
    answer = visitor.post(path, boxes | {"question": question.id, "answer": value})
    assert answer.status_code == 409
    screen = Screen(answer.content.decode())
    assert "这是您本人的事" in screen.text
    again = visitor.post("/acting/choose/", screen.boxes)
    assert (again.status_code, again["Location"]) == (307, path)
    visitor.post(path, screen.boxes)
    assert question.id in clerk.reload().answers


def test_what_is_taken_along_leaves_out_the_mark_of_the_form(clerk: Walker, registry: Registry) -> None:
    visitor = Visitor(clerk)
    clerk.start()
    change(visitor, clerk, "可可")
    posted = {"question": "x", "answer": "y", "csrfmiddlewaretoken": "a-mark-of-before"}
    answer = visitor.post(f"/drafts/{clerk.id}/q/", posted)
    assert answer.status_code == 409
    assert "a-mark-of-before" not in answer.content.decode()
    assert 'value="y"' in answer.content.decode()


def test_a_stranger_and_an_ex_agent_see_what_nobody_ever_was(
    clerk: Walker, city: Population, registry: Registry
) -> None:
    client = next(one for _agent, one in clients_of(city))
    principal = Walker(client)  # type: ignore[arg-type]
    principal.start()
    visitor = Visitor(clerk)
    change(visitor, clerk, "陈㛃")
    paths = [
        f"/drafts/{principal.id}/q/",
        f"/drafts/{principal.id}/answers/",
        f"/drafts/{principal.id}/materials/",
    ]
    for path in paths:
        assert visitor.client.get(path).status_code in {200, 302}, path
    given = Mandate.objects.get(principal_id=client.id)  # type: ignore[union-attr]
    revoke_mandate(actor=login(client.id), mandate_id=given.id, version=given.version, now=clerk.now)  # type: ignore[union-attr]
    nobody = uuid7()
    for path in paths:
        gone = visitor.client.get(path)
        never = visitor.client.get(path.replace(str(principal.id), str(nobody)))
        assert gone.status_code == never.status_code == 404, path
        assert same_but_for(gone.content.decode(), principal.id) == same_but_for(
            never.content.decode(), nobody
        )
        assert len(visitor.statements(path, 404)) == len(
            visitor.statements(path.replace(str(principal.id), str(nobody)), 404)
        )
    assert "凭证到期了" in visitor.get("/me/").text
    assert drafts_in(Visitor(principal)) == 1


# 经办人和委托 -----------------------------------------------------------------------------------------------


def test_the_representative_appoints_a_clerk_and_takes_it_back(city: Population, registry: Registry) -> None:
    shop = enterprises_of(city)[1]
    head, other = Walker(shop.representative), Walker(city.families[7].mother)
    visitor = Visitor(head)
    change(visitor, head, shop.name)
    boxes = visitor.get("/acting/clerks/").boxes
    wrong = visitor.post("/acting/clerks/", boxes | {"name": "何静", "number": "123", "acts": ["fill"]})
    assert wrong.status_code == 422
    assert "何静" in wrong.content.decode()
    told = boxes | {"name": other.citizen.name, "number": other.citizen.id_number, "acts": ["fill", "submit"]}
    assert visitor.post("/acting/clerks/", told).status_code == 302
    assert visitor.post("/acting/clerks/", told).status_code == 302, (
        "the same page posted twice is one appointment"
    )
    theirs = Visitor(other)
    change(theirs, other, shop.name)
    assert "善美市远帆物流有限公司" in theirs.get("/me/").text
    html = visitor.get("/acting/clerks/").html
    (end,) = set(
        re.findall(rf'action="(/acting/clerks/[^"]+/end/)">(?:(?!</form>).)*{other.citizen.name}', html, re.S)
    )
    assert visitor.post(end, {}).status_code == 302
    assert "凭证到期了" in theirs.get("/me/").text
    assert theirs.client.get("/acting/clerks/").status_code == 404


def test_a_mandate_is_offered_accepted_used_and_taken_back(city: Population, registry: Registry) -> None:
    giver, agent = Walker(city.families[0].mother), Walker(city.families[7].mother)
    page, answer = Visitor(giver), Visitor(agent)
    boxes = page.get("/acting/mandates/new/").boxes
    told = boxes | {"number": agent.citizen.id_number, "name": agent.citizen.name, "acts": ["fill", "submit"]}
    made = page.post("/acting/mandates/new/", told)
    assert made.status_code == 302, made.content.decode()
    path = made["Location"]
    assert f"{giver.citizen.name}请您代办" in answer.get(path).text
    assert Visitor(Walker(city.families[8].mother)).client.get(path).status_code == 404
    assert answer.post(path, answer.get(path).boxes | {"act": "accept"}).status_code == 302
    change(answer, agent, giver.citizen.name)
    assert f"现在替{giver.citizen.name}办" in answer.get("/me/").text
    assert page.post(path, {"act": "revoke", "version": "1"}).status_code == 409
    assert page.post(path, page.get(path).boxes | {"act": "revoke"}).status_code == 302
    assert f"现在替{giver.citizen.name}办" not in answer.get("/me/").text


def test_every_page_about_acting_has_one_main_button_at_most_and_few_statements(
    city: Population, registry: Registry
) -> None:
    shop = enterprises_of(city)[0]
    head = Walker(shop.representative)
    visitor = Visitor(head)
    change(visitor, head, shop.name)
    for path in ("/acting/", "/acting/clerks/", "/acting/mandates/", "/acting/mandates/new/"):
        screen = visitor.get(path)
        assert screen.primary <= 1, path
        seen = visitor.statements(path)
        assert len(seen) <= MOST_STATEMENTS, (path, len(seen))
        assert writes(seen) == [], path


def test_the_demo_tells_what_the_registers_tell(city: Population) -> None:
    assert enterprise_by_code(enterprises_of(city)[0].uscc) is not None
    assert all(
        ward.person.born_on.year for ward in wards_of(city, local_day(Walker(city.families[0].mother).now))
    )
