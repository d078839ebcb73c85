"""The edge of a request: ids, headers, the read-only database, and how a refusal is shown in each form."""

from __future__ import annotations

import datetime as dt
import json
import logging
import re
from typing import Any

import pytest
from django.test import Client, override_settings

from bancheng.kernel import middleware
from bancheng.kernel.middleware import content_security_policy
from bancheng.kernel.telling import JsonLine

EDGE = override_settings(
    ROOT_URLCONF="tests.kernel.sample_urls",
    CSRF_FAILURE_VIEW="bancheng.kernel.middleware.csrf_failure",
    MIDDLEWARE=[
        "bancheng.kernel.middleware.RequestMiddleware",
        "bancheng.kernel.middleware.ErrorMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
    ],
)


@pytest.fixture(autouse=True)
def _edge() -> Any:
    with EDGE:
        yield


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


def bytes_of(answer: Any) -> tuple[int, list[str], bytes]:
    """Status, header names and body without request id, nonce, form token and the address that was asked for."""
    nonce = re.search(r"'nonce-([^']+)'", answer["Content-Security-Policy"])
    assert nonce is not None
    body = re.sub(rb'(name="csrfmiddlewaretoken" value=")[^"]+', rb"\1", answer.content)
    for own in (nonce[1], answer["X-Request-ID"], answer.request["PATH_INFO"]):
        body = body.replace(own.encode(), b"")
    return answer.status_code, sorted(answer.headers), body


# --- the request


def test_a_get_runs_on_the_readonly_database_and_a_post_does_not(
    committed_db: object, client: Client
) -> None:
    assert client.get("/echo/").content == b"readonly on"
    assert client.head("/echo/").status_code == 200
    assert client.post("/echo/").content == b"default off"


@pytest.mark.django_db
def test_every_request_has_an_id_an_instant_and_a_nonce_of_its_own(client: Client) -> None:
    first, second = client.get("/echo/"), client.get("/echo/")
    id_, now, nonce = first["X-Seen"].split(" ")
    assert first["X-Request-ID"] == id_ != second["X-Request-ID"]
    assert dt.datetime.fromisoformat(now).tzinfo is not None
    assert f"'nonce-{nonce}'" in first["Content-Security-Policy"]
    assert nonce not in second["Content-Security-Policy"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "kept"),
    [("abc-12345678", True), ("short", False), ("a b\r\nx: y" * 3, False), ("x" * 65, False)],
)
def test_the_request_id_of_a_gateway_is_kept_if_it_is_harmless(
    client: Client, given: str, kept: bool
) -> None:
    answer = client.get("/echo/", headers={"X-Request-ID": given.replace("\r\n", " ")})
    assert (answer["X-Request-ID"] == given) is kept


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/echo/", "/raise/taken/", "/raise/bug/", "/nowhere/", "/api/raise/taken/"])
def test_every_answer_carries_the_security_headers(client: Client, path: str) -> None:
    answer = client.get(path)
    policy = answer["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cache-Control"] == "no-store"


def test_the_policy_allows_no_inline_script_and_nothing_from_elsewhere() -> None:
    policy = content_security_policy("n")
    assert "http" not in policy
    assert "*" not in policy
    assert "script-src 'self' 'nonce-n';" in policy


@pytest.mark.django_db
def test_the_log_line_names_the_view_and_holds_no_path(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "bancheng.request"):
        client.get("/raise/taken/?phone=13812345678")
    (line,) = [json.loads(JsonLine().format(r)) for r in caplog.records if r.name == "bancheng.request"]
    assert (line["view"], line["status"], line["code"], line["method"]) == (
        "raising",
        409,
        "test_taken",
        "GET",
    )
    assert "13812345678" not in json.dumps(line)
    assert line["actor"] == "anonymous"
    assert line["statements"] == 0


# --- errors


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("what", "status"),
    [
        ("taken", 409),
        ("wrong", 422),
        ("missing", 404),
        ("forbidden", 403),
        ("django404", 404),
        ("database", 503),
        ("bug", 500),
    ],
)
def test_each_error_has_its_status_in_every_form(client: Client, what: str, status: int) -> None:
    for headers in ({}, {"HX-Request": "true"}, {"Accept": "application/json"}):
        assert client.get(f"/raise/{what}/", headers=headers).status_code == status


@pytest.mark.django_db
def test_a_page_says_what_happened_what_to_do_and_whom_to_ask(client: Client) -> None:
    page = client.get("/raise/taken/").content.decode()
    assert "李建国10:41已经&lt;受理&gt;了" in page, "and what was typed is never markup"
    assert "看一看。" in page
    assert "问李建国。" in page


@pytest.mark.django_db
def test_a_program_reads_problem_json_with_the_facts(client: Client) -> None:
    answer = client.get("/api/raise/taken/")
    problem = json.loads(answer.content)
    assert answer["Content-Type"] == "application/problem+json"
    assert (problem["code"], problem["status"], problem["regulation"]) == ("test_taken", 409, "第三十二条")
    assert problem["facts"] == {"who": "李建国", "when": "10:41"}
    assert problem["request"] == answer["X-Request-ID"]
    fields = json.loads(client.get("/raise/wrong/", headers={"Accept": "application/json"}).content)["fields"]
    assert fields == {"bank": "卡号少了1位"}


@pytest.mark.django_db
def test_htmx_gets_a_band_on_top_of_the_page_that_keeps_what_was_typed(client: Client) -> None:
    answer = client.get("/raise/taken/", headers={"HX-Request": "true"})
    assert (answer["HX-Retarget"], answer["HX-Reswap"]) == ("#main", "afterbegin")
    assert b"<html" not in answer.content
    assert "已经&lt;受理&gt;了" in answer.content.decode()
    assert b'role="alert"' in answer.content


@pytest.mark.django_db
def test_what_you_may_not_see_looks_like_what_is_not_there(client: Client) -> None:
    """Invisible row, missing row (Http404) and unknown address: one status, one set of header names, one body."""
    for headers in ({}, {"HX-Request": "true"}):
        invisible = bytes_of(client.get("/raise/missing/", headers=headers))
        assert invisible == bytes_of(client.get("/raise/django404/", headers=headers))
        assert invisible == bytes_of(client.get("/nowhere/", headers=headers))
    programs = [
        client.get(p, headers={"Accept": "application/json"})
        for p in ("/raise/missing/", "/raise/django404/")
    ]
    assert bytes_of(programs[0]) == bytes_of(programs[1])


@pytest.mark.django_db
def test_a_lost_database_is_503_with_a_time_to_come_back(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.get("/raise/database/")["Retry-After"] == "5"
    problem = json.loads(client.get("/api/raise/database/").content)
    assert problem["code"] == "database_down"


@pytest.mark.django_db
def test_a_lost_database_in_a_middleware_is_503_too(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError

    def lost(self: object, request: object) -> None:
        raise OperationalError

    monkeypatch.setattr("django.middleware.csrf.CsrfViewMiddleware.process_request", lost)
    answer = client.get("/echo/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")


@pytest.mark.django_db
def test_a_bug_shows_no_detail_and_is_logged_with_its_trace(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    answer = client.get("/raise/bug/")
    assert "RuntimeError" not in answer.content.decode()
    assert answer["X-Request-ID"] in answer.content.decode(), "the number that a person can name"
    assert any(record.exc_info for record in caplog.records)


@pytest.mark.django_db
def test_a_form_without_a_valid_token_is_refused_in_our_words() -> None:
    answer = Client(enforce_csrf_checks=True).post("/echo/")
    assert answer.status_code == 403
    assert "页面开得太久" in answer.content.decode()


@pytest.mark.django_db
def test_when_the_error_page_itself_fails_there_is_still_a_page(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("template")

    monkeypatch.setattr(middleware, "render", broken)
    answer = client.get("/raise/taken/")
    assert answer.status_code == 409
    assert "已经&lt;受理&gt;了" in answer.content.decode()
