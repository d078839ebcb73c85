"""Following: how far each department is, what waits for the person, and changing one's mind."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from bancheng.cases import commands
from bancheng.cases.queries import applicant_of
from bancheng.documents.commands import rendered
from bancheng.kernel.access import allowed
from bancheng.kernel.database import DEFAULT, using
from bancheng.kernel.errors import Conflict, DomainError, RuleBroken
from bancheng.kernel.idempotency import idempotent
from bancheng.portal.access import MY_SPACE
from bancheng.portal.queries import following
from bancheng.portal.queries import leaving as leaves
from bancheng.portal.views.correcting import answer_correction
from bancheng.portal.views.request import actor_of, looked, now_of, signed_in


@require_safe
@signed_in
@allowed(MY_SPACE)
def applications(request: HttpRequest) -> HttpResponse:
    """进度: everything handed in, newest first, by keyset."""
    page = following.applications(actor_of(request), following.cursor(request.GET.get("after", "")))
    return render(request, "portal/applications.html", page)


@require_safe
@signed_in
@allowed("cases.see_application")
def progress(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """One application: the whole and each department. `?part=…` answers the moving part alone, or 204 when nothing moved."""
    page = following.progress(application_id, actor_of(request), now_of(request))
    part = request.GET.get("part")
    if part == page["fingerprint"]:
        return HttpResponse(status=204)
    looked(request, "follow", page["subject"], f"application:{application_id}")
    if part is None:
        return render(request, "portal/progress.html", page)
    return render(request, "portal/_progress.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@allowed("cases.answer_question")
@idempotent("portal.answer_prerequisite", when=lambda request: request.POST.get("go_on", "") in {"yes", "no"})
def answer_prerequisite(request: HttpRequest, application_id: UUID, case_id: UUID) -> HttpResponse:
    """An earlier matter did not work out: go on without it, or not. The person decides."""
    actor, now = actor_of(request), now_of(request)
    page = leaves.question(application_id, case_id, actor, now)
    answer = request.POST.get("go_on", "")
    if request.method != "POST" or answer not in {"yes", "no"}:
        return render(request, "portal/answer_prerequisite.html", page)
    try:
        commands.answer_question(
            actor=actor, application_id=application_id, case_id=case_id, version=_number(request),
            go_on=answer == "yes", now=now, key=_key(request),
        )  # fmt: skip
    except (Conflict, RuleBroken) as error:
        return _refused(request, "portal/answer_prerequisite.html", page, error)
    return HttpResponseRedirect(reverse("progress", args=[application_id]))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@allowed("cases.withdraw")
@idempotent("portal.withdraw")
def withdraw(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """全部撤回: says first what would be withdrawn and what stays."""
    actor, now = actor_of(request), now_of(request)
    page = leaves.whole(application_id, actor)
    if request.method != "POST":
        return render(request, "portal/withdraw.html", page)
    try:
        commands.withdraw_application(
            actor=actor, application_id=application_id, now=now, reason=_reason(request), key=_key(request)
        )
    except (Conflict, RuleBroken) as error:
        return _refused(request, "portal/withdraw.html", leaves.whole(application_id, actor), error)
    return HttpResponseRedirect(reverse("progress", args=[application_id]))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@allowed("cases.withdraw")
@idempotent("portal.withdraw_case")
def withdraw_case(request: HttpRequest, application_id: UUID, case_id: UUID) -> HttpResponse:
    """撤回一项: says first what hangs on it."""
    actor, now = actor_of(request), now_of(request)
    page = leaves.one(application_id, case_id, actor)
    if request.method != "POST":
        return render(request, "portal/withdraw_case.html", page)
    try:
        commands.withdraw(
            actor=actor, application_id=application_id, case_id=case_id, version=_number(request),
            now=now, reason=_reason(request), key=_key(request),
        )  # fmt: skip
    except (Conflict, RuleBroken) as error:
        return _refused(
            request, "portal/withdraw_case.html", leaves.one(application_id, case_id, actor), error
        )
    return HttpResponseRedirect(reverse("progress", args=[application_id]))


@require_safe
@signed_in
@allowed("documents.read")
def paper(request: HttpRequest, application_id: UUID, paper_id: UUID) -> HttpResponse:
    """A paper as PDF: made at the first download if the worker has not come to it, the same bytes ever after."""
    with using(DEFAULT):  # the first download keeps the bytes; no state of business changes
        content, kind, title = rendered(
            application_id, paper_id, actor=actor_of(request), now=now_of(request)
        )
    looked(request, "read_paper", applicant_of(application_id), f"paper:{paper_id}", ["paper"])
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = content_disposition_header(True, f"{title}.pdf") or "attachment"
    return answer


def _refused(
    request: HttpRequest, template: str, page: dict[str, object], error: DomainError
) -> HttpResponse:
    """The same page with why it did not go through; what was written stays."""
    return render(request, template, page | {"error": error, "reason": _reason(request)}, status=error.status)


def _number(request: HttpRequest) -> int:
    """The version that the page showed; nonsense is no version."""
    given = request.POST.get("version", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else -1


def _key(request: HttpRequest) -> str | None:
    return request.POST.get("key", "")[:80] or None


def _reason(request: HttpRequest) -> str:
    return request.POST.get("reason", "").strip()[:500]


urlpatterns = [
    path("applications/", applications, name="applications"),
    path("applications/<uuid:application_id>/", progress, name="progress"),
    path(
        "applications/<uuid:application_id>/correction/<uuid:case_id>/",
        answer_correction,
        name="answer_correction",
    ),
    path(
        "applications/<uuid:application_id>/cases/<uuid:case_id>/go-on/",
        answer_prerequisite,
        name="answer_prerequisite",
    ),
    path("applications/<uuid:application_id>/withdraw/", withdraw, name="withdraw"),
    path(
        "applications/<uuid:application_id>/cases/<uuid:case_id>/withdraw/",
        withdraw_case,
        name="withdraw_case",
    ),
    path("applications/<uuid:application_id>/papers/<uuid:paper_id>/", paper, name="paper"),
]
