"""What was promised for later, seen from outside: nothing is granted without it, and as long as it is owed a clock runs."""

from __future__ import annotations

from collections.abc import Iterator

from bancheng.cases.lifecycle import CASE
from bancheng.cases.queries.context import MISSING
from bancheng.kernel.database import Row, fetch_all
from bancheng.kernel.invariants import Breach, invariant

_ENDS = sorted(CASE.ends)


@invariant("I12", "答应以后补的没有补上，不准予、不出结果")
def nothing_is_granted_without_what_was_promised() -> Iterator[Breach]:
    """No case is offered, approved or issued while a material that it began without is missing."""
    rows = fetch_all(
        "SELECT c.application_id, c.case_id, c.state FROM public.cases_case AS c"  # noqa: S608  # constant parts
        f" WHERE c.state IN ('offered', 'approved', 'issued') AND {MISSING} IS NOT NULL"
    )
    for row in rows:
        yield _breach(row, f"状态是 {row['state']}，但答应以后补的材料还没有补上")


@invariant("I12", "答应以后补的都有期限，补上了就不再计")
def what_is_owed_has_its_day() -> Iterator[Breach]:
    """An open case that still misses something has a running clock for it; a case that misses nothing has none."""
    rows = fetch_all(
        "SELECT c.application_id, c.case_id, c.state FROM public.cases_case AS c"  # noqa: S608  # constant parts
        " LEFT JOIN public.cases_clock AS k ON k.application_id = c.application_id AND k.case_id = c.case_id"
        " AND k.kind = 'deferral' AND k.stopped_at IS NULL"
        f" WHERE (NOT c.state = ANY(%s) AND {MISSING} IS NOT NULL) <> (k.case_id IS NOT NULL)",
        [_ENDS],
    )
    for row in rows:
        yield _breach(row, "欠着的材料和它的期限对不上")


def _breach(row: Row, said: str) -> Breach:
    return Breach("I12", f"cases_case {row['application_id']} {row['case_id']}", said)
