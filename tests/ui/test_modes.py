"""显示方式: chosen by a form, kept in a cookie, the same pages and functions for everybody."""

from __future__ import annotations

import pytest
from django.test import Client, RequestFactory

from bancheng.ui.modes import COOKIE, Modes, read_modes

pytestmark = pytest.mark.django_db


def reading(cookie: str) -> Modes:
    request = RequestFactory().get("/")
    request.COOKIES[COOKIE] = cookie
    return read_modes(request)


def test_a_choice_survives_the_cookie() -> None:
    chosen = Modes(size="largest", theme="dark", contrast="high", face="elder", language="zh-hant")
    assert reading(chosen.cookie()) == chosen


@pytest.mark.parametrize("cookie", ["", "size-enormous", "theme-<script>", "....", "size", "face-elder-x"])
def test_a_strange_cookie_gives_the_ordinary_page(cookie: str) -> None:
    assert reading(cookie) == Modes()


def test_the_elder_face_never_shows_small_type() -> None:
    assert Modes(face="elder").shown_size == "larger"
    assert Modes(face="elder", size="largest").shown_size == "largest"


def test_choosing_returns_to_the_same_page_without_script(client: Client) -> None:
    answer = client.post("/modes/set/", {"face": "elder", "next": "/design/words/?a=1"})
    assert (answer.status_code, answer["Location"]) == (303, "/design/words/?a=1")
    page = client.get("/design/words/").content.decode()
    assert 'data-face="elder"' in page
    assert 'data-size="larger"' in page


@pytest.mark.parametrize(
    "address", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", ""]
)
def test_choosing_never_leads_away_from_this_site(client: Client, address: str) -> None:
    assert client.post("/modes/set/", {"theme": "dark", "next": address})["Location"] == "/"


def test_a_link_cannot_change_anything(client: Client) -> None:
    assert client.get("/modes/set/?face=elder").status_code == 405


def test_one_choice_keeps_the_others(client: Client) -> None:
    client.post("/modes/set/", {"theme": "dark"})
    client.post("/modes/set/", {"face": "elder"})
    page = client.get("/modes/").content.decode()
    assert 'data-theme="dark"' in page
    assert 'data-face="elder"' in page


def test_the_elder_page_does_everything_the_other_does(client: Client) -> None:
    """Same links and same controls: elder mode is the same page, re-laid."""
    plain = client.get("/design/").content.decode()
    client.post("/modes/set/", {"face": "elder"})
    elder = client.get("/design/").content.decode()
    assert plain.count("<a ") == elder.count("<a ")
    assert plain.count("<input") == elder.count("<input")
