"""A scene is played once for many tests, and each of them finds it as it was left (tests/city.py)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bancheng.journeys.commands import discard_draft
from bancheng.kernel.database import fetch_all
from tests.journeys.walking import Walker

DRAFTS = "SELECT state FROM journeys_draft"


@pytest.mark.parametrize("_turn", [1, 2])
def test_whoever_comes_next_finds_the_draft_again(drafted: Walker, _turn: int) -> None:
    assert [row["state"] for row in fetch_all(DRAFTS)] == ["open"]
    assert datetime.now(UTC) - drafted.now < timedelta(minutes=1)
    drafted.bring()
    discard_draft(actor=drafted.actor, draft_id=drafted.id, now=drafted.now)
    assert [row["state"] for row in fetch_all(DRAFTS)] != ["open"]


def test_whoever_asks_for_no_scene_finds_the_plain_city(city: Any) -> None:
    assert fetch_all(DRAFTS) == []
