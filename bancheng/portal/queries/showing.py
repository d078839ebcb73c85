"""出示: a certificate shown on a telephone by a square that is good for a minute, and what whoever scans it is told."""

from __future__ import annotations

import base64
import binascii
import struct
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.core import signing
from django.http import HttpRequest
from django.urls import reverse
from django.utils.timezone import localtime

from bancheng.certificates.queries import of_application
from bancheng.kernel import evidence
from bancheng.kernel.access import Actor
from bancheng.kernel.database import Row
from bancheng.portal.queries.finding import Page
from bancheng.portal.queries.own import card, mine, shown_to_others, state_of
from bancheng.ui.squares import square

GOOD_FOR = timedelta(seconds=60)
"""Long enough to be scanned, too short to be passed on: our own rule."""
_PACKED = struct.Struct(">16s16sQ")
_SIGNER = signing.Signer(salt="portal.show_certificate")
_IN_USE = frozenset({"valid", "expiring"})


def showing(
    application_id: UUID, certificate_id: UUID, request: HttpRequest, actor: Actor, now: datetime
) -> Page | None:
    """The page that is held out: the square and until when it is good. None for what may not be relied on any more.

    NotFound for whoever may not see the certificate. That it was shown is recorded first.
    """
    row = mine(application_id, certificate_id, actor)
    if state_of(row, now) not in _IN_USE:
        return None
    owner = f"person:{row['holder_id'] or actor.id}"
    evidence.record(actor, "show_result", owner, f"certificate:{certificate_id}", ["holder"], request)
    until = now + GOOD_FOR
    address = request.build_absolute_uri(reverse("verify_shown", args=[signed(row, until)]))
    return {
        "card": card(row, now) | {"actions": []},
        "row": row,
        "until": f"{localtime(until):%H:%M:%S}",
        "square": square(address),
    }


def signed(row: Row, until: datetime) -> str:
    """What stands in the square: which certificate, until when, and our signature; nothing to read in it."""
    packed = _PACKED.pack(row["application_id"].bytes, row["certificate_id"].bytes, int(until.timestamp()))
    return _SIGNER.sign(base64.urlsafe_b64encode(packed).decode())


def scanned(token: str, request: HttpRequest, actor: Actor, now: datetime) -> Page:
    """有效、已失效、查不到, or `late`: the minute is over, whoever holds it out can make a new one."""
    found = _read(token)
    nothing: Page = {"code": "", "asked": True, "answer": "unknown", "row": None, "holder": "", "now": now}
    if found is None:
        return nothing
    application_id, certificate_id, until = found
    if now > until:
        return nothing | {"answer": "late"}
    row = next((r for r in of_application(application_id) if r["certificate_id"] == certificate_id), None)
    return shown_to_others(row, request, actor, now) if row else nothing


def _read(token: str) -> tuple[UUID, UUID, datetime] | None:
    try:
        packed = base64.urlsafe_b64decode(_SIGNER.unsign(token))
        application, certificate, until = _PACKED.unpack(packed)
    except (signing.BadSignature, binascii.Error, struct.error):
        return None
    return UUID(bytes=application), UUID(bytes=certificate), datetime.fromtimestamp(until, UTC)
