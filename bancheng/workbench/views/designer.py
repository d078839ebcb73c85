"""事项与一件事: changing rulebooks. The list, one revision, one place of a document, and what a change means."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bancheng.accounts.queries import local_day
from bancheng.journeys.checks import Finding
from bancheng.journeys.commands import releasing, revising
from bancheng.journeys.queries.revisions import RevisedView, RevisionView, document_of, revision
from bancheng.kernel.access import NOT_FOUND, allowed
from bancheng.kernel.errors import Conflict, DomainError
from bancheng.kernel.idempotency import idempotent
from bancheng.kernel.ids import uuid7
from bancheng.ui.controls import read_date
from bancheng.workbench.queries.designer import changes, pages, picture, trying
from bancheng.workbench.queries.designer import posting as posted
from bancheng.workbench.queries.designer.naming import namer
from bancheng.workbench.queries.designer.places import path_of
from bancheng.workbench.views.request import SHOWN, actor_of, now_of, rail

SEE, REVISE = "journeys.see_revision", "journeys.revise"
BOXES = ("kind", "name", "code", "note")
"""Boxes outside the form of a document, put back as they were typed."""


@require_safe
@allowed(SEE)
def rulebooks(request: HttpRequest) -> HttpResponse:
    """事项与一件事: the organization's own, and what is being changed."""
    asked, kind = request.GET.get("q", "").strip()[:50], request.GET.get("kind", "")
    return _page(request, "rulebooks", pages.list_page(actor_of(request), now_of(request), asked, kind))


@require_POST
@allowed(REVISE)
def begin_revision(request: HttpRequest) -> HttpResponse:
    """Begin to change a rulebook, or a new one; into a revision that is open when the page names it."""
    wanted = posted.beginning(request.POST)
    try:
        made = _begin(request, wanted)
    except SHOWN as error:
        asked = pages.list_page(actor_of(request), now_of(request), "", "")
        return _page(request, "rulebooks", {**asked, "error": error}, error.status)
    return HttpResponseRedirect(reverse("revise_document", args=[made, wanted.kind, wanted.code]))


def _begin(request: HttpRequest, wanted: posted.Beginning) -> UUID:
    given: dict[str, Any] = {
        "actor": actor_of(request), "kind": wanted.kind, "code": wanted.code, "now": now_of(request), "body": wanted.body,
    }  # fmt: skip
    if wanted.into is None:
        return revising.begin_revision(revision_id=wanted.revision_id, **given)
    revising.take_in(revision_id=wanted.into, **given)
    return wanted.into


@require_safe
@allowed(SEE)
def revision_page(request: HttpRequest, revision_id: UUID) -> HttpResponse:
    """One revision: its documents, what is different, what keeps it from being published, and the next step."""
    return _revision(request, _read(request, revision_id))


@require_POST
@allowed(SEE)
@idempotent("workbench.move_revision")
def move_revision(request: HttpRequest, revision_id: UUID) -> HttpResponse:
    """提交、收回、作废, by an editor; 退回、发布, by the second person."""
    try:
        _step(request, revision_id)
    except SHOWN as error:
        return _revision(request, _read(request, revision_id), error)
    return HttpResponseRedirect(reverse("revision", args=[revision_id]))


def _step(request: HttpRequest, revision_id: UUID) -> None:
    given: dict[str, Any] = {"actor": actor_of(request), "revision_id": revision_id, "now": now_of(request)}
    act, content = request.POST.get("do", ""), posted.content(request.POST)
    if act == "submit":
        releasing.submit_revision(content=content, **given)
    elif act == "take_back":
        releasing.take_back_revision(**given)
    elif act == "discard":
        releasing.discard_revision(**given)
    elif act == "return":
        releasing.return_revision(note=request.POST.get("note", ""), **given)
    elif act == "publish":
        day = read_date({k: str(v) for k, v in request.POST.items()}, "effective_from").date
        if day is None:
            raise releasing.PUBLISH_DAY_WRONG(
                fields={"effective_from": str(releasing.PUBLISH_DAY_WRONG().message)}
            )
        releasing.publish_revision(content=content, effective_from=day, **given)
    else:
        raise NOT_FOUND()


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(SEE)
def revise_document(request: HttpRequest, revision_id: UUID, kind: str, code: str) -> HttpResponse:
    """One place of a document: shown, or written with errors or without. Named buttons add, take away and move entries."""
    view = _read(request, revision_id)
    one, path = document_of(view, kind, code), path_of(request.GET.get("at", ""))
    if request.method != "POST":
        return _edit(request, view, one, path)
    step = posted.step(one, path, request.POST)
    try:
        if step.typed.refused:
            return _edit(request, view, one, path, step=step, status=422)
        revising.write_rulebook(
            actor=actor_of(request), revision_id=revision_id, kind=kind, code=code,
            version=step.version, body=step.body, now=now_of(request),
        )  # fmt: skip
    except SHOWN as error:
        return _edit(request, _read(request, revision_id), one, path, step=step, error=error)
    here = reverse("revise_document", args=[revision_id, kind, code])
    return HttpResponseRedirect(f"{here}?at={'.'.join(step.follows)}&saved=1#form")


@require_POST
@allowed(REVISE)
def check_document(request: HttpRequest, revision_id: UUID, kind: str, code: str) -> HttpResponse:
    """What the check says to the page as it is typed now; nothing is stored."""
    view = _read(request, revision_id)
    one, path = document_of(view, kind, code), path_of(request.GET.get("at", ""))
    step = posted.step(one, path, request.POST)
    tried = posted.tried(view, one, step.typed.body)
    shown = document_of(tried, kind, code)
    context = {
        **pages.edit_page(tried, shown, path),
        **trying.live(tried, shown),
        **pages.head(tried, actor_of(request)),
    }
    return render(request, "workbench/designer/_checked.html", {**context, "doc": shown})


@require_POST
@allowed(REVISE)
def rebase_document(request: HttpRequest, revision_id: UUID, kind: str, code: str) -> HttpResponse:
    """换到新的一版上, or take the document out of the revision again."""
    given: dict[str, Any] = {
        "actor": actor_of(request), "revision_id": revision_id, "kind": kind, "code": code, "now": now_of(request),
    }  # fmt: skip
    try:
        if request.POST.get("do") == "put_back":
            revising.put_back(**given)
        else:
            revising.rebase(**given)
    except SHOWN as error:
        return _revision(request, _read(request, revision_id), error)
    return HttpResponseRedirect(reverse("revision", args=[revision_id]))


@require_safe
@allowed(SEE)
def rulebook_side(request: HttpRequest, revision_id: UUID, kind: str, code: str, tab: str) -> HttpResponse:
    """流程图 · 试一试 · 和已发布的比 · 谁在用."""
    view = _read(request, revision_id)
    one = document_of(view, kind, code)
    context = {**pages.head(view, actor_of(request)), **pages.document_head(view, one, tab), "tab": tab}
    if tab == "picture":
        wanted = trying.journey_of(view, one, request.GET.get("journey", ""))
        context |= {"picture": picture.picture(view.whole, wanted, view.world), **trying.live(view, one)}
    elif tab == "try":
        context |= trying.try_page(view, one, posted.answers(request.GET))
    elif tab == "changes":
        context["changes"] = changes.changed(view, one, namer(view))
    elif tab == "uses":
        context |= pages.uses(view, one)
    else:
        raise NOT_FOUND()
    return _page(request, "side", context)


def _read(request: HttpRequest, revision_id: UUID) -> RevisionView:
    return revision(revision_id, actor=actor_of(request), on=local_day(now_of(request)))


def _page(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    typed = {box: request.POST.get(box, "") for box in BOXES}
    more: dict[str, Any] = {"error": None, "typed": typed, "rail": rail(request, "rulebooks", counted=False)}
    return render(request, f"workbench/designer/{name}.html", {**more, **context}, status=status)


def _revision(request: HttpRequest, view: RevisionView, error: DomainError | None = None) -> HttpResponse:
    names = namer(view)
    context = {
        **pages.head(view, actor_of(request)), "key": uuid7(), "error": error,
        "errors": error.fields if error else {}, "typed_day": posted.day(request.POST, view.standing.on),
        "documents": [
            {"one": one, "name": names.rulebook(key) or one.code, **pages.document_head(view, one, ""),
             "changes": changes.changed(view, one, names), "outdated": key in view.outdated}
            for key, one in view.documents.items()
        ],
        "findings": _told(view, view.findings), "advice": _told(view, view.advice),
    }  # fmt: skip
    return _page(request, "revision", context, error.status if error else 200)


def _told(view: RevisionView, told: list[Finding]) -> list[dict[str, str]]:
    """What the check says of the whole revision, with links."""
    first = next(iter(view.documents.values()), None)
    return pages.findings_of(view, first, first.body, told) if first else []


def _edit(
    request: HttpRequest,
    view: RevisionView,
    one: RevisedView,
    path: tuple[str, ...],
    *,
    step: posted.Step | None = None,
    error: DomainError | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page as stored; after a refusal with everything that was typed, and on a conflict with what is stored now."""
    now = document_of(view, one.kind, one.code)
    body = step.typed.body if step and not isinstance(error, Conflict) else None
    context = {
        **pages.head(view, actor_of(request)), **pages.document_head(view, now, "edit"),
        **pages.edit_page(view, now, path, body), **trying.live(view, now),
        "error": error, "saved": "saved" in request.GET, "made": posted.made(request.GET),
    }  # fmt: skip
    context |= pages.scope(view, now, actor_of(request), path)
    context["editable"] = context["editable"] and not context["locked"]
    if step is not None:
        posted.put_back(context["boxes"], step, conflict=isinstance(error, Conflict))
    context["refused"] = {f"{box.name}": box.errors[0] for box in context["boxes"] if box.errors}
    return _page(request, "document", context, error.status if error else status)
