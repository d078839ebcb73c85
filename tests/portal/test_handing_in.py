"""提交: read once more, declared, handed in once; and the other person's own yes or no."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections
from django.test import Client

from bancheng.accounts.commands.sessions import open_session
from bancheng.accounts.spec import COOKIE
from bancheng.journeys.queries.confirmations import asked_of
from bancheng.kernel.database import fetch_one
from tests.city import login, people
from tests.journeys.test_submission import rewrite
from tests.journeys.walking import Walker
from tests.portal.browsing import MOST_STATEMENTS, Screen, Visitor, same_but_for, writes
from tests.portal.officers import usual

SUBMIT = "确认无误，提交"
PARALLEL = 50


@pytest.fixture
def walker(city: Any, registry: Any) -> Walker:
    return usual()


@pytest.fixture
def ready(drafted: Walker) -> Walker:
    return drafted


def review(walker: Walker) -> str:
    return f"/drafts/{walker.id}/review/"


def submit(visitor: Visitor, walker: Walker, **more: str) -> Any:
    boxes = {"version": str(walker.reload().version), "declared": "yes"} | more
    return visitor.post(f"/drafts/{walker.id}/submit/", boxes)


def handed_in(walker: Walker) -> bool:
    return fetch_one("SELECT 1 FROM cases_application WHERE application_id = %s", [walker.id]) is not None


def screen(answer: Any) -> Screen:
    return Screen(answer.content.decode())


# --- the last look ------------------------------------------------------------------------------------------


def test_what_is_missing_is_a_link_and_takes_the_place_of_the_button(walker: Walker) -> None:
    walker.start().answer_all(who="mother").fill()
    (bring, *_rest) = [one for one in walker.view.plan.to_bring() if one.necessity == "required"]
    page = Visitor(walker).get(review(walker))
    assert f"/drafts/{walker.id}/materials/{bring.key}/" in page.links
    assert SUBMIT not in page.text
    assert page.primary == 1


def test_only_a_confirmation_is_missing_then_asking_for_it_is_the_button(walker: Walker) -> None:
    walker.start().answer_all(who="mother").fill().bring()
    page = Visitor(walker).get(review(walker))
    assert "请爸爸确认" in page.text
    assert SUBMIT not in page.text
    assert page.primary == 1


def test_nothing_is_missing_then_it_can_be_handed_in(ready: Walker) -> None:
    page = Visitor(ready).get(review(ready))
    assert SUBMIT in page.text
    assert page.primary == 1
    assert page.boxes["version"] == str(ready.view.version)
    assert "declared" not in page.boxes  # nobody declares for the person


def test_what_was_written_is_shown_masked_until_somebody_wants_to_see_it(ready: Walker) -> None:
    path = next(
        p
        for p, e in ready.view.entries.items()
        if e.typed and str(e.value).isdigit() and len(str(e.value)) > 12
    )
    number = str(ready.view.entries[path].value)
    visitor = Visitor(ready)
    assert number not in visitor.get(review(ready)).html
    assert number in visitor.get(f"{review(ready)}?show={path}").html


def test_what_was_found_is_folded_by_its_source(ready: Walker) -> None:
    page = Visitor(ready).get(review(ready))
    assert "替您查到的" in page.headings
    assert page.html.count("<summary><span>人口基础信息") == 1


def test_the_pages_read_little_and_write_nothing(ready: Walker) -> None:
    visitor = Visitor(ready)
    statements = visitor.statements(review(ready))
    assert len(statements) <= MOST_STATEMENTS, statements
    assert writes(statements) == []
    ready.submit()
    statements = visitor.statements(f"/applications/{ready.id}/receipt/")
    assert len(statements) <= MOST_STATEMENTS, statements
    assert writes(statements) == []


# --- handing in ---------------------------------------------------------------------------------------------


def test_handing_in_leads_to_the_receipt_and_so_does_every_repetition(ready: Walker) -> None:
    visitor = Visitor(ready)
    first, again = submit(visitor, ready), submit(visitor, ready, version="1")
    receipt = f"/applications/{ready.id}/receipt/"
    assert (first.status_code, first.url) == (again.status_code, again.url) == (302, receipt)
    assert "已经交上了" in visitor.get(receipt).text
    back = visitor.client.get(review(ready))  # the browser's Back
    assert (back.status_code, back.url) == (302, receipt)


def test_without_the_declaration_nothing_is_handed_in(ready: Walker) -> None:
    visitor = Visitor(ready)
    answer = visitor.post(f"/drafts/{ready.id}/submit/", {"version": str(ready.view.version)})
    page = screen(answer)
    assert answer.status_code == 422
    assert "#id_declared" in page.links
    assert not handed_in(ready)


def test_a_draft_changed_on_another_device_is_looked_at_again(ready: Walker) -> None:
    visitor = Visitor(ready)
    answer = submit(visitor, ready, version=str(ready.view.version - 1))
    page = screen(answer)
    assert answer.status_code == 409
    assert "另一台设备" in page.text
    assert page.boxes["version"] == str(ready.reload().version)
    assert page.boxes["declared"] == "yes"  # what was ticked stays ticked
    assert not handed_in(ready)


def test_what_a_register_says_differently_now_is_marked(ready: Walker) -> None:
    needed = {one.path for one in ready.view.plan.fields}
    path = next(
        p for p, e in ready.view.entries.items() if not e.typed and p in needed and p.endswith("name")
    )
    rewrite(ready, path, "旧名字")
    answer = submit(Visitor(ready), ready)
    page = screen(answer)
    assert answer.status_code == 409
    assert "刚才是旧名字" in page.text
    assert not handed_in(ready)


def test_an_incomplete_draft_comes_back_with_the_sentence(walker: Walker) -> None:
    walker.start().answer_all(who="mother").fill().bring()
    answer = submit(Visitor(walker), walker)
    assert answer.status_code == 422
    assert "还差爸爸确认" in screen(answer).text
    assert not handed_in(walker)


def test_fifty_posts_at_once_get_one_receipt(committed_city: Any, registry: Any) -> None:
    walker = usual().ready()
    boxes = {"version": str(walker.view.version), "declared": "yes"}
    key = open_session(now=walker.now, person_id=walker.citizen.id)

    def post(_number: int) -> tuple[int, str]:
        client = Client()
        client.cookies[COOKIE] = key
        try:
            answer = client.post(f"/drafts/{walker.id}/submit/", boxes)
            return answer.status_code, answer.headers.get("Location", "")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as many:
        answers = set(many.map(post, range(PARALLEL)))
    assert answers == {(302, f"/applications/{walker.id}/receipt/")}
    count = fetch_one("SELECT count(*) AS n FROM cases_application WHERE application_id = %s", [walker.id])
    assert count == {"n": 1}


def test_the_other_parent_is_not_told_what_was_sent(ready: Walker) -> None:
    ready.submit()
    receipt = f"/applications/{ready.id}/receipt/"
    assert "连同您确认过的" in Visitor(ready).get(receipt).text
    found = next(one.father for one in people().families if one.mother == ready.citizen)
    assert found is not None
    assert "连同您确认过的" not in Visitor(Walker(found)).get(receipt).text


# --- who may see it -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["/drafts/{}/review/", "/drafts/{}/submit/", "/applications/{}/receipt/"])
def test_anothers_is_like_one_that_does_not_exist(ready: Walker, page: str) -> None:
    ready.submit()
    stranger = Visitor(Walker(next(one.mother for one in people().families if one.mother != ready.citizen)))
    theirs, nobodys = ready.id, uuid4()
    first, second = stranger.client.get(page.format(theirs)), stranger.client.get(page.format(nobodys))
    assert (first.status_code, second.status_code) == (404, 404)
    assert same_but_for(first.content.decode(), theirs) == same_but_for(second.content.decode(), nobodys)


def test_whoever_is_not_signed_on_comes_back_here_afterwards(ready: Walker) -> None:
    answer = Client().post(f"/drafts/{ready.id}/submit/", {})
    assert re.search(r"/login/\?next=.*submit", answer.url)
    onward = Visitor(ready).client.get(f"/drafts/{ready.id}/submit/")
    assert (onward.status_code, onward.url) == (302, review(ready))


# --- 确认 ---------------------------------------------------------------------------------------------------


@pytest.fixture
def asked(walker: Walker) -> Walker:
    walker.start().answer_all(who="mother").fill().bring()
    answer = Visitor(walker).post(f"/drafts/{walker.id}/confirmations/father/", {})
    assert answer.status_code == 302
    return walker


def father(walker: Walker) -> tuple[Visitor, str]:
    """The other parent's browser, and the page they were asked on."""
    found = next(one.father for one in people().families if one.mother == walker.citizen)
    assert found is not None
    (row,) = [one for one in asked_of(login(found.id)) if one.draft_id == walker.id]
    return Visitor(Walker(found)), f"/confirmations/{row.confirmation_id}/"


def test_what_is_asked_of_a_person_waits_in_their_own_space(asked: Walker) -> None:
    visitor, page = father(asked)
    assert page in visitor.get("/me/").links
    shown = visitor.get(page)
    assert asked.citizen.name in shown.text  # who asks
    assert shown.primary == 1
    assert len(visitor.statements(page)) <= MOST_STATEMENTS


def test_a_yes_counts_once_and_lets_the_draft_be_handed_in(asked: Walker) -> None:
    visitor, page = father(asked)
    boxes = visitor.get(page).boxes
    for _twice in range(2):
        assert visitor.post(page, boxes | {"answer": "yes"}).status_code == 302
    assert "您确认了" in visitor.get(page).text
    assert SUBMIT in Visitor(asked).get(review(asked)).text


def test_a_no_is_possible_and_can_be_asked_again(asked: Walker) -> None:
    visitor, page = father(asked)
    visitor.post(page, visitor.get(page).boxes | {"answer": "no"})
    assert "您没有同意" in visitor.get(page).text
    shown = Visitor(asked).get(review(asked))
    assert "没有同意" in shown.text
    assert SUBMIT not in shown.text
    Visitor(asked).post(f"/drafts/{asked.id}/confirmations/father/", {})
    assert visitor.get(page).primary == 1


def test_neither_yes_nor_no_is_no_answer(asked: Walker) -> None:
    visitor, page = father(asked)
    visitor.post(page, visitor.get(page).boxes | {"answer": "perhaps"})
    assert visitor.get(page).primary == 1


def test_what_changed_meanwhile_is_shown_before_it_counts(asked: Walker) -> None:
    visitor, page = father(asked)
    seen = visitor.get(page).boxes
    asked.reload()
    path = next(
        one.path
        for one in asked.view.plan.fields
        if one.path.startswith("child") and one.path.endswith(".name")
    )
    asked.save({path: "林新名"})
    answer = visitor.post(page, seen | {"answer": "yes"})
    assert answer.status_code == 409
    assert "林新名" in screen(answer).text
    assert SUBMIT not in Visitor(asked).get(review(asked)).text


def test_a_confirmation_belongs_to_whom_it_was_asked_of(asked: Walker) -> None:
    _visitor, page = father(asked)
    theirs = Visitor(asked).get(page, status=404)
    assert "请谁确认，就由谁用自己的账号登录" in theirs.text
    assert Visitor(asked).get(f"/confirmations/{uuid4()}/", status=404).text == theirs.text
    assert not theirs.headings[0].endswith("。")
    assert Visitor(asked).post(page, {"answer": "yes", "key": uuid4().hex}).status_code == 404
