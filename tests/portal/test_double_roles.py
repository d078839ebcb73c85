"""One person in two roles: refused where two are meant, with both places named; where it may be, asked once."""

from __future__ import annotations

from typing import Any

import pytest

from bancheng.journeys import commands as journeys
from bancheng.journeys.queries.double_roles import double_roles
from tests.city import people
from tests.journeys.test_restaurant_plan import shop
from tests.journeys.walking import Walker, mother
from tests.portal.browsing import Screen, Visitor

pytestmark = pytest.mark.usefixtures("city", "registry")


def staff_page(walker: Walker) -> str:
    return f"/drafts/{walker.id}/form/staff/"


@pytest.fixture
def kitchen() -> Walker:
    """A shop with two people who touch food, nobody written down yet."""
    owner = next(one for one in people().citizens if one.local)
    walker = shop(owner, how_many="2")
    journeys.give_notice(actor=walker.actor, draft_id=walker.id, now=walker.now)
    return walker


def typed(walker: Walker, first: str, second: str) -> Any:
    """The page of the staff handed in with these two numbers."""
    visitor, path = Visitor(walker), staff_page(walker)
    boxes = visitor.get(path).boxes
    return visitor.post(path, boxes | {"employee[1].id_number": first, "employee[2].id_number": second})


def number_of(walker: Walker, path: str) -> Any:
    return walker.reload().value(path)


def test_two_employees_with_one_number_are_told_where_both_stand(kitchen: Walker) -> None:
    one = next(each for each in people().citizens if each.local and each.key != kitchen.citizen.key)
    answer = typed(kitchen, one.id_number, one.id_number)
    assert answer.status_code == 422
    told = answer.content.decode()
    assert "“员工2”和“员工1”填了一样的号码，这里要的是两个不同的人" in told
    assert Screen(told).boxes["employee[2].id_number"] == one.id_number, "what was typed stays in its box"
    assert number_of(kitchen, "employee[1].id_number") == one.id_number
    assert number_of(kitchen, "employee[2].id_number") is None


def test_two_different_employees_are_two(kitchen: Walker) -> None:
    first, second = [each for each in people().citizens if each.local and each.key != kitchen.citizen.key][:2]
    assert typed(kitchen, first.id_number, second.id_number).status_code == 302
    assert number_of(kitchen, "employee[2].id_number") == second.id_number


def test_who_owns_the_shop_may_work_in_it_and_is_asked_once(kitchen: Walker) -> None:
    own = kitchen.citizen
    assert typed(kitchen, own.id_number, "").status_code == 302
    kitchen.reload()
    assert kitchen.view.value("employee[1].name") == own.name
    assert double_roles(kitchen.view) == []


def test_who_gave_birth_is_not_the_father_too() -> None:
    family = next(one for one in people().families if one.father and not one.marriage)
    walker = mother(family).start().answer_all(who="mother", father_known="yes", married="no")
    field = next(one for one in walker.view.plan.asked() if one.path == "father.id_number")
    saved = walker.save({field.path: family.mother.id_number})
    assert "“爸爸”" in saved.errors[field.path]
    assert "“妈妈”" in saved.errors[field.path]
    assert saved.typed[field.path] == family.mother.id_number
    assert walker.view.value(field.path) is None


def test_what_got_into_the_form_another_way_is_not_handed_in(
    kitchen: Walker, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = next(each for each in people().citizens if each.local and each.key != kitchen.citizen.key)
    with monkeypatch.context() as before:
        before.setattr("bancheng.journeys.commands.filling.double_roles", lambda _view: [])
        assert typed(kitchen, one.id_number, one.id_number).status_code == 302
    page = Visitor(kitchen).get(f"/drafts/{kitchen.id}/review/")
    assert "“员工2”和“员工1”填了一样的号码" in page.text
