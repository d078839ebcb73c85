"""How the kernel is doing: for the doctor, the supervisor's page and alarms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bancheng.kernel.database import fetch_one


@dataclass(frozen=True, slots=True)
class Health:
    """Age of the seal, age of the oldest undelivered event, events set aside, rows in months nobody prepared."""

    seal_age: timedelta
    relay_age: timedelta
    quarantined: int
    strays: bool


def health(now: datetime) -> Health:
    """One statement, no counting of large tables; `quarantined` stops at 100."""
    row = fetch_one(
        "SELECT (SELECT sealed_at FROM public.kernel_seal_mark) AS sealed_at,"
        " (SELECT min(o.next_at) FROM public.kernel_outbox AS o WHERE o.quarantined_at IS NULL) AS oldest,"
        " (SELECT count(*) FROM (SELECT FROM public.kernel_outbox AS o WHERE o.quarantined_at IS NOT NULL"
        " LIMIT 100) AS aside) AS aside,"
        " (EXISTS (SELECT FROM public.kernel_event_default)"
        " OR EXISTS (SELECT FROM public.kernel_evidence_default)) AS strays"
    )
    assert row is not None
    nothing = timedelta()
    return Health(
        seal_age=max(now - row["sealed_at"], nothing),
        relay_age=max(now - row["oldest"], nothing) if row["oldest"] else nothing,
        quarantined=row["aside"],
        strays=row["strays"],
    )
