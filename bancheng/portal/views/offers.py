"""方案和报价: the person takes what a body offers, or does not."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from bancheng.cases import commands
from bancheng.kernel.access import allowed
from bancheng.kernel.errors import Conflict, RuleBroken
from bancheng.kernel.idempotency import idempotent
from bancheng.portal.queries import offers
from bancheng.portal.views.request import actor_of, now_of, signed_in

_ANSWERS = frozenset({"accept", "decline"})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@allowed("cases.accept_offer")
@idempotent("portal.answer_offer", when=lambda request: request.POST.get("answer", "") in _ANSWERS)
def answer_offer(request: HttpRequest, application_id: UUID, case_id: UUID) -> HttpResponse:
    """The offer with its price; two buttons. Declining says first what else would stop."""
    actor, now = actor_of(request), now_of(request)
    page = offers.offer(application_id, case_id, actor, now)
    answer = request.POST.get("answer", "")
    if request.method != "POST" or answer not in _ANSWERS:
        return render(request, "portal/answer_offer.html", page)
    given = request.POST.get("version", "")
    version = int(given) if given.isascii() and given.isdigit() and len(given) < 10 else -1
    key = request.POST.get("key", "")[:80] or None
    reason = request.POST.get("reason", "").strip()[:500]
    try:
        if answer == "accept":
            commands.accept_offer(
                actor=actor, application_id=application_id, case_id=case_id, version=version, now=now, key=key
            )
        else:
            commands.decline_offer(
                actor=actor, application_id=application_id, case_id=case_id, version=version, now=now,
                reason=reason, key=key,
            )  # fmt: skip
    except (Conflict, RuleBroken) as error:
        fresh = offers.offer(application_id, case_id, actor, now)
        shown = {**fresh, "error": error, "reason": reason}
        return render(request, "portal/answer_offer.html", shown, status=error.status)
    return HttpResponseRedirect(reverse("progress", args=[application_id]))


urlpatterns = [
    path("applications/<uuid:application_id>/cases/<uuid:case_id>/offer/", answer_offer, name="answer_offer"),
]
