"""The same key gives the same answer: C01 and Stripe's semantics."""

from __future__ import annotations

import contextlib
import datetime as dt
import threading
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.test import RequestFactory

from bancheng.kernel import idempotency
from bancheng.kernel.access import PlainActor
from bancheng.kernel.database import as_json, call, fetch_all, fetch_one
from bancheng.kernel.idempotency import KEY_REUSED, KEY_RUNNING, body_digest, idempotent, purge
from bancheng.kernel.ids import uuid7
from tests.kernel.facts import NOW

LIN = PlainActor("person", UUID(int=1))
WANG = PlainActor("person", UUID(int=2))
PHONE = "13812345678"


def post(key: str | None, actor: PlainActor = LIN, path: str = "/submit/", **fields: Any) -> HttpRequest:
    data = {"csrfmiddlewaretoken": str(uuid7()), **({"key": key} if key is not None else {}), **fields}
    request = RequestFactory().post(path, data)
    request.actor, request.now = actor, NOW  # type: ignore[attr-defined]
    return request


class Desk:
    """A view that counts how often it really worked."""

    def __init__(self, *answers: HttpResponse | BaseException) -> None:
        self.worked = 0
        self.answers = list(answers)
        self.view = idempotent("test.submit")(self._work)

    def _work(self, request: HttpRequest) -> HttpResponse:
        self.worked += 1
        answer = self.answers.pop(0) if self.answers else HttpResponse(f"受理 {self.worked} {PHONE}".encode())
        if isinstance(answer, BaseException):
            raise answer
        return answer


@pytest.mark.django_db
def test_the_first_answer_is_replayed_byte_for_byte() -> None:
    desk = Desk()
    first, second = desk.view(post("k1", a="1")), desk.view(post("k1", a="1"))
    assert desk.worked == 1
    assert (second.content, second.status_code, second["Content-Type"]) == (
        first.content,
        first.status_code,
        first["Content-Type"],
    )
    assert second["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first


@pytest.mark.django_db
def test_a_redirect_is_replayed_with_its_place() -> None:
    desk = Desk(HttpResponseRedirect("/applications/1/receipt/"))
    desk.view(post("k"))
    again = desk.view(post("k"))
    assert (again.status_code, again["Location"]) == (302, "/applications/1/receipt/")


@pytest.mark.django_db
def test_the_kept_answer_holds_no_plain_text_and_opens_only_in_its_place() -> None:
    Desk().view(post("k1"))
    row = fetch_one("SELECT kernel_idempotency::text AS text, body FROM kernel_idempotency")
    assert row is not None
    assert PHONE not in row["text"]
    assert row["body"].startswith("k1:") or ":" in row["body"]


@pytest.mark.django_db
def test_the_same_key_with_another_body_is_refused() -> None:
    desk = Desk()
    desk.view(post("k1", a="1"))
    for other in (post("k1", a="2"), post("k1", a="1", b=""), post("k1", path="/else/", a="1")):
        with pytest.raises(Exception, match="key_reused") as refused:
            desk.view(other)
        assert KEY_REUSED.raised_as(refused.value)
        assert refused.value.status == 422
    assert desk.worked == 1


@pytest.mark.django_db
def test_another_file_is_another_body() -> None:
    desk = Desk()
    desk.view(post("k1", file=SimpleUploadedFile("a.txt", b"one")))
    assert desk.view(post("k1", file=SimpleUploadedFile("a.txt", b"one")))["Idempotency-Replayed"] == "true"
    with pytest.raises(Exception, match="key_reused"):
        desk.view(post("k1", file=SimpleUploadedFile("a.txt", b"two")))


@pytest.mark.django_db
def test_a_key_belongs_to_its_person_and_to_its_act() -> None:
    desk, other = Desk(), Desk()
    desk.view(post("k1", LIN))
    desk.view(post("k1", WANG))
    assert desk.worked == 2
    with pytest.raises(Exception, match="key_reused"):
        idempotent("test.withdraw")(other._work)(post("k1", LIN))


@pytest.mark.django_db
@pytest.mark.parametrize("key", [None, "", " ", "x" * 129, "a\nb"])
def test_without_a_key_nothing_is_done(key: str | None) -> None:
    desk = Desk()
    with pytest.raises(Exception, match="key_missing"):
        desk.view(post(key))
    assert desk.worked == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    "failure", [HttpResponse(status=422), HttpResponse(status=409), ValueError("x"), KeyboardInterrupt()]
)
def test_what_failed_keeps_nothing_and_may_be_sent_again_corrected(failure: Any) -> None:
    desk = Desk(failure)
    with contextlib.suppress(ValueError, KeyboardInterrupt):
        assert desk.view(post("k1", a="wrong")).status_code >= 400
    assert fetch_all("SELECT key FROM kernel_idempotency") == []
    assert desk.view(post("k1", a="right")).status_code == 200
    assert desk.worked == 2


@pytest.mark.django_db
def test_a_get_needs_no_key() -> None:
    desk = Desk()
    request = RequestFactory().get("/submit/")
    assert desk.view(request).status_code == 200


def test_fifty_parallel_posts_do_the_work_once_and_get_equal_answers(committed_db: object) -> None:
    desk = Desk()
    start = threading.Barrier(50)
    answers: list[bytes] = []

    def send() -> None:
        start.wait()
        answers.append(desk.view(post("k1", a="1")).content)
        connections.close_all()

    threads = [threading.Thread(target=send) for _each in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert desk.worked == 1
    assert len(answers) == 50
    assert len(set(answers)) == 1


@pytest.mark.django_db
def test_while_the_first_is_at_work_the_second_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(idempotency, "PATIENCE", 0.05)
    desk = Desk()
    request = post("k1")
    body = idempotency._body(request, {})
    assert isinstance(
        idempotency._Held.begin("person:" + str(LIN.id), "k1", "test.submit", body, NOW), idempotency._Held
    )
    with pytest.raises(Exception, match="key_running") as refused:
        desk.view(request)
    assert KEY_RUNNING.raised_as(refused.value)
    assert desk.worked == 0


@pytest.mark.django_db
def test_a_key_held_by_a_dead_request_is_taken_over_and_the_dead_one_cannot_answer() -> None:
    actor = f"person:{LIN.id}"
    request = post("k1")
    dead = idempotency._Held.begin(
        actor, "k1", "test.submit", idempotency._body(request, {}), NOW - dt.timedelta(seconds=61)
    )
    assert isinstance(dead, idempotency._Held)
    desk = Desk()
    assert desk.view(request).status_code == 200
    dead.finish(HttpResponse("late"))
    dead.release()
    assert desk.view(post("k1")).content != b"late"
    assert desk.worked == 1


@pytest.mark.django_db
def test_answers_are_forgotten_after_thirty_days() -> None:
    Desk().view(post("k1"))
    assert purge(NOW + dt.timedelta(days=29)) == 0
    assert purge(NOW + dt.timedelta(days=31)) == 1


@pytest.mark.django_db
def test_inside_an_act_the_first_answer_stays() -> None:
    key = {"actor": "person:1", "key": "k", "action": "cases.accept", "body_digest": body_digest({"a": 1})}
    assert call("kernel_once_find_v1", **key).code == "none"
    keep = "SELECT public.kernel_once_keep_v1(%s, %s, %s, %s, %s, %s)"
    fetch_one(keep, [*key.values(), NOW, as_json({"case_number": "1"})])
    fetch_one(keep, [*key.values(), NOW, as_json({"case_number": "2"})])
    again = call("kernel_once_find_v1", **key)
    assert (again.code, again.facts) == ("again", {"case_number": "1"})
    assert call("kernel_once_find_v1", **{**key, "body_digest": body_digest({"a": 2})}).code == "other_body"
