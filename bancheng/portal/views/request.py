"""What every view of the public face needs of a request."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import wraps
from typing import Any, cast
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from bancheng.accounts.spec import SessionActor
from bancheng.kernel import evidence
from bancheng.kernel.access import ANONYMOUS, Actor
from bancheng.kernel.errors import NotFound, RuleBroken
from bancheng.portal.queries.acting import elsewhere
from bancheng.portal.queries.ended import over_page

View = Callable[..., HttpResponse]
DRAFT_GONE = frozenset({"draft_erased", "draft_over"})


def actor_of(request: HttpRequest) -> Actor:
    """Who is acting."""
    return cast(Actor, getattr(request, "actor", ANONYMOUS))


def now_of(request: HttpRequest) -> datetime:
    """The one reading of the clock for this request."""
    return cast(datetime, getattr(request, "now", None) or datetime.now(UTC))


def looked(
    request: HttpRequest, purpose: str, subject: str | None, object_: str, fields: Iterable[str] = ()
) -> None:
    """Write down that somebody looks at another's data (`subject`: `person:<uuid>`), before it is shown. One's own
    data, and what is nobody's, leaves no line. Unavailable when it cannot be written: show nothing then."""
    actor = actor_of(request)
    if subject is not None and subject != f"{actor.kind}:{actor.id}":
        evidence.record(actor, purpose, subject, object_, fields, request)


def _other_identity(request: HttpRequest, kwargs: dict[str, Any]) -> HttpResponse | None:
    """What is not to be seen now, but in another identity of the same person: a page that changes it in one step and
    takes along what was posted. None for everybody else."""
    actor = actor_of(request)
    found = elsewhere(actor, kwargs, now_of(request)) if isinstance(actor, SessionActor) else None
    if found is None:
        return None
    posted = request.method == "POST"
    kept = (
        [(n, v) for n, vs in request.POST.lists() for v in vs if n != "csrfmiddlewaretoken"] if posted else []
    )
    page = found | {
        "kept": kept,
        "again": posted,
        "back": request.get_full_path(),
        "files": bool(request.FILES),
    }
    return render(request, "portal/other_identity.html", page, status=409)


def _draft_over(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """A draft that is none any more, for its owner: what became of it, what to do, and what was posted just now."""
    posted = [
        value for name, values in request.POST.lists() for value in values if "." in name and value.strip()
    ]
    page = over_page(draft_id, actor_of(request), now_of(request)) | {"typed": list(dict.fromkeys(posted))}
    return render(request, "portal/draft_over.html", page, status=410)


def signed_in(view: View) -> View:
    """Whoever is not signed on is sent to the door and comes back to this page; what they posted waits there."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if actor_of(request).kind == "person":
            try:
                return view(request, *args, **kwargs)
            except NotFound:
                moved = _other_identity(request, kwargs)
                if moved is None:
                    raise
                return moved
            except RuleBroken as error:
                if error.code not in DRAFT_GONE or "draft_id" not in kwargs:
                    raise
                return _draft_over(request, cast(UUID, kwargs["draft_id"]))
        back = request.get_full_path() if request.method in {"GET", "HEAD"} else request.path
        return HttpResponseRedirect(f"{reverse('login')}?{urlencode({'next': back})}")

    return guarded
