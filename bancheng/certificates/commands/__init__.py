"""Issuing certificates: the row is prepared here and written by the act that issues."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from bancheng.certificates.commands.identifiers import identifier, random_serial
from bancheng.certificates.queries import HOLDER_ELEMENT, TABLE
from bancheng.eforms.queries import mask
from bancheng.kernel.canonical import canonical, digest
from bancheng.kernel.crypto import blind_index, seal_value
from bancheng.kernel.database import as_json, fetch_one
from bancheng.kernel.ids import uuid7

_SHANGHAI = ZoneInfo("Asia/Shanghai")


def prepare(
    *,
    case_id: UUID,
    type_: str,
    type_code: str,
    name: str,
    number: str,
    holder_kind: str,
    holder_id: UUID | None,
    holder_role: str,
    holder_number: str,
    issuer: UUID,
    issuer_name: str,
    issuer_uscc: str,
    values: Mapping[str, Any],
    now: datetime,
    valid_days: int | None = None,
    valid_from: date | None = None,
    version: int = 1,
    previous: str = "",
    serial: str = "",
    certificate_id: UUID | None = None,
) -> dict[str, Any]:
    """A certificate ready for `certificates_issue_v1`: its identifier made, its values sealed to this very row.

    `holder_number` (an identity number or USCC) is kept only as a blind index; a certificate that is numbered by it
    (an identity card) shows it masked, in full only among its sealed values. ValueError for codes that the
    identifier cannot carry.
    """
    own = certificate_id or uuid7()
    start = valid_from or now.astimezone(_SHANGHAI).date()
    return {
        "certificate_id": own,
        "case_id": case_id,
        "identifier": identifier(type_code, issuer_uscc, serial or random_serial(), version),
        "type": type_,
        "name": name,
        "number": mask("id_number", number) if number == holder_number else number,
        "holder_kind": holder_kind,
        "holder_id": holder_id,
        "holder_role": holder_role,
        "holder_index": blind_index(holder_number, HOLDER_ELEMENT) if holder_number else "",
        "issuer": issuer,
        "issuer_name": issuer_name,
        "version": version,
        "previous": previous,
        "valid_from": start,
        "valid_to": start + timedelta(days=valid_days) if valid_days else None,
        "values": seal_value(canonical(dict(values)).decode(), aad=f"{TABLE}:{own}:values"),
        "values_digest": digest(dict(values)),
        "issued_at": now,
    }


def register(certificates: list[dict[str, Any]]) -> int:
    """Register certificates that were on file before (a loader): each is its own family. Twice changes nothing.

    The rows come from :func:`prepare`, with `case_id` and `certificate_id` the same fixed id per certificate.
    """
    for certificate in certificates:
        fetch_one(
            "SELECT public.certificates_issue_v1(%s, %s)",
            [certificate["certificate_id"], as_json(certificate)],
        )
    return len(certificates)
