"""替谁办: choosing for whom one acts, and letting others act."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bancheng.accounts.commands import acting
from bancheng.accounts.commands import mandates as granting
from bancheng.accounts.queries import local_day
from bancheng.accounts.queries.acting import mandate as mandate_row
from bancheng.accounts.spec import SessionActor, safe_path
from bancheng.journeys.commands.registers import ask_about_enterprise, ask_registers
from bancheng.kernel.access import NOT_FOUND, allowed
from bancheng.kernel.errors import Conflict, DomainError, InvalidInput
from bancheng.portal import forms
from bancheng.portal.queries import acting as pages
from bancheng.portal.queries import is_uuid
from bancheng.portal.views.request import now_of, signed_in

_REPEAT = 307
"""The browser sends its post again, to the page that it was meant for."""
_BOXES = {
    "acting_person_wrong": "number",
    "acting_to_oneself": "number",
    "acting_agency_unknown": "number",
    "acting_name_missing": "name",
    "acting_period_wrong": "until",
    "acting_scope_empty": "acts",
    "clerk_already": "number",
}


def _actor(request: HttpRequest) -> SessionActor:
    return cast(SessionActor, request.actor)  # type: ignore[attr-defined]


@require_safe
@signed_in
@allowed("accounts.choose_subject")
def act_for(request: HttpRequest) -> HttpResponse:
    """换身份: oneself, enterprises, children, clients."""
    words, after = request.GET.get("q", "").strip()[:50], request.GET.get("after", "")[:250]
    page = pages.choices(_actor(request), now_of(request), words, after)
    wanted = safe_path(request.GET.get("next"), default="")
    return render(request, "portal/act_for.html", page | {"wanted": wanted, "asked": "asked" in request.GET})


@require_POST
@signed_in
@allowed("accounts.choose_subject")
def choose_subject(request: HttpRequest) -> HttpResponse:
    """Act for this one from now on, and go back to where one was; a post that was waiting is sent again."""
    actor, now = _actor(request), now_of(request)
    authority, subject = request.POST.get("authority", ""), request.POST.get("subject", "")
    if is_uuid(authority) and is_uuid(subject):
        _choose(actor, UUID(authority), UUID(subject), now)
    else:
        acting.act_for_self(actor=actor)
    back = safe_path(request.POST.get("next"), default=reverse("my_space"))
    answer = HttpResponseRedirect(back)
    if request.POST.get("again") == "1":
        answer.status_code = _REPEAT
    return answer


def _choose(actor: SessionActor, authority: UUID, subject: UUID, now: datetime) -> None:
    """The register is asked again before somebody acts for an enterprise: the representative may be another by now."""
    ask_about_enterprise(actor=actor, enterprise=subject, now=now)
    acting.choose_subject(actor=actor, authority_id=authority, subject_id=subject, now=now)


@require_POST
@signed_in
@allowed("accounts.choose_subject")
def ask_rights(request: HttpRequest) -> HttpResponse:
    """查名下的企业和子女: the registers are asked for whom one may act."""
    asked = ask_registers(actor=_actor(request), now=now_of(request))
    if asked.silent:
        page = pages.choices(_actor(request), now_of(request), "", "")
        return render(request, "portal/act_for.html", page | {"silent": asked.silent, "wanted": ""})
    return HttpResponseRedirect(f"{reverse('act_for')}?asked=1")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@allowed("accounts.see_clerks")
def clerks(request: HttpRequest) -> HttpResponse:
    """经办人: who acts for the enterprise, and appointing another."""
    actor, on = _actor(request), local_day(now_of(request))
    if request.method != "POST":
        return render(request, "portal/clerks.html", pages.clerks(actor, on))
    given = forms.granted(request.POST, on)
    wanted = request.POST.get("id", "")
    try:
        if given.grant is None:
            raise _no_date(given.error)
        granting.appoint_clerk(
            actor=actor,
            enterprise_id=actor.subject_id,
            name=request.POST.get("name", ""),
            id_number=request.POST.get("number", ""),
            grant=given.grant,
            for_clients="clients" in request.POST,
            now=now_of(request),
            clerk_id=UUID(wanted) if is_uuid(wanted) else None,
        )
    except (InvalidInput, Conflict) as error:
        page = pages.clerks(actor, on, given.typed, error)
        return render(request, "portal/clerks.html", page | _marked(error), status=error.status)
    return HttpResponseRedirect(reverse("clerks"))


@require_POST
@signed_in
@allowed("accounts.appoint_clerk")
def end_clerk(request: HttpRequest, clerk_id: UUID) -> HttpResponse:
    """收回经办人的权限."""
    actor = _actor(request)
    granting.end_clerk(actor=actor, enterprise_id=actor.subject_id, clerk_id=clerk_id, now=now_of(request))
    return HttpResponseRedirect(reverse("clerks"))


@require_safe
@signed_in
@allowed("accounts.see_mandate")
def mandates(request: HttpRequest) -> HttpResponse:
    """委托: given and to be answered."""
    return render(
        request, "portal/mandates.html", pages.mandates(_actor(request), local_day(now_of(request)))
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@allowed("accounts.offer_mandate")
def offer_mandate(request: HttpRequest) -> HttpResponse:
    """请人代办: whom, for what, until when."""
    actor, on = _actor(request), local_day(now_of(request))
    if request.method != "POST":
        page = pages.grant_form(on) | {"principal": actor.subject_name}
        return render(request, "portal/offer_mandate.html", page)
    given = forms.granted(request.POST, on)
    wanted = request.POST.get("id", "")
    try:
        if given.grant is None:
            raise _no_date(given.error)
        made = granting.offer_mandate(
            actor=actor,
            agent_kind="enterprise" if request.POST.get("agent") == "enterprise" else "person",
            name=request.POST.get("name", ""),
            number=request.POST.get("number", ""),
            grant=given.grant,
            now=now_of(request),
            mandate_id=UUID(wanted) if is_uuid(wanted) else None,
        )
    except InvalidInput as error:
        page = pages.grant_form(on, given.typed, error) | {"principal": actor.subject_name}
        return render(request, "portal/offer_mandate.html", page | _marked(error), status=422)
    return HttpResponseRedirect(reverse("mandate", args=[made]))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@allowed("accounts.see_mandate")
def mandate(request: HttpRequest, mandate_id: UUID) -> HttpResponse:
    """One mandate; accept, decline, resign or take back."""
    actor, now = _actor(request), now_of(request)
    on = local_day(now)
    row = mandate_row(mandate_id, actor)
    if request.method != "POST":
        return render(request, "portal/mandate.html", pages.mandate_page(row, actor, on))
    try:
        _move(actor, mandate_id, request.POST.get("act", ""), _number(request), now)
    except Conflict as error:
        page = pages.mandate_page(mandate_row(mandate_id, actor), actor, on, error)
        return render(request, "portal/mandate.html", page, status=409)
    return HttpResponseRedirect(request.path)


def _move(actor: SessionActor, mandate_id: UUID, act: str, version: int, now: datetime) -> None:
    told: dict[str, Any] = {"actor": actor, "mandate_id": mandate_id, "version": version, "now": now}
    if act in {"accept", "decline"}:
        granting.answer_mandate(accept=act == "accept", **told)
    elif act == "resign":
        granting.resign_mandate(**told)
    elif act == "revoke":
        granting.revoke_mandate(**told)
    else:
        raise NOT_FOUND()


def _number(request: HttpRequest) -> int:
    raw = request.POST.get("version", "")
    return int(raw) if raw.isdecimal() and len(raw) < 9 else 0


def _no_date(sentence: str) -> DomainError:
    error = granting.PERIOD_WRONG()
    error.fields = {"until": sentence}
    return error


def _marked(error: DomainError) -> dict[str, Any]:
    """The error beside its box."""
    box = _BOXES.get(error.code, "")
    return {"errors": dict(error.fields or {}) or ({box: error.message} if box else {})}


urlpatterns = [
    path("acting/", act_for, name="act_for"),
    path("acting/choose/", choose_subject, name="choose_subject"),
    path("acting/registers/", ask_rights, name="ask_rights"),
    path("acting/clerks/", clerks, name="clerks"),
    path("acting/clerks/<uuid:clerk_id>/end/", end_clerk, name="end_clerk"),
    path("acting/mandates/", mandates, name="mandates"),
    path("acting/mandates/new/", offer_mandate, name="offer_mandate"),
    path("acting/mandates/<uuid:mandate_id>/", mandate, name="mandate"),
]
