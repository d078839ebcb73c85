"""同一时刻: what a write reads first is locked: a move that is just being made is waited for, not written over."""

from __future__ import annotations

from uuid import UUID

import pytest

from bancheng.cases.commands import closing
from bancheng.kernel.workdays import store
from tests.cases.plans import case, opened
from tests.cases.reading import states
from tests.cases.sending import Catch, Sent, as_sent
from tests.cases.test_writes_that_do_not_fit import recomputed, rehomed, withdrawing
from tests.waiting import Connect, waited_for

__all__ = ["as_sent"]


def held_by_another(connect: Connect, case_id: UUID, sent: Sent) -> str:
    """Another connection has moved the case and commits only when our write waits for it. Answers our code."""
    moved = "UPDATE cases_case SET version = version + 1 WHERE case_id = %s"
    return waited_for(connect, moved, [case_id], *sent)


@pytest.mark.usefixtures("committed_db")
def test_a_move_that_is_just_being_made_is_waited_for(connect: Connect, as_sent: Catch) -> None:
    store.forget()
    _own, walks, sent = recomputed(as_sent)
    assert held_by_another(connect, walks[1].case.case_id, sent) == "moved"
    store.forget()
    walk, sent = rehomed(as_sent)
    assert held_by_another(connect, walk.case.case_id, sent) == "moved"
    one, two = case("a"), case("b")
    submitted, _ = opened(one, two)
    sent = as_sent(closing, withdrawing(submitted.application_id))
    assert held_by_another(connect, two.case_id, sent) == "taken"
    assert states(submitted.application_id) == {"a": "filed", "b": "filed"}
