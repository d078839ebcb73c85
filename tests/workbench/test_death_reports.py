"""What registers told of deaths: a list without names, what became of each, and one that was left lying heard again."""

from __future__ import annotations

from typing import Any

import pytest

from bancheng.kernel.ids import uuid7
from bancheng.workbench.queries import reports as lists
from tests.city import Registry, family
from tests.journeys.test_told_of_a_death import body_of, died_on, signed, tell
from tests.journeys.walking import Walker, mother
from tests.workbench.desks import Form, Page
from tests.workbench.test_deaths import officer

LIST = "/desk/deaths/reports/"


@pytest.fixture
def walker(city: Any, registry: Registry) -> Walker:
    """Of whom a register has told; nothing was done about it yet."""
    walker = mother(family("双胞胎"))
    tell(body_of(walker), signed(body_of(walker), walker))
    return walker


def page(client: Any, query: str = "") -> Page:
    return Page(client.get(LIST + query))


def waiting(shown: Page) -> list[Form]:
    """What can be heard again."""
    return [form for form in shown.forms if form.action.startswith(LIST)]


def hear(client: Any) -> Any:
    form = waiting(page(client))[0]
    return client.post(form.action, form.values, follow=True)


def test_a_report_left_lying_is_listed_without_whom_it_is_about(walker: Walker) -> None:
    shown = page(officer(walker, "data-bureau"))
    assert "还没处理" in shown.text
    assert "death-0001" in shown.text
    for told in (walker.citizen.name, walker.citizen.id_number):
        assert told not in shown.html


def test_heard_again_it_does_what_it_should_have_done_and_says_what_became_of_it(walker: Walker) -> None:
    client = officer(walker, "data-bureau")
    answer = Page(hear(client))
    assert died_on(walker) == walker.on
    assert "登记好了，没有办完的事按规定处理了" in answer.text
    shown = page(client)
    assert "还没处理" not in shown.text
    assert waiting(shown) == [], "what is settled cannot be heard again"


def test_somebody_was_faster(walker: Walker) -> None:
    client = officer(walker, "data-bureau")
    form = waiting(page(client))[0]
    hear(client)
    late = client.post(form.action, {**form.values, "key": uuid7().hex}, follow=True)
    assert "刚才已经处理过了" in Page(late).text


def test_a_clerk_of_a_department_sees_none_and_has_none_heard(walker: Walker) -> None:
    address = waiting(page(officer(walker, "data-bureau")))[0].action
    client = officer(walker, "clerk")
    assert client.get(LIST).status_code == 403
    assert client.post(address, {"key": uuid7().hex}).status_code == 403
    assert died_on(walker) is None


def test_pages_follow_each_other_newest_first(walker: Walker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "PAGE", 1)
    body = body_of(walker, "death-0002")
    tell(body, signed(body, walker))
    client = officer(walker, "data-bureau")
    first = page(client)
    assert ("death-0002" in first.text, "death-0001" in first.text) == (True, False)
    second = Page(client.get(first.links["下一页"]))
    assert ("death-0002" in second.text, "death-0001" in second.text) == (False, True)
    assert "下一页" not in second.links
    assert page(client, "?after=x").status == 200
