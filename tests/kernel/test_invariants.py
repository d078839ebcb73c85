"""`bancheng audit`: for each invariant of the kernel one breach is planted, and exactly that row is named."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from django.conf import settings

from bancheng.kernel import invariants
from bancheng.kernel.database import as_json, call, fetch_one
from bancheng.kernel.ids import uuid7
from bancheng.kernel.invariants import Breach, audit, invariant, search_canaries, watch_history
from bancheng.kernel.lifecycle import Lifecycle, State, Transition
from bancheng.kernel.sealer import seal_once
from tests.kernel.facts import NOW, record

Connect = Callable[..., psycopg.Connection]
CODE = "1145010007088610XW" + "3000709001000"
LAMP = Lifecycle(
    "test_lamp",
    states=[
        State("dark", public="关", desk="关", kind="mute", icon="x"),
        State("lit", public="开", desk="开", kind="ok", icon="x"),
        State("broken", public="坏", desk="坏", kind="bad", icon="x"),
    ],
    transitions=[Transition("light", ("dark",), "lit"), Transition("smash", ("dark", "lit"), "broken")],
    initial=("dark",),
)


@pytest.fixture(autouse=True)
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DATA", tmp_path)
    monkeypatch.setattr(invariants, "_WATCHED", {})


@pytest.fixture
def owner(committed_db: object, connect: Connect) -> psycopg.Connection:
    """The owner, with a table of lamps that move by a lifecycle, watched."""
    connection = connect("owner")
    connection.execute(
        "CREATE TABLE kernel_lamp (application_id uuid, lamp_id uuid, state text, version int,"
        " PRIMARY KEY (application_id, lamp_id)); GRANT SELECT ON kernel_lamp TO bancheng_app"
    )
    watch_history(LAMP, "kernel_lamp", "lamp_id")
    return connection


def lamp(owner: psycopg.Connection, *steps: tuple[str | None, str, str]) -> UUID:
    """A lamp whose history is these steps (from, act, to), standing where the last one led."""
    application_id, lamp_id = uuid7(), uuid7()
    for seq, (source, act, target) in enumerate(steps, 1):
        record(application_id, lamp_id, seq, **{"from": source, "act": act, "to": target})
    owner.execute(
        "INSERT INTO kernel_lamp VALUES (%s, %s, %s, %s)",
        [application_id, lamp_id, steps[-1][2] if steps else "dark", len(steps)],
    )
    return lamp_id


MADE, LIT, SMASHED = (None, "make", "dark"), ("dark", "light", "lit"), ("lit", "smash", "broken")


def only(code: str) -> Breach:
    breaches = audit([code])
    assert len(breaches) == 1, breaches
    return breaches[0]


def test_everything_holds_in_a_sound_world(owner: psycopg.Connection) -> None:
    lamp(owner, MADE, LIT, SMASHED)
    lamp(owner, MADE)
    facts = {"kind": "case", "application_id": uuid7(), "case_id": uuid7(), "at": NOW}
    call("kernel_number_register_v1", number=CODE + "20261123A001", **facts)
    seal_once(NOW)
    assert audit(["I3", "I4", "I5", "I9", "I14", "I15"]) == []


# --- I5


def test_i5_names_a_row_without_any_event(owner: psycopg.Connection) -> None:
    lamp(owner, MADE, LIT)
    silent = lamp(owner)
    assert str(silent) in only("I5").row


def test_i5_names_a_state_that_no_event_led_to(owner: psycopg.Connection) -> None:
    lamp(owner, MADE, LIT)
    forged = lamp(owner, MADE)
    owner.execute("UPDATE kernel_lamp SET state = 'lit' WHERE lamp_id = %s", [forged])
    breach = only("I5")
    assert str(forged) in breach.row
    assert "lit" in breach.sentence


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ((LIT,), "从 dark 开始"),
        (((None, "make", "lit"),), "不在流程表"),
        ((MADE, ("dark", "smash", "lit")), "不在流程表"),
        ((MADE, SMASHED), "从 lit 开始"),
        ((MADE, LIT, SMASHED, ("broken", "light", "lit")), "不在流程表"),
    ],
)
def test_i5_names_a_history_that_is_no_path(
    owner: psycopg.Connection, steps: tuple[tuple[str | None, str, str], ...], said: str
) -> None:
    lamp(owner, MADE, LIT)
    wrong = lamp(owner, *steps)
    breach = only("I5")
    assert str(wrong) in breach.row
    assert said in breach.sentence


def test_i5_names_events_whose_row_is_gone(owner: psycopg.Connection) -> None:
    lamp(owner, MADE)
    gone = lamp(owner, MADE, LIT)
    owner.execute("DELETE FROM kernel_lamp WHERE lamp_id = %s", [gone])
    assert str(gone) in only("I5").row


def test_i5_names_a_version_behind_its_events(owner: psycopg.Connection) -> None:
    behind = lamp(owner, MADE, LIT)
    owner.execute("UPDATE kernel_lamp SET version = 1 WHERE lamp_id = %s", [behind])
    assert str(behind) in only("I5").row


def test_i5_walks_all_pages(owner: psycopg.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(invariants, "PAGE", 2)
    ids = [lamp(owner, MADE) for _each in range(5)]
    owner.execute("UPDATE kernel_lamp SET state = 'lit' WHERE lamp_id = %s", [ids[3]])
    assert str(ids[3]) in only("I5").row


# --- I3, I4, I15


def test_i3_names_an_outbox_row_without_its_event(owner: psycopg.Connection) -> None:
    record()
    event = record()
    owner.execute("DELETE FROM kernel_event WHERE id = %s", [event.id])
    assert only("I3").row == f"kernel_outbox {event.id}"


def test_i4_names_a_changed_event(owner: psycopg.Connection) -> None:
    record()
    event = record()
    seal_once(NOW)
    owner.execute("UPDATE kernel_event SET actor = 'staff:forged' WHERE id = %s", [event.id])
    assert only("I4").row == f"event {event.id}"


def test_i15_names_a_lease_that_nobody_took_over(owner: psycopg.Connection) -> None:
    event = record()
    owner.execute(
        "UPDATE kernel_outbox SET lease = gen_random_uuid(), lease_until = now() - interval '6 minutes'"
    )
    assert only("I15").row == f"kernel_outbox {event.id}"


# --- I9


def test_i9_names_a_number_that_is_none(owner: psycopg.Connection) -> None:
    facts = {"kind": "case", "application_id": uuid7(), "at": NOW}
    call("kernel_number_register_v1", number=CODE + "202611230001", case_id=uuid7(), **facts)
    call("kernel_number_register_v1", number=CODE + "202613230001", case_id=uuid7(), **facts)
    assert only("I9").row == f"kernel_number {CODE}202613230001"


def test_i9_names_a_case_with_two_numbers(owner: psycopg.Connection) -> None:
    facts = {"kind": "case", "application_id": uuid7(), "case_id": uuid7(), "at": NOW}
    for serial in ("0001", "0002"):
        call("kernel_number_register_v1", number=CODE + "20261123" + serial, **facts)
    assert only("I9").row == f"kernel_number {CODE}202611230002"


# --- I14


def test_i14_names_the_row_that_holds_an_identity_number(owner: psycopg.Connection) -> None:
    record()
    event = record()
    owner.execute(
        "UPDATE kernel_event SET payload = %s WHERE id = %s", ['{"n": "44990219930521123X"}', event.id]
    )
    breach = only("I14")
    assert breach.row.startswith("kernel_event")
    assert str(event.id) in breach.row
    assert "44990219930521123X" not in breach.sentence + breach.row


def test_i14_names_a_telephone_number_in_a_kept_answer(owner: psycopg.Connection) -> None:
    keep = "SELECT public.kernel_once_keep_v1(%s, %s, %s, %s, %s, %s)"
    fetch_one(keep, ["person:1", "k", "a", "d", NOW, as_json({"phone": "13812345678"})])
    assert only("I14").row.startswith("kernel_idempotency")


def test_i14_names_the_line_of_a_log(owner: psycopg.Connection, tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "web.log").write_text("fine\nphone=13812345678\n", encoding="utf-8")
    assert only("I14").row == "web.log:2"


def test_known_canaries_are_found_whatever_they_look_like(owner: psycopg.Connection) -> None:
    event = record()
    owner.execute("UPDATE kernel_outbox SET error = 'canary-42' WHERE event_id = %s", [event.id])
    assert [b.row.split(" ")[0] for b in search_canaries(["canary-42", "a.c"])] == ["kernel_outbox"]


# --- the registry


def test_checks_of_all_apps_run_in_the_order_of_their_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(invariants, "_INVARIANTS", [])

    @invariant("I12", "b")
    def _twelve() -> Iterator[Breach]:
        yield Breach("I12", "row", "said")

    @invariant("I2", "a")
    def _two() -> Iterator[Breach]:
        yield Breach("I2", "row", "said")

    assert [breach.invariant for breach in audit()] == ["I2", "I12"]
    assert [breach.invariant for breach in audit(["I12"])] == ["I12"]
    assert invariants.codes() == ["I2", "I12"]


@pytest.mark.parametrize("name", ["a b", "public.x", "x;y"])
def test_only_plain_names_of_tables_are_watched(name: str) -> None:
    with pytest.raises(ValueError, match="not"):
        watch_history(LAMP, name)
    with pytest.raises(ValueError, match="not"):
        invariants.search_for_personal_data(name)
