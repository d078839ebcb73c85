"""Ids: version 7, rising within a process, not to be guessed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
import time_machine

from bancheng.kernel import ids


def test_an_id_is_version_7_of_the_standard() -> None:
    made = ids.uuid7()
    assert made.version == 7
    assert made.variant == "specified in RFC 4122"


def test_ids_of_one_process_rise_strictly() -> None:
    made = [ids.uuid7() for _ in range(5_000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)


def test_threads_never_get_the_same_id() -> None:
    with ThreadPoolExecutor(8) as pool:
        made = [
            one for some in pool.map(lambda _: [ids.uuid7() for _ in range(500)], range(8)) for one in some
        ]
    assert len(set(made)) == len(made)


def test_a_clock_that_steps_back_does_not_make_ids_fall() -> None:
    with time_machine.travel(datetime(2036, 1, 1, tzinfo=UTC), tick=False):
        first = ids.uuid7()
    with time_machine.travel(datetime(2035, 12, 31, tzinfo=UTC), tick=False):
        assert ids.uuid7() > first


def test_an_id_tells_when_it_was_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ids, "_last_tick", 0)
    now = datetime(2026, 3, 2, 10, 41, tzinfo=UTC)
    with time_machine.travel(now, tick=False):
        assert abs(ids.made_at(ids.uuid7()) - now) <= timedelta(milliseconds=1)


def test_the_known_bits_stand_where_the_standard_wants_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """The example of RFC 9562, appendix A.6."""
    example = UUID("017f22e2-79b0-7cc3-98c4-dc0c0c07398f")
    monkeypatch.setattr(ids, "_tick", lambda: 0x017F22E279B0 * 4096 + 0xCC3)
    monkeypatch.setattr(ids.os, "urandom", lambda _n: (example.int & (1 << 62) - 1).to_bytes(8, "big"))
    assert ids.uuid7() == example
    assert ids.made_at(example) == datetime(2022, 2, 22, 19, 22, 22, tzinfo=UTC)


def test_another_version_carries_no_instant() -> None:
    with pytest.raises(ValueError, match="version 7"):
        ids.made_at(uuid4())
