"""What every view of the workbench needs of a request, and how an act is answered."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from bancheng.accounts.spec import SessionActor
from bancheng.cases.models import Case
from bancheng.cases.spec import Moved
from bancheng.kernel import evidence
from bancheng.kernel.errors import Conflict, DomainError, InvalidInput, RuleBroken, Unavailable
from bancheng.workbench.forms import wanted_of
from bancheng.workbench.queries.case import Desk, case_context, desk, fresh_key
from bancheng.workbench.queries.inbox import Wanted, case_href, counts, next_task, queues_of
from bancheng.workbench.queries.rail import rail_rows
from bancheng.workbench.queries.values import covered_elements, shown_elements
from bancheng.workbench.views.places import places

TOLD = "workbench.told"
SHOWN = (Conflict, RuleBroken, InvalidInput, Unavailable)
"""Refusals that are shown on the case page with what was typed; the rest (404, 403) are pages of their own."""

OPEN_HERE = frozenset({"filed", "accepted", "paused", "approved"})
"""States in which a case waits for an officer."""

Extra = Callable[[Desk], dict[str, Any]]


def actor_of(request: HttpRequest) -> SessionActor:
    """Who is acting."""
    return cast(SessionActor, request.actor)  # type: ignore[attr-defined]


def now_of(request: HttpRequest) -> datetime:
    """The one reading of the clock for this request."""
    now: datetime = request.now  # type: ignore[attr-defined]
    return now


def read(request: HttpRequest, application_id: UUID, case_id: UUID) -> Desk:
    """The case of this page. NotFound when there is none that the officer may see."""
    return desk(actor_of(request), application_id, case_id, wanted_of(request.GET), now_of(request))


def rail(
    request: HttpRequest, current: str, counted: bool = True, here: Wanted | None = None
) -> dict[str, Any]:
    """The left rail. Counters cost a bounded statement and stand on the list's own pages only; `here`: the list whose
    own page this is."""
    actor = actor_of(request)
    rows = rail_rows(actor, counts(actor) if counted else {}, current, places(request, actor, here))
    post = actor.post
    return {
        "rows": rows,
        "name": actor.name,
        "post": f"{post.organization_name} {post.name}" if post else "",
        "others": [{"word": _("换一个岗位"), "href": reverse("choose_post")}] if len(actor.posts) > 1 else [],
        "logout": reverse("logout"),
    }


def in_place(request: HttpRequest) -> bool:
    """Whether only the pane is changed, the list beside it stays."""
    return bool(request.headers.get("HX-Request"))


def look(request: HttpRequest, at: Desk, purpose: str, object_: str, fields: Iterable[str]) -> None:
    """Write down that the officer looks: who, whose data, why, which. Unavailable when it cannot be written: the page
    is not shown then. Every page that shows a case or something of it calls this before it answers."""
    row = at.page.case
    subject = f"{row['applicant_kind']}:{row['applicant_id']}"
    evidence.record(actor_of(request), purpose, subject, object_, fields, request)


def case_view(
    request: HttpRequest,
    at: Desk,
    template: str = "workbench/case.html",
    *,
    status: int = 200,
    purpose: str = "",
    file_id: UUID | None = None,
    **more: Any,
) -> HttpResponse:
    """The case page, or a page that puts a panel into the place of its bar; that it was opened is written down first.

    With a `purpose` (a code of `PURPOSES`) what is masked is shown, and the log says why; with a `file_id` that
    file of the case is shown large.
    """
    clear = bool(purpose)
    _opened(request, at, purpose, file_id)
    context: dict[str, Any] = {"told": None, "error": None, "kept": "", "typed": {}, "errors": {}}
    context |= {**case_context(at, clear), "rail": rail(request, at.wanted.which, counted=False), **more}
    context["refresh"] = context["told"] is not None and in_place(request)
    return render(request, template, context, status=status)


def _opened(request: HttpRequest, at: Desk, purpose: str, file_id: UUID | None) -> None:
    """One line a look: working on it, only reading it, showing what is masked, or opening one of its files."""
    if purpose:
        why, fields = f"show_values.{purpose}", covered_elements(at.book, at.answers)
    else:
        why = "see_case.work" if at.page.acts else "see_case.read"
        fields = shown_elements(at.book, at.answers)
    if file_id is not None:
        look(request, at, "read_file", f"file:{file_id}", [*fields, "file"])
    else:
        look(request, at, why, f"case:{at.page.case['case_id']}", fields)


def after(request: HttpRequest, moved: Moved) -> HttpResponse:
    """Say what was done and go on: this case again while its next step is the officer's, else the next of the list."""
    actor, now, wanted = actor_of(request), now_of(request), wanted_of(request.GET)
    done = Case.objects.filter(application_id=moved.application_id, case_id=moved.case_id)
    case = done.values("name", "queue", "state").get()
    row = next_task(actor, wanted, now, moved.case_id)
    told = {
        "act": moved.act,
        "item": case["name"],
        "at": moved.at.isoformat(),
        "set_free": len(moved.activated),
    }
    told |= {"stopped": len(moved.stopped), "number": moved.case_number, "next": row["name"] if row else ""}
    follows = case_href(row["application_id"], row["id"], wanted) if row else reverse("inbox") + wanted.query
    here = case["state"] in OPEN_HERE and case["queue"] in queues_of(actor)
    # What was handed over is not one's own next step, even where both posts are the officer's.
    told["stayed"] = here and moved.act != "transfer"
    told["more"] = follows if told["stayed"] and row else ""
    where = case_href(moved.application_id, moved.case_id, wanted) if told["stayed"] else follows
    return HttpResponseRedirect(f"{where}{'&' if '?' in where else '?'}told={signing.dumps(told, salt=TOLD)}")


def told_of(request: HttpRequest) -> dict[str, Any] | None:
    """What the page before did, from its signed address; None for an address of one's own making."""
    try:
        told: dict[str, Any] = signing.loads(request.GET.get("told", ""), salt=TOLD, max_age=12 * 3600)
    except signing.BadSignature:
        return None
    return {**told, "at": datetime.fromisoformat(told["at"])}


def refused(
    request: HttpRequest,
    application_id: UUID,
    case_id: UUID,
    error: DomainError,
    template: str,
    kept: str,
    extra: Extra | None = None,
) -> HttpResponse:
    """The case as it is now, with why the act was not done and everything that was typed."""
    at = read(request, application_id, case_id)
    more: dict[str, Any] = {"error": error, "kept": kept}
    if isinstance(error, Conflict) or extra is None:
        return case_view(request, at, status=error.status, **more)
    more |= {"typed": request.POST, "errors": error.fields, "key": fresh_key("again"), **extra(at)}
    return case_view(request, at, template, status=error.status, **more)
