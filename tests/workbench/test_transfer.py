"""转办 on the pages: who can take it over is listed, why is told to whoever does, the list follows."""

from __future__ import annotations

import pytest

from bancheng.accounts.queries import local_day
from bancheng.organizations.queries import world
from tests.journeys.walking import Walker
from tests.workbench.desks import Matter, first


@pytest.fixture
def matter(handed_in: Walker) -> Matter:
    return first(handed_in)


def choice(options: list[str], ends: object) -> str:
    return next(one for one in options if one.endswith(str(ends)))


def test_a_colleague_is_picked_and_finds_it_in_their_list_with_why(matter: Matter) -> None:
    one, other = matter.desk(1), matter.desk(2)
    form = one.get(f"{matter.path}transfer/").form("transfer")
    options = form.choices["to"]
    assert not [option for option in options if option.endswith(str(one.actor.id))]
    page = one.post(form, to=choice(options, other.actor.id), words="我明天休假")
    assert "已转办" in page.text
    assert matter.path in other.get("/desk/").html
    assert f"{one.actor.name}转来的：我明天休假" in other.get(matter.path).text
    assert f"{other.actor.name}正在办" in one.get(matter.path).text


def test_without_a_reason_it_stays_and_the_choice_is_kept(matter: Matter) -> None:
    one, other = matter.desk(1), matter.desk(2)
    form = one.get(f"{matter.path}transfer/").form("transfer")
    picked = choice(form.choices["to"], other.actor.id)
    page = one.post(form, to=picked)
    assert page.status == 422
    assert "还没有写为什么转" in page.text
    assert page.form("transfer").values["to"] == [picked]
    assert matter.path in one.get("/desk/?list=free").html


@pytest.mark.parametrize("to", ["", "x", "x~y", "00000000-0000-7000-8000-000000000000"])
def test_nobody_and_nothing_can_be_picked_by_hand(matter: Matter, to: str) -> None:
    desk = matter.desk()
    form = desk.get(f"{matter.path}transfer/").form("transfer")
    page = desk.post(form, to=to, words="休假")
    assert page.status == 422
    assert "转" in page.text
    assert matter.path in desk.get("/desk/?list=free").html


def test_only_colleagues_of_the_same_organization_are_offered(matter: Matter) -> None:
    text = matter.desk().get(f"{matter.path}transfer/").text
    assert "只能转给本单位的同事或科室" in text
    options = matter.desk().get(f"{matter.path}transfer/").form("transfer").choices["to"]
    posts = {str(one.id): one.organization for one in world(local_day(matter.desk().now)).posts.values()}
    body = matter.post.partition(".")[0]
    assert {posts[one.partition("~")[0]] for one in options} == {body}
