"""Fifty posts of one submission at once: one application, one number, fifty equal receipts."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from bancheng.cases import commands as cases
from bancheng.cases.spec import Opened
from bancheng.kernel.database import fetch_all
from tests.cases.plans import NOW, case, opening, person

POSTS = 50
THREADS = 10


@pytest.mark.usefixtures("committed_db")
def test_fifty_parallel_posts_open_one_application_and_answer_one_receipt() -> None:
    made = opening(case("a"), case("b", level=2, after=["a"]))
    barrier = threading.Barrier(THREADS)

    def post(_number: int) -> Opened:
        try:
            barrier.wait(30)
            return cases.open_application(actor=person(), opening=made, now=NOW)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(THREADS) as pool:
        answers = list(pool.map(post, range(POSTS)))
    assert len({(one.receipt, one.submitted_at, one.due_at) for one in answers}) == 1
    assert sum(not one.again for one in answers) == 1
    assert len(fetch_all("SELECT application_id FROM cases_application")) == 1
    assert len(fetch_all("SELECT case_id FROM cases_case")) == 2
    assert len(fetch_all("SELECT id FROM kernel_event")) == 3
