"""The pages at the doors, and what the middleware does with who comes through them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client

from bancheng.accounts import middleware
from bancheng.accounts.commands.sessions import open_session
from bancheng.accounts.models import Session
from bancheng.accounts.queries import load_actor
from bancheng.accounts.spec import COOKIE
from bancheng.kernel.database import count_statements
from bancheng.organizations.spec import post_id
from tests.accounts.conftest import PASSWORD, hire


@pytest.fixture(autouse=True)
def _table_of_contents(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.accounts.contents"


@pytest.fixture
def browser() -> Client:
    return Client(enforce_csrf_checks=True)


def csrf(page: HttpResponse) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.content.decode())
    assert found is not None
    return found[1]


def log_in(browser: Client, account: str = "station-1", password: str = PASSWORD, wanted: str = "") -> Any:
    address = f"/desk/login/{'?next=' + wanted if wanted else ''}"
    token = csrf(browser.get(address))
    return browser.post(address, {"account": account, "password": password, "csrfmiddlewaretoken": token})


def test_staff_log_in_and_return_to_where_they_were(officer: UUID, browser: Client) -> None:
    answer = log_in(browser, wanted="/desk/private/")
    assert (answer.status_code, answer["Location"]) == (302, "/desk/private/")
    assert browser.get("/desk/private/").content.decode() == "李建国"


def test_the_form_token_changes_at_login(officer: UUID, browser: Client) -> None:
    browser.get("/desk/login/")
    before = browser.cookies["csrf"].value
    log_in(browser)
    assert browser.cookies["csrf"].value != before


def test_a_login_without_form_token_is_refused(officer: UUID, browser: Client) -> None:
    assert browser.post("/desk/login/", {"account": "station-1", "password": PASSWORD}).status_code == 403
    assert not Session.objects.exists()


def test_a_wrong_password_keeps_the_account_and_never_shows_the_password(
    officer: UUID, browser: Client
) -> None:
    page = log_in(browser, password="not this one")
    text = page.content.decode()
    assert page.status_code == 422
    assert 'value="station-1"' in text
    assert "not this one" not in text
    assert "4次" in text


def test_a_locked_account_is_told_until_when(officer: UUID, browser: Client) -> None:
    for _each in range(5):
        log_in(browser, password="wrong")
    page = log_in(browser)
    assert page.status_code == 403
    assert "以后才能再试" in page.content.decode()


@pytest.mark.parametrize(("account", "password"), [("", "x"), ("x", ""), ("", "")])
def test_what_is_missing_is_said_beside_its_field(
    officer: UUID, browser: Client, account: str, password: str
) -> None:
    page = log_in(browser, account, password)
    text = page.content.decode()
    assert page.status_code == 422
    assert ("请填账号" in text) == (not account)
    assert ("请填密码" in text) == (not password)


def test_hostile_input_is_an_ordinary_wrong_password(officer: UUID, browser: Client) -> None:
    for account in ("' OR 1=1 --", "<script>alert(1)</script>", "\x00", "a" * 5000, "ｓｔａｔｉｏｎ－９"):
        page = log_in(browser, account)
        assert page.status_code in {403, 422}
        assert "<script>alert" not in page.content.decode()


def test_who_holds_several_posts_chooses_before_anything_else(city: None, browser: Client) -> None:
    hire("window-1", "medical-insurance-chengqu.enrolment", "tax-chengqu.social-fees")
    assert log_in(browser, "window-1", wanted="/desk/private/")["Location"] == "/desk/private/"
    sent = browser.get("/desk/private/")
    assert sent["Location"] == "/desk/login/post/?next=%2Fdesk%2Fprivate%2F"
    page = browser.get(sent["Location"])
    assert "参保登记窗口" in page.content.decode()
    chosen = {"post": str(post_id("tax-chengqu.social-fees")), "csrfmiddlewaretoken": csrf(page)}
    assert browser.post(sent["Location"], chosen)["Location"] == "/desk/private/"
    assert browser.get("/desk/private/").status_code == 200


@pytest.mark.parametrize("post", ["", "not-an-id"])
def test_choosing_nothing_asks_again(city: None, browser: Client, post: str) -> None:
    hire("window-1", "medical-insurance-chengqu.enrolment", "tax-chengqu.social-fees")
    log_in(browser, "window-1")
    token = csrf(browser.get("/desk/login/post/"))
    page = browser.post("/desk/login/post/", {"post": post, "csrfmiddlewaretoken": token})
    assert page.status_code == 422
    assert "请选一个岗位" in page.content.decode()


def test_choosing_a_post_of_somebody_else_is_not_found(officer: UUID, browser: Client) -> None:
    log_in(browser)
    token = csrf(browser.get("/desk/login/post/"))
    answer = browser.post(
        "/desk/login/post/", {"post": str(post_id("data.editing")), "csrfmiddlewaretoken": token}
    )
    assert answer.status_code == 404


def test_signing_off_asks_first_then_kills_the_session_on_the_server(officer: UUID, browser: Client) -> None:
    log_in(browser)
    key = browser.cookies[COOKIE].value
    page = browser.get("/logout/")
    assert load_actor(key, datetime.now(UTC)) is not None
    answer = browser.post("/logout/", {"csrfmiddlewaretoken": csrf(page)})
    assert answer["Location"] == "/desk/login/"
    assert load_actor(key, datetime.now(UTC)) is None
    assert browser.cookies[COOKIE].value == ""


def test_who_is_signed_off_is_told_so(browser: Client, db: None) -> None:
    assert "您已经退出了" in browser.get("/logout/").content.decode()


def test_a_page_that_needs_signing_in_leads_to_the_door_that_fits(browser: Client, db: None) -> None:
    assert browser.get("/private/?a=1")["Location"] == "/login/?next=%2Fprivate%2F%3Fa%3D1"
    assert browser.get("/desk/private/")["Location"] == "/desk/login/?next=%2Fdesk%2Fprivate%2F"


def test_a_program_gets_a_refusal_not_a_login_page(browser: Client, db: None) -> None:
    answer = browser.get("/private/", headers={"accept": "application/json"})
    assert answer.status_code == 403
    assert answer.json()["code"] == "sign_in_needed"


def test_htmx_is_told_to_go_to_the_door(browser: Client, db: None) -> None:
    answer = browser.get("/private/", headers={"hx-request": "true"})
    assert answer["HX-Redirect"].startswith("/login/")


def test_a_page_of_somebody_signed_in_is_kept_in_no_cache(officer: UUID, browser: Client) -> None:
    log_in(browser)
    assert "no-store" in browser.get("/desk/private/")["Cache-Control"]


def test_nobody_costs_no_statement_and_somebody_one(officer: UUID, browser: Client) -> None:
    with count_statements() as nobody:
        browser.get("/private/")
    log_in(browser)
    with count_statements() as somebody:
        browser.get("/desk/private/")
    assert (len(nobody), len(somebody)) == (0, 1)


def test_use_is_noted_at_most_once_a_minute(citizen: UUID, monkeypatch: Any, browser: Client) -> None:
    start = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
    key = open_session(now=start, person_id=citizen)
    browser.cookies[COOKIE] = key
    noted = []
    monkeypatch.setattr(middleware, "touch", lambda actor, now: noted.append(now))
    for seconds in (1, 30, 59):
        monkeypatch.setattr(middleware, "moment_of", lambda _request, s=seconds: start + timedelta(seconds=s))
        browser.get("/private/")
    assert noted == []
    monkeypatch.setattr(middleware, "moment_of", lambda _request: start + timedelta(seconds=60))
    browser.get("/private/")
    assert len(noted) == 1


@pytest.mark.parametrize("key", ["", "x", "x" * 5000, "\x00"])
def test_a_cookie_that_is_no_key_is_nobody(db: None, browser: Client, key: str) -> None:
    browser.cookies[COOKIE] = key
    assert browser.get("/private/").status_code == 302


def test_staying_keeps_the_session_and_needs_one(officer: UUID, browser: Client) -> None:
    page = browser.get("/desk/login/")
    assert browser.post("/session/keep/", {"csrfmiddlewaretoken": csrf(page)}).status_code == 302
    log_in(browser)
    token = csrf(browser.get("/logout/"))
    assert browser.post("/session/keep/", {"csrfmiddlewaretoken": token}).status_code == 204


def test_behind_a_proxy_the_address_is_the_one_the_proxy_added(
    officer: UUID, browser: Client, settings: Any
) -> None:
    """Otherwise every attempt would count for the proxy, or the sender could choose whom it counts for."""
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    token = csrf(browser.get("/desk/login/"))
    form = {"account": "station-1", "password": "wrong", "csrfmiddlewaretoken": token}
    for number in range(5):
        browser.post("/desk/login/", form, headers={"x-forwarded-for": f"10.0.0.{number}, 192.0.2.7"})
    right = form | {"password": PASSWORD}
    assert (
        browser.post("/desk/login/", right, headers={"x-forwarded-for": "10.0.0.9, 192.0.2.7"}).status_code
        == 403
    )
    assert (
        browser.post("/desk/login/", right, headers={"x-forwarded-for": "10.0.0.9, 192.0.2.8"}).status_code
        == 302
    )


def test_without_a_proxy_nobody_chooses_their_address(officer: UUID, browser: Client) -> None:
    token = csrf(browser.get("/desk/login/"))
    form = {"account": "station-1", "password": "wrong", "csrfmiddlewaretoken": token}
    for number in range(5):
        browser.post("/desk/login/", form, headers={"x-forwarded-for": f"192.0.2.{number}"})
    right = form | {"password": PASSWORD}
    assert browser.post("/desk/login/", right, headers={"x-forwarded-for": "192.0.2.99"}).status_code == 403
