"""一件事一方案 and 一件事的文件: a journey handed out as a document and as a file, and one from another city taken in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bancheng.files.forms import uploaded
from bancheng.journeys.commands import importing
from bancheng.journeys.scheme.word import MEDIA_TYPE
from bancheng.kernel.access import NOT_FOUND, allowed
from bancheng.kernel.errors import DomainError
from bancheng.kernel.ids import uuid7
from bancheng.workbench.queries.designer import files
from bancheng.workbench.views.request import SHOWN, actor_of, now_of, rail

SEE, REVISE = "journeys.see_revision", "journeys.revise"


@require_safe
@allowed(SEE)
def journey_scheme(request: HttpRequest, code: str) -> HttpResponse:
    """The working plan of a journey as a Word document; of a revision when the page names one."""
    one = files.book(actor_of(request), now_of(request), code, _revision_of(request))
    name = _("{name}实施方案").format(name=one.name)
    return _download(files.scheme_file(one), MEDIA_TYPE, f"{name}.docx")


@require_safe
@allowed(SEE)
def journey_file(request: HttpRequest, code: str) -> HttpResponse:
    """The journey with everything that it reaches as one file for another city."""
    one = files.book(actor_of(request), now_of(request), code, _revision_of(request))
    return _download(files.portable_file(one), "application/zip", f"{one.name}.zip")


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(REVISE)
def import_journey(request: HttpRequest) -> HttpResponse:
    """Take in a journey from another city: choose the file, match what it needs, make a revision of it."""
    if request.method != "POST":
        return _choose(request)
    try:
        if "data" not in request.POST:
            return _match(
                request, files.opened(uploaded(request, "file").read(), now_of(request)), tell=False
            )
        found = files.posted({name: str(said) for name, said in request.POST.items()}, now_of(request))
    except SHOWN as error:
        return _choose(request, error)
    if request.POST.get("do") != "make" or found.gaps:
        return _match(request, found, tell=True, status=422 if found.gaps else 200)
    try:
        made = importing.import_journey(
            actor=actor_of(request), revision_id=_revision_id(request), root=found.package.manifest.root,
            documents=found.placed.documents, now=now_of(request),
        )  # fmt: skip
    except SHOWN as error:
        return _match(request, found, tell=True, error=error, status=error.status)
    return HttpResponseRedirect(reverse("revision", args=[made]))


def _revision_of(request: HttpRequest) -> UUID | None:
    given = request.GET.get("revision", "")
    try:
        return UUID(given) if given else None
    except ValueError:
        raise NOT_FOUND() from None


def _revision_id(request: HttpRequest) -> UUID:
    """The revision's id comes with the page: the same page posted twice makes one."""
    try:
        return UUID(request.POST.get("revision_id", ""))
    except ValueError:
        return uuid7()


def _download(data: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=kind)
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer


def _choose(request: HttpRequest, error: DomainError | None = None) -> HttpResponse:
    context = {"error": error, "rail": rail(request, "rulebooks", counted=False)}
    return render(request, "workbench/designer/import.html", context, status=error.status if error else 200)


def _match(
    request: HttpRequest,
    found: files.Import,
    *,
    tell: bool,
    error: DomainError | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        **files.table_page(found, tell=tell), "error": error, "rail": rail(request, "rulebooks", counted=False),
        "key": request.POST.get("revision_id") or uuid7(),
    }  # fmt: skip
    return render(request, "workbench/designer/import_map.html", context, status=status)
