"""部门推送去世信息: a register tells by itself that somebody died, signed, and the same follows as from the desk."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import httpx
import pytest
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test import Client
from django.test.testcases import LiveServerThread

from bancheng.accounts.commands import deaths
from bancheng.cases.queries import application_line
from bancheng.config.seams import load_declarations
from bancheng.exchange import signing
from bancheng.exchange.queries import report, reporting
from bancheng.journeys.commands.parting import hear_of_death
from bancheng.kernel.access import system_actor
from bancheng.kernel.database import fetch_all, fetch_one
from bancheng.kernel.ids import uuid7
from bancheng.kernel.outbox import relay_once
from tests.city import Copy, Registry, family
from tests.journeys.walking import Walker, mother

PATH = "/exchange/reports/"
HOST = "testserver"


@pytest.fixture
def walker(city: Any, registry: Registry) -> Walker:
    return mother(family("双胞胎"))


def body_of(walker: Walker, message_id: str = "death-0001", **changed: Any) -> bytes:
    record = {"id_number": walker.citizen.id_number, "died_on": walker.on.isoformat()} | changed
    return json.dumps({"message_id": message_id, "resource": "death-records", "record": record}).encode()


def signed(body: bytes, walker: Walker, **changed: Any) -> dict[str, str]:
    """The header of a message; `changed`: key, system, path, nonce, seconds that the clock is `off`."""
    given = {"key": signing.shared_key(Path(settings.DATA)), "system": "health"} | changed
    now = datetime.now(walker.now.tzinfo) + timedelta(seconds=given.pop("off", 0))
    message = signing.Message("POST", HOST, given.pop("path", PATH), given.pop("signed", body))
    return signing.sign(given.pop("key"), message, now=now.timestamp(), **given)


def tell(body: bytes, headers: dict[str, str]) -> Any:
    return Client().post(PATH, body, content_type="application/json", headers={**headers, "Host": HOST})


def reports() -> list[dict[str, Any]]:
    return fetch_all("SELECT report_id, outcome, settled_at, sealed FROM public.exchange_report")


def relayed() -> None:
    load_declarations()
    while relay_once(datetime.now().astimezone() + timedelta(days=1)):
        pass


def died_on(walker: Walker) -> Any:
    row = fetch_one("SELECT died_on FROM public.accounts_person WHERE id = %s", [walker.citizen.id])
    assert row is not None
    return row["died_on"]


def test_a_report_ends_what_was_under_way_and_forgets_whom_it_was_about(walker: Walker) -> None:
    handed = walker.ready().submit()
    body = body_of(walker)
    answer = tell(body, signed(body, walker))
    assert answer.status_code == 202
    assert died_on(walker) is None, "who told waits for nothing"
    relayed()
    assert died_on(walker) == walker.on
    line = application_line(handed.application_id)
    assert line is not None
    assert line["state"] == "ended"
    (row,) = reports()
    assert (row["outcome"], row["sealed"]) == ("recorded", "")
    told = report(row["report_id"])
    assert told is not None
    assert told.settled
    assert told.record == {}


def test_the_answer_is_signed_for_this_very_message(walker: Walker) -> None:
    body = body_of(walker)
    headers = signed(body, walker)
    answer = tell(body, headers)
    key, nonce = signing.shared_key(Path(settings.DATA)), signing.nonce_of(headers)
    signing.verify_answer(answer.headers, key, nonce=nonce, status=202, body=answer.content)


def test_the_same_message_again_is_taken_as_told(walker: Walker) -> None:
    body = body_of(walker)
    first, second = (tell(body, signed(body, walker)).json() for _ in range(2))
    assert (first["again"], second["again"]) == (False, True)
    assert first["received"] == second["received"]
    assert len(reports()) == 1


def test_the_same_number_with_other_content_is_refused(walker: Walker) -> None:
    body = body_of(walker)
    assert tell(body, signed(body, walker)).status_code == 202
    other = body_of(walker, died_on=(walker.on - timedelta(days=1)).isoformat())
    answer = tell(other, signed(other, walker))
    assert (answer.status_code, answer.json()["code"]) == (409, "report_differs")
    relayed()
    assert died_on(walker) == walker.on


@pytest.mark.parametrize(
    "changed",
    [
        {"key": b"x" * 32},
        {"system": "civil-affairs"},
        {"system": "bancheng"},
        {"path": "/exchange/"},
        {"signed": b"{}"},
        {"off": -signing.SKEW_SECONDS - 60},
        {"off": signing.SKEW_SECONDS + 60},
    ],
    ids=["key", "no reporter", "ourselves", "path", "body", "old", "early"],
)
def test_a_signature_that_does_not_hold_is_refused_without_a_word_why(
    walker: Walker, changed: dict[str, Any]
) -> None:
    body = body_of(walker)
    answer = tell(body, signed(body, walker, **changed))
    assert (answer.status_code, answer.json()) == (401, {"code": "not_authenticated"})
    assert reports() == []


def test_a_message_that_was_overheard_counts_once(walker: Walker) -> None:
    body = body_of(walker)
    headers = signed(body, walker)
    assert tell(body, headers).status_code == 202
    assert tell(body, headers).status_code == 401


def test_nothing_unsigned_gets_in(walker: Walker) -> None:
    assert tell(body_of(walker), {}).status_code == 401
    assert Client().get(PATH).status_code == 405
    form = Client().post(PATH, {"message_id": "death-0001"})
    assert form.status_code == 415


@pytest.mark.parametrize(
    ("message_id", "changed"),
    [
        ("short", {}),
        ("110101199003070015", {}),
        ("death-0001", {"died_on": "2999-01-01"}),
        ("death-0001", {"died_on": "yesterday"}),
        ("death-0001", {"died_on": None}),
        ("death-0001", {"id_number": ""}),
        ("death-0001", {"id_number": 7}),
    ],
    ids=["short id", "a person's number as id", "future", "no date", "without", "nobody", "no text"],
)
def test_what_is_not_as_agreed_is_named_and_not_taken(
    walker: Walker, message_id: str, changed: dict[str, Any]
) -> None:
    body = body_of(walker, message_id, **changed)
    answer = tell(body, signed(body, walker))
    assert (answer.status_code, answer.json()["code"]) == (422, "report_unreadable")
    assert reports() == []


def test_no_json_is_no_report(walker: Walker) -> None:
    answer = tell(b"died", signed(b"died", walker))
    assert (answer.status_code, answer.json()["code"]) == (422, "report_unreadable")


def test_a_system_tells_only_what_it_provides(walker: Walker) -> None:
    body = body_of(walker).replace(b"death-records", b"family-deaths")
    answer = tell(body, signed(body, walker))
    assert (answer.status_code, answer.json()["code"]) == (403, "report_not_yours")


def test_a_system_does_not_tell_what_another_provides(walker: Walker) -> None:
    own = reporting(walker.on)["death-records"]
    theirs = own.model_copy(update={"code": "deregistrations", "provider": "org:police"})
    body = body_of(walker)
    with patch(
        "bancheng.exchange.commands.reports.reporting", lambda _on: {own.code: own, theirs.code: theirs}
    ):
        answer = tell(body, signed(body, walker, system="police"))
    assert (answer.status_code, answer.json()["code"]) == (403, "report_not_yours")
    assert reports() == []


def test_somebody_whom_nobody_here_knows(walker: Walker) -> None:
    body = body_of(walker, id_number="110101190001010000")
    assert tell(body, signed(body, walker)).status_code == 202, "who is a user here is nobody's business"
    relayed()
    assert [(row["outcome"], row["sealed"]) for row in reports()] == [("unknown", "")]


def test_somebody_who_was_recorded_before(walker: Walker) -> None:
    yesterday = walker.on - timedelta(days=1)
    deaths.record_death(
        actor=system_actor("test"), person_id=walker.citizen.id, died_on=yesterday, source="officer", now=walker.now
    )  # fmt: skip
    body = body_of(walker)
    assert tell(body, signed(body, walker)).status_code == 202
    relayed()
    assert [row["outcome"] for row in reports()] == ["already"]
    assert died_on(walker) == yesterday


def test_heard_twice_does_what_once_does(walker: Walker) -> None:
    body = body_of(walker)
    tell(body, signed(body, walker))
    (row,) = reports()
    assert hear_of_death(report_id=row["report_id"], now=walker.now) == "recorded"
    assert hear_of_death(report_id=row["report_id"], now=walker.now) == "settled"
    assert hear_of_death(report_id=uuid7(), now=walker.now) == "settled"


@pytest.fixture
def site(committed_city: Copy) -> Iterator[str]:
    """The platform's web over real HTTP, on a city where commits stay."""
    thread = LiveServerThread("127.0.0.1", StaticFilesHandler)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait(20)
    assert thread.error is None
    yield f"http://127.0.0.1:{thread.port}"
    thread.terminate()


@pytest.mark.processes
def test_two_of_one_message_from_another_process_at_once(site: str, registry: Registry) -> None:
    walker = mother(family("双胞胎"))
    handed = walker.ready().submit()
    order = {"to": site, "id_number": walker.citizen.id_number, "died_on": walker.on.isoformat()}

    def ordered(_number: int) -> Any:
        told = order | {"message_id": "death-2026-0001"}
        return httpx.post(f"{registry.url}/admin/death", json=told, headers={"X-Demo-Admin": "1"}, timeout=20)

    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(ordered, range(4)))
    assert [one.status_code for one in answers] == [202] * 4
    assert sorted(one.json()["again"] for one in answers) == [False, True, True, True]
    relayed()
    assert died_on(walker) == walker.on
    events = fetch_all(
        "SELECT type FROM public.kernel_event WHERE type IN ('report_taken', 'person_died') ORDER BY type"
    )
    assert [row["type"] for row in events] == ["person_died", "report_taken"]
    line = application_line(handed.application_id)
    assert line is not None
    assert line["state"] == "ended"
