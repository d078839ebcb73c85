"""Two officers meet on one case: one wins, the other is told who and when, and keeps what they wrote."""

from __future__ import annotations

from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connections

from bancheng.kernel.database import fetch_all
from tests.journeys.walking import Walker
from tests.workbench.desks import Desk, Matter, first, reviewed, submitted


@pytest.fixture
def matter(handed_in: Walker) -> Matter:
    return first(handed_in)


def test_the_slower_one_is_told_who_did_what_and_when(matter: Matter) -> None:
    one, other = matter.desk(1), matter.desk(2)
    slow = other.get(matter.path).form("accept")
    one.post(one.get(matter.path).form("accept"))
    page = other.post(slow)
    assert page.status == 409
    assert f"{one.actor.name}" in page.text
    assert "已经受理了这件事" in page.text
    assert "看最新情况" in page.text
    assert page.can("review"), "the page shows the case as it is now"


def test_what_was_written_is_kept_beside_the_news(matter: Matter) -> None:
    one, other = matter.desk(1), matter.desk(2)
    reviewed(one, matter)
    slow = other.get(f"{matter.path}decide/?choice=refuse").form("decide")
    one.post(one.get(f"{matter.path}decide/").form("decide"))
    page = other.post(slow, words="我认为分娩记录对不上")
    assert page.status == 409
    assert "您写的内容留在下面" in page.text
    assert "我认为分娩记录对不上" in page.text
    assert matter.state() == "approved"


def test_the_ticked_corrections_are_kept_too(matter: Matter) -> None:
    one, other = matter.desk(1), matter.desk(2)
    slow = other.get(f"{matter.path}correction/").form("correction")
    one.post(one.get(matter.path).form("accept"))
    row = slow.choices["pick"][0]
    page = other.post(slow, pick=[row], **{f"words|{row}": "请重拍身份证"})
    assert page.status == 409
    assert "请重拍身份证" in page.text


def test_what_a_colleague_holds_is_a_sentence_and_no_button(matter: Matter) -> None:
    one, other = matter.desk(1), matter.desk(2)
    open_page = other.get(matter.path)
    one.post(one.get(matter.path).form("claim"))
    page = other.get(matter.path)
    assert f"{one.actor.name}正在办" in page.text
    assert not page.can("accept")
    refused = other.post(open_page.form("accept"))
    assert refused.status == 409
    one.post(one.get(matter.path).form("release"))
    assert other.get(matter.path).can("accept")


def test_both_press_at_the_same_instant_and_one_wins(committed_city: Any, registry: Any) -> None:
    matter = first(submitted())
    desks = [matter.desk(1), matter.desk(2)]
    forms = [desk.get(matter.path).form("accept") for desk in desks]
    answers: dict[int, Any] = {}
    start = Barrier(2)

    def press(number: int) -> None:
        start.wait()
        answers[number] = desks[number].client.post(forms[number].action, forms[number].values)
        connections.close_all()

    threads = [Thread(target=press, args=(number,)) for number in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status_code for answer in answers.values()) == [302, 409]
    loser = next(number for number, answer in answers.items() if answer.status_code == 409)
    assert desks[1 - loser].actor.name in answers[loser].content.decode()
    accepted = fetch_all(
        "SELECT actor FROM kernel_event WHERE case_id = %s AND type = 'case_accepted'", [matter.case_id]
    )
    assert [row["actor"] for row in accepted] == [f"staff:{desks[1 - loser].actor.id}"]


def test_an_officer_of_several_posts_sees_each_list_once(matter: Matter) -> None:
    assert isinstance(matter.desk(), Desk)
    rows = matter.desk().get("/desk/?list=free").html.count(f'href="{matter.path}')
    assert rows == 1
