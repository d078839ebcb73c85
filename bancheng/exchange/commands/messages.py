"""What is sent to a department's system and what is believed of its answer."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from bancheng.exchange.models import Record, Value
from bancheng.exchange.spec import Resource, Returned
from bancheng.kernel.canonical import canonical

from .wire import NoAnswer, Reply

MOST_RECORDS = 50
LONGEST = 2_000
# Control characters and halves of surrogate pairs. Not str.isprintable(): it knows only the ideographs
# that were assigned when this Python was built, and people have rarer names.
_UNSAFE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True)
class Believed:
    """An answer that fits the resource: only declared fields, only plain values."""

    found: bool
    authority: str
    at: datetime
    records: tuple[Record, ...] = field(repr=False)


def question(inputs: Mapping[str, Value], *, purpose: str, query_id: UUID) -> bytes:
    """The request body."""
    return canonical({"inputs": dict(inputs), "purpose": purpose, "query_id": query_id})


def believe(resource: Resource, reply: Reply) -> Believed:
    """The answer's content; `NoAnswer` with `wrong_shape`, `not_json`, `refused`, `failed` when it cannot
    be used."""
    if reply.status == 404:
        raise NoAnswer("unknown_resource")
    if reply.status >= 500:
        raise NoAnswer("failed", again=reply.status in {502, 503, 504})
    if reply.status != 200:
        raise NoAnswer("refused")
    answer = read(reply.body)
    found, records, authority = answer.get("found"), answer.get("records"), answer.get("authority")
    if not isinstance(found, bool) or not isinstance(records, list) or not _is_line(authority):
        raise NoAnswer("wrong_shape")
    if len(records) > (1 if resource.records == "one" else MOST_RECORDS) or bool(records) != found:
        raise NoAnswer("wrong_shape")
    kept = tuple(_record(resource, record) for record in records)
    return Believed(found, str(authority), _instant(answer.get("at")), kept)


def read(body: bytes) -> dict[str, Any]:
    """A JSON object as strictly as two systems must read it alike; `NoAnswer` (`not_json`) otherwise."""
    try:
        answer = json.loads(
            body.decode("utf-8"), parse_constant=_refuse, parse_float=_refuse, object_pairs_hook=_once
        )
    except (ValueError, RecursionError):
        raise NoAnswer("not_json") from None
    if not isinstance(answer, dict):
        raise NoAnswer("wrong_shape")
    return answer


def _refuse(text: str) -> Any:
    # No value of a government register is a binary fraction; NaN and Infinity are not JSON at all.
    raise ValueError(text)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name twice")  # two readers would believe two different things
    return found


def _instant(text: Any) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        raise NoAnswer("wrong_shape") from None
    if at.tzinfo is None:
        raise NoAnswer("wrong_shape")
    return at


def _record(resource: Resource, record: Any) -> Record:
    """The declared fields only: what a system sends beyond them is neither kept nor shown (最小必要)."""
    if not isinstance(record, dict):
        raise NoAnswer("wrong_shape")
    kept: dict[str, Value] = {}
    for output in resource.outputs:
        value = _value(output, record.get(output.field))
        if value is not None:
            kept[output.field] = value
    return kept


def _value(output: Returned, value: Any) -> Value:
    if value is None or value == "":
        if not output.optional:
            raise NoAnswer("wrong_shape")
        return None
    if isinstance(value, bool) or (isinstance(value, int) and abs(value) < 10**15):
        return value
    if isinstance(value, str) and len(value) <= LONGEST and not _UNSAFE.search(value):
        return value
    raise NoAnswer("wrong_shape")


def _is_line(text: Any) -> bool:
    return isinstance(text, str) and 0 < len(text) <= 200 and not _UNSAFE.search(text)
