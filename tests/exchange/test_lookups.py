"""Asking departments: what may be asked, what is believed, what happens when a system misbehaves (R05)."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from bancheng.exchange import commands, queries
from bancheng.exchange.commands import Lookup, query, query_many
from bancheng.exchange.spec import Resource
from bancheng.kernel.access import PlainActor
from bancheng.kernel.database import count_statements, fetch_all
from bancheng.kernel.errors import RuleBroken, Unavailable
from bancheng.kernel.ids import uuid7
from tests.exchange import department as fake
from tests.exchange.department import Department, Step
from tests.processes.platform import wait_until

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 21, 2, 32, tzinfo=UTC)
PERSON = PlainActor("person", uuid7())
ID = "449902199305210026"


def resource(code: str = "marriages", **changes: Any) -> Resource:
    body = {
        "schema": "resource/1", "code": code, "name": "婚姻登记信息", "provider": "org:civil", "path": "marriage",
        "inputs": [{"field": "id_number", "role": "person", "element": "person.id_number"}],
        "outputs": [
            {"field": "married", "role": "person", "element": "marriage.registered", "optional": False},
            {"field": "spouse_name", "role": "spouse", "element": "person.name"},
        ],
        "sharing": "unconditional", "purpose": "核对婚姻关系", "legal_basis": "政务数据共享条例", "max_age": "24 h",
    }  # fmt: skip
    return Resource.model_validate({**body, **changes})


@pytest.fixture
def civil(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Department]:
    with fake.running(tmp_path) as department:
        monkeypatch.setattr(
            settings, "BANCHENG_EXCHANGE", json.dumps({"civil": department.url}), raising=False
        )
        monkeypatch.setattr(
            settings, "BANCHENG_EXCHANGE_KEYS", json.dumps({"civil": fake.KEY.hex()}), raising=False
        )
        yield department
        commands.hang_up()


def ask(
    one: Resource | None = None, *, draft: Any = None, within: float = 3.0, now: datetime = NOW
) -> queries.Answer:
    lookup = Lookup(one or resource(), {"id_number": ID})
    return query(
        lookup, application_id=draft or uuid7(), purpose="新生儿出生", actor=PERSON, now=now, within=within
    )


def failure(step: Step, civil: Department, *, within: float = 1.0, **changes: Any) -> str:
    civil.always = step
    with pytest.raises(Unavailable) as caught:
        ask(resource(**changes), within=within)
    return str(caught.value.facts["reason"])


def test_an_answer_carries_authority_time_and_query_id(civil: Department) -> None:
    civil.always = fake.answer({"married": True, "spouse_name": "林知夏"})
    answer = ask()
    assert answer.found
    assert answer.record == {"married": True, "spouse_name": "林知夏"}
    assert answer.authority == "善美市民政局"
    assert answer.at == NOW
    assert civil.asked[0] == {
        "inputs": {"id_number": ID},
        "purpose": "新生儿出生",
        "query_id": str(answer.query_id),
    }


def test_nothing_found_is_an_answer_not_a_failure(civil: Department) -> None:
    answer = ask()
    assert not answer.found
    assert answer.record == {}


def test_fields_that_the_resource_does_not_declare_are_dropped(civil: Department) -> None:
    civil.always = fake.answer({"married": True, "religion": "x"})
    assert ask().record == {"married": True}


def test_every_question_is_logged_with_who_and_why_and_without_personal_data(civil: Department) -> None:
    civil.always = fake.answer({"married": True, "spouse_name": "林知夏"})
    draft = uuid7()
    answer = ask(draft=draft)
    (entry,) = queries.log(draft)
    assert entry["query_id"] == answer.query_id
    assert entry["actor"] == f"person:{PERSON.id}"
    assert (entry["purpose"], entry["resource"], entry["result"]) == ("新生儿出生", "marriages", "found")
    dump = str(fetch_all("SELECT * FROM exchange_query")) + str(fetch_all("SELECT * FROM exchange_answer"))
    assert ID not in dump
    assert "林知夏" not in dump


def test_the_audit_names_a_log_line_that_holds_a_persons_number(civil: Department) -> None:
    from bancheng.kernel.invariants import audit

    query(
        Lookup(resource(), {"id_number": ID}), application_id=uuid7(), purpose="查询", actor=PERSON, now=NOW
    )
    assert audit(only=["I14"]) == []
    draft = uuid7()
    query(
        Lookup(resource(), {"id_number": ID}), application_id=draft, purpose=f"查{ID}", actor=PERSON, now=NOW
    )
    (breach,) = audit(only=["I14"])
    assert "exchange_query" in breach.row
    assert str(draft) in breach.row


def test_a_failed_question_is_logged_too(civil: Department) -> None:
    draft = uuid7()
    civil.always = fake.raw(b"{}", 500)
    with pytest.raises(Unavailable):
        ask(draft=draft)
    assert [entry["result"] for entry in queries.log(draft)] == ["failed"]


def test_without_the_log_there_is_no_answer(civil: Department, monkeypatch: pytest.MonkeyPatch) -> None:
    from bancheng.exchange.commands import lookups

    def broken(*_args: object, **_more: object) -> None:
        raise OSError("log is down")

    civil.always = fake.answer({"married": True})
    monkeypatch.setattr(lookups, "call", broken)
    with pytest.raises(OSError, match="log is down"):
        ask()


def test_the_same_draft_is_not_asked_twice_within_the_declared_age(civil: Department) -> None:
    civil.always = fake.answer({"married": True})
    draft = uuid7()
    first = ask(draft=draft)
    again = ask(draft=draft, now=NOW + timedelta(hours=23))
    assert (again.query_id, again.cached, again.record) == (first.query_id, True, first.record)
    assert len(civil.asked) == 1


@pytest.mark.parametrize("change", ["older", "another draft", "another question"])
def test_an_answer_is_not_used_beyond_its_age_its_draft_or_its_question(
    civil: Department, change: str
) -> None:
    civil.always = fake.answer({"married": True})
    draft = uuid7()
    ask(draft=draft)
    if change == "another question":
        other = Lookup(resource(), {"id_number": "449902199305210042"})
        query(other, application_id=draft, purpose="新生儿出生", actor=PERSON, now=NOW)
    else:
        ask(
            draft=uuid7() if change == "another draft" else draft,
            now=NOW + timedelta(hours=25 if change == "older" else 0),
        )
    assert len(civil.asked) == 2


def test_a_kept_answer_moved_to_another_draft_does_not_open(civil: Department, owner_connection: Any) -> None:
    from bancheng.kernel.crypto import SealBroken, open_value, seal_value

    here, there, question = uuid7(), uuid7(), uuid7()
    token = seal_value("[]", aad=queries.place(here, question))
    assert open_value(token, aad=queries.place(here, question)) == "[]"
    with pytest.raises(SealBroken):
        open_value(token, aad=queries.place(there, question))


def test_submission_reads_an_answer_again_by_its_query_id(civil: Department) -> None:
    civil.always = fake.answer({"married": True})
    draft = uuid7()
    answer = ask(draft=draft)
    kept = queries.answer(draft, answer.query_id)
    assert kept is not None
    assert kept.record == {"married": True}
    assert queries.answer(uuid7(), answer.query_id) is None
    assert [one.query_id for one in queries.answers(draft)] == [answer.query_id]


# --- wrong answers -----------------------------------------------------------------------------------------

WRONG: dict[str, tuple[Step, str]] = {
    "half JSON": (fake.raw(b'{"found": true, "records": [{"mar'), "not_json"),
    "not UTF-8": (fake.raw(b'{"found": "\xff"}'), "not_json"),
    "NaN": (fake.raw(fake.body({"married": True}).replace(b"true}", b"NaN}")), "not_json"),
    "a name twice": (fake.raw(b'{"found": false, "found": true}'), "not_json"),
    "nested 100,000 deep": (fake.raw(b"[" * 100_000), "not_json"),
    "a list": (fake.raw(b"[]"), "wrong_shape"),
    "no records": (fake.raw(b'{"found": true}'), "wrong_shape"),
    "found but nothing": (fake.answer(found=True), "wrong_shape"),
    "nothing but found": (fake.answer({"married": True}, found=False), "wrong_shape"),
    "two where one may be": (fake.answer({"married": True}, {"married": False}), "wrong_shape"),
    "a required field missing": (fake.answer({"spouse_name": "林知夏"}), "wrong_shape"),
    "a nested value": (fake.answer({"married": {"yes": 1}}), "wrong_shape"),
    "control characters": (fake.answer({"married": True, "spouse_name": "a\x00b"}), "wrong_shape"),
    "half a surrogate pair": (
        fake.raw(fake.body({"married": "x"}).replace(b'"x"', b'"\\ud800"')),
        "wrong_shape",
    ),
    "no time zone": (fake.answer({"married": True}, at="2026-11-21T10:32:00"), "wrong_shape"),
    "no authority": (fake.answer({"married": True}, authority=""), "wrong_shape"),
    "not signed": (fake.raw(fake.body({"married": True}), sign=False), "wrong_signature"),
    "signed by another": (fake.raw(fake.body({"married": True}), key=b"x" * 32), "wrong_signature"),
    "signed for another question": (
        fake.raw(fake.body({"married": True}), nonce="n" * 32),
        "wrong_signature",
    ),
    "an unknown resource": (fake.raw(b"{}", 404), "unknown_resource"),
    "refused": (fake.raw(b"{}", 403), "refused"),
    "a redirect": (fake.raw(b"{}", 302), "refused"),
    "an error": (fake.raw(b"{}", 500), "failed"),
    "closed": (fake.hang_up, "unreachable"),
    "50 MB": (fake.flood, "too_large"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_answer_is_refused(civil: Department, name: str) -> None:
    step, reason = WRONG[name]
    assert failure(step, civil, within=2.0) == reason
    assert fetch_all("SELECT 1 FROM exchange_answer") == []


SLOW: dict[str, Step] = {
    "silence": fake.silent(60),
    "a byte at a time in the body": fake.drip(b" " * 1200),
    "a byte at a time in the headers": fake.drip(b" " * 1200, headers_too=True),
}


@pytest.mark.parametrize("name", SLOW)
def test_a_slow_system_costs_no_more_than_the_deadline(civil: Department, name: str) -> None:
    assert failure(SLOW[name], civil, within=0.5) == "timeout"
    assert civil.finished == [], "the department was waited for to its end"
    line = next(iter(commands.addresses._lines.values()))
    wait_until(lambda: line.wire._places._value == 8, 20)  # type: ignore[attr-defined]
    assert line.wire._places._value == 8, "the thread is still held"  # type: ignore[attr-defined]


def test_the_person_reads_which_system_is_down_and_what_to_do(civil: Department) -> None:
    civil.always = fake.hang_up
    with pytest.raises(Unavailable) as asked:
        ask()
    assert asked.value.message == "婚姻登记信息的系统暂时连不上。请先填写，我们连上后替您核对。"
    assert asked.value.facts["fallback"] == "ask"
    with pytest.raises(Unavailable) as refused:
        ask(resource(fallback="refuse", fallback_sentence="要等民政局的系统恢复。"))
    assert refused.value.message == "要等民政局的系统恢复。"
    assert refused.value.facts["fallback"] == "refuse"


def test_a_line_that_broke_is_tried_once_more_with_a_new_nonce(civil: Department) -> None:
    civil.steps = [fake.hang_up]
    civil.always = fake.answer({"married": True})
    assert ask().found
    assert len(civil.asked) == 2
    assert civil.asked[0]["query_id"] == civil.asked[1]["query_id"]
    assert len(set(civil.nonces_seen)) == 2


def test_an_error_of_the_system_is_not_tried_again(civil: Department) -> None:
    failure(fake.raw(b"{}", 500), civil)
    assert len(civil.asked) == 1


def test_no_address_is_a_failure_with_the_declared_way_on(monkeypatch: pytest.MonkeyPatch) -> None:
    for wrong in ("", "file:///etc/passwd", "http://user:secret@127.0.0.1/", "gopher://127.0.0.1/"):
        monkeypatch.setattr(settings, "BANCHENG_EXCHANGE", json.dumps({"civil": wrong}), raising=False)
        monkeypatch.setattr(settings, "BANCHENG_REGISTRY_URL", "", raising=False)
        with pytest.raises(Unavailable) as caught:
            ask()
        assert caught.value.facts["reason"] == "misconfigured"


@pytest.mark.parametrize(
    "host", ["169.254.169.254", "[::ffff:169.254.169.254]", "0.0.0.0", "[fe80::1]", "224.0.0.1"]
)
def test_addresses_where_no_department_lives_are_never_connected_to(
    monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    monkeypatch.setattr(
        settings, "BANCHENG_EXCHANGE", json.dumps({"civil": f"http://{host}:80/"}), raising=False
    )
    with pytest.raises(Unavailable) as caught:
        ask(within=0.5)
    assert caught.value.facts["reason"] == "unreachable"


# --- rules of asking ---------------------------------------------------------------------------------------


def test_what_is_not_shared_is_never_asked(civil: Department) -> None:
    with pytest.raises(RuleBroken) as caught:
        ask(resource(sharing="none"))
    assert "809" in caught.value.regulation
    assert civil.asked == []


@pytest.mark.parametrize("inputs", [{}, {"id_number": ""}, {"id_number": ID, "more": "x"}])
def test_exactly_the_declared_inputs_are_sent(civil: Department, inputs: dict[str, str]) -> None:
    with pytest.raises(RuleBroken):
        query(Lookup(resource(), inputs), application_id=uuid7(), purpose="p", actor=PERSON, now=NOW)
    assert civil.asked == []


# --- several at once ---------------------------------------------------------------------------------------


def test_five_lookups_run_at_the_same_time_and_cost_two_statements(civil: Department) -> None:
    all_are_here = threading.Barrier(5, timeout=20)

    def slow(handler: fake.Handler, asked: dict[str, Any]) -> None:
        all_are_here.wait()
        fake.answer({"married": True, "spouse_name": asked["inputs"]["id_number"]})(handler, asked)

    civil.always = slow
    lookups = [Lookup(resource(f"r{n}"), {"id_number": str(n)}) for n in range(5)]
    with count_statements() as seen:
        outcomes = query_many(lookups, application_id=uuid7(), purpose="p", actor=PERSON, now=NOW)
    assert [o.answer and o.answer.record["spouse_name"] for o in outcomes] == ["0", "1", "2", "3", "4"]
    assert len(set(seen.sql)) == 2


def test_one_silent_department_does_not_take_the_others_answers(
    civil: Department, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "b").mkdir()
    civil.always = fake.silent(60)
    with fake.running(tmp_path / "b") as police:
        police.always = fake.answer({"married": True})
        monkeypatch.setattr(
            settings, "BANCHENG_EXCHANGE", json.dumps({"civil": civil.url, "police": police.url})
        )
        keys = dict.fromkeys(("civil", "police"), fake.KEY.hex())
        monkeypatch.setattr(settings, "BANCHENG_EXCHANGE_KEYS", json.dumps(keys))
        both = [
            Lookup(resource("a"), {"id_number": ID}),
            Lookup(resource("b", provider="org:police"), {"id_number": ID}),
        ]
        down, up = query_many(both, application_id=uuid7(), purpose="p", actor=PERSON, now=NOW, within=0.5)
        assert civil.finished == [], "the silent department was waited for"
    assert down.failure is not None
    assert down.failure.code == "timeout"
    assert up.answer is not None
    assert up.answer.found


# --- the breaker -------------------------------------------------------------------------------------------


def test_the_breaker_opens_within_ten_failures_and_then_nobody_waits(civil: Department) -> None:
    reasons = [failure(fake.raw(b"{}", 500), civil) for _ in range(10)]
    assert reasons[0] == "failed"
    assert reasons[-1] == "breaker_open"
    assert len(civil.asked) <= 10
    before = len(civil.asked)
    assert failure(fake.answer({"married": True}), civil) == "breaker_open"
    assert len(civil.asked) == before


def test_an_unknown_resource_says_nothing_about_the_systems_health(civil: Department) -> None:
    assert [failure(fake.raw(b"{}", 404), civil) for _ in range(8)] == ["unknown_resource"] * 8
