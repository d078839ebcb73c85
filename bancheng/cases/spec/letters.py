"""What the one closing letter of an application says: each outcome, why, what can be done about it and until when, what
can be done again, and how the results come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext as _

from bancheng.cases.lifecycle import GOOD_END
from bancheng.cases.spec.clocks import instant
from bancheng.cases.spec.outcomes import Outcome, outcome_of
from bancheng.kernel.recording import in_office_language
from bancheng.kernel.workdays import local_day

Values = dict[str, Any]

GROUPS = ("granted", "not_granted", "stopped", "not_needed")


@in_office_language()
def closing_letter(application: Mapping[str, Any], cases: Iterable[Mapping[str, Any]]) -> Values:
    """The values of the letter. `cases` are rows with `name, level, node, state, outcome, closed_at, again,
    organization_name, case_number`, all ended."""
    ordered = sorted(cases, key=lambda case: (case["level"], case["node"]))
    lines = [_line(case) for case in ordered]
    return {
        "receipt": application["receipt"],
        "name": application["journey_name"],
        "addressee": application["applicant_name"],
        "submitted_at": local_day(instant(application["submitted_at"])),
        "summary": summary([case["state"] for case in ordered]),
        "receive": how_results_come(application.get("channel", ""), ordered),
        "cases": lines,
        "groups": [
            {"code": code, "title": group_title(code), "cases": found}
            for code in GROUPS
            if (found := [one for one in lines if one["group"] == code])
        ],
    }


def _line(case: Mapping[str, Any]) -> Values:
    told: Outcome = outcome_of(case)
    return {
        **asdict(told),
        "basis": list(told.basis),
        "name": case["name"],
        "organization": case["organization_name"],
        "number": case["case_number"],
        "state": case["state"],
        "remedies": [one["text"] for one in told.remedies],
        "remedies_until": [dict(one) for one in told.remedies],
    }


def group_title(code: str) -> str:
    """The heading over outcomes of one kind."""
    return {
        "granted": _("办好的"),
        "not_granted": _("没有通过的"),
        "stopped": _("没有办下去的"),
        "not_needed": _("不用办的"),
    }[code]


def summary(states: Iterable[str]) -> str:
    """共3项：办好1项，没有通过1项，没有办下去1项。"""
    found = list(states)
    counts = {
        _("办好%(count)s项"): sum(one == GOOD_END for one in found),
        _("没有通过%(count)s项"): sum(one in ("refused", "not_accepted") for one in found),
        _("撤回%(count)s项"): sum(one == "withdrawn" for one in found),
        _("没有接受方案%(count)s项"): sum(one == "declined" for one in found),
        _("停下%(count)s项"): sum(one == "terminated" for one in found),
        _("不用办%(count)s项"): sum(one == "not_needed" for one in found),
    }
    said = "，".join(words % {"count": count} for words, count in counts.items() if count)
    return _("一共%(count)s项：%(said)s。") % {"count": len(found), "said": said}


def how_results_come(channel: str, cases: Iterable[Mapping[str, Any]]) -> str:
    """怎么拿到: where the results are; empty when there are none."""
    if not any(case["state"] == GOOD_END for case in cases):
        return ""
    here = _("办好的结果都在“我的”里，随时可以看、可以出示。")
    more = {
        "post": _("纸质的寄到您填的地址。"),
        "counter": _("纸质的请带身份证到办事大厅领取。"),
    }
    return here + more.get(channel, "")
