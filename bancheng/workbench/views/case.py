"""One case: its page, one of its files large, its papers, and showing what is masked."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from bancheng.cases.commands.recusal import refuse_own_matter
from bancheng.documents.commands import rendered
from bancheng.kernel.access import NOT_FOUND, allowed
from bancheng.kernel.database import DEFAULT, using
from bancheng.workbench.access import SEE
from bancheng.workbench.forms import page_of
from bancheng.workbench.queries import papers
from bancheng.workbench.queries.points import proven_by
from bancheng.workbench.queries.values import sections
from bancheng.workbench.views.request import actor_of, case_view, look, now_of, read, told_of

PURPOSES = {
    "identity": _("核对身份"),
    "compare": _("和材料、登记比对"),
    "contact": _("联系申请人"),
    "issue": _("写进证照"),
}
"""Why an officer may see what is masked. The code goes into the log; the words are for the page."""

REASON_COOKIE, REASON_SALT, REASON_SECONDS = "bc_reason", "workbench.reason", 8 * 3600


@require_safe
@allowed(SEE)
def case(request: HttpRequest, application_id: UUID, case_id: UUID) -> HttpResponse:
    """办件页."""
    return case_view(request, read(request, application_id, case_id), told=told_of(request))


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(SEE)
def show_values(request: HttpRequest, application_id: UUID, case_id: UUID) -> HttpResponse:
    """显示: asks why, once per case, writes who looked at what and why, then shows it."""
    at = read(request, application_id, case_id)
    refuse_own_matter(at.page.case, "show_values", now_of(request))
    purpose = request.POST.get("purpose") or _said_before(request, case_id)
    asked: dict[str, Any] = {
        "purposes": [{"value": code, "label": str(word)} for code, word in PURPOSES.items()]
    }
    if request.method != "POST":
        return case_view(request, at, "workbench/show_values.html", **asked)
    if purpose not in PURPOSES:
        wrong = {"purpose": _("请选为什么要看")}
        return case_view(request, at, "workbench/show_values.html", status=422, errors=wrong, **asked)
    shown = case_view(request, at, purpose=purpose)
    path = request.path.removesuffix("show/")
    signed = signing.dumps([str(case_id), purpose], salt=REASON_SALT)
    shown.set_cookie(
        REASON_COOKIE,
        signed,
        REASON_SECONDS,
        path=path,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )
    return shown


def _said_before(request: HttpRequest, case_id: UUID) -> str:
    try:
        said = signing.loads(request.COOKIES.get(REASON_COOKIE, ""), salt=REASON_SALT, max_age=REASON_SECONDS)
    except signing.BadSignature:
        return ""
    return str(said[1]) if said[0] == str(case_id) else ""


@require_safe
@allowed(SEE)
def material(request: HttpRequest, application_id: UUID, case_id: UUID, file_id: UUID) -> HttpResponse:
    """One file of the case, a page of it, large, beside what it proves."""
    at = read(request, application_id, case_id)
    sheet = (file_id, page_of(request.GET))
    shown = papers.viewer(at.page, at.book, papers.files_of(at.page), at.wanted, sheet)
    if shown is None:
        raise NOT_FOUND()
    compared = proven_by(at.book, shown["type"], sections(at.book, at.answers, clear=False))
    more = {"viewer": shown, "compared": compared}
    return case_view(request, at, "workbench/material.html", file_id=file_id, **more)


@require_safe
@allowed(SEE)
def case_paper(request: HttpRequest, application_id: UUID, case_id: UUID, paper_id: UUID) -> HttpResponse:
    """A paper of the case. Rendering it for the first time keeps its bytes; nothing of the case changes."""
    at = read(request, application_id, case_id)
    with using(DEFAULT):
        content, kind, title = rendered(
            application_id, paper_id, actor=actor_of(request), now=now_of(request)
        )
    look(request, at, "read_paper", f"paper:{paper_id}", ["paper"])
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = content_disposition_header(False, f"{title}.pdf") or "inline"
    return response
