"""Questions about certificates in force."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from bancheng.kernel.crypto import blind_index, open_value
from bancheng.kernel.database import Row, fetch_all, fetch_one

VALID = "01"
TABLE = "certificates_certificate"
HOLDER_ELEMENT = "certificate.holder"
"""What the blind index of a holder's number is made for."""

_COLUMNS = """c.application_id, c.certificate_id, c.case_id, c.identifier, c.type, c.name, c.number, c.holder_kind,
    c.holder_id, c.holder_role, c.issuer, c.issuer_name, c.state, c.version, c.previous, c.valid_from, c.valid_to,
    c.values, c.issued_at"""
_HELD = f"""
SELECT {_COLUMNS} FROM public.certificates_certificate AS c
WHERE c.holder_id = ANY(%s)
UNION
SELECT {_COLUMNS} FROM public.certificates_certificate AS c
WHERE c.holder_index = ANY(%s) AND c.holder_index <> ''
ORDER BY issued_at DESC, certificate_id"""  # noqa: S608  # constant columns
_ONE = f"""
SELECT {_COLUMNS} FROM public.certificates_certificate AS c
WHERE c.application_id = %s AND c.certificate_id = %s"""  # noqa: S608
_OF_APPLICATION = f"""
SELECT {_COLUMNS} FROM public.certificates_certificate AS c
WHERE c.application_id = %s ORDER BY c.issued_at, c.certificate_id"""  # noqa: S608
_FIND = "SELECT i.application_id, i.certificate_id FROM public.certificates_identifier AS i WHERE i.identifier = %s"


def held_by(subject_ids: Sequence[UUID] = (), numbers: Sequence[str] = ()) -> list[Row]:
    """Every version that these subjects hold, newest first: by account, or by identity number (blind index).

    The caller has the right to ask. Values stay sealed (:func:`values_of`).
    """
    indexes = [blind_index(number, HOLDER_ELEMENT) for number in numbers]
    return fetch_all(_HELD, [list(subject_ids), indexes])


def in_force(rows: Sequence[Row], on: date) -> list[Row]:
    """Those that may be relied on that day: valid state, not before their first and not after their last day,
    and not replaced by a later version."""
    replaced = {row["previous"] for row in rows if row["previous"]}
    return [
        row
        for row in rows
        if row["state"] == VALID
        and row["valid_from"] <= on
        and (row["valid_to"] is None or on <= row["valid_to"])
        and row["identifier"] not in replaced
    ]


def of_application(application_id: UUID) -> list[Row]:
    """The certificates that an application issued."""
    return fetch_all(_OF_APPLICATION, [application_id])


def by_identifier(identifier: str) -> Row | None:
    """A certificate by its identifier, through the registry."""
    found = fetch_one(_FIND, [identifier])
    return fetch_one(_ONE, [found["application_id"], found["certificate_id"]]) if found else None


def values_of(row: Row) -> dict[str, Any]:
    """The values on the face, in clear. The caller records why it looked (`kernel.evidence`)."""
    token = open_value(row["values"], aad=f"{TABLE}:{row['certificate_id']}:values")
    values: dict[str, Any] = json.loads(token)
    return values


def is_valid(row: Row, at: datetime) -> bool:
    """Whether one version may be relied on at an instant (its last day counts whole, Asia/Shanghai)."""
    return bool(in_force([row], at.astimezone(ZoneInfo("Asia/Shanghai")).date()))
