"""Finding a case by the number on a paper: through the registry of numbers, then only what the officer may see."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from django.urls import reverse

from bancheng.accounts.spec import SessionActor
from bancheng.cases.lifecycle import CASE
from bancheng.cases.models import Case
from bancheng.kernel import numbers
from bancheng.kernel.access import condition

_RECEIPT = re.compile(r"(\d{8})(\d{6})")


def find(actor: SessionActor, number: str) -> list[dict[str, Any]]:
    """The cases that a number names and the officer may see, in their order: one for a case number, for a receipt
    those of the officer's organization. What may not be seen is not there: two statements either way."""
    receipt = _RECEIPT.fullmatch(number)
    named: dict[str, Any] = numbers.find(f"{receipt[1]}-{receipt[2]}" if receipt else number) or {}
    where = named.get("application_id") or UUID(
        int=0
    )  # an unknown number costs as much as one of somebody else
    rows = Case.objects.filter(condition("cases.see", actor).q(), application_id=where)
    if named.get("kind") == "case":
        rows = rows.filter(case_id=named["case_id"])
    found = rows.order_by("level", "node").values(
        "application_id", "case_id", "name", "state", "case_number"
    )[:50]
    return [
        {
            **row,
            "state": CASE.state(row["state"]),
            "href": reverse("case", args=[row["application_id"], row["case_id"]]),
        }
        for row in found
    ]
