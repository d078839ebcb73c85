"""提交、退回、发布: how changed rulebooks come to rule, with two people and a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bancheng.accounts.queries import local_day
from bancheng.accounts.spec import SessionActor
from bancheng.catalogue.commands import Published, publish_folder
from bancheng.journeys.authoring import affected, findings, journeys_reaching
from bancheng.journeys.commands.revising import REVISE, moved_event, title_of
from bancheng.journeys.lifecycle import REVISION
from bancheng.journeys.queries.revisions import RevisionView, revision
from bancheng.kernel.database import call
from bancheng.kernel.errors import Conflict, InvalidInput, NotPermitted, RuleBroken, define
from bancheng.kernel.rulebooks import later
from bancheng.organizations.queries import world

PUBLISH = "journeys.publish_revision"
LONGEST_NOTE = 500
LATEST_DAYS = 366
"""A release may begin within a year: the calendar beyond is not known."""

REVISION_MOVED_ON = define(
    Conflict,
    "revision_moved_on",
    _("这份修订稿刚才变了，现在是“{state}”。"),
    next_step=_("看看最新的，再决定。"),
)
REVISION_CHANGED = define(
    Conflict,
    "revision_changed",
    _("您看过以后，内容又改过，这一步没有算数。"),
    next_step=_("请再看一遍最新内容，再决定。"),
)
REVISION_UNSOUND = define(
    RuleBroken,
    "revision_unsound",
    _("还有{count}处问题，先改好再提交。第一处：{sentence}"),
    next_step=_("照问题清单一处一处改，改完再提交。"),
)
REVISION_EMPTY = define(
    RuleBroken,
    "revision_empty",
    _("还没有改什么，不用提交。"),
    next_step=_("改好了再提交，或者作废这份修订稿。"),
)
REVISION_OUTDATED = define(
    RuleBroken,
    "revision_outdated",
    _("动手改以后，“{name}”又发布过一版。"),
    next_step=_("先换到新的一版上，两边的改动会合在一起，再看一遍。"),
)
TWO_PERSONS = define(
    NotPermitted,
    "revision_two_persons",
    _("您动手改过这份修订稿，要由另一个人看过再发布。"),
    next_step=_("请另一位发布审核的同事来看。"),
    regulation=_("一人起草、另一人审核发布（本平台规则）"),
)
PUBLISH_DAY_WRONG = define(
    InvalidInput,
    "publish_day_wrong",
    _("从哪天起施行，要填今天或以后一年内的日子。"),
    next_step=_("改一改日期。"),
)
PUBLISHED_LATER = define(
    RuleBroken,
    "published_later",
    _("“{name}”从{day}起已经排好了另一版，早于那天发布会被它盖掉。"),
    next_step=_("把施行日期定在{day}或以后。"),
)
NOTE_MISSING = define(
    InvalidInput,
    "revision_note_missing",
    _("请写明哪里要改。"),
    next_step=_("写一两句话，最多500个字。"),
)


def submit_revision(
    *, actor: SessionActor, revision_id: UUID, content: Mapping[str, str], now: datetime
) -> None:
    """提交发布: to be read by a second person. REVISION_UNSOUND, REVISION_EMPTY, REVISION_OUTDATED.

    `content`: the digests that the page showed; what a colleague wrote since is a REVISION_CHANGED.
    """
    view = revision(revision_id, actor=actor, on=local_day(now), action=REVISE)
    _sound(view)
    _move(view, "submit", actor, now, content=content)


def take_back_revision(*, actor: SessionActor, revision_id: UUID, now: datetime) -> None:
    """收回再改, while nobody has decided."""
    _move(revision(revision_id, actor=actor, on=local_day(now), action=REVISE), "take_back", actor, now)


def discard_revision(*, actor: SessionActor, revision_id: UUID, now: datetime) -> None:
    """不改了: what is in force stays."""
    _move(revision(revision_id, actor=actor, on=local_day(now), action=REVISE), "discard", actor, now)


def return_revision(*, actor: SessionActor, revision_id: UUID, note: str, now: datetime) -> None:
    """退回修改, with what is to be mended. NOTE_MISSING."""
    said = note.strip()
    if not 0 < len(said) <= LONGEST_NOTE:
        raise NOTE_MISSING(fields={"note": str(NOTE_MISSING().message)})
    view = revision(revision_id, actor=actor, on=local_day(now), action=PUBLISH)
    _move(view, "return", actor, now, note=said)


def publish_revision(
    *, actor: SessionActor, revision_id: UUID, content: Mapping[str, str], effective_from: date, now: datetime
) -> Published:
    """发布: the changed rulebooks rule from a day on, in every journey that reaches them; what runs keeps its release.

    TWO_PERSONS: by nobody who wrote in it. PUBLISH_DAY_WRONG, PUBLISHED_LATER, REVISION_OUTDATED, and what the check
    finds on that day (`catalogue_not_sound`). Everything or nothing: the state and the releases are one transaction.
    """
    today = local_day(now)
    if not 0 <= (effective_from - today).days <= LATEST_DAYS:
        raise PUBLISH_DAY_WRONG(fields={"effective_from": str(PUBLISH_DAY_WRONG().message)})
    view = revision(revision_id, actor=actor, on=effective_from, action=PUBLISH)
    _second_person(view, actor)
    _up_to_date(view)
    _nothing_later(view, effective_from)
    base, revised, there = view.standing.documents, view.revised, world(effective_from)
    with transaction.atomic():
        _move(view, "publish", actor, now, content=content, effective_from=effective_from)
        return publish_folder(
            actor=actor,
            folder=affected(base, revised),
            check=lambda _folder: findings(base, revised, there),
            now=now,
            effective_from=effective_from,
        )


def _second_person(view: RevisionView, actor: SessionActor) -> None:
    """For a clear answer before anything is checked; the statement that moves it insists on it by itself."""
    if actor.id in (*view.row["editors"], view.row["submitted_by"]):
        raise TWO_PERSONS()


def _sound(view: RevisionView) -> None:
    now = view.standing.documents
    if not any(key not in now or now[key].digest != one.digest for key, one in view.documents.items()):
        raise REVISION_EMPTY()
    _up_to_date(view)
    if view.findings:
        raise REVISION_UNSOUND(count=len(view.findings), sentence=view.findings[0].sentence)


def _up_to_date(view: RevisionView) -> None:
    if view.outdated:
        raise REVISION_OUTDATED(name=title_of(view.revised[view.outdated[0]]))


def _nothing_later(view: RevisionView, day: date) -> None:
    """A release that begins later was made without these changes: it would undo them on its day."""
    begins = later(day)
    whole = view.whole
    touched: Sequence[tuple[str, str]] = [
        ("journey", code) for code in journeys_reaching(whole, view.revised)
    ]
    for kind, code in (*touched, *((one.kind, one.code) for one in view.documents.values())):
        if (kind, code) in begins:
            name = title_of(whole[f"{kind}/{code}"])
            raise PUBLISHED_LATER(name=name, day=begins[kind, code].isoformat())


def _move(
    view: RevisionView,
    act: str,
    actor: SessionActor,
    now: datetime,
    *,
    content: Mapping[str, str] | None = None,
    note: str = "",
    effective_from: date | None = None,
) -> None:
    target = REVISION.target(view.row["state"], act)
    sources = [source for source, one, _target in REVISION.moves() if one == act]
    done = call(
        "journeys_move_revision_v1",
        revision_id=view.revision_id, **{"from": sources}, to=target, content=dict(content or {}), note=note,
        effective_from=effective_from, by=actor.id, at=now,
        event=moved_event(view.revision_id, actor, now, act, view.row["state"], target, len(view.documents)),
    )  # fmt: skip
    if done.code == "own":
        raise TWO_PERSONS()
    if done.code == "changed":
        raise REVISION_CHANGED()
    if done.code != "ok":
        raise REVISION_MOVED_ON(state=str(REVISION.state(done.facts["state"]).desk))
