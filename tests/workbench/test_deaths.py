"""登记去世 at the desk: by whom it may be, from the certificate, once; what it does to what was under way."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from bancheng.accounts.commands.sessions import open_session
from bancheng.accounts.spec import COOKIE
from bancheng.cases.queries import application_line
from bancheng.demo_city.population import calendar
from bancheng.demo_city.population.model import Citizen
from bancheng.kernel.access import PlainActor, may
from bancheng.kernel.database import fetch_one
from bancheng.kernel.ids import uuid7
from bancheng.organizations.spec import load_world
from tests.city import family
from tests.journeys.walking import Walker, mother
from tests.workbench.desks import Page

PAGE = "/desk/deaths/"


@pytest.fixture
def walker(city: Any, registry: Any) -> Walker:
    return mother(family("双胞胎"))


def officer(walker: Walker, role: str) -> Client:
    """Somebody of the staff who has this role, at their post."""
    found = fetch_one(
        """SELECT m.id AS staff, p.id AS post FROM accounts_staff_member m
             JOIN accounts_appointment a ON a.staff_id = m.id JOIN organizations_post p ON p.id = a.post_id
            WHERE p.roles @> to_jsonb(%s::text) ORDER BY p.code LIMIT 1""",
        [role],
    )
    assert found is not None
    client = Client()
    client.cookies[COOKIE] = open_session(now=walker.now, staff_id=found["staff"], post_id=found["post"])
    return client


def told(person: Citizen, walker: Walker, **changed: str) -> dict[str, str]:
    return {
        "name": person.name, "id_number": person.id_number,
        "died_on-year": str(walker.on.year), "died_on-month": str(walker.on.month),
        "died_on-day": str(walker.on.day), "seen": "yes",
        "key": uuid7().hex,
    } | changed  # fmt: skip


def alive(person: Citizen) -> bool:
    row = fetch_one("SELECT died_on FROM accounts_person WHERE id = %s", [person.id])
    return row is not None and row["died_on"] is None


def test_a_death_ends_what_was_under_way_and_the_desk_is_told_how_much(walker: Walker) -> None:
    handed = walker.ready().submit()
    client = officer(walker, "data-bureau")
    answer = client.post(PAGE, told(walker.citizen, walker))
    assert answer.status_code == 302
    assert "处理了1份" in Page(client.get(answer["Location"])).text
    assert not alive(walker.citizen)
    line = application_line(handed.application_id)
    assert line is not None
    assert line["state"] != "open"


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"name": "别人"}, "姓名和证件号对不上"),
        ({"id_number": "110101190001010000"}, "平台上没有这个证件号的人"),
        ({"died_on-year": "2199"}, "死亡日期不能晚于今天"),
        ({"died_on-day": ""}, "还差日"),
        ({"seen": ""}, "请先核对死亡证明"),
    ],
    ids=["name", "number", "future", "date", "unseen"],
)
def test_what_is_wrong_is_said_and_nothing_is_recorded(
    walker: Walker, changed: dict[str, str], sentence: str
) -> None:
    boxes = {name: value for name, value in told(walker.citizen, walker, **changed).items() if value}
    answer = officer(walker, "data-bureau").post(PAGE, boxes)
    assert answer.status_code == 422
    page = Page(answer)
    assert sentence in page.text
    assert boxes["id_number"] in page.html, "what was typed is kept"
    assert alive(walker.citizen)


def test_a_clerk_of_a_department_records_no_death(walker: Walker) -> None:
    client = officer(walker, "clerk")
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, told(walker.citizen, walker)).status_code == 403
    assert alive(walker.citizen)
    assert "登记去世" not in client.get("/desk/").content.decode()


def test_the_household_desk_of_a_police_station_records_a_death(walker: Walker) -> None:
    client = officer(walker, "vital-records")
    assert "登记去世" in client.get("/desk/").content.decode()
    assert client.post(PAGE, told(walker.citizen, walker)).status_code == 302
    assert not alive(walker.citizen)


def test_vital_records_are_kept_by_household_posts_of_the_police_and_by_nobody_else(city: Any) -> None:
    posts = load_world(calendar.CITY, date(2026, 9, 1)).posts.values()
    keepers = {post.code for post in posts if "vital-records" in post.roles}
    assert keepers == {
        post.code
        for post in posts
        if post.code.endswith(".household") and post.organization.startswith(("police", "station-"))
    }
    assert len(keepers) > 10


def test_whoever_keeps_vital_records_may_and_no_citizen_with_such_a_scope() -> None:
    keeper = PlainActor("staff", uuid7(), frozenset({"role:vital-records"}), "")
    assert may("accounts.record_death", keeper, None)
    assert not may("accounts.record_death", PlainActor("person", uuid7(), keeper.scopes, ""), None)
