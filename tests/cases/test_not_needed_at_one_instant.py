"""Two results that decide together whether a case is needed end at the same instant."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections

from bancheng.cases import commands as cases
from bancheng.cases.models import Application, Case
from bancheng.kernel.invariants import audit
from tests.cases.plans import NOW, Walk
from tests.cases.test_not_needed import INVARIANTS, two_givers


@pytest.mark.usefixtures("committed_db")
def test_two_ends_at_one_instant_leave_it_to_the_next_round(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both have read before either wrote: neither knows that it is the last, so neither sets the case free."""
    from bancheng.cases.commands import closing

    _made, one, two, _last = two_givers()
    for walk in (one, two):
        walk.act("accept")
        walk.act("review")
    barrier, ordinary = threading.Barrier(2, timeout=20), closing.call

    def together(name: str, **more: Any) -> Any:
        barrier.wait()
        return ordinary(name, **more)

    monkeypatch.setattr(closing, "call", together)

    def run(walk: Walk) -> None:
        try:
            walk.refuse_only()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(run, (one, two)))
    monkeypatch.setattr(closing, "call", ordinary)
    row = Case.objects.get(node="last")
    assert (row.state, row.waiting_for) == ("waiting", 0)
    assert not audit(INVARIANTS)
    cases.silence(NOW + timedelta(seconds=1))
    assert Case.objects.get(node="last").state == "not_needed"
    assert Application.objects.get().open_cases == 0
    assert not audit(INVARIANTS)
