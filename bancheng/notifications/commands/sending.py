"""The relay of messages: claims a batch under a lease, opens the numbers, hands it over, settles it in one statement.

At least once towards the gateway, with an id that is the same at every try; a relay that was frozen past its lease
settles nothing. Numbers and addresses live in this function's variables only.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import NoReverseMatch, reverse

from bancheng.kernel.database import Row, as_json, call, fetch_all
from bancheng.kernel.ids import uuid7
from bancheng.kernel.workdays import local_day
from bancheng.notifications.commands.gateways import Gateway, Outgoing, Receipt, gateways
from bancheng.notifications.queries import addresses
from bancheng.notifications.queries.words import in_force, kind_of, template_of
from bancheng.notifications.spec import Messaging, filled

BATCH = 500
LEASE = timedelta(seconds=60)
HANDS = 8
"""Messages handed over at once."""
DOWN = 10
"""Failures one after the other after which the rest of a batch waits: the gateway is down, not the messages wrong."""
PAUSE = timedelta(seconds=30)
ASKED_FROM, ASKED_TO = timedelta(seconds=5), timedelta(hours=24)

log = logging.getLogger("bancheng.notifications")


def send_due(now: datetime, limit: int = BATCH) -> int:
    """Hand over what is due, a batch of every way; answers how many deliveries were settled. Call again while full."""
    rules = in_force(now).rules
    return sum(_send(channel, gateway, rules, now, limit) for channel, gateway in gateways().items())


def _send(channel: str, gateway: Gateway, rules: Messaging, now: datetime, limit: int) -> int:
    way, lease = rules.way(channel), uuid7()
    claimed = call(
        "notifications_claim_v1", channel=channel, now=now, lease=lease, lease_until=now + LEASE, limit=limit,
        urgent_only=rules.quiet is not None and rules.quiet.holds(now), day=local_day(now), price=way.price_fen,
        cap=way.daily_cap_fen,
    ).facts  # fmt: skip
    if claimed["kept_back"]:
        log.error("daily cap reached", extra={"channel": channel, "kept_back": claimed["kept_back"]})
    rows: list[Row] = claimed["rows"]
    if not rows:
        return 0
    people = {UUID(row["contact_id"]) for row in rows if row["contact_id"]}
    known = addresses(channel, people)
    results = _handed_over(channel, gateway, rules, rows, known, now)
    done = call(
        "notifications_settle_v1", channel=channel, lease=lease, now=now, results=as_json(results)
    ).facts["done"]
    return int(done)


class _Batch:
    """Whether it is still worth handing over: time is left and the gateway answers."""

    def __init__(self) -> None:
        self.stop = time.monotonic() + LEASE.total_seconds() / 2
        self.down = 0

    def over(self) -> bool:
        return self.down >= DOWN or time.monotonic() > self.stop

    def saw(self, receipt: Receipt) -> None:
        self.down = self.down + 1 if receipt.state == "failed" else 0


def _handed_over(
    channel: str,
    gateway: Gateway,
    rules: Messaging,
    rows: Sequence[Row],
    known: Mapping[UUID, str],
    now: datetime,
) -> list[dict[str, Any]]:
    batch = _Batch()

    def one(row: Row) -> dict[str, Any]:
        to = known.get(UUID(row["contact_id"])) if row["contact_id"] else None
        if channel == "webhook":
            to = f"{row['recipient_id']}"
        if not to:
            return _settled(row, Receipt("refused", error="no_address"), rules, channel, now)
        if batch.over():
            return _untried(row, now)
        receipt = gateway.send(outgoing(channel, row, to, rules, now))
        batch.saw(receipt)
        return _settled(row, receipt, rules, channel, now)

    with ThreadPoolExecutor(HANDS, thread_name_prefix=f"send-{channel}") as hands:
        return list(hands.map(one, rows))


def outgoing(channel: str, row: Row, to: str, rules: Messaging, now: datetime) -> Outgoing:
    """The message as this way carries it: short words and the signature for the telephone, all words and the address
    of the page for the rest."""
    template, kind = template_of(row["template"]), kind_of(row["kind"])
    source = template or kind
    assert source is not None  # only kinds with words are queued
    values = row["values"]
    if channel == "sms":
        text = filled(rules.signature, {}) + filled(template.sms if template else None, values)
    else:
        where = str(settings.BANCHENG_PUBLIC_URL or "").rstrip("/")
        text = filled(source.text, values) + (f"\n\n{where}{_page(row)}" if where else "")
    return Outgoing(
        id=f"{row['message_id']}:{channel}", channel=channel, to=to, subject=filled(source.title, values), text=text,
        kind=row["kind"], urgent=row["urgent"], at=now.timestamp(),
    )  # fmt: skip


def _page(row: Row) -> str:
    """The page that a message leads to; who opens it signs on as themself. The inbox for a page that is gone."""
    try:
        return reverse(row["url_name"], args=row["url_args"])
    except NoReverseMatch:
        return "/me/messages/"


def _settled(row: Row, receipt: Receipt, rules: Messaging, channel: str, now: datetime) -> dict[str, Any]:
    waits = rules.way(channel).waits
    again = receipt.state == "failed" and row["tries"] <= len(waits)
    state = receipt.state if receipt.state in {"sent", "delivered"} else "failed" if again else "gave_up"
    next_at = now + timedelta(seconds=waits[row["tries"] - 1]) if again else None
    return {
        "application_id": row["application_id"],
        "message_id": row["message_id"],
        "state": state,
        "next_at": _waking(next_at, row, rules) if next_at else None,
        "reference": receipt.reference,
        "error": receipt.error,
        "fallback_at": _waking(now, row, rules),
    }


def _waking(at: datetime, row: Row, rules: Messaging) -> datetime:
    return at if row["urgent"] or rules.quiet is None else rules.quiet.after(at)


def _untried(row: Row, now: datetime) -> dict[str, Any]:
    return {
        "application_id": row["application_id"], "message_id": row["message_id"], "state": "", "untried": True,
        "next_at": now + PAUSE, "reference": "", "error": "waits",
    }  # fmt: skip


_ASK = """
SELECT d.application_id, d.message_id, d.reference, d.urgent FROM public.notifications_delivery AS d
WHERE d.channel = %s AND d.state = 'sent' AND d.reference <> '' AND d.moved_at <= %s AND d.moved_at > %s
ORDER BY d.moved_at DESC LIMIT %s"""


def ask_outcomes(now: datetime, limit: int = BATCH) -> int:
    """Ask the gateways what became of messages that they took; answers how many moved."""
    rules, moved = in_force(now).rules, 0
    for channel, gateway in gateways().items():
        rows = fetch_all(_ASK, [channel, now - ASKED_FROM, now - ASKED_TO, limit])
        said = gateway.outcomes([row["reference"] for row in rows]) if rows else {}
        told = [
            {
                "application_id": row["application_id"],
                "message_id": row["message_id"],
                "state": "delivered" if said[row["reference"]].state == "delivered" else "gave_up",
                "error": said[row["reference"]].error,
                "fallback_at": _waking(now, row, rules),
            }
            for row in rows
            if row["reference"] in said and said[row["reference"]].state != "sent"
        ]
        if told:
            outcome = call("notifications_outcome_v1", channel=channel, now=now, outcomes=as_json(told))
            moved += int(outcome.facts["done"])
    return moved
