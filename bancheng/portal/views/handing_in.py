"""Handing in: the last look, the other person's yes, the receipt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from bancheng.journeys import commands
from bancheng.journeys.commands.storing import open_or_refuse
from bancheng.journeys.queries.drafts import DraftView, draft
from bancheng.kernel.access import allowed
from bancheng.kernel.errors import Conflict, DomainError, InvalidInput, NotFound, RuleBroken, define
from bancheng.kernel.idempotency import idempotent
from bancheng.portal.access import MY_SPACE
from bancheng.portal.queries import handing_in as pages
from bancheng.portal.queries.confirming import to_confirm
from bancheng.portal.queries.once import in_the_way
from bancheng.portal.views.request import actor_of, looked, now_of, signed_in

NOT_DECLARED = define(
    InvalidInput,
    "not_declared",
    _("提交前，请勾上最下面那一句。"),
    next_step=_("看过没有错，就勾上再提交。"),
)
ANSWERS: Mapping[str, Literal["confirmed", "refused"]] = {"yes": "confirmed", "no": "refused"}
REFUSALS = (InvalidInput, Conflict, RuleBroken)
"""What leads back to the review page with its sentence, instead of to a page of its own."""


@require_safe
@signed_in
@allowed("journeys.see_draft")
def review(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """提交前，请看一遍. A draft that was handed in shows its receipt: Back never leads to a second application."""
    view = draft(draft_id, actor=actor_of(request), now=now_of(request))
    if view.state == "submitted":
        return HttpResponseRedirect(reverse("receipt", args=[draft_id]))
    open_or_refuse(view)
    held = in_the_way(view, actor_of(request), now_of(request))
    page = pages.review(view, show=request.GET.get("show", ""), held=held)
    return render(request, "portal/review.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@allowed("journeys.edit_draft")
def ask_confirmation(request: HttpRequest, draft_id: UUID, role: str) -> HttpResponse:
    """请对方确认: appears in the other person's 我的; asking the same again changes nothing. GET is a way back."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("review", args=[draft_id]))
    try:
        commands.ask_confirmation(actor=actor_of(request), draft_id=draft_id, role=role, now=now_of(request))
    except (InvalidInput, RuleBroken) as error:
        return _again(request, draft_id, error)
    return HttpResponseRedirect(f"{reverse('review', args=[draft_id])}#confirmations")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@allowed("journeys.submit")
def submit_application(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """确认无误，提交. The draft's id is the key of its submission: however often it is posted, one receipt.

    A refusal comes back to the review page: nothing is lost, and what the registers changed is marked. Whoever
    comes here with GET (back from signing on) is shown the review page again.
    """
    actor, now = actor_of(request), now_of(request)
    view = draft(draft_id, actor=actor, now=now)
    if request.method != "POST":
        return HttpResponseRedirect(reverse("review", args=[draft_id]))
    try:
        if view.state == "open" and "declared" not in request.POST:
            sentence = str(NOT_DECLARED().message)
            raise NOT_DECLARED(fields={"declared": sentence})
        commands.submit_application(
            actor=actor,
            draft_id=draft_id,
            version=_version(request),
            now=now,
            signed=_signed(request),
            bring_later="bring_later" in request.POST,
        )
    except REFUSALS as error:
        return _again(request, draft_id, error, {path: one.value for path, one in view.entries.items()})
    return HttpResponseRedirect(reverse("receipt", args=[draft_id]))


def _version(request: HttpRequest) -> int:
    """The version of the draft that the page showed; nonsense is no version."""
    given = request.POST.get("version", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else -1


def _signed(request: HttpRequest) -> list[str]:
    """The cases whose pledge was signed on the page."""
    return [str(request.POST[name]) for name in request.POST if name.startswith("signed-")]


def _again(
    request: HttpRequest, draft_id: UUID, error: DomainError, before: dict[str, Any] | None = None
) -> HttpResponse:
    """The review page as things stand now, with why it did not go through."""
    view: DraftView = draft(draft_id, actor=actor_of(request), now=now_of(request))
    if view.state == "submitted":
        return HttpResponseRedirect(reverse("receipt", args=[draft_id]))
    held = in_the_way(view, actor_of(request), now_of(request))
    page = pages.review(
        view,
        error=error,
        before=before,
        declared="declared" in request.POST,
        signed=_signed(request),
        bring_later="bring_later" in request.POST,
        held=held,
    )
    return render(request, "portal/review.html", page, status=error.status)


@require_safe
@signed_in
@allowed("cases.see_application")
def receipt(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """回执: the same page on every later visit and for every repeated post."""
    page = pages.receipt(application_id, actor_of(request), now_of(request))
    looked(request, "follow", page["subject"], f"application:{application_id}")
    return render(request, "portal/receipt.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@allowed(MY_SPACE)
@idempotent("portal.confirm", when=lambda request: request.POST.get("answer", "") in ANSWERS)
def confirm(request: HttpRequest, confirmation_id: UUID) -> HttpResponse:
    """The other person's own yes or no, on their own login. What changed meanwhile is shown before it counts."""
    actor, now = actor_of(request), now_of(request)
    if request.method != "POST":
        return _to_confirm(request, confirmation_id)
    answer = ANSWERS.get(request.POST.get("answer", ""))
    try:
        if answer is not None:
            commands.answer_confirmation(
                actor=actor,
                confirmation_id=confirmation_id,
                answer=answer,
                digest=request.POST.get("digest", ""),
                now=now,
            )
    except (Conflict, RuleBroken) as error:
        return _to_confirm(request, confirmation_id, error)
    except NotFound as error:
        return _not_asked(request, error)
    return HttpResponseRedirect(reverse("confirm", args=[confirmation_id]))


def _not_asked(request: HttpRequest, error: NotFound) -> HttpResponse:
    """A link that is somebody else's, or leads nowhere any more: one page for both, that says whose login opens it."""
    return render(request, "portal/not_asked.html", {"error": error}, status=error.status)


def _to_confirm(
    request: HttpRequest, confirmation_id: UUID, error: DomainError | None = None
) -> HttpResponse:
    """What is to be confirmed is another's form: that it was opened is written down first."""
    try:
        page = to_confirm(confirmation_id, actor_of(request), now_of(request), error)
    except NotFound as missing:
        return _not_asked(request, missing)
    looked(request, "confirm", page["subject"], f"confirmation:{confirmation_id}", page["elements"])
    return render(request, "portal/confirm.html", page, status=error.status if error else 200)


urlpatterns = [
    path("drafts/<uuid:draft_id>/review/", review, name="review"),
    path("drafts/<uuid:draft_id>/confirmations/<str:role>/", ask_confirmation, name="ask_confirmation"),
    path("drafts/<uuid:draft_id>/submit/", submit_application, name="submit_application"),
    path("applications/<uuid:application_id>/receipt/", receipt, name="receipt"),
    path("confirmations/<uuid:confirmation_id>/", confirm, name="confirm"),
]
