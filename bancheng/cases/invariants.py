"""What must hold of cases at any time, whoever crashed when."""

from __future__ import annotations

from collections.abc import Iterator

from bancheng.cases.lifecycle import APPLICATION, CASE
from bancheng.cases.spec import Limit
from bancheng.cases.spec.clocks import due, instant, pausable_due
from bancheng.kernel.database import Row, fetch_all
from bancheng.kernel.invariants import Breach, invariant, search_for_personal_data, watch_history
from bancheng.kernel.workdays import calendar, local_day

watch_history(CASE, "cases_case", "case_id")
watch_history(APPLICATION, "cases_application", "application_id")
search_for_personal_data("worklist_entry")

_ENDS = sorted(CASE.ends)


@invariant("I1", "每份回执对应一件申请，申请都有提交的记录")
def receipts_stand_once() -> Iterator[Breach]:
    """A receipt names one application; an application has the event that opened it."""
    rows = fetch_all(
        "SELECT a.receipt, (array_agg(a.application_id::text))[1] AS one FROM public.cases_application AS a"
        " GROUP BY a.receipt HAVING min(a.application_id::text) <> max(a.application_id::text)"
    )
    for row in rows:
        yield Breach("I1", f"cases_application {row['one']}", f"回执编号 {row['receipt']} 给了不止一件申请")


@invariant("I6", "存的到期日等于重新算出来的到期日")
def due_dates_are_what_the_calendar_says() -> Iterator[Breach]:
    """Each running clock is computed again from its start, its days and its pauses."""
    rows = fetch_all(
        "SELECT k.application_id, k.case_id, k.kind, k.unit, k.days, k.started_at, k.pauses, k.due_at"
        " FROM public.cases_clock AS k WHERE k.stopped_at IS NULL"
    )
    for row in rows:
        started = instant(row["started_at"])
        again = pausable_due(
            calendar(local_day(started)), row["kind"], row["unit"], row["days"], started, row["pauses"]
        )
        if again.at != row["due_at"]:
            yield Breach(
                "I6",
                f"cases_clock {row['application_id']} {row['case_id']} {row['kind']}",
                f"存的是 {row['due_at']:%Y-%m-%d}，应当是 {again.at:%Y-%m-%d}",
            )
    yield from _stale_caches()
    yield from _stale_wholes()


def _stale_wholes() -> Iterator[Breach]:
    """The whole's own date, from the days that it was promised in."""
    rows = fetch_all(
        "SELECT a.application_id, a.submitted_at, a.due_at, (a.facts ->> 'due_days')::int AS days"
        " FROM public.cases_application AS a WHERE a.state = 'open' AND a.facts ? 'due_days'"
    )
    for row in rows:
        again = due(
            calendar(local_day(row["submitted_at"])), "whole", Limit(row["days"]), row["submitted_at"]
        )
        if again.at != row["due_at"]:
            yield Breach(
                "I6",
                f"cases_application {row['application_id']}",
                f"存的是 {row['due_at']:%Y-%m-%d}，应当是 {again.at:%Y-%m-%d}",
            )


def _stale_caches() -> Iterator[Breach]:
    kinds = {
        "filed": "acceptance",
        "correction_requested": "correction",
        "accepted": "promised",
        "offered": "offer",
    }
    for state, kind in kinds.items():
        rows = fetch_all(
            "SELECT c.application_id, c.case_id FROM public.cases_case AS c"
            " JOIN public.cases_clock AS k ON k.application_id = c.application_id AND k.case_id = c.case_id"
            " WHERE c.state = %s AND k.kind = %s AND k.stopped_at IS NULL AND k.due_at <> c.due_at",
            [state, kind],
        )
        for row in rows:
            yield Breach("I6", _case(row), f"办件上的到期日和它的时钟（{kind}）不一样")


@invariant("I9", "受理过的办件都有登记的编号")
def accepted_cases_have_registered_numbers() -> Iterator[Breach]:
    """A case that was accepted has a number, and the registry leads back to it."""
    rows = fetch_all(
        "SELECT c.application_id, c.case_id, c.case_number FROM public.cases_case AS c"
        " WHERE c.accepted_at IS NOT NULL AND NOT EXISTS (SELECT FROM public.kernel_number AS n"
        " WHERE n.number = c.case_number AND n.application_id = c.application_id AND n.case_id = c.case_id)"
    )
    for row in rows:
        yield Breach("I9", _case(row), f"编号“{row['case_number']}”没有登记，或者登记给了别的办件")


@invariant("I12", "收到的 = 在办的 + 办完的，一件不多一件不少")
def nothing_is_lost() -> Iterator[Breach]:
    """The counters of an application are what its cases say, and its own state follows from them."""
    rows = fetch_all(
        "SELECT a.application_id, a.state, a.case_count, a.open_cases, a.issued_cases, s.cases, s.open, s.issued"
        " FROM public.cases_application AS a CROSS JOIN LATERAL ("
        "SELECT sum(1)::int AS cases, coalesce(sum((NOT c.state = ANY(%s))::int), 0)::int AS open,"
        " coalesce(sum((c.state = 'issued')::int), 0)::int AS issued"
        " FROM public.cases_case AS c WHERE c.application_id = a.application_id) AS s"
        " WHERE a.case_count <> s.cases OR a.open_cases <> s.open OR a.issued_cases <> s.issued"
        " OR (a.state = 'ended') <> (s.open = 0 AND s.issued = 0) OR (a.state = 'delivered' AND s.open > 0)",
        [_ENDS],
    )
    for row in rows:
        yield Breach(
            "I12",
            f"cases_application {row['application_id']}",
            f"共{row['case_count']}件、在办{row['open_cases']}件、办好{row['issued_cases']}件，"
            f"实际共{row['cases']}件、在办{row['open']}件、办好{row['issued']}件",
        )
    yield from _stuck()
    yield from _letters()


def _stuck() -> Iterator[Breach]:
    """Everything ends: a waiting case waits for exactly the cases that have not ended, or for an answer."""
    rows = fetch_all(
        "SELECT c.application_id, c.case_id, c.waiting_for, s.waiting FROM public.cases_case AS c"
        " CROSS JOIN LATERAL (SELECT coalesce(sum(1), 0)::int AS waiting FROM public.cases_prerequisite AS p"
        " WHERE p.application_id = c.application_id AND p.case_id = c.case_id AND p.state IN ('open', 'asked')) AS s"
        " WHERE c.state = 'waiting' AND (c.waiting_for <> s.waiting"
        " OR s.waiting = 0 AND c.wake_at = '9999-12-31T00:00:00+00:00')"
    )
    for row in rows:
        yield Breach("I12", _case(row), f"记着还等{row['waiting_for']}件，实际还等{row['waiting']}件")
    rows = fetch_all(
        "SELECT p.application_id, p.case_id FROM public.cases_prerequisite AS p"
        " JOIN public.cases_case AS o ON o.application_id = p.application_id AND o.case_id = p.predecessor_id"
        " WHERE p.state = 'open' AND o.state = ANY(%s) AND EXISTS (SELECT FROM public.cases_case AS c"
        " WHERE c.application_id = p.application_id AND c.case_id = p.case_id AND c.state = 'waiting')",
        [_ENDS],
    )
    for row in rows:
        yield Breach("I12", _case(row), "前一项已经结束，这一项还在等它")


def _letters() -> Iterator[Breach]:
    """One letter for each application that is over; the subscriber has a minute to write a late one."""
    rows = fetch_all(
        "SELECT a.application_id FROM public.cases_application AS a WHERE a.state <> 'open'"
        " AND a.closed_at < now() - interval '1 minute' AND NOT EXISTS (SELECT FROM public.documents_paper AS d"
        " WHERE d.application_id = a.application_id AND d.kind = 'closing_letter')"
    )
    for row in rows:
        yield Breach("I12", f"cases_application {row['application_id']}", "已经了结，但没有办理结果告知书")


@invariant("I12", "能办的办件都在某个岗位的待办里")
def open_cases_are_on_a_list() -> Iterator[Breach]:
    """A case that an officer can act on is on the list of its post; an ended one is on none."""
    rows = fetch_all(
        "SELECT c.application_id, c.case_id, c.state, e.queue FROM public.cases_case AS c"
        " LEFT JOIN public.worklist_entry AS e ON e.application_id = c.application_id AND e.id = c.case_id"
        " WHERE (c.state IN ('filed', 'accepted', 'paused', 'approved')) <> (e.id IS NOT NULL)"
        " OR e.queue <> c.queue OR e.due_at <> c.due_at"
    )
    for row in rows:
        yield Breach("I12", _case(row), f"状态是 {row['state']}，和待办里的不一样")


def _case(row: Row) -> str:
    return f"cases_case {row['application_id']} {row['case_id']}"
