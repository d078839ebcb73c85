"""An officer takes a case from the list to its result, or to its refusal, on pages without script."""

from __future__ import annotations

from typing import Any

import pytest

from bancheng.kernel.database import fetch_all
from bancheng.kernel.ids import uuid7
from tests.journeys.walking import Walker
from tests.portal.browsing import Visitor
from tests.workbench.desks import (
    Matter,
    approved,
    first,
    matters,
    reviewed,
    ticked,
    two_at_one_post,
)


@pytest.fixture
def matter(handed_in: Walker) -> Matter:
    return first(handed_in)


def papers(matter: Matter) -> list[str]:
    rows = fetch_all("SELECT kind FROM documents_paper WHERE case_id = %s", [matter.case_id])
    return sorted(row["kind"] for row in rows)


def test_accepting_gives_the_number_and_keeps_the_case_open_for_its_next_step(matter: Matter) -> None:
    desk = matter.desk()
    page = desk.post(desk.get(f"{matter.path}?list=free").form("accept"))
    assert "已受理" in page.text
    assert "办件编号" in page.text
    assert matter.state() == "accepted"
    assert page.can("review")
    assert not page.can("accept")
    assert papers(matter) == ["acceptance_notice"]


def test_a_review_passes_only_when_every_point_was_looked_at(matter: Matter) -> None:
    desk = matter.desk()
    desk.post(desk.get(matter.path).form("accept"))
    form = desk.get(matter.path).form("review")
    points = form.choices["checked"]
    page = desk.post(form, checked=points[:1], note="姓名再核一次")
    assert page.status == 422
    assert f"还有{len(points) - 1}项审查要点没有勾" in page.text
    assert page.form("review").values["note"] == ["姓名再核一次"]
    page = desk.post(page.form("review"), **ticked(form, "checked"))
    assert page.can("decide")


def test_approving_and_issuing_gives_the_next_department_the_fact_at_once(handed_in: Walker) -> None:
    walker = handed_in
    matter, desk = first(walker), first(walker).desk()
    later = matters(walker)["household-register-page"]
    assert later.state() == "waiting"
    approved(desk, matter)
    page = desk.post(desk.get(f"{matter.path}issue/").form("issue"))
    assert "已出结果" in page.text
    assert "已到待受理" in page.text
    assert matter.state() == "issued"
    assert later.state() == "filed"
    shown = later.desk().get(later.path)
    number = fetch_all("SELECT number FROM certificates_certificate WHERE case_id = %s", [matter.case_id])
    assert number[0]["number"] in shown.text
    assert "办好后带来" in shown.text


def test_a_result_that_a_later_department_counts_on_is_not_issued_without_it(handed_in: Walker) -> None:
    walker = handed_in
    matter, desk = first(walker), first(walker).desk()
    approved(desk, matter)
    desk.post(desk.get(f"{matter.path}issue/").form("issue"))
    later = matters(walker)["household-register-page"]
    desk = later.desk()
    approved(desk, later)
    form = desk.get(f"{later.path}issue/").form("issue")
    page = desk.post(form, **{name: "" for name in form.values if name.endswith(".id_number")})
    assert page.status == 422
    assert later.state() == "approved"


def test_everything_to_correct_is_said_once_with_its_date(matter: Matter) -> None:
    desk = matter.desk()
    panel = desk.get(f"{matter.path}correction/")
    assert "法律要求一次说全" in panel.text
    assert "补正期限" in panel.text
    form = panel.form("correction")
    page = desk.post(form)
    assert page.status == 422
    assert "还没有选要补什么" in page.text
    rows = form.choices["pick"][:2]
    page = desk.post(page.form("correction"), pick=rows, **{f"words|{rows[0]}": "照片右边缺一块，请重新拍"})
    assert "已要求补正" in page.text
    assert matter.state() == "correction_requested"
    page = desk.get(matter.path)
    assert "照片右边缺一块，请重新拍" in page.text
    assert "等申请人补正" in page.text
    assert not page.can("accept")


def test_not_accepting_needs_a_reason_and_a_basis_and_tells_the_remedies(matter: Matter) -> None:
    desk = matter.desk()
    form = desk.get(f"{matter.path}not-accepted/").form("not-accepted")
    page = desk.post(form, basis=[])
    assert page.status == 422
    assert "还没有选依据" in page.text
    page = desk.post(page.form("not-accepted"), basis=form.values["basis"], words="不在本院出生")
    assert matter.state() == "not_accepted"
    assert papers(matter) == ["refusal_of_acceptance"]
    assert "不在本院出生" in desk.get(matter.path).text


def test_refusing_says_beforehand_what_stops_and_afterwards_that_it_stopped(matter: Matter) -> None:
    desk = matter.desk()
    reviewed(desk, matter)
    panel = desk.get(f"{matter.path}decide/?choice=refuse")
    assert "这些将停止" in panel.text
    assert "申请人会看到" in panel.text
    page = desk.post(panel.form("decide"), words="分娩记录里没有这个孩子")
    assert "已决定不予许可" in page.text
    assert "已停止" in page.text
    assert matter.state() == "refused"
    assert papers(matter)[-1] == "refusal"


def test_a_clock_is_stopped_only_for_a_procedure_of_the_item_and_runs_on(handed_in: Walker) -> None:
    walker = handed_in
    start, desk = first(walker), first(walker).desk()
    approved(desk, start)
    desk.post(desk.get(f"{start.path}issue/").form("issue"))
    matter = matters(walker)["household-register-page"]
    desk = matter.desk()
    desk.post(desk.get(matter.path).form("accept"))
    form = desk.get(f"{matter.path}pause/").form("pause")
    assert desk.post(form, procedure="tea").status == 422
    page = desk.post(desk.get(f"{matter.path}pause/").form("pause"), procedure=form.choices["procedure"][0])
    assert matter.state() == "paused"
    assert "至多到" in page.text
    head = page.html.partition('class="wb-state"')[2].partition("wb-anchors")[0]
    assert head.count("bc-tag") == 1, "the clock says it; the state beside it would say it again"
    assert "恢复计时后审查" in page.text
    assert "受理后审查" not in page.text
    whole = Visitor(walker).get(f"/applications/{walker.id}/").text
    assert "起暂停计时，因为要入户核实。" in whole
    assert "您不用做什么" in whole
    desk.post(page.form("resume"))
    assert matter.state() == "accepted"


def test_an_item_without_a_special_procedure_offers_no_pause(matter: Matter) -> None:
    desk = matter.desk()
    assert not desk.post(desk.get(matter.path).form("accept")).can("pause")


def test_the_same_form_twice_does_the_act_once(matter: Matter) -> None:
    desk = matter.desk()
    form = desk.get(matter.path).form("accept")
    once = desk.client.post(form.action, form.values)
    again = desk.client.post(form.action, form.values)
    assert (once.status_code, once["Location"]) == (again.status_code, again["Location"])
    assert again["Idempotency-Replayed"] == "true"
    assert papers(matter) == ["acceptance_notice"]


def test_a_key_is_no_use_for_something_else(matter: Matter) -> None:
    desk = matter.desk()
    form = desk.get(matter.path).form("claim")
    desk.client.post(form.action, form.values)
    assert desk.client.post(form.action, {**form.values, "version": "9"}).status_code == 422


def test_looking_at_panels_changes_nothing(matter: Matter) -> None:
    desk = matter.desk()
    for panel in ("accept", "claim", "correction", "not-accepted", "decide", "issue", "review", "terminate"):
        desk.get(f"{matter.path}{panel}/")
    assert matter.state() == "filed"


def test_after_the_last_step_the_next_of_the_list_opens(city: Any, registry: Any) -> None:
    matter, other = two_at_one_post()
    desk = matter.desk()
    form = desk.get(f"{matter.path}correction/?list=free").form("correction")
    answer = desk.client.post(form.action, {**form.values, "pick": form.choices["pick"][:1]})
    assert answer["Location"].startswith(other.path)
    assert "list=free" in answer["Location"]
    page = desk.get(answer["Location"])
    assert "已要求补正" in page.text
    assert "下一件" in page.text


def test_what_was_done_cannot_be_made_up_in_an_address(matter: Matter) -> None:
    page = matter.desk().get(f"{matter.path}?told=eyJhY3QiOiJpc3N1ZSJ9:1:abc")
    assert "已出结果" not in page.text


def test_a_form_without_its_version_does_nothing(matter: Matter) -> None:
    desk = matter.desk()
    answer = desk.client.post(f"{matter.path}accept/", {"key": str(uuid7())})
    assert answer.status_code == 422
    assert matter.state() == "filed"
