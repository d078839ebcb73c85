"""Asking departments' systems: several at once, each within its own line, all within one deadline.

Every question that leaves is logged (who, why, which resource, with what result) before its answer is
given to anybody; if the log cannot be written, there is no answer. 政务数据共享条例:
使用共享数据应当留痕、不得超出目的.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from django.utils.translation import gettext_lazy

from bancheng.exchange import queries
from bancheng.exchange.models import Value
from bancheng.exchange.queries import Answer
from bancheng.exchange.spec import Resource
from bancheng.kernel.access import Actor
from bancheng.kernel.canonical import canonical
from bancheng.kernel.crypto import blind_index, seal_value
from bancheng.kernel.database import call
from bancheng.kernel.errors import RuleBroken, Unavailable, define
from bancheng.kernel.events import actor_ref
from bancheng.kernel.ids import uuid7
from bancheng.kernel.recording import recorded as _
from bancheng.kernel.rulebooks import text
from bancheng.organizations.queries import world

from .addresses import Line, line_to
from .messages import Believed, believe, question
from .wire import Misconfigured, NoAnswer

WITHIN = 3.0
"""Seconds that a person waits at most for all look-ups of one page."""
_PAUSE = 0.05
_WORKERS = 32

SOURCE_DOWN = define(
    Unavailable,
    "exchange_source_down",
    gettext_lazy("{sentence}"),
    next_step=gettext_lazy("您填的都在，可以过一会儿再试。"),
    ask=gettext_lazy("可以打12345。"),
)
NOT_SHARED = define(
    RuleBroken,
    "exchange_not_shared",
    gettext_lazy("{name}按目录不予共享，不能查询。"),
    regulation=gettext_lazy("政务数据共享条例（国令第809号）"),
)
INPUT_MISSING = define(
    RuleBroken,
    "exchange_input_missing",
    gettext_lazy("查询{name}还缺{missing}，暂时不能查。"),
)


@dataclass(frozen=True)
class Lookup:
    """查询: one resource and the values it needs, by the resource's field names."""

    resource: Resource
    inputs: Mapping[str, Value] = field(repr=False)


@dataclass(frozen=True)
class Failure:
    """没有查到结果: why (`code`, for the log), the sentence for the person, and the declared way on."""

    code: str
    sentence: str
    fallback: str
    """`ask`: the person fills in, verified later; `refuse`: cannot go on without."""


@dataclass(frozen=True)
class Outcome:
    """What became of one look-up: exactly one of the two is set."""

    lookup: Lookup
    answer: Answer | None = None
    failure: Failure | None = None


def query(
    lookup: Lookup, *, application_id: UUID, purpose: str, actor: Actor, now: datetime, within: float = WITHIN
) -> Answer:
    """Ask one resource. Unavailable (`exchange_source_down`) with the declared fallback when there is no
    answer."""
    outcome = query_many(
        [lookup], application_id=application_id, purpose=purpose, actor=actor, now=now, within=within
    )[0]
    if outcome.answer is None:
        failure = outcome.failure
        assert failure is not None
        raise SOURCE_DOWN(sentence=failure.sentence, reason=failure.code, fallback=failure.fallback)
    return outcome.answer


def query_many(
    lookups: Sequence[Lookup],
    *,
    application_id: UUID,
    purpose: str,
    actor: Actor,
    now: datetime,
    within: float = WITHIN,
) -> list[Outcome]:
    """Ask several resources at once; outcomes in the order of the look-ups, all within `within` seconds.

    An answer that this draft got before and that is not older than the resource allows is given again without
    asking. RuleBroken: a resource that is not shared, a required input missing.
    """
    for lookup in lookups:
        _may_be_asked(lookup)
    asked = [_Asked(lookup, uuid7(), inputs_index(lookup)) for lookup in lookups]
    kept = queries.kept(application_id, [(one.lookup.resource.code, one.index) for one in asked], now=now)
    fresh = [one for one in asked if (one.lookup.resource.code, one.index) not in kept]
    _ask_all(fresh, purpose=purpose, within=within)
    if fresh:
        _record(application_id, fresh, purpose=purpose, actor=actor, now=now)
    outcomes = []
    for one in asked:
        held = kept.get((one.lookup.resource.code, one.index))
        outcomes.append(Outcome(one.lookup, answer=held) if held else one.outcome(now))
    return outcomes


@dataclass
class _Asked:
    """One question on its way."""

    lookup: Lookup
    query_id: UUID
    index: str
    believed: Believed | None = None
    result: str = "timeout"
    seconds: float = 0.0

    def outcome(self, now: datetime) -> Outcome:
        resource = self.lookup.resource
        if self.believed is None:
            return Outcome(
                self.lookup, failure=Failure(self.result, _sentence(resource, now), resource.fallback)
            )
        believed = self.believed
        answer = Answer(
            resource=resource.code,
            query_id=self.query_id,
            found=believed.found,
            authority=believed.authority,
            at=believed.at,
            records=believed.records,
        )
        return Outcome(self.lookup, answer=answer)


def inputs_index(lookup: Lookup) -> str:
    """A keyed digest of what was asked: equal questions are recognised, nobody can guess an identity
    number from it."""
    return blind_index(canonical(dict(lookup.inputs)).decode(), f"exchange:{lookup.resource.code}")


def _may_be_asked(lookup: Lookup) -> None:
    resource = lookup.resource
    if resource.sharing == "none":
        raise NOT_SHARED(name=text(resource.name))
    missing = [i.field for i in resource.inputs if i.required and lookup.inputs.get(i.field) in (None, "")]
    unknown = lookup.inputs.keys() - {i.field for i in resource.inputs}
    if missing or unknown:
        raise INPUT_MISSING(name=text(resource.name), missing="、".join([*missing, *sorted(unknown)]))


def _ask_all(asked: Sequence[_Asked], *, purpose: str, within: float) -> None:
    """Fill in what came back. A question still out at the deadline counts as timed out; its thread ends by
    itself."""
    if not asked:
        return
    started = time.monotonic()
    deadline = started + within
    futures: dict[Future[Believed], _Asked] = {}
    for one in asked:
        try:
            line = line_to(one.lookup.resource.provider_code)
        except Misconfigured:
            one.result = "misconfigured"
            continue
        futures[_threads().submit(_ask, line, one, purpose, deadline)] = one
    done, _late = wait(futures, timeout=within + 0.1)
    for future in done:
        one = futures[future]
        error = future.exception()
        if error is None:
            one.believed = future.result()
            one.result = "found" if one.believed.found else "not_found"
        elif isinstance(error, NoAnswer):
            one.result = error.code
        else:
            raise error


def _ask(line: Line, one: _Asked, purpose: str, deadline: float) -> Believed:
    """In a thread: no database here. One more try when the question surely was not answered; asking is
    idempotent."""
    if not line.breaker.admits(time.monotonic()):
        raise NoAnswer("breaker_open")
    resource = one.lookup.resource
    body = question(one.lookup.inputs, purpose=purpose, query_id=one.query_id)
    started = time.monotonic()
    try:
        try:
            believed = believe(resource, line.wire.ask(f"resources/{resource.path}", body, deadline=deadline))
        except NoAnswer as first:
            if not first.again or deadline - time.monotonic() < 2 * _PAUSE:
                raise
            time.sleep(_PAUSE)
            believed = believe(resource, line.wire.ask(f"resources/{resource.path}", body, deadline=deadline))
    except NoAnswer as error:
        if error.code not in {"busy", "unknown_resource", "refused"}:
            line.breaker.failed(time.monotonic())
        raise
    finally:
        one.seconds = time.monotonic() - started
    line.breaker.succeeded()
    return believed


@lru_cache(maxsize=1)
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=_WORKERS, thread_name_prefix="exchange")


def _record(
    application_id: UUID, asked: Sequence[_Asked], *, purpose: str, actor: Actor, now: datetime
) -> None:
    logged = [
        {
            "query_id": one.query_id,
            "at": now,
            "actor": actor_ref(actor),
            "resource": one.lookup.resource.code,
            "provider": one.lookup.resource.provider_code,
            "purpose": purpose,
            "inputs_index": one.index,
            "result": one.result,
            "milliseconds": round(one.seconds * 1000),
        }
        for one in asked
    ]
    answers = [_kept_row(application_id, one, one.believed, now) for one in asked if one.believed is not None]
    call("exchange_record_v1", application_id=application_id, queries=_rows(logged), answers=_rows(answers))


def _rows(rows: list[dict[str, object]]) -> object:
    from bancheng.kernel.database import as_json

    return as_json(rows)


def _kept_row(application_id: UUID, one: _Asked, believed: Believed, now: datetime) -> dict[str, object]:
    place = queries.place(application_id, one.query_id)
    return {
        "query_id": one.query_id,
        "resource": one.lookup.resource.code,
        "inputs_index": one.index,
        "found": believed.found,
        "authority": believed.authority,
        "at": believed.at,
        "received_at": now,
        "expires_at": now + one.lookup.resource.lifetime,
        "sealed": seal_value(canonical(list(believed.records)).decode(), aad=place),
    }


def _sentence(resource: Resource, now: datetime) -> str:
    """Face 6.3 (10): which system, what to do, what we do. Never a reason that only an engineer
    understands."""
    if resource.fallback_sentence is not None:
        return text(resource.fallback_sentence)
    organization = world(now.date()).organization(resource.provider_code)
    who = (organization.short_name or organization.name) if organization else text(resource.name)
    if resource.fallback == "ask":
        return _("{who}的系统暂时连不上。请先填写，我们连上后替您核对。").format(who=who)
    return _("{who}的系统暂时连不上，这一步要等它恢复。您填的都已保存。").format(who=who)
