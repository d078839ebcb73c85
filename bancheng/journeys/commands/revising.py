"""修订: what an editor does to rulebooks before anybody is served by them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from bancheng.accounts.queries import local_day, names_of
from bancheng.accounts.spec import SessionActor
from bancheng.cases.commands.moving import moment
from bancheng.catalogue.spec import Item
from bancheng.journeys.authoring import goes_beyond, is_limited, may_write, merge, own_over
from bancheng.journeys.events import REVISION_MOVED
from bancheng.journeys.queries.revisions import RevisionView, document_of, revision
from bancheng.kernel.access import NOT_FOUND, NOT_PERMITTED, require
from bancheng.kernel.canonical import digest
from bancheng.kernel.database import Outcome, call
from bancheng.kernel.errors import Conflict, InvalidInput, RuleBroken, define
from bancheng.kernel.events import NewEvent, actor_ref
from bancheng.kernel.rulebooks import CheckFailed, Document, kinds, standing, stored
from bancheng.organizations.queries import world

REVISE = "journeys.revise"
ITEM = Item.kind
"""Only items have entries of several regions."""

REVISED_ELSEWHERE = define(
    Conflict,
    "rulebook_being_revised",
    _("这份规则书正在另一份修订稿里改，还没有发布。"),
    next_step=_("打开那份修订稿一起改，或者等它发布。"),
)
REVISED_BY_OTHER = define(
    Conflict,
    "revised_by_other",
    _("{who}{when}改过这份规则书，您这次没有存上。"),
    next_step=_("您写的还在下面。两边不一样的，请各选一个再存。"),
    ask=_("问{who}。"),
)
REVISION_OVER = define(
    RuleBroken,
    "revision_over",
    _("这份修订稿已经交上去或者结束了，不能再改。"),
    next_step=_("要再改，请先收回；已经发布的，重新开始一份。"),
)
CODE_WRONG = define(
    InvalidInput,
    "rulebook_code_wrong",
    _("编码用小写字母、数字和短横，以字母开头，不能和已有的重复。"),
    next_step=_("换一个编码，例如 pet-shop。"),
)
ENTRY_ELSEWHERE = define(
    RuleBroken,
    "entry_elsewhere",
    _("这里面有别的地方的实施清单，或者各地共用的内容，本单位只能改自己地方的那一份。"),
    next_step=_("把别处的改回原样再存；各地共用的，请市级牵头部门改。"),
)


def begin_revision(
    *,
    actor: SessionActor,
    revision_id: UUID,
    kind: str,
    code: str,
    now: datetime,
    body: dict[str, Any] | None = None,
) -> UUID:
    """Begin to change a rulebook in force, or a new one from its first `body`. The page makes the revision's id.

    Answers the id of the living revision that holds the document when there is one (the same page posted twice, or a
    colleague's). NotFound: no such rulebook; NotPermitted: another organization's.
    """
    organization = _organization(actor)
    held = standing(local_day(now)).documents.get(f"{kind}/{code}")
    document = held if body is None else _first(body, held)
    if document is None:
        raise NOT_FOUND()
    if held is not None:
        _may_write(held, organization, now)
    else:
        _within_reach({}, document, organization, now)
    made = call(
        "journeys_begin_revision_v1",
        revision={
            "revision_id": revision_id,
            "organization_id": actor.post.organization_id if actor.post else None,
            "organization": organization,
            "title": title_of(document),
        },
        document={
            "kind": document.kind, "code": document.code, "base": held.digest if held else "", "body": document.body,
            "digest": document.digest,
        },
        by=actor.id,
        at=now,
        event=moved_event(revision_id, actor, now, "begin", "", "open", 1),
    )  # fmt: skip
    return UUID(str(made.facts["revision"]))


def take_in(
    *,
    actor: SessionActor,
    revision_id: UUID,
    kind: str,
    code: str,
    now: datetime,
    body: dict[str, Any] | None = None,
) -> None:
    """Change another rulebook in the same revision. REVISED_ELSEWHERE, NotFound, NotPermitted, REVISION_OVER."""
    view = revision(revision_id, actor=actor, on=local_day(now), action=REVISE)
    if f"{kind}/{code}" in view.documents:
        return
    held = view.standing.documents.get(f"{kind}/{code}")
    document = held if body is None else _first(body, held)
    if document is None:
        raise NOT_FOUND()
    if held is not None:
        _may_write(held, _organization(actor), now)
    else:
        _within_reach({}, document, _organization(actor), now)
    done = _write(view, document, 0, held.digest if held else "", actor, now)
    if done.code == "moved":
        raise REVISED_ELSEWHERE(**done.facts)


def write_rulebook(
    *,
    actor: SessionActor,
    revision_id: UUID,
    kind: str,
    code: str,
    version: int,
    body: dict[str, Any],
    now: datetime,
) -> int:
    """Store one document of a revision as it is now, with errors or without. Answers its new version.

    `version`: the one that the page showed; REVISED_BY_OTHER says who wrote since. REVISION_OVER: handed in meanwhile.
    ENTRY_ELSEWHERE: a body of one county changes its own entries of an item, nobody else's and nothing that all share.
    """
    view = revision(revision_id, actor=actor, on=local_day(now), action=REVISE)
    one = document_of(view, kind, code)
    document = Document(kind, code, {**body, "schema": one.body["schema"], "code": code})
    if document.digest == one.digest and one.version == version:
        return version
    _within_reach(one.body, document, _organization(actor), now)
    return _stored(_write(view, document, version, one.base, actor, now), now)


def rebase(
    *, actor: SessionActor, revision_id: UUID, kind: str, code: str, now: datetime
) -> list[tuple[str | int, ...]]:
    """换到新的一版上: our changes over what was published since. Answers the values that both changed (ours are kept)."""
    view = revision(revision_id, actor=actor, on=local_day(now), action=REVISE)
    one = document_of(view, kind, code)
    newest = view.standing.documents.get(one.key)
    if newest is None or newest.digest == one.base:
        return []
    merged = merge(_older(one.base, kind, code), one.body, newest.body)
    organization, there = _organization(actor), world(local_day(now))
    limited = kind == ITEM and is_limited(newest.body, organization, there)
    body = own_over(newest.body, merged.body, organization, there) if limited else merged.body
    document = Document(kind, code, body)
    _stored(_write(view, document, one.version, newest.digest, actor, now), now)
    return list(merged.clashes)


def put_back(*, actor: SessionActor, revision_id: UUID, kind: str, code: str, now: datetime) -> None:
    """Take a document out of a revision again: it stays as it is in force."""
    view = revision(revision_id, actor=actor, on=local_day(now), action=REVISE)
    one = document_of(view, kind, code)
    done = call(
        "journeys_write_revised_v1", revision_id=revision_id, kind=kind, code=code, version=one.version, base="",
        body={}, digest="", by=actor.id, at=now,
    )  # fmt: skip
    _stored(done, now)


def _organization(actor: SessionActor) -> str:
    """The organization for which the editor writes. NotPermitted for whoever is none."""
    require(REVISE, actor)
    if actor.post is None:
        raise NOT_PERMITTED(title=str(_("修改事项和一件事")))
    return actor.post.organization_code


def _may_write(document: Document, organization: str, now: datetime) -> None:
    if not may_write(document.model, organization, world(local_day(now))):
        raise NOT_PERMITTED(title=str(_("修改事项和一件事")))


def _within_reach(old: Mapping[str, Any], document: Document, organization: str, now: datetime) -> None:
    if document.kind == ITEM and goes_beyond(old, document.body, organization, world(local_day(now))):
        raise ENTRY_ELSEWHERE()


def _first(body: dict[str, Any], held: Document | None) -> Document:
    """A new rulebook: of a known kind, under a code of its own. CODE_WRONG."""
    try:
        document = Document.of(body)
    except CheckFailed as error:
        raise CODE_WRONG(fields={"code": str(CODE_WRONG().message)}) from error
    plain = document.code.replace("-", "").replace(".", "")
    if held is not None or document.kind not in kinds() or not (plain.isascii() and plain.isalnum()):
        raise CODE_WRONG(fields={"code": str(CODE_WRONG().message)})
    return document


def title_of(document: Document) -> str:
    """What people call the thing that a rulebook describes."""
    name = document.body.get("plain_name") or document.body.get("name") or document.code
    return str(name if isinstance(name, str) else next(iter(name.values()), document.code))


def _older(base: str, kind: str, code: str) -> dict[str, Any]:
    """The version that a change began from: published once, so it is kept for ever. Empty for a new document."""
    return next((dict(row["body"]) for row in stored(kind, code) if row["digest"] == base), {})


def _write(
    view: RevisionView, document: Document, version: int, base: str, actor: SessionActor, now: datetime
) -> Outcome:
    done = call(
        "journeys_write_revised_v1", revision_id=view.revision_id, kind=document.kind, code=document.code,
        version=version, base=base, body=document.body, digest=digest(document.body), by=actor.id, at=now,
    )  # fmt: skip
    if done.code == "over":
        raise REVISION_OVER()
    return done


def _stored(done: Outcome, now: datetime) -> int:
    if done.code == "over":
        raise REVISION_OVER()
    if done.code == "moved":
        by = UUID(str(done.facts["by"])) if done.facts.get("by") else None
        who = names_of([by]).get(by, "") if by else ""
        at = done.facts.get("at")
        raise REVISED_BY_OTHER(who=who or str(_("同事")), when=moment(at, now) if at else "")
    return int(done.facts["version"])


def moved_event(
    revision_id: UUID, actor: SessionActor, now: datetime, act: str, was: str, target: str, documents: int
) -> dict[str, Any]:
    """The fact of a step of a revision: codes and numbers only."""
    payload = {"act": act, "from": was, "to": target, "documents": documents}
    return NewEvent(REVISION_MOVED, revision_id, revision_id, now, actor_ref(actor), payload).row()
