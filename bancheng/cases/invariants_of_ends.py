"""Everything ends, seen from outside: prerequisites settle as their cases ended, questions have days, letters are true."""

from __future__ import annotations

from collections.abc import Iterator

from bancheng.cases.lifecycle import CASE, GOOD_END
from bancheng.kernel.database import Row, fetch_all
from bancheng.kernel.invariants import Breach, invariant

_ENDS = sorted(CASE.ends)
_MET = [GOOD_END, "not_needed"]
_NEVER = "'9999-12-31T00:00:00+00:00'"


@invariant("I12", "前置关系的结论和前一项的结果一致")
def prerequisites_say_what_happened() -> Iterator[Breach]:
    """met: it succeeded; waived, asked, failed: it did not, and the rule allows it; a failed one leaves nothing open."""
    rows = fetch_all(
        "SELECT p.application_id, p.case_id, p.state, o.state AS before, c.state AS now"
        " FROM public.cases_prerequisite AS p"
        " JOIN public.cases_case AS o ON o.application_id = p.application_id AND o.case_id = p.predecessor_id"
        " JOIN public.cases_case AS c ON c.application_id = p.application_id AND c.case_id = p.case_id"
        " WHERE p.state = 'met' AND NOT o.state = ANY(%(met)s)"
        " OR p.state IN ('waived', 'asked', 'failed') AND (o.state = ANY(%(met)s) OR NOT o.state = ANY(%(ends)s))"
        " OR p.state = 'waived' AND p.on_failure = 'stop'"
        " OR p.state = 'asked' AND p.on_failure <> 'ask_applicant'"
        " OR p.state = 'failed' AND (p.on_failure <> 'stop' OR NOT c.state = ANY(%(ends)s))",
        {"met": _MET, "ends": _ENDS},
    )
    for row in rows:
        yield _breach(row, f"前置记为 {row['state']}，前一项是 {row['before']}，这一项是 {row['now']}")


@invariant("I12", "要申请人回答的都有期限，到期有人管")
def questions_have_days() -> Iterator[Breach]:
    """An open question has a running clock, its day, and an alarm not after it; nothing else that waits has a day."""
    rows = fetch_all(
        "SELECT c.application_id, c.case_id, s.asked, c.due_at, c.wake_at, k.due_at AS clock"  # noqa: S608  # constant
        " FROM public.cases_case AS c CROSS JOIN LATERAL ("
        "SELECT EXISTS (SELECT FROM public.cases_prerequisite AS p WHERE p.application_id = c.application_id"
        " AND p.case_id = c.case_id AND p.state = 'asked') AS asked) AS s"
        " LEFT JOIN public.cases_clock AS k ON k.application_id = c.application_id AND k.case_id = c.case_id"
        " AND k.kind = 'question' AND k.stopped_at IS NULL"
        f" WHERE c.state = 'waiting' AND (s.asked <> (c.due_at < {_NEVER}) OR s.asked AND c.wake_at > c.due_at"
        " OR s.asked AND k.due_at IS DISTINCT FROM c.due_at) OR c.state <> 'waiting' AND k.case_id IS NOT NULL"
    )
    for row in rows:
        yield _breach(
            row, "在等申请人回答，却没有期限或提醒" if row["asked"] else "没有问申请人，却有回答的期限"
        )


@invariant("I12", "每个没有办成的都说了为什么")
def bad_ends_say_why() -> Iterator[Breach]:
    """A reason always; for a department's no its basis, and its remedies where the matter has some (许可法 38 条)."""
    rows = fetch_all(
        "SELECT c.application_id, c.case_id, c.state FROM public.cases_case AS c"
        " WHERE c.state = ANY(%s) AND NOT c.state = ANY(%s) AND (coalesce(c.outcome ->> 'reason', '') = ''"
        " OR c.state IN ('refused', 'not_accepted') AND (coalesce(c.outcome -> 'basis', '[]') = '[]'"
        " OR coalesce(c.plan -> 'remedies', '[]') <> '[]' AND coalesce(c.outcome -> 'remedies', '[]') = '[]'))",
        [_ENDS, _MET],
    )
    for row in rows:
        yield _breach(row, f"结果是 {row['state']}，但没有写明理由、依据或者救济途径")


@invariant("I12", "一件申请只有一份办理结果告知书，说的和办件一样")
def letters_tell_each_end() -> Iterator[Breach]:
    """No letter while anything is open, never two, and each case in it as it ended."""
    rows = fetch_all(
        "SELECT d.application_id, d.state, d.open_cases, l.letters, l.told, s.ends"
        " FROM public.cases_application AS d CROSS JOIN LATERAL ("
        "SELECT sum(1)::int AS letters, (array_agg(p.values))[1] -> 'cases' AS told"
        " FROM public.documents_paper AS p"
        " WHERE p.application_id = d.application_id AND p.kind = 'closing_letter') AS l"
        " CROSS JOIN LATERAL ("
        "SELECT jsonb_object_agg(c.state, c.times) AS ends FROM (SELECT x.state, sum(1)::int AS times"
        " FROM public.cases_case AS x WHERE x.application_id = d.application_id GROUP BY x.state) AS c) AS s"
        " WHERE l.letters > 0"
    )
    for row in rows:
        told: dict[str, int] = {}
        for one in row["told"] or ():
            told[one["state"]] = told.get(one["state"], 0) + 1
        where = f"cases_application {row['application_id']}"
        if row["letters"] > 1:
            yield Breach("I12", where, f"有{row['letters']}份办理结果告知书")
        elif row["state"] == "open":
            yield Breach("I12", where, "还没有了结，已经有办理结果告知书")
        elif told != row["ends"]:
            yield Breach("I12", where, "办理结果告知书和各办件的结果不一样")


def _breach(row: Row, said: str) -> Breach:
    return Breach("I12", f"cases_case {row['application_id']} {row['case_id']}", said)
