"""A session ends while somebody types: after signing on again, the same person finds what they typed, nobody else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from bancheng.accounts.commands import keeping
from bancheng.accounts.commands.sessions import end_session, open_session
from bancheng.accounts.spec import COOKIE
from tests.city import people
from tests.journeys.walking import Walker, mother
from tests.portal.browsing import Visitor, noticed
from tests.workbench.desks import first, reviewed, submitted

BOX = "mother.bank_account"
WORDS = "照片太暗，看不清签发机关"


@pytest.fixture
def walker(city: Any, registry: Any) -> Walker:
    usual = next(one for one in people().families if one.father and one.marriage and one.birth_registered)
    walker = mother(usual)
    noticed(walker)
    return walker


def part(walker: Walker) -> str:
    return f"/drafts/{walker.id}/form/parents/"


def expired(visitor: Visitor, walker: Walker) -> None:
    """The session is over on the server; the browser still has its key."""
    end_session(key=visitor.client.cookies[COOKIE].value, now=walker.now)


def sign_on(visitor: Visitor, walker: Walker, person_id: Any = None) -> None:
    visitor.client.cookies[COOKIE] = open_session(now=walker.now, person_id=person_id or walker.citizen.id)


def typed_and_sent_to_the_door(walker: Walker) -> Visitor:
    visitor = Visitor(walker)
    page = visitor.get(part(walker))
    expired(visitor, walker)
    answer = visitor.post(part(walker), page.boxes | {BOX: "6222 02"})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/login/?next=")
    return visitor


def test_what_was_typed_is_back_in_its_box_after_signing_on_again(walker: Walker) -> None:
    visitor = typed_and_sent_to_the_door(walker)
    sign_on(visitor, walker)
    page = visitor.get(part(walker))
    assert page.boxes[BOX] == "6222 02"
    assert "刚才填的内容放回来了" in page.text


def test_it_is_shown_once_and_saved_by_nobody_but_the_person(walker: Walker) -> None:
    visitor = typed_and_sent_to_the_door(walker)
    sign_on(visitor, walker)
    page = visitor.get(part(walker))
    again = visitor.get(part(walker))
    assert again.boxes[BOX] == ""
    assert "刚才填的内容放回来了" not in again.text
    answer = visitor.post(part(walker), page.boxes | {BOX: "6222020000000000000"})
    assert answer.status_code == 302


def test_somebody_else_in_the_same_browser_never_gets_it(walker: Walker) -> None:
    visitor = typed_and_sent_to_the_door(walker)
    token = visitor.client.cookies[keeping.COOKIE].value
    assert token
    other = next(one for one in people().families if one.mother.id != walker.citizen.id).mother
    sign_on(visitor, walker, other.id)
    assert visitor.client.get(part(walker)).status_code == 404
    assert keeping.opened(token, path=part(walker), who=f"person:{other.id}", now=walker.now) is None
    assert "6222" not in token


def test_it_is_for_its_own_page_and_for_half_an_hour(walker: Walker) -> None:
    who = f"person:{walker.citizen.id}"
    token = keeping.sealed([("a.b", "字")], path="/x/", who=who, now=walker.now)
    assert token is not None
    late = walker.now + keeping.KEPT_FOR + timedelta(seconds=1)
    assert keeping.opened(token, path="/x/", who=who, now=walker.now) == [("a.b", "字")]
    assert keeping.opened(token, path="/y/", who=who, now=walker.now) is None
    assert keeping.opened(token, path="/x/", who=who, now=late) is None
    assert keeping.opened(token[:-2] + "xx", path="/x/", who=who, now=walker.now) is None


def test_what_a_cookie_cannot_hold_is_not_kept_and_the_door_still_opens(walker: Walker) -> None:
    visitor = Visitor(walker)
    expired(visitor, walker)
    noise = "".join(chr(0x4E00 + n * 7919 % 20000) for n in range(3000))
    answer = visitor.post(part(walker), {"mother.phone": noise})
    assert answer.status_code == 302
    assert keeping.COOKIE not in answer.cookies


def test_who_never_had_a_session_keeps_nothing(walker: Walker) -> None:
    answer = Visitor().post(part(walker), {"mother.phone": "13900001111"})
    assert keeping.COOKIE not in answer.cookies


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(walker: Walker) -> None:
    cookie = typed_and_sent_to_the_door(walker).client.cookies[keeping.COOKIE]
    assert (bool(cookie["httponly"]), cookie["samesite"], cookie["max-age"]) == (True, "Lax", 1800)


def test_an_officer_finds_the_reason_that_was_being_written(city: Any, registry: Any) -> None:
    walker = submitted()
    matter = first(walker)
    desk = matter.desk()
    form = desk.get(f"{matter.path}not-accepted/").form("not-accepted")
    end_session(key=desk.client.cookies[COOKIE].value, now=walker.now)
    answer = desk.client.post(f"{matter.path}not-accepted/", {**form.values, "words": WORDS})
    assert answer["Location"].startswith("/desk/login/?next=%2Fdesk%2Fcases%2F")
    desk.client.cookies[COOKIE] = matter.desk().client.cookies[COOKIE].value
    shown = desk.client.get(f"{matter.path}not-accepted/").content.decode()
    assert WORDS in shown
    assert "刚才写的内容放回来了" in shown


def left_half_written(desk: Any, page: str, **typed: str) -> Any:
    """What the page's script sends when its session ends by itself."""
    return desk.client.post(f"/session/typed/?{urlencode({'page': page})}", typed)


def test_what_an_officer_left_half_written_is_put_back_whether_the_session_is_over_or_ends_now(
    city: Any, registry: Any
) -> None:
    walker = submitted()
    matter = first(walker)
    page = f"{matter.path}not-accepted/"
    for over in (True, False):
        desk = matter.desk()
        if over:
            end_session(key=desk.client.cookies[COOKIE].value, now=walker.now)
        answer = left_half_written(desk, page, words=WORDS)
        assert (answer.status_code, answer.content) == (204, b"")
        desk.client.cookies[COOKIE] = again(matter)
        shown = desk.get(page)
        assert shown.form("not-accepted").values["words"] == [WORDS]
        assert "刚才写的内容放回来了" in shown.text
        assert WORDS not in desk.get(page).html, "put back once"


def again(matter: Any) -> str:
    """The same officer signs on again."""
    return str(matter.desk().client.cookies[COOKIE].value)


def test_half_written_words_are_for_their_own_page_and_officer(city: Any, registry: Any) -> None:
    matter = first(submitted())
    desk, colleague = matter.desk(), matter.desk(2)
    left_half_written(desk, f"{matter.path}not-accepted/", words=WORDS)
    assert WORDS not in desk.get(f"{matter.path}transfer/").html
    left_half_written(desk, f"{matter.path}not-accepted/", words=WORDS)
    colleague.client.cookies[keeping.COOKIE] = desk.client.cookies[keeping.COOKIE].value
    assert WORDS not in colleague.get(f"{matter.path}not-accepted/").html


@pytest.mark.parametrize("page", ["", "https://elsewhere.example/", "//elsewhere.example/"])
def test_nothing_is_kept_for_no_page_of_ours(city: Any, registry: Any, page: str) -> None:
    answer = left_half_written(first(submitted()).desk(), page, words=WORDS)
    assert keeping.COOKIE not in answer.cookies


def test_points_that_were_ticked_are_ticked_again(city: Any, registry: Any) -> None:
    matter = first(submitted())
    desk = matter.desk()
    desk.post(desk.get(matter.path).form("accept"))
    points = desk.get(matter.path).form("review").choices["checked"]
    left_half_written(desk, f"{matter.path}review/", checked=points[0], note=WORDS)
    form = desk.get(f"{matter.path}review/").form("review")
    assert form.values["checked"] == points[:1]
    assert form.values["note"] == [WORDS]


def test_a_no_that_was_being_written_is_a_no_again(city: Any, registry: Any) -> None:
    matter = first(submitted())
    desk = matter.desk()
    reviewed(desk, matter)
    left_half_written(desk, f"{matter.path}decide/", choice="refuse", words=WORDS)
    form = desk.get(f"{matter.path}decide/").form("decide")
    assert form.values["choice"] == ["refuse"]
    assert form.values["words"] == [WORDS]


def test_every_page_of_the_desk_tells_the_end_of_its_session(city: Any, registry: Any) -> None:
    matter = first(submitted())
    desk = matter.desk()
    for path in ("/desk/", matter.path, "/desk/find/"):
        html = desk.get(path).html
        assert 'id="timeout"' in html
        assert f"next={quote(path, safe='/')}" in html or f"next={quote(path, safe='')}" in html
        assert "写了一半的，重新登录后放回来" in html
