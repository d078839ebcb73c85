"""Doors for machines: what makes a process unready, what is only told, and who may see the figures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.test import Client

from bancheng.config import health
from bancheng.kernel import beats, measures
from bancheng.kernel.ids import uuid7

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def words(**changed: bool) -> str:
    return str(health.look(NOW)).partition("\n")[0]


def lively(now: datetime = NOW) -> None:
    beats.beat(uuid7(), now, dict.fromkeys(("relay", "sealer", "schedule"), now))


def test_with_a_worker_and_all_else_it_is_well(client: Client) -> None:
    lively(datetime.now(UTC))
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.content.decode().splitlines() == [
        "ok", "disk: ok", "database: ok", "migrations: ok", "evidence: ok", "worker: ok",
    ]  # fmt: skip


def test_a_worker_that_stands_still_is_told_but_pages_go_on(client: Client) -> None:
    assert client.get("/healthz").status_code == 200
    assert words() == "degraded"
    beats.beat(uuid7(), NOW, {"relay": NOW, "sealer": NOW - timedelta(minutes=2)})
    assert health.look(NOW).checks["worker"] == "late"
    lively()
    assert words() == "ok"


def test_a_worker_forgotten_for_an_hour_leaves_no_row() -> None:
    beats.beat(uuid7(), NOW - timedelta(hours=2), {"relay": NOW - timedelta(hours=2)})
    lively()
    assert max(beats.ages(NOW).values()) == timedelta()


@pytest.mark.parametrize("check", ["_room", "_database", "_migrated", "_evidence"])
def test_what_keeps_it_from_serving_is_503(
    check: str, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, check, lambda: False)
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.content.decode().startswith("down\n")


def test_a_check_that_fails_itself_counts_as_down(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> bool:
        raise psycopg.OperationalError("secret://password@host")

    monkeypatch.setattr(health, "_database", broken)
    assert "database: down" in str(health.look(NOW))
    assert "password" not in str(health.look(NOW))


def test_a_migration_that_is_not_applied_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = health._wanted() | {"kernel.9999_next"}
    monkeypatch.setattr(health, "_wanted", lambda: wanted)
    assert health.look(NOW).checks["migrations"] == "down"


def test_evidence_that_may_not_be_written_is_seen(
    committed_db: Any, connect: Callable[..., psycopg.Connection]
) -> None:
    with connect("owner") as owner:
        owner.execute("REVOKE INSERT ON kernel_evidence FROM bancheng_app")
        try:
            assert health.look(NOW).checks["evidence"] == "down"
        finally:
            owner.execute("GRANT INSERT ON kernel_evidence TO bancheng_app")
    assert health.look(NOW).checks["evidence"] == "ok"


def test_live_asks_nobody(client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert client.get("/healthz/live").content == b"ok\n"


# --- figures


def figure(client: Client, name: str) -> float:
    (line,) = [
        one for one in client.get("/metrics").content.decode().splitlines() if one.startswith(name + " ")
    ]
    return float(line.rpartition(" ")[2])


def test_requests_are_counted_by_the_name_of_their_address(client: Client) -> None:
    name = 'bancheng_requests_total{method="GET",status="200",view="healthz_live"}'
    client.get("/healthz/live")
    before = figure(client, name)
    client.get("/healthz/live")
    assert figure(client, name) == before + 1


def test_statements_of_the_orm_and_of_our_own_are_counted(client: Client) -> None:
    name = 'bancheng_statements_total{view="healthz"}'
    client.get("/healthz")
    before = figure(client, name)
    client.get("/healthz")
    assert figure(client, name) >= before + 4


def test_an_address_with_an_id_in_it_adds_no_name(client: Client) -> None:
    client.get("/drafts/0190d3f0-0000-7000-8000-000000000000/q/?phone=13812345678")
    client.get("/no/such/13812345678/page")
    text = client.get("/metrics").content.decode()
    assert "0190d3f0" not in text
    assert "13812345678" not in text


def test_steps_are_counted_by_act_and_state(client: Client) -> None:
    measures.relayed("case_accepted", {"act": "accept", "to": "accepted", "from": "filed"})
    assert figure(client, 'bancheng_transitions_total{act="accept",state="accepted"}') >= 1


def test_what_waits_is_shown_with_its_age(client: Client) -> None:
    lively(datetime.now(UTC))
    text = client.get("/metrics").content.decode()
    for wanted in ('waiting_seconds{of="outbox"}', 'waiting_seconds{of="seal"}', 'waiting_seconds{of="jobs"}',
                   'worker_beat_age_seconds{of="relay"}', "bancheng_up 1.0", "disk_free_bytes"):  # fmt: skip
        assert wanted in text, wanted


def test_without_the_database_the_figures_still_come(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(_now: datetime) -> None:
        raise psycopg.OperationalError

    monkeypatch.setattr(health, "health", away)
    assert figure(client, "bancheng_up") == 0


def test_from_elsewhere_or_through_a_proxy_there_is_no_such_address(client: Client) -> None:
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", REMOTE_ADDR="10.0.0.7").status_code == 404
    for header in ("X-Forwarded-For", "Forwarded", "X-Real-IP", "X-Forwarded-Proto"):
        assert client.get("/metrics", headers={header: "127.0.0.1"}).status_code == 404, header


def test_with_a_token_only_who_sends_it(client: Client, settings: Any) -> None:
    settings.BANCHENG_METRICS_TOKEN = "long-enough"
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 404
    far = client.get("/metrics", headers={"Authorization": "Bearer long-enough"}, REMOTE_ADDR="10.0.0.7")
    assert far.status_code == 200
