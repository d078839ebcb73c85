"""Every act at the desk, posted twice with its key: done once, answered alike; with another body it is refused."""

from __future__ import annotations

from typing import Any

import pytest

from bancheng.cases import commands as cases
from bancheng.cases.queries import application_progress
from bancheng.cases.spec import CorrectionReply
from bancheng.kernel.database import fetch_all
from tests.journeys.walking import Walker
from tests.portal.officers import sealed
from tests.workbench.desks import Desk, Form, Matter, approved, first, matters, ticked

__all__ = ["sealed"]

PROBLEM = "这个页面已经提交过一次"


@pytest.fixture
def walker(handed_in: Walker, sealed: None) -> Any:
    return handed_in


@pytest.fixture
def matter(walker: Any) -> Matter:
    return first(walker)


def events() -> list[Any]:
    return [
        tuple(row.values()) for row in fetch_all("SELECT case_id, seq, type FROM kernel_event ORDER BY id")
    ]


def once(desk: Desk, form: Form, **values: Any) -> None:
    """Do it; do it again; try to do something else with the same key."""
    boxes = {**form.values, **values}
    assert boxes["key"], form
    before = events()
    first_answer = desk.client.post(form.action, boxes)
    assert first_answer.status_code == 302, first_answer.content.decode()[-3000:]
    done = events()
    assert len(done) > len(before), form.action
    again = desk.client.post(form.action, boxes)
    assert (again.status_code, again["Location"]) == (302, first_answer["Location"])
    assert again["Idempotency-Replayed"] == "true"
    refused = desk.client.post(form.action, boxes | {"version": "999"})
    assert refused.status_code == 422
    assert PROBLEM in refused.content.decode()
    assert events() == done


def test_from_claiming_to_the_result(matter: Matter, walker: Any) -> None:
    desk = matter.desk()
    once(desk, desk.get(matter.path).form("claim"))
    once(desk, desk.get(matter.path).form("release"))
    once(desk, desk.get(f"{matter.path}correction/").form("correction"), other="请核对姓名。")
    row = next(
        one for one in application_progress(walker.id, walker.actor).cases if one["case_id"] == matter.case_id
    )
    cases.answer_correction(
        actor=walker.actor, application_id=walker.id, case_id=matter.case_id, version=row["version"],
        replies=[CorrectionReply(0, disagrees="没有错")], now=walker.now,
    )  # fmt: skip
    once(desk, desk.get(matter.path).form("accept"))
    form = desk.get(matter.path).form("review")
    once(desk, form, **ticked(form, "checked"))
    once(desk, desk.get(f"{matter.path}decide/").form("decide"))
    once(desk, desk.get(f"{matter.path}issue/").form("issue"))
    assert matter.state() == "issued"


def test_stopping_the_clock_and_letting_it_run(matter: Matter, walker: Any) -> None:
    desk = matter.desk()
    approved(desk, matter)
    desk.post(desk.get(f"{matter.path}issue/").form("issue"))
    later = matters(walker)["household-register-page"]
    desk = later.desk()
    desk.post(desk.get(later.path).form("accept"))
    form = desk.get(f"{later.path}pause/").form("pause")
    once(desk, form, **{name: found[0] for name, found in form.choices.items()}, words="要到现场看")
    assert later.state() == "paused"
    once(desk, desk.get(later.path).form("resume"))


@pytest.mark.parametrize("act", ["not-accepted", "terminate"])
def test_an_end_with_a_reason(matter: Matter, act: str) -> None:
    desk = matter.desk()
    if act == "terminate":
        desk.post(desk.get(matter.path).form("accept"))
    form = desk.get(f"{matter.path}{act}/").form(act)
    once(desk, form, words="不归本部门管。", basis="0")
