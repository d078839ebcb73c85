"""Acts that need words: each has a panel on the case page, which is also a page of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from bancheng.cases import commands
from bancheng.cases.spec import Decision, Moved
from bancheng.journeys.commands import issue_result
from bancheng.kernel.access import allowed
from bancheng.kernel.idempotency import idempotent
from bancheng.workbench import forms
from bancheng.workbench.queries import offers, panels
from bancheng.workbench.queries.case import Desk, fresh_key
from bancheng.workbench.queries.points import open_points, points
from bancheng.workbench.views.request import (
    SHOWN,
    Extra,
    actor_of,
    after,
    case_view,
    now_of,
    read,
    refused,
)

Act = Callable[[dict[str, Any]], Moved]
View = Callable[..., HttpResponse]


def PANEL(view: View) -> View:  # noqa: N802  # reads as the mark that it is
    """A panel that is also a page of its own: who had to sign on again in between comes back to it."""
    made: View = require_http_methods(["GET", "HEAD", "POST"])(view)
    made.also_a_page = True  # type: ignore[attr-defined]
    return made


def _panel(
    request: HttpRequest,
    ids: tuple[UUID, UUID],
    name: str,
    acts: tuple[str, ...],
    extra: Extra,
    act: Act,
    kept: str = "",
) -> HttpResponse:
    """Show the panel, or do its act. `acts`: which acts it stands for; none allowed now: the case page says why."""
    template = f"workbench/{name}.html"
    if request.method != "POST":
        at = read(request, *ids)
        if not set(acts) & set(at.page.acts):
            return case_view(request, at)
        typed = getattr(request, "kept", None) or {}
        return case_view(request, at, template, key=fresh_key(name), typed=typed, **extra(at))
    common = {"actor": actor_of(request), "application_id": ids[0], "case_id": ids[1], "now": now_of(request)}
    try:
        moved = act({**common, "version": forms.version_of(request), "key": forms.key_of(request)})
    except SHOWN as error:
        return refused(request, *ids, error, template, kept, extra)
    return after(request, moved)


@PANEL
@allowed("cases.request_correction")
@idempotent("workbench.request_correction")
def request_correction(request: HttpRequest, application_id: UUID, case_id: UUID) -> HttpResponse:
    """一次性要求补正: everything that is wrong, said once."""
    ids = (application_id, case_id)

    def act(common: dict[str, Any]) -> Moved:
        entries = forms.entries_of(request.POST, panels.row_basis(read(request, *ids)))
        return commands.request_correction(entries=entries, **common)

    def extra(at: Desk) -> dict[str, Any]:
        return {"panel": panels.correction(at)}

    return _panel(request, ids, "request_correction", ("request_correction",), extra, act, _picked(request))


def _picked(request: HttpRequest) -> str:
    """The sentences of the ticked rows: what is kept when somebody was faster."""
    post = request.POST
    told = [post.get(f"words|{row}", "") for row in post.getlist("pick")]
    return "\n".join(one for one in (*told, post.get("other", "")) if one)


@PANEL
@allowed("cases.refuse_acceptance")
@idempotent("workbench.refuse_acceptance")
def refuse_acceptance(request: HttpRequest, application_id: UUID, case_id: UUID) -> HttpResponse:
    """不予受理."""
    return _reasoned(
        request, (application_id, case_id), "refuse_acceptance", commands.refuse_acceptance, True
    )


@PANEL
@allowed("cases.terminate")
@idempotent("workbench.terminate")
def terminate(request: HttpRequest, application_id: UUID, case_id: UUID) -> HttpResponse:
    """终止办理."""
    return _reasoned(request, (application_id, case_id), "terminate", commands.terminate, False)


def _reasoned(
    request: HttpRequest, ids: tuple[UUID, UUID], name: str, command: Callable[..., Moved], remedies: bool
) -> HttpResponse:
    """An end with a reason and a basis."""

    def act(common: dict[str, Any]) -> Moved:
        offered = panels.reasons(read(request, *ids), name)
        found = forms.need_basis(forms.reason_of(request.POST, offered["canned"], offered["basis"]))
        more = {"remedies": offered["remedies"]} if remedies else {}
        return command(reason=found.reason, basis=found.basis, **more, **common)

    def extra(at: Desk) -> dict[str, Any]:
        return {"panel": panels.reasons(at, name), "follows": panels.follows(at.page)}

    return _panel(request, ids, name, (name,), extra, act, request.POST.get("words", ""))


@PANEL
@allowed("cases.review")
@idempotent("workbench.pass_review")
def pass_review(request: HttpRequest, application_id: UUID, case_id: UUID) -> HttpResponse:
    """审查通过: every point that is left to the officer has to be ticked first."""
    ids = (application_id, case_id)

    def act(common: dict[str, Any]) -> Moved:
        at = read(request, *ids)
        if "review" not in at.page.acts:  # the command says why: who did what, and when
            return commands.review(**common)
        left = open_points(points(at.page, at.book, at.answers), at.page.stage["code"])
        seen = forms.points_of(request.POST, left)
        return commands.review(points=seen, note_text=forms.words_of(request.POST, "note"), **common)

    return _panel(request, ids, "case", ("review",), _nothing, act, request.POST.get("note", ""))


def _nothing(_at: Desk) -> dict[str, Any]:
    return {}


@PANEL
@allowed("cases.approve")
@idempotent("workbench.decide")
def decide(request: HttpRequest, application_id: UUID, case_id: UUID) -> HttpResponse:
    """决定: 准予 or 不予许可, with the words that the applicant will read."""
    ids, before = (application_id, case_id), getattr(request, "kept", None) or request.POST
    granted = (before.get("choice") or request.GET.get("choice", "approve")) != "refuse"

    def act(common: dict[str, Any]) -> Moved:
        offered = panels.reasons(read(request, *ids), "approve" if granted else "refuse")
        found = forms.need_basis(forms.reason_of(request.POST, offered["canned"], offered["basis"]))
        remedies = () if granted else tuple(offered["remedies"])
        return commands.decide(decision=Decision(granted, found.reason, found.basis, remedies), **common)

    def extra(at: Desk) -> dict[str, Any]:
        told = {"panel": panels.reasons(at, "approve" if granted else "refuse"), "granted": granted}
        return {**told, "follows": [] if granted else panels.follows(at.page)}

    return _panel(request, ids, "decide", ("approve", "refuse"), extra, act, request.POST.get("words", ""))


@PANEL
@allowed("cases.issue")
@idempotent("workbench.issue")
def issue(request: HttpRequest, application_id: UUID, case_id: UUID) -> HttpResponse:
    """出结果: what later departments count on is filled in here, and theirs at once."""
    ids = (application_id, case_id)

    def act(common: dict[str, Any]) -> Moved:
        filled = {name: str(value) for name, value in request.POST.items() if "." in name}
        return issue_result(filled=filled, **common)

    def extra(at: Desk) -> dict[str, Any]:
        return {"panel": panels.issue(at)}

    kept = "\n".join(str(value) for name, value in request.POST.items() if "." in name and value)
    return _panel(request, ids, "issue", ("issue",), extra, act, kept)


@PANEL
@allowed("cases.pause")
@idempotent("workbench.pause")
def pause(request: HttpRequest, application_id: UUID, case_id: UUID) -> HttpResponse:
    """停钟: a special procedure of the item, never longer than its own limit."""

    def act(common: dict[str, Any]) -> Moved:
        reason = forms.words_of(request.POST, "words")
        return commands.pause(procedure=request.POST.get("procedure", ""), reason=reason, **common)

    def extra(at: Desk) -> dict[str, Any]:
        return {"panel": panels.pause(at)}

    return _panel(
        request, (application_id, case_id), "pause", ("pause",), extra, act, request.POST.get("words", "")
    )


@PANEL
@allowed("cases.offer")
@idempotent("workbench.offer")
def offer(request: HttpRequest, application_id: UUID, case_id: UUID) -> HttpResponse:
    """报方案和价格: what the applicant takes or declines."""

    def act(common: dict[str, Any]) -> Moved:
        made = offers.offer_of(request.POST, forms.words_of(request.POST, "words"))
        return commands.offer(offer=made, **common)

    typed = getattr(request, "kept", None) or request.POST

    def extra(at: Desk) -> dict[str, Any]:
        return {"panel": offers.panel(at), "typed_lines": offers.typed_lines(typed)}

    return _panel(
        request, (application_id, case_id), "offer", ("offer",), extra, act, request.POST.get("words", "")
    )


@PANEL
@allowed("cases.transfer")
@idempotent("workbench.transfer")
def transfer(request: HttpRequest, application_id: UUID, case_id: UUID) -> HttpResponse:
    """转办: to a colleague or to another post of the organization."""
    words = request.POST.get("words", "")

    def act(common: dict[str, Any]) -> Moved:
        post, staff = forms.taker_of(request.POST.get("to", ""))
        return commands.transfer(
            post=post, staff=staff, words=forms.words_of(request.POST, "words"), **common
        )

    def extra(at: Desk) -> dict[str, Any]:
        return {"panel": panels.transfer(at)}

    return _panel(request, (application_id, case_id), "transfer", ("transfer",), extra, act, words)
