"""收推送: what a department's system tells by itself, without being asked. Each message id of a system counts once.

Only the provider of a resource that declares `reports` may tell it, under the key of its line. Nothing is acted on here:
the event leads whoever owns the consequences to the report (`queries.report`). 政务数据共享条例（国令第809号）.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from bancheng.exchange import signing
from bancheng.exchange.events import REPORT_TAKEN
from bancheng.exchange.queries import place_of_report, reporting
from bancheng.exchange.spec import REPORTS, Resource
from bancheng.kernel.canonical import canonical
from bancheng.kernel.crypto import blind_index, seal_value
from bancheng.kernel.database import call
from bancheng.kernel.errors import Conflict, InvalidInput, NotPermitted, define
from bancheng.kernel.events import NewEvent, personal
from bancheng.kernel.ids import uuid7
from bancheng.kernel.workdays import local_day

from .addresses import key_of
from .messages import read
from .wire import NoAnswer

_MESSAGE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{7,63}")
_NUMBER = re.compile(r"[0-9A-Za-z]{6,18}")
_FORGET_AFTER = timedelta(seconds=2 * signing.SKEW_SECONDS)

REPORT_UNREADABLE = define(
    InvalidInput,
    "report_unreadable",
    _("推送的内容和约定的不一样（{where}），没有收下。"),
    next_step=_("照共享资源的字段改好，用同一个消息编号再推送。"),
)
REPORT_NOT_YOURS = define(
    NotPermitted,
    "report_not_yours",
    _("这项信息没有约定由您的系统推送，没有收下。"),
    next_step=_("核对资源编码，或者请统筹部门登记。"),
)
REPORT_DIFFERS = define(
    Conflict,
    "report_differs",
    _("这个消息编号已经收到过，内容不一样，没有再收。"),
    next_step=_("内容改过的，请用新的消息编号推送。"),
)


@dataclass(frozen=True)
class Told:
    """A report that was taken: the same id each time the message comes again."""

    report_id: UUID
    again: bool


def sender(headers: Mapping[str, str], message: signing.Message, *, now: datetime) -> str:
    """The system that sent the message; `signing.Refused` when it is not one that may, not what was sent or not of now."""
    known = {one.provider_code for one in reporting(local_day(now)).values()}
    return signing.verify(
        headers,
        message,
        key_of=lambda system: key_of(system) if system in known else None,
        nonces=_SpentNonces(),
        now=now.timestamp(),
    )


def take_report(*, system: str, body: bytes, now: datetime) -> Told:
    """Take what a system tells. REPORT_UNREADABLE, REPORT_NOT_YOURS, REPORT_DIFFERS; the same once more is taken as told."""
    try:
        told = read(body)
        message_id, code, given = told.get("message_id"), told.get("resource"), told.get("record")
        if not isinstance(message_id, str) or not _MESSAGE_ID.fullmatch(message_id) or personal(message_id):
            raise REPORT_UNREADABLE(where="message_id")
        resource = reporting(local_day(now)).get(str(code))
        if resource is None or resource.provider_code != system:
            raise REPORT_NOT_YOURS()
        record = _record(resource, given, local_day(now))
    except NoAnswer:
        raise REPORT_UNREADABLE(where="JSON") from None
    return _keep(system, message_id, resource, record, now)


def settle_report(*, report_id: UUID, outcome: str, now: datetime) -> bool:
    """Say what became of a report (a code) and forget whom it was about. False: it was settled before."""
    return call("exchange_settle_report_v1", report_id=report_id, outcome=outcome, at=now).ok


def _record(resource: Resource, given: object, today: date) -> dict[str, Any]:
    """Whom it is about and the days that it has to tell; whatever else was sent is not kept (最小必要)."""
    assert resource.reports is not None
    subject, wanted = REPORTS[resource.reports]
    values = given if isinstance(given, dict) else {}
    if not isinstance(values.get(subject), str) or not _NUMBER.fullmatch(values[subject]):
        raise REPORT_UNREADABLE(where=subject)
    for name in sorted(wanted):
        if not _day_until(values.get(name), today):
            raise REPORT_UNREADABLE(where=name)
    return {subject: values[subject].upper()} | {name: values[name] for name in wanted}


def _day_until(value: object, today: date) -> bool:
    """Whether it is a day that has come."""
    try:
        return isinstance(value, str) and date.fromisoformat(value) <= today
    except ValueError:
        return False


def _keep(system: str, message_id: str, resource: Resource, record: dict[str, Any], now: datetime) -> Told:
    report_id, text = uuid7(), canonical(record).decode()
    row = {
        "report_id": report_id,
        "resource": resource.code,
        "kind": resource.reports,
        "digest": blind_index(text, f"exchange:report:{resource.code}"),
        "received_at": now,
        "sealed": seal_value(text, aad=place_of_report(report_id)),
    }
    payload = {"kind": resource.reports, "system": system}
    event = NewEvent(REPORT_TAKEN, report_id, report_id, now, "system", payload)
    done = call(
        "exchange_take_report_v1", system=system, message_id=message_id, report=row, event=event.row()
    )
    if done.code == "differs":
        raise REPORT_DIFFERS()
    return Told(UUID(str(done.facts["report_id"])), again=done.code == "again")


class _SpentNonces:
    """Nonces of the whole platform, in the database: every web process sees every other's."""

    def first_time(self, system: str, nonce: str, now: float) -> bool:
        """See `signing.Nonces`."""
        at = datetime.fromtimestamp(now, UTC)
        return call(
            "exchange_spend_nonce_v1", system=system, nonce=nonce, at=at, forget_before=at - _FORGET_AFTER
        ).ok
