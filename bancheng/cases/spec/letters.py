"""What the one closing letter of an application says: each outcome, why, what can be done about it, what can be retried."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from bancheng.cases.lifecycle import CASE
from bancheng.cases.spec.clocks import instant
from bancheng.kernel.workdays import local_day

Values = dict[str, Any]


def closing_letter(application: Mapping[str, Any], cases: Iterable[Mapping[str, Any]]) -> Values:
    """The values of the letter. `cases` are rows with `name, level, state, outcome, organization_name, case_number`."""
    ordered = sorted(cases, key=lambda case: (case["level"], case["node"]))
    return {
        "receipt": application["receipt"],
        "name": application["journey_name"],
        "addressee": application["applicant_name"],
        "submitted_at": local_day(instant(application["submitted_at"])),
        "cases": [_line(case) for case in ordered],
    }


def _line(case: Mapping[str, Any]) -> Values:
    outcome = case["outcome"] or {}
    return {
        "name": case["name"],
        "organization": case["organization_name"],
        "number": case["case_number"],
        "state": case["state"],
        "words": str(CASE.state(case["state"]).public),
        "reason": outcome.get("reason", ""),
        "basis": list(outcome.get("basis", ())),
        "remedies": list(outcome.get("remedies", ())),
        "certificate": outcome.get("certificate", ""),
        "again": retry(case["state"], outcome.get("cause", "")),
    }


def retry(state: str, cause: str = "") -> str:
    """Whether and how the person can try again after this end."""
    if state == "issued":
        return ""
    if state == "refused":
        return _("情况有变化时，可以重新申请。")
    if state == "not_accepted":
        return _("按上面的原因改好，或者到有权办理的部门，可以重新申请。")
    if state == "terminated" and cause == "lapse":
        return _("您写过的内容都留着，补齐后可以再交。")
    if state == "terminated":
        return _("前一项办好后，可以单独申请这一项。")
    return _("需要时可以再交，您写过的内容都留着。")
