"""The last two predecessors of a case end at the same instant: it is set free once, never never, never twice."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import psycopg
import pytest
from django.db import connections

from bancheng.cases import commands as cases
from bancheng.cases.spec import Decision, Issue, NewCase
from bancheng.kernel.database import fetch_all
from tests.cases.plans import NOW, Walk, case, opened
from tests.cases.reading import case_row

APPLICATIONS = 400
Pair = tuple[UUID, NewCase, NewCase, NewCase]


def _pairs(count: int) -> Iterator[Pair]:
    """Applications whose first two cases are one act away from their end."""
    for _each in range(count):
        a, b, c = case("a", reviews=0), case("b", reviews=0), case("c", level=2, after=["a", "b"])
        submitted, _ = opened(a, b, c)
        for one in (a, b):
            Walk(submitted.application_id, one).approve()
        yield submitted.application_id, a, b, c


def _together(pairs: list[Pair], end: Callable[[UUID, NewCase], None]) -> None:
    """End both predecessors of every application from two threads that start each pair at a barrier."""
    barrier = threading.Barrier(2)

    def run(which: int) -> None:
        try:
            for application_id, *nodes in pairs:
                barrier.wait(30)
                end(application_id, nodes[which])
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        for future in [pool.submit(run, which) for which in (0, 1)]:
            future.result()


def _activations(pairs: list[Pair]) -> dict[UUID, int]:
    rows = fetch_all(
        "SELECT application_id, sum((type = 'case_filed')::int)::int AS times FROM kernel_event GROUP BY application_id"
    )
    times = {row["application_id"]: row["times"] for row in rows}
    return {application_id: times[application_id] for application_id, *_nodes in pairs}


@pytest.mark.usefixtures("committed_db")
def test_four_hundred_simultaneous_joins_are_four_hundred_activations() -> None:
    pairs = list(_pairs(APPLICATIONS))

    def issue(application_id: UUID, one: NewCase) -> None:
        Walk(application_id, one, version=3).act("issue", issue=Issue())

    _together(pairs, issue)
    assert set(_activations(pairs).values()) == {1}
    rows = fetch_all("SELECT state, waiting_for FROM cases_case WHERE node = 'c'")
    assert {(row["state"], row["waiting_for"]) for row in rows} == {("filed", 0)}


@pytest.mark.usefixtures("committed_db")
def test_two_last_refusals_at_one_instant_end_the_whole_once_with_one_letter() -> None:
    pairs = []
    for _each in range(40):
        a, b = case("a", reviews=0), case("b", reviews=0)
        submitted, _ = opened(a, b)
        for one in (a, b):
            Walk(submitted.application_id, one).act("accept")
        pairs.append((submitted.application_id, a, b, b))

    def refuse(application_id: UUID, one: NewCase) -> None:
        Walk(application_id, one, version=2).act(
            "decide", decision=Decision(False, "不符合", ["条例"], ["可以复议"])
        )

    _together(pairs, refuse)
    ended = fetch_all("SELECT application_id FROM kernel_event WHERE type = 'application_ended'")
    assert len(ended) == len(pairs)
    for row in ended:  # the subscriber's work, for those where both ends read before either wrote
        assert cases.write_letter(row["application_id"], NOW)
    letters = fetch_all("SELECT application_id, values FROM documents_paper WHERE kind = 'closing_letter'")
    assert len(letters) == len(pairs)
    for letter in letters:
        assert [one["state"] for one in letter["values"]["cases"]] == ["refused", "refused"]


NAIVE = """
CREATE FUNCTION public.test_naive_close(p_application_id uuid, p_case_id uuid) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE public.cases_case SET state = 'issued' WHERE application_id = p_application_id AND case_id = p_case_id;
    UPDATE public.cases_case AS c SET state = 'filed'
    WHERE c.application_id = p_application_id AND c.state = 'waiting' AND NOT EXISTS (
        SELECT FROM public.cases_prerequisite AS p
        JOIN public.cases_case AS o ON o.application_id = p.application_id AND o.case_id = p.predecessor_id
        WHERE p.application_id = c.application_id AND p.case_id = c.case_id AND o.state <> 'issued');
END $$"""


@pytest.mark.usefixtures("committed_db")
def test_the_naive_form_that_looks_at_siblings_loses_joins(
    connect: Callable[..., psycopg.Connection],
) -> None:
    """Negative control: two acts whose commits cannot see each other lose the join when each looks at siblings."""
    ((application_id, a, b, c),) = _pairs(1)
    connect("owner").execute(NAIVE)
    first, second = connect("owner", autocommit=False), connect("owner", autocommit=False)
    first.execute("SELECT public.test_naive_close(%s, %s)", [application_id, a.case_id])
    second.execute("SELECT public.test_naive_close(%s, %s)", [application_id, b.case_id])
    first.commit()
    second.commit()
    assert case_row(application_id, c.case_id)["state"] == "waiting", "nobody set it free"
