"""去掉一个人, on the pages: a button beside each, a page that asks first, and nothing that was typed is lost."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

import pytest

from bancheng.demo_city.drive.inventing import photograph
from bancheng.demo_city.population.model import Citizen
from tests.city import Registry, people
from tests.journeys.test_taking_out import SHOP
from tests.journeys.walking import Walker
from tests.portal.browsing import Screen, Visitor


def staff() -> list[Citizen]:
    return [one for one in people().citizens if one.local and one.key.startswith("family-0")][20:24]


@pytest.fixture
def shop(city: Any, registry: Registry) -> Walker:
    owner, *others = staff()
    walker = Walker(owner).start("restaurant").answer_all(**SHOP)
    walker.save({f"employee[{n}].name": one.name for n, one in enumerate(others, 1)})
    return walker


@pytest.fixture
def visitor(shop: Walker) -> Visitor:
    return Visitor(shop)


def part(shop: Walker, visitor: Visitor) -> str:
    """The part of the form where the employees stand."""
    codes = [one.code for one in shop.view.journey.sections]
    for code in codes:
        path = f"/drafts/{shop.id}/form/{code}/"
        if "employee[1].name" in visitor.client.get(path).content.decode():
            return path
    raise AssertionError("the employees stand nowhere")


def asking(shop: Walker, who: str) -> str:
    return f"/drafts/{shop.id}/people/{who}/out/"


def names(shop: Walker) -> list[Any]:
    view = shop.reload()
    return [view.value(f"employee[{n}].name") for n in (1, 2, 3)]


def test_beside_each_of_several_stands_the_button_and_enter_does_not_press_it(
    shop: Walker, visitor: Visitor
) -> None:
    html = visitor.get(part(shop, visitor)).html
    assert html.count('name="out"') == 3
    assert html.index('type="submit" hidden') < html.index('name="out"')


def test_where_one_is_the_least_there_is_no_button(shop: Walker, visitor: Visitor) -> None:
    shop.answer("how_many", "1")
    assert 'name="out"' not in visitor.get(part(shop, visitor)).html


def test_it_asks_first_and_what_was_typed_meanwhile_is_kept(shop: Walker, visitor: Visitor) -> None:
    path = part(shop, visitor)
    boxes = visitor.get(path).boxes
    typed = {"employee[3].name": "刚改的", "employee[2].id_number": "123", "out": "employee[2]"}
    answer = visitor.post(path, boxes | typed)
    assert answer.status_code == 302, "wrong, but about to go"
    assert unquote(answer["Location"]) == asking(shop, "employee[2]")
    assert names(shop)[2] == "刚改的"
    page = visitor.get(asking(shop, "employee[2]"))
    assert page.headings[0] == "去掉员工2？"
    assert staff()[2].name in page.text
    answer = visitor.post(asking(shop, "employee[2]"), page.boxes)
    assert (answer.status_code, answer["Location"]) == (302, path)
    assert names(shop) == [staff()[1].name, "刚改的", None]


def test_what_is_wrong_of_somebody_else_is_mended_first(shop: Walker, visitor: Visitor) -> None:
    path = part(shop, visitor)
    typed = {"employee[1].id_number": "123", "out": "employee[2]"}
    answer = visitor.post(path, visitor.get(path).boxes | typed)
    assert answer.status_code == 422
    assert Screen(answer.content.decode()).boxes["employee[1].id_number"] == "123"


def test_pressed_twice_one_goes_and_both_lead_back(shop: Walker, visitor: Visitor) -> None:
    boxes = visitor.get(asking(shop, "employee[1]")).boxes
    first, again = (visitor.post(asking(shop, "employee[1]"), boxes) for _press in range(2))
    assert (first.status_code, first["Location"]) == (again.status_code, again["Location"])
    assert names(shop) == [*(one.name for one in staff()[2:4]), None]


def test_changed_on_another_device_the_page_shows_what_stands_there_now(
    shop: Walker, visitor: Visitor
) -> None:
    boxes = visitor.get(asking(shop, "employee[2]")).boxes
    shop.save({"employee[2].name": "换人"})
    answer = visitor.post(asking(shop, "employee[2]"), boxes)
    assert answer.status_code == 409
    shown = Screen(answer.content.decode())
    assert "刚在另一台设备上改过" in shown.text
    assert "换人" in shown.text
    assert visitor.post(asking(shop, "employee[2]"), shown.boxes).status_code == 302


def test_an_older_form_is_told_what_it_could_not_store(shop: Walker, visitor: Visitor) -> None:
    path = part(shop, visitor)
    boxes = visitor.get(path).boxes | {"employee[2].name": "写给第二个"}
    visitor.post(asking(shop, "employee[2]"), visitor.get(asking(shop, "employee[2]")).boxes)
    answer = visitor.post(path, boxes)
    assert answer.status_code == 409
    text = Screen(answer.content.decode()).text
    assert "往前挪了一位" in text
    assert "写给第二个" in text
    assert names(shop)[1] == staff()[3].name
    assert visitor.post(path, boxes, headers={"x-autosave": "1"}).status_code == 409


def test_an_older_page_of_a_material_stores_no_file(shop: Walker, visitor: Visitor) -> None:
    key = next(one.key for one in shop.view.plan.materials if "employee[2]" in one.key)
    path = f"/drafts/{shop.id}/materials/{key}/"
    boxes = visitor.get(path).boxes
    visitor.post(asking(shop, "employee[1]"), visitor.get(asking(shop, "employee[1]")).boxes)
    answer = visitor.post(path, boxes | {"done": "1", "file": photograph_of(shop)})
    assert answer.status_code == 409
    assert not shop.reload().materials


def photograph_of(shop: Walker) -> Any:
    picture = photograph(shop.chance)
    picture.name = "photo.jpg"
    return picture


def test_of_somebody_elses_draft_the_page_is_not_found(shop: Walker) -> None:
    stranger = Visitor(Walker(people().families[5].mother))
    stranger.get(asking(shop, "employee[1]"), status=404)
    assert stranger.post(asking(shop, "employee[1]"), {"seen": "x"}).status_code == 404
    assert names(shop)[0] == staff()[1].name
