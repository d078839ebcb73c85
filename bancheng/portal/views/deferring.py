"""Bringing what was promised for later: the same uploads as before handing in, at any time until its day."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from bancheng.cases import commands
from bancheng.kernel.access import Actor, allowed
from bancheng.kernel.errors import Conflict, DomainError, InvalidInput, RuleBroken
from bancheng.kernel.idempotency import idempotent
from bancheng.portal.queries import deferring as pages
from bancheng.portal.queries.deferring import Given, Owed
from bancheng.portal.views.request import actor_of, now_of, signed_in
from bancheng.portal.views.uploads import keep_one, kept_before, own_only


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@allowed("cases.bring_deferral")
@idempotent("portal.bring_later", when=lambda request: "done" in request.POST)
def bring_later(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """补上答应以后交的材料. What was uploaded stays on the page, whatever is wrong; when nothing is owed: 进度."""
    actor, now = actor_of(request), now_of(request)
    what = pages.owed(application_id, actor, now)
    onward = HttpResponseRedirect(reverse("progress", args=[application_id]))
    if not what.entries:
        return onward
    if request.method != "POST":
        kept = getattr(request, "kept", None)
        return _page(request, what, _put_back(kept, what, actor) if kept else Given())
    given = _read(request, what, actor, now)
    error: DomainError | None = None
    if "done" in request.POST and not given.errors:
        try:
            _send(what, given, actor, now)
        except (InvalidInput, Conflict, RuleBroken) as refused:
            error = refused
        else:
            return onward
    return _page(request, what, given, error)


def _page(request: HttpRequest, what: Owed, given: Given, error: DomainError | None = None) -> HttpResponse:
    page = pages.page(what, given, actor_of(request), now_of(request), error)
    status = error.status if error else 422 if given.errors else 200
    return render(request, "portal/bring_later.html", page, status=status)


def _read(request: HttpRequest, what: Owed, actor: Actor, now: datetime) -> Given:
    """What the page carries, with the files of this post kept. Only the person's own files count."""
    given = _put_back(request.POST, what, actor)
    for index, entry in enumerate(what.entries):
        upload: Any = request.FILES.get(f"file-{entry['key']}")
        if upload is not None:
            keep_one(given, index, upload, actor, now)
    return given


def _put_back(data: QueryDict, what: Owed, actor: Actor) -> Given:
    """What earlier posts of the page kept; names of the boxes are those of the materials, not places in the list."""
    given = Given(key=data.get("key", "")[:80])
    given.files = {index: kept_before(data, entry["key"]) for index, entry in enumerate(what.entries)}
    own_only(given, actor)
    return given


def _send(what: Owed, given: Given, actor: Actor, now: datetime) -> None:
    """Hand over what is there; what is not is still owed."""
    commands.bring_deferrals(
        actor=actor,
        application_id=what.application_id,
        given={entry["key"]: given.files[index] for index, entry in enumerate(what.entries)},
        now=now,
        key=given.key or None,
    )


urlpatterns = [path("applications/<uuid:application_id>/later/", bring_later, name="bring_later")]
