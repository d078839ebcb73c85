"""Bringing what was promised for later: the same uploads as before handing in, at any time until its day."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bancheng.cases import commands
from bancheng.files.commands import keep
from bancheng.kernel.access import Actor, allowed
from bancheng.kernel.errors import Conflict, DomainError, InvalidInput, RuleBroken
from bancheng.kernel.idempotency import idempotent
from bancheng.portal.queries import deferring as pages
from bancheng.portal.queries.answering import is_uuid
from bancheng.portal.queries.correcting import own_files
from bancheng.portal.queries.deferring import Given, Owed
from bancheng.portal.views.request import actor_of, now_of, signed_in

_MOST_FILES = 5


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
            _keep(given, index, upload, actor, now)
    return given


def _put_back(data: QueryDict, what: Owed, actor: Actor) -> Given:
    """What earlier posts of the page kept; names of the boxes are those of the materials, not places in the list."""
    given, gone = Given(key=data.get("key", "")[:80]), data.get("remove", "")
    for index, entry in enumerate(what.entries):
        posted = data.getlist(f"kept-{entry['key']}")
        given.files[index] = [UUID(one) for one in posted if is_uuid(one) and one != gone][:_MOST_FILES]
    mine = own_files([one for ids in given.files.values() for one in ids], actor)
    given.files = {index: [one for one in ids if one in mine] for index, ids in given.files.items()}
    return given


def _keep(given: Given, index: int, upload: Any, actor: Actor, now: datetime) -> None:
    if len(given.files[index]) >= _MOST_FILES:
        given.errors[index] = _("一样最多交5份，可以先删掉一份。")
        return
    try:
        kept = keep(upload=upload, name=upload.name or "", actor=actor, now=now)
    except InvalidInput as refused:
        given.errors[index] = refused.message
    else:
        given.files[index].append(kept.id)


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
