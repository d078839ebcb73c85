"""认领、铺到县区和镇街: items that come from the directory above, and entries that go down to other regions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bancheng.accounts.queries import local_day
from bancheng.journeys.commands import adopting, revising
from bancheng.journeys.queries.revisions import document_of, revision
from bancheng.kernel.access import NOT_FOUND, allowed
from bancheng.kernel.errors import DomainError
from bancheng.workbench.queries.designer import directory, extend, pages, posting
from bancheng.workbench.views.request import SHOWN, actor_of, now_of, rail

SEE, REVISE = "journeys.see_revision", "journeys.revise"


@require_safe
@allowed(REVISE)
def matter_directory(request: HttpRequest) -> HttpResponse:
    """基本目录: what the organization has not adopted, and what no longer follows the directory."""
    return _directory(request, request.GET.get("matter", "")[:20])


@require_POST
@allowed(REVISE)
def adopt_matter(request: HttpRequest) -> HttpResponse:
    """认领: begin a revision with the new item."""
    basic, code = request.POST.get("matter", "")[:20], request.POST.get("code", "").strip()[:100]
    try:
        made = adopting.adopt_matter(
            actor=actor_of(request), revision_id=posting.number(request.POST, "revision_id"), basic=basic, code=code,
            now=now_of(request),
        )  # fmt: skip
    except SHOWN as error:
        return _directory(request, basic, error)
    return HttpResponseRedirect(reverse("revise_document", args=[made, "item", code]))


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(SEE)
def extend_item(request: HttpRequest, revision_id: UUID, kind: str, code: str) -> HttpResponse:
    """铺到县区、镇街: one entry once more for the regions that are chosen, each with the body that works there."""
    actor, now = actor_of(request), now_of(request)
    view = revision(revision_id, actor=actor, on=local_day(now))
    one = document_of(view, kind, code)
    if kind != "item" or actor.post is None:
        raise NOT_FOUND()
    asked = {name: str(value) for name, value in (request.POST or request.GET).items()}
    organization, error = actor.post.organization_code, None
    if request.method == "POST":
        body, count = extend.extended(view, one, organization, asked)
        try:
            revising.write_rulebook(
                actor=actor, revision_id=revision_id, kind=kind, code=code, version=posting.version(request.POST),
                body=body, now=now,
            )  # fmt: skip
        except SHOWN as refused:
            error = refused
        else:
            here = reverse("revise_document", args=[revision_id, kind, code])
            return HttpResponseRedirect(f"{here}?at=entries&made={count}#form")
    context = {
        **pages.head(view, actor), **pages.document_head(view, one, "extend"), **pages.scope(view, one, actor, ()),
        **extend.extend_page(view, one, organization, asked), "error": error,
    }  # fmt: skip
    return _page(request, "extend", context, error.status if error else 200)


def _directory(request: HttpRequest, chosen: str, error: DomainError | None = None) -> HttpResponse:
    asked = request.GET.get("q", "").strip()[:50]
    context = directory.directory_page(actor_of(request), now_of(request), asked, chosen)
    typed = request.POST.get("code", "")
    return _page(
        request, "directory", {**context, "error": error, "typed": typed}, error.status if error else 200
    )


def _page(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    more = {"rail": rail(request, "rulebooks", counted=False)}
    return render(request, f"workbench/designer/{name}.html", {**more, **context}, status=status)
