"""再办一次: choosing what did not work out, and a draft that is filled already."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from bancheng.journeys import commands
from bancheng.journeys.queries.drafts import DraftView
from bancheng.kernel.access import allowed
from bancheng.kernel.errors import Conflict, RuleBroken
from bancheng.portal.queries import ends, is_uuid
from bancheng.portal.views.request import actor_of, now_of, signed_in


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@allowed("cases.see_application")
def again(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """再办一次. The page posts an id of its own, so pressing twice opens one draft."""
    actor, now = actor_of(request), now_of(request)
    chosen = [one for one in request.POST.getlist("case") if is_uuid(one)]
    page = ends.again(application_id, actor, now, chosen)
    if request.method != "POST":
        return render(request, "portal/again.html", page)
    wanted = request.POST.get("draft", "")
    try:
        view = commands.start_again(
            actor=actor, application_id=application_id, case_ids=[UUID(one) for one in chosen], now=now,
            draft_id=UUID(wanted) if is_uuid(wanted) else None,
        )  # fmt: skip
    except (Conflict, RuleBroken) as error:
        return render(request, "portal/again.html", page | {"error": error}, status=error.status)
    return HttpResponseRedirect(_next(view))


def _next(view: DraftView) -> str:
    """To what is still open; usually nothing is, and the page before handing in shows everything."""
    if view.plan.questions:
        return reverse("answer_question", args=[view.draft_id])
    asked = any(one.required and one.value in (None, "") for one in view.plan.asked())
    return reverse("answers" if asked else "review", args=[view.draft_id])


urlpatterns = [path("applications/<uuid:application_id>/again/", again, name="again")]
