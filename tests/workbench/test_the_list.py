"""The list: what I hold, what waits for the post, in order of its date, by links that keep the place."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from bancheng.kernel.database import DEFAULT, count_statements, fetch_one, using
from bancheng.kernel.evidence import record
from bancheng.workbench.queries import inbox as lists
from bancheng.workbench.queries.due import due_of, light_of
from bancheng.workbench.views.places import COOKIE
from tests.journeys.walking import Walker
from tests.workbench.desks import Matter, first, two_at_one_post


@pytest.fixture
def matter(handed_in: Walker) -> Matter:
    return first(handed_in)


def due(matter: Matter) -> dict[str, datetime]:
    row = fetch_one("SELECT due_at, warn_at FROM worklist_entry WHERE id = %s", [matter.case_id])
    assert row is not None
    return row


def test_a_new_case_waits_for_the_post_and_is_mine_once_i_take_it(matter: Matter) -> None:
    desk = matter.desk()
    assert matter.path not in desk.get("/desk/").html
    assert "科室还有1件可以领" in desk.get("/desk/").text
    assert matter.path in desk.get("/desk/?list=free").html
    desk.post(desk.get(matter.path).form("claim"))
    assert matter.path in desk.get("/desk/").html
    assert matter.path not in desk.get("/desk/?list=free").html
    colleague = matter.desk(2)
    assert f"{desk.actor.name}在办" in colleague.get("/desk/?list=all").text


def test_a_row_says_what_for_whom_what_next_and_by_when(matter: Matter) -> None:
    row = fetch_one("SELECT name FROM cases_case WHERE case_id = %s", [matter.case_id])
    who = fetch_one(
        "SELECT applicant_name FROM cases_application WHERE application_id = %s", [matter.application_id]
    )
    assert row is not None
    assert who is not None
    text = matter.desk().get("/desk/?list=free").text
    for words in (row["name"], who["applicant_name"], "孩子出生了", "待受理", "还剩5个工作日"):
        assert words in text


def test_a_case_keeps_the_list_it_was_opened_from(matter: Matter) -> None:
    page = matter.desk().get("/desk/?list=free&do=accept")
    href = next(one for one in page.links.values() if one.startswith(matter.path))
    assert "list=free" in href
    assert "do=accept" in href
    assert "?list=free&amp;do=accept" in matter.desk().get(href).html


def test_a_filter_that_fits_nothing_says_so_and_offers_the_way_back(matter: Matter) -> None:
    page = matter.desk().get("/desk/?list=free&do=issue")
    assert matter.path not in page.html
    assert page.links["不筛选"] == "/desk/?list=free"


@pytest.mark.parametrize(
    "query", ["after=x", "after=nan~1", "light=purple", "list=theirs", "do=eat", "after=1e400~x"]
)
def test_an_address_of_ones_own_making_is_read_as_far_as_it_goes(matter: Matter, query: str) -> None:
    matter.desk().get(f"/desk/?{query}")


def test_pages_follow_each_other_without_gap_or_overlap(
    city: Any, registry: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "PAGE", 1)
    same = two_at_one_post()
    start = same[0]
    seen, path = [], "/desk/?list=free"
    while path:
        page = start.desk().get(path)
        seen += [one.path for one in same if one.path in page.html]
        path = page.links.get("下一页", "")
    assert sorted(seen) == sorted(one.path for one in same)


UNREAD = "（没看过）"


def test_a_row_is_marked_until_this_officer_has_opened_it(city: Any, registry: Any) -> None:
    opened, other = two_at_one_post()
    desk, colleague = opened.desk(), opened.desk(2)
    assert desk.get("/desk/?list=free").text.count(UNREAD) == 2
    desk.get(opened.path)
    page = desk.get("/desk/?list=free")
    assert page.text.count(UNREAD) == 1
    marked = page.html.index(UNREAD)
    assert page.html.rindex("/desk/cases/", 0, marked) == page.html.rindex(other.path, 0, marked)
    assert colleague.get("/desk/?list=free").text.count(UNREAD) == 2, "each officer reads for themself"


def test_a_file_that_was_seen_is_no_case_that_was_opened(matter: Matter) -> None:
    desk = matter.desk()
    with using(DEFAULT):
        record(desk.actor, "read_file", "person:x", f"file:{matter.case_id}", ["file"], now=desk.now)
    assert UNREAD in desk.get("/desk/?list=free").text


def test_listing_writes_nothing_and_stays_within_its_statements(matter: Matter) -> None:
    desk = matter.desk()
    desk.get("/desk/?list=all")
    with count_statements() as seen:
        desk.get("/desk/?list=all")
    assert not [one for one in seen.sql if "INSERT" in one or "UPDATE" in one]
    assert len(seen) <= 6


def test_the_rail_leads_back_to_the_filter_and_the_place_of_each_list(
    city: Any, registry: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "PAGE", 1)
    same = two_at_one_post()
    desk = same[0].desk()
    second = desk.get("/desk/?list=free&do=accept").links["下一页"]
    (there,) = [one.path for one in same if one.path in desk.get(second).html]
    desk.get("/desk/?light=far")
    on_a_case = desk.get(same[0].path)
    assert on_a_case.links["科室待领"] == second
    assert on_a_case.links["我的待办"] == "/desk/?light=far"
    assert on_a_case.links["科室全部"] == "/desk/?list=all"
    assert there in desk.get(on_a_case.links["科室待领"]).html


def test_on_its_own_page_a_list_leads_to_its_beginning_and_without_filter_it_is_forgotten(
    matter: Matter,
) -> None:
    desk = matter.desk()
    far = "&after=1000.000000~00000000-0000-0000-0000-000000000000"
    assert desk.get(f"/desk/?list=free&do=accept{far}").links["科室待领"] == "/desk/?list=free&do=accept"
    desk.get("/desk/?list=free")
    assert desk.get("/desk/").links["科室待领"] == "/desk/?list=free"


def test_what_one_session_kept_is_nothing_to_the_next(matter: Matter) -> None:
    desk, colleague = matter.desk(), matter.desk(2)
    desk.get("/desk/?list=free&do=accept")
    colleague.client.cookies[COOKIE] = desk.client.cookies[COOKIE].value
    assert colleague.get("/desk/").links["科室待领"] == "/desk/?list=free"
    colleague.client.cookies[COOKIE] = "made:up"
    assert colleague.get("/desk/").links["科室待领"] == "/desk/?list=free"


def test_what_i_did_is_listed_newest_first(matter: Matter) -> None:
    desk = matter.desk()
    desk.post(desk.get(matter.path).form("accept"))
    assert matter.path in desk.get("/desk/?list=done").html
    assert matter.path not in matter.desk(2).get("/desk/?list=done").html


def test_the_light_follows_the_stored_instants(matter: Matter) -> None:
    row = due(matter)
    end, warn = row["due_at"], row["warn_at"]
    assert light_of(end, warn, warn - timedelta(seconds=1)) == "far"
    assert light_of(end, warn, warn) in {"near", "today"}
    assert light_of(end, warn, end) == "today"
    assert light_of(end, warn, end + timedelta(microseconds=1)) == "overdue"


def test_one_minute_after_the_last_day_it_is_late_by_a_day(matter: Matter) -> None:
    row = due(matter)
    told = due_of(row["due_at"], row["warn_at"], False, row["due_at"] + timedelta(minutes=1))
    assert (told["light"], told["left"]) == ("overdue", 1)


def test_the_case_page_says_why_it_is_that_day(matter: Matter) -> None:
    text = matter.desk().get(matter.path).text
    assert "怎么算的" in text
    assert "从第二天起算5个工作日" in text
