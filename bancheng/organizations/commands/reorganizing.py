"""机构改革、区划调整: a notice is taken once and takes effect whole when its day begins (Asia/Shanghai).

What this app knows changes here. Open work, appointments and drafts follow in the apps above: they ask which notices
took effect. Papers that were given keep the names that stood on them.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from bancheng.kernel.access import Actor, require
from bancheng.kernel.errors import Conflict, InvalidInput, define
from bancheng.kernel.events import actor_ref
from bancheng.organizations import models
from bancheng.organizations.access import CHANGE
from bancheng.organizations.queries import forget_world, notices_due, read_world
from bancheng.organizations.spec import (
    Reorganization,
    organization_id,
    post_id,
    problems_of_reorganization,
    region_id,
)
from bancheng.organizations.spec.world import NAMESPACE

log = logging.getLogger("bancheng.organizations")

NOTICE_UNREADABLE = define(
    InvalidInput,
    "reorganization_unreadable",
    _("这份机构改革通知的数据读不懂：{problems}"),
    next_step=_("照着模板改好再导入。已有的数据没有变。"),
)
NOTICE_DOES_NOT_FIT = define(
    InvalidInput,
    "reorganization_does_not_fit",
    _("这份机构改革通知和现在的机构对不上：{problems}"),
    next_step=_("改好再导入。已有的数据没有变。"),
)
NOTICE_TAKEN = define(
    Conflict,
    "reorganization_taken",
    _("{notice}已经登记过，内容不一样。"),
    next_step=_("内容有变请用新的文号另发一份。"),
)

NAME_IN_THE_PAST = define(
    InvalidInput,
    "organization_name_in_the_past",
    _("{code}从{since}起已经有名称，新名称只能从更晚的一天起用。"),
    next_step=_("换一个更晚的日期。以前出具的文书不改名。"),
)

_MODELS: dict[str, Any] = {
    "regions": models.Region,
    "organizations": models.Organization,
    "posts": models.Post,
    "service_points": models.ServicePoint,
}
_IDS: dict[str, Callable[[str], UUID]] = {
    "regions": region_id,
    "organizations": organization_id,
    "posts": post_id,
    "service_points": lambda code: uuid5(NAMESPACE, f"service-point:{code}"),
}
_LINKS: dict[str, dict[str, Callable[[str], UUID]]] = {
    "regions": {"parent": region_id},
    "organizations": {"parent": organization_id, "region": region_id},
    "posts": {"organization": organization_id},
    "service_points": {"organization": organization_id, "region": region_id},
}


def take_notice(*, actor: Actor, written: Mapping[str, Any], now: datetime) -> UUID:
    """登记一份通知: checked against the world as it is known today; takes effect when its day begins.

    The same notice again changes nothing. NOTICE_UNREADABLE, NOTICE_DOES_NOT_FIT with every problem, NOTICE_TAKEN
    for a known number with other contents.
    """
    require(CHANGE, actor)
    document = _read(written)
    held = models.ReorganizationNotice.objects.filter(notice=document.notice).first()
    if held is not None:
        if Reorganization.model_validate(held.body) != document:
            raise NOTICE_TAKEN(notice=document.notice)
        return held.pk
    _check(document)
    made = models.ReorganizationNotice.objects.create(
        id=uuid5(NAMESPACE, f"notice:{document.notice}"),
        notice=document.notice,
        title=document.title,
        effective_on=document.on,
        body=document.model_dump(mode="json"),
        taken_at=now,
        taken_by=actor_ref(actor),
    )
    return made.pk


def apply_due(*, actor: Actor, on: date, now: datetime) -> int:
    """Let every notice take effect whose day has come; answers how many. One that does not fit any more is logged
    and waits for people; the others go on.
    """
    require(CHANGE, actor)
    done = 0
    for notice_id in notices_due(on):
        try:
            done += _apply(notice_id, now)
        except InvalidInput as refused:
            log.error("reorganization %s does not fit: %s", notice_id, refused)
    if done:
        forget_world()
    return done


def _read(written: Mapping[str, Any]) -> Reorganization:
    try:
        return Reorganization.model_validate(written)
    except ValidationError as wrong:
        lines = [
            f"{'.'.join(str(step) for step in one['loc'])}（{one['msg']}）" for one in wrong.errors()[:5]
        ]
        raise NOTICE_UNREADABLE(problems="；".join(lines)) from wrong


def _check(document: Reorganization) -> None:
    problems = list(problems_of_reorganization(document, read_world(document.on)))
    if problems:
        raise NOTICE_DOES_NOT_FIT(problems=" ".join(problems[:10]))


def _apply(notice_id: UUID, now: datetime) -> int:
    with transaction.atomic():
        # Two workers at the same moment: one waits here and then finds nothing left to do.
        if not models.ReorganizationNotice.objects.filter(pk=notice_id, applied_at=None).update(
            applied_at=now
        ):
            return 0
        row = models.ReorganizationNotice.objects.get(pk=notice_id)
        document = Reorganization.model_validate(row.body)
        _check(document)
        for kind in ("regions", "organizations", "posts", "service_points"):
            _found(document, kind)
        for kind in ("regions", "organizations", "posts", "service_points"):
            _change(document, kind, row)
            _end(document, kind)
    log.info("reorganization took effect", extra={"notice": str(notice_id)})
    return 1


def _found(document: Reorganization, kind: str) -> None:
    made = []
    for row in _parents_first(getattr(document.found, kind)):
        columns = _columns(kind, row.model_dump(mode="json", exclude={"code", "short_name"}))
        if kind == "organizations":
            columns.pop("name")
        made.append(_MODELS[kind](id=_IDS[kind](row.code), code=row.code, valid_from=document.on, **columns))
    _MODELS[kind].objects.bulk_create(made)
    if kind == "organizations":
        models.OrganizationName.objects.bulk_create(
            [
                _named(organization_id(row.code), row.name, row.short_name or row.name, document.on)
                for row in document.found.organizations
            ]
        )


def _parents_first(rows: tuple[Any, ...]) -> Iterator[Any]:
    waiting, codes = list(rows), {row.code for row in rows}
    while waiting:
        ready = [row for row in waiting if getattr(row, "parent", None) not in codes]
        for row in ready or waiting:  # a circle was refused by the check of the world; never wait for ever
            codes.discard(row.code)
            yield row
        waiting = [row for row in waiting if row.code in codes]


def _change(document: Reorganization, kind: str, notice: models.ReorganizationNotice) -> None:
    for change in getattr(document.changed, kind):
        facts = change.facts()
        row = _MODELS[kind].objects.get(code=change.code)
        if kind == "organizations":
            facts = _rename(row, facts, document.on)
        if not facts:
            continue
        models.Former.objects.create(
            id=uuid5(notice.pk, f"{kind}:{change.code}"),
            kind=kind,
            code=change.code,
            valid_to=document.on,
            facts={name: _said(row, kind, name) for name in facts},
            notice=notice,
        )
        _MODELS[kind].objects.filter(pk=row.pk).update(**_columns(kind, facts))


def _rename(row: models.Organization, facts: dict[str, str], on: date) -> dict[str, str]:
    """A new line in the history of names; what else changes."""
    name, short = facts.pop("name", None), facts.pop("short_name", None)
    if name or short:
        latest = row.names.order_by("-valid_from").first()
        if latest is not None and latest.valid_from >= on:
            raise NAME_IN_THE_PAST(code=row.code, since=latest.valid_from.isoformat())
        told = name or (latest.name if latest else row.code)
        _named(row.pk, told, short or told, on).save(force_insert=True)
    return facts


def _said(row: Any, kind: str, name: str) -> str | None:
    """What the row says of a column today, links as codes."""
    value = getattr(row, name)
    if name in _LINKS[kind]:
        return value.code if value is not None else None
    return str(value)


def _columns(kind: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts as columns: links by id."""
    links = _LINKS[kind]
    made: dict[str, Any] = {}
    for name, value in facts.items():
        if name in links:
            made[f"{name}_id"] = links[name](value) if value is not None else None
        else:
            made[name] = value
    return made


def _end(document: Reorganization, kind: str) -> None:
    for end in getattr(document.ended, kind):
        columns: dict[str, Any] = {"valid_to": document.on}
        if kind != "service_points":
            columns["succeeded_by_id"] = _IDS[kind](end.into) if end.into else None
        _MODELS[kind].objects.filter(code=end.code, valid_to__isnull=True).update(**columns)


def _named(body: UUID, name: str, short_name: str, since: date) -> models.OrganizationName:
    return models.OrganizationName(
        id=uuid5(body, since.isoformat()),
        organization_id=body,
        name=name,
        short_name=short_name,
        valid_from=since,
    )
