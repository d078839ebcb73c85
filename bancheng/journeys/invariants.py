"""What must hold of drafts at any time: applying again never touches what runs or was granted, and leads back."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from bancheng.cases.lifecycle import CASE, GOOD_END
from bancheng.cases.models import Application, Case
from bancheng.kernel.database import Row, fetch_all
from bancheng.kernel.invariants import Breach, invariant

_PAGE = 1000


@invariant("I12", "再办的都是没有办成的，新的申请记得是从哪一份来的")
def again_is_of_what_did_not_work_out() -> Iterator[Breach]:
    """The case of each row has ended without its result; an application handed in again names the old one."""
    for rows in _pages():
        states = dict(
            Case.objects.filter(
                application_id__in={row["application_id"] for row in rows},
                case_id__in=[row["case_id"] for row in rows],
            ).values_list("case_id", "state")
        )
        made = [row["draft_id"] for row in rows if row["state"] == "submitted"]
        found = Application.objects.filter(application_id__in=made).values_list("application_id", "facts")
        origin = {application_id: facts.get("again_of") for application_id, facts in found}
        for row in rows:
            said = _fault(row, states.get(row["case_id"]), origin)
            if said:
                yield Breach("I12", f"journeys_again {row['application_id']} {row['case_id']}", said)


def _fault(row: Row, state: str | None, origin: dict[UUID, str | None]) -> str:
    if state is None or state not in CASE.ends or state == GOOD_END:
        return f"再办的办件状态是 {state}，不是没有办成"
    if row["state"] == "submitted" and origin.get(row["draft_id"]) != str(row["application_id"]):
        return "再办的申请没有记下是从哪一份来的"
    return ""


def _pages() -> Iterator[list[Row]]:
    after = (UUID(int=0), UUID(int=0))
    while True:
        rows = fetch_all(
            "SELECT r.application_id, r.case_id, r.draft_id, d.state FROM public.journeys_again AS r"
            " LEFT JOIN public.journeys_draft AS d ON d.draft_id = r.draft_id"
            " WHERE (r.application_id, r.case_id) > (%s, %s) ORDER BY r.application_id, r.case_id LIMIT %s",
            [*after, _PAGE],
        )
        if rows:
            yield rows
        if len(rows) < _PAGE:
            return
        after = (rows[-1]["application_id"], rows[-1]["case_id"])
