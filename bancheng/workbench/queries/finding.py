"""找办件: by the number on a paper, by name, by the number of a person or enterprise; only what the officer may see.

What is asked for may be a name or a number of somebody, so it never stands in an address: the address carries it sealed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from bancheng.accounts.commands.persons import is_id_number
from bancheng.accounts.queries import SHANGHAI, person_by_id_number
from bancheng.accounts.queries.acting import enterprise_by_code
from bancheng.accounts.spec import SessionActor
from bancheng.cases.lifecycle import CASE
from bancheng.cases.models import Case
from bancheng.cases.queries import Sought, search_cases
from bancheng.cases.spec.naming import SHORTEST
from bancheng.kernel import numbers
from bancheng.kernel.access import condition
from bancheng.kernel.crypto import SealBroken, open_value, seal_value
from bancheng.kernel.rulebooks import release, text
from bancheng.kernel.rulebooks.store import releases_of
from bancheng.workbench.queries.due import due_of

_RECEIPT = re.compile(r"(\d{8})-?(\d{6,7})")
_USCC = re.compile(r"[0-9A-Z]{18}")
PAGE = 30
_SEALED = "workbench.find"


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for, as it was typed; dates are days or empty."""

    words: str = ""
    journey: str = ""
    since: str = ""
    until: str = ""
    after: str = ""

    @property
    def number(self) -> str:
        """The words as numbers are stored: no blanks, capital letters."""
        return "".join(self.words.split()).upper()

    @property
    def kind(self) -> str:
        """paper (a case's or receipt's number), person, enterprise, name; empty for what is too short."""
        number = self.number
        if is_id_number(number):
            return "person"
        if _RECEIPT.fullmatch(number) or (len(number) > 18 and number.isascii()):
            return "paper"
        if _USCC.fullmatch(number):
            return "enterprise"
        return "name" if len(self.words.strip()) >= SHORTEST else ""


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what was found; `subject` is whom the search was about, for the log."""

    rows: Sequence[Mapping[str, Any]]
    next: str
    subject: str


def sealed(asked: Asked) -> str:
    """What was asked for, for an address: readable here only."""
    return seal_value(json.dumps(asdict(asked), ensure_ascii=False), aad=_SEALED)


def opened(written: str) -> Asked:
    """What an address asks for; nothing for one of somebody's own making."""
    try:
        return Asked(**json.loads(open_value(written, aad=_SEALED)))
    except (SealBroken, ValueError, TypeError):
        return Asked()


def address(asked: Asked) -> str:
    """Where the answer stands."""
    return f"{reverse('find_case')}?s={quote(sealed(asked))}"


def by_number(actor: SessionActor, number: str) -> list[dict[str, Any]]:
    """The cases that a paper's number names and the officer may see, in their order: one for a case number, for a receipt
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
    return [{**row, "who": "", "thing": "", "at": None, **_shown(row)} for row in found]


def search(actor: SessionActor, asked: Asked, now: datetime) -> Found:
    """The cases of a name, a person or an enterprise; two statements at most."""
    subject = _subject(asked)
    sought = Sought(
        name=asked.words.strip() if asked.kind == "name" else "",
        subject=UUID(subject.partition(":")[2]) if subject else None,
        journey=asked.journey,
        since=_midnight(asked.since),
        before=_midnight(asked.until, timedelta(days=1)),
    )
    found = search_cases(actor, sought, after=_place(asked.after), limit=PAGE + 1)
    shown = found[:PAGE]
    last = shown[-1] if len(found) > PAGE else None
    more = replace(asked, after=f"{last['submitted_at'].timestamp():.6f}~{last['case_id']}") if last else None
    return Found([_row(row, now, sought.name) for row in shown], address(more) if more else "", subject)


def _subject(asked: Asked) -> str:
    """`person:<id>` or `enterprise:<id>` of the number that was typed; empty when nobody here has it."""
    if asked.kind == "person":
        person = person_by_id_number(asked.number)
        return f"person:{person}" if person else ""
    if asked.kind == "enterprise":
        enterprise = enterprise_by_code(asked.number)
        return f"enterprise:{enterprise.id}" if enterprise else ""
    return ""


def _row(row: Mapping[str, Any], now: datetime, name: str) -> dict[str, Any]:
    """A row of the answer; `on_form`: the name is that of somebody else on the form."""
    return {
        **row,
        "on_form": bool(name) and not row["applicant_name"].startswith(name),
        "who": row["applicant_name"],
        "thing": row["journey_name"],
        "at": row["submitted_at"],
        "due": due_of(row["due_at"], row["warn_at"], row["provisional"], now) if _runs(row) else None,
        **_shown(row),
    }


def _runs(row: Mapping[str, Any]) -> bool:
    return row["state"] not in CASE.ends and row["state"] != "waiting"


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    href = reverse("case", args=[row["application_id"], row["case_id"]])
    return {"state": CASE.state(row["state"]), "href": href}


def _midnight(day: str, more: timedelta = timedelta()) -> datetime | None:
    return datetime.combine(date.fromisoformat(day), time(), SHANGHAI) + more if day else None


def _place(written: str) -> tuple[datetime, UUID] | None:
    at, _tilde, case = written.partition("~")
    return (datetime.fromtimestamp(float(at), SHANGHAI), UUID(case)) if case else None


def journeys(on: date) -> list[dict[str, str]]:
    """The things that can be handed in here, by their names, for the box that narrows a search."""
    named = []
    for code, digest in releases_of("journey", on).items():
        journey = release(digest).model("journey", code)
        named.append((text(journey.plain_name or journey.name), code))  # type: ignore[attr-defined]
    return [
        {"value": "", "label": _("不限")},
        *({"value": code, "label": name} for name, code in sorted(named)),
    ]
