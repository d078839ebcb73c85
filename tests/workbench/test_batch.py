"""批量办理: what goes with all of them goes, the others are told with why, each case through its own command."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest

from bancheng.kernel.database import count_statements, fetch_all
from bancheng.workbench.queries.batch import MOST
from tests.workbench.desks import Desk, Matter, Page, reviewed, two_at_one_post


@pytest.fixture
def pair(city: Any, registry: Any) -> list[Matter]:
    return two_at_one_post()


def pick(matter: Matter) -> str:
    return f"{matter.application_id}~{matter.case_id}"


def confirm(desk: Desk, act: str, *matters: Matter) -> Page:
    return desk.get(f"/desk/batch/?{urlencode([('act', act), *(('case', pick(one)) for one in matters)])}")


def events(matter: Matter, kind: str) -> int:
    return len(
        fetch_all(
            "SELECT 1 AS one FROM kernel_event WHERE case_id = %s AND type = %s", [matter.case_id, kind]
        )
    )


def test_the_list_offers_a_box_for_each_row_and_what_can_be_done(pair: list[Matter]) -> None:
    form = pair[0].desk().get("/desk/?list=free").form("batch")
    assert set(form.choices["case"]) == {pick(one) for one in pair}
    html = pair[0].desk().get("/desk/?list=free").html
    assert 'data-acts="claim accept transfer"' in html
    assert 'value="approve"' not in html


def test_all_are_accepted_with_one_button_and_every_one_has_its_letter(pair: list[Matter]) -> None:
    desk = pair[0].desk()
    page = confirm(desk, "accept", *pair)
    assert "一起受理2件" in page.text
    assert "每位申请人会收到受理通知书" in page.text
    page = desk.post(page.form("batch"))
    assert "受理：办成2件" in page.text
    for one in pair:
        assert one.state() == "accepted"
        papers = fetch_all("SELECT kind FROM documents_paper WHERE case_id = %s", [one.case_id])
        assert [row["kind"] for row in papers] == ["acceptance_notice"]


def test_what_does_not_go_says_why_and_stays(pair: list[Matter]) -> None:
    first, second = pair
    first.desk(2).post(first.desk(2).get(first.path).form("claim"))
    desk = first.desk(1)
    page = confirm(desk, "accept", *pair)
    assert "一起受理1件" in page.text
    assert "1件不能一起办" in page.text
    assert f"{first.desk(2).actor.name}正在办" in page.text
    desk.post(page.form("batch"))
    assert (first.state(), second.state()) == ("filed", "accepted")


def test_another_stage_is_named(pair: list[Matter]) -> None:
    first, second = pair
    desk = first.desk()
    desk.post(desk.get(first.path).form("accept"))
    page = confirm(desk, "accept", *pair)
    assert "不能受理" in page.text
    assert page.form("batch").values["case"] == [f"{pick(second)}~1"]


def test_approving_takes_the_words_of_the_rulebook(pair: list[Matter]) -> None:
    desk = pair[0].desk()
    for one in pair:
        reviewed(desk, one)
    page = desk.post(confirm(desk, "approve", *pair).form("batch"))
    assert "办成2件" in page.text
    for one in pair:
        row = fetch_all("SELECT outcome FROM cases_case WHERE case_id = %s", [one.case_id])[0]
        assert row["outcome"]["granted"]
        assert row["outcome"]["reason"]
        assert row["outcome"]["basis"]


def test_a_transfer_of_several_needs_a_taker_and_a_reason(pair: list[Matter]) -> None:
    desk, colleague = pair[0].desk(1), pair[0].desk(2)
    form = confirm(desk, "transfer", *pair).form("batch")
    page = desk.post(form)
    assert page.status == 422
    assert "请选转给谁" in page.text
    to = next(one for one in form.choices["to"] if one.endswith(str(colleague.actor.id)))
    page = desk.post(page.form("batch"), to=to, words="我明天休假")
    assert "转办：办成2件" in page.text
    mine = colleague.get("/desk/").html
    assert all(one.path in mine for one in pair)


def test_somebody_was_faster_with_one_of_them_and_the_rest_is_done(pair: list[Matter]) -> None:
    first, second = pair
    desk, other = first.desk(1), first.desk(2)
    form = confirm(desk, "accept", *pair).form("batch")
    other.post(other.get(first.path).form("accept"))
    page = desk.post(form)
    assert "办成1件，没办成1件" in page.text
    assert f"{other.actor.name}" in page.text
    assert second.state() == "accepted"
    assert events(first, "case_accepted") == 1


def test_the_result_is_the_same_page_however_often_and_nothing_is_done_twice(pair: list[Matter]) -> None:
    desk = pair[0].desk()
    form = confirm(desk, "accept", *pair).form("batch")
    once = desk.client.post(form.action, form.values)
    again = desk.client.post(form.action, form.values)
    assert once["Location"] == again["Location"]
    assert [events(one, "case_accepted") for one in pair] == [1, 1]
    for _reload in range(2):
        assert "办成2件" in desk.get(once["Location"]).text


def test_a_result_of_ones_own_making_is_none(pair: list[Matter]) -> None:
    assert "没有这次办理的结果" in pair[0].desk().get("/desk/batch/done/?r=abc").text


def test_what_belongs_to_another_post_is_counted_and_not_named(pair: list[Matter]) -> None:
    stranger = Desk("station-chunfeng-1")
    page = confirm(stranger, "accept", *pair)
    assert "2件没有找到，或者不归您这个岗位" in page.text
    row = fetch_all("SELECT name FROM cases_case WHERE case_id = %s", [pair[0].case_id])[0]
    assert row["name"] not in page.text
    form = confirm(pair[0].desk(), "accept", *pair).form("batch")
    page = stranger.post(form)
    assert "办成0件" in page.text
    assert [one.state() for one in pair] == ["filed", "filed"]


@pytest.mark.parametrize(
    "changed", [{"act": "refuse"}, {"act": ""}, {"case": []}], ids=["act", "none", "cases"]
)
def test_a_form_of_ones_own_making_does_nothing(pair: list[Matter], changed: dict[str, Any]) -> None:
    desk = pair[0].desk()
    page = desk.post(confirm(desk, "accept", *pair).form("batch"), **changed)
    assert page.status == 422
    assert [one.state() for one in pair] == ["filed", "filed"]


def test_a_page_of_the_list_is_the_most(pair: list[Matter]) -> None:
    many = urlencode(
        [("case", f"00000000-0000-7000-8000-{n:012d}~{pair[0].case_id}") for n in range(MOST + 1)]
    )
    assert f"一次最多一起办{MOST}件" in pair[0].desk().get(f"/desk/batch/?{many}", status=422).text


def test_the_confirmation_reads_all_of_them_at_once(pair: list[Matter]) -> None:
    desk = pair[0].desk()
    desk.get(f"/desk/batch/?act=accept&case={pick(pair[0])}")
    with count_statements() as one:
        desk.get(f"/desk/batch/?act=accept&case={pick(pair[0])}")
    with count_statements() as two:
        desk.get(f"/desk/batch/?act=accept&case={pick(pair[0])}&case={pick(pair[1])}")
    assert len(one) == len(two) <= 8
