"""Finding the thing: home, search, all things, one thing."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from bancheng.accounts.queries import local_day
from bancheng.accounts.spec import SessionActor
from bancheng.cases.queries import applications_of, todos_of
from bancheng.catalogue.queries import face
from bancheng.journeys.commands.counting_searches import note_search
from bancheng.journeys.queries import published as things
from bancheng.journeys.queries.confirmations import asked_of
from bancheng.journeys.queries.drafts import my_drafts
from bancheng.journeys.queries.published import Published
from bancheng.kernel.access import NOT_FOUND, PUBLIC, allowed
from bancheng.kernel.pace import address_of
from bancheng.portal import queries as pages
from bancheng.portal.queries import searching, specimens
from bancheng.portal.queries.stages import by_stage
from bancheng.portal.views.request import actor_of, now_of
from bancheng.ui.modes import read_modes


@require_safe
@allowed(PUBLIC)
def home(request: HttpRequest) -> HttpResponse:
    """首页: search, what waits for you, the things people do most."""
    actor, now = actor_of(request), now_of(request)
    on, mine = local_day(now), actor.kind == "person"
    found = things.published(on)
    return render(
        request,
        "portal/home.html",
        {
            "cards": [pages.card(one) for one in found[:6]],
            "terms": pages.terms(found, face(on), now),
            "count": len(found),
            "todos": pages.todos(todos_of(actor, 3), asked_of(actor, limit=3, on=on)) if mine else [],
            "running": applications_of(actor, limit=3) if mine else [],
        },
    )


@require_safe
@allowed(PUBLIC)
def search(request: HttpRequest) -> HttpResponse:
    """搜索: by whatever people call it."""
    words = request.GET.get("q", "").strip()[:100]
    who = request.GET.get("who") if request.GET.get("who") in {"person", "enterprise"} else None
    now = now_of(request)
    page = searching.found(words, who, local_day(now), few=read_modes(request).elder)
    if not page["broken"] and (page["rows"] or page["groups"]):
        note_search(words=words, session=_session(request), now=now)
    return render(request, "portal/search.html", page)


def _session(request: HttpRequest) -> str:
    """What tells this session from another: of whoever did not sign on, where it comes from and with which browser."""
    actor = actor_of(request)
    if isinstance(actor, SessionActor):
        return str(actor.session_id)
    return f"{address_of(request)} {request.headers.get('User-Agent', '')}"


@require_safe
@allowed(PUBLIC)
def journeys(request: HttpRequest) -> HttpResponse:
    """办事: every thing that can be done here, for persons and for enterprises, by stages of life."""
    on = local_day(now_of(request))
    sides = by_stage(things.published(on), face(on), on)
    return render(request, "portal/journeys.html", {"sides": sides})


@require_safe
@allowed(PUBLIC)
def journey(request: HttpRequest, code: str) -> HttpResponse:
    """One thing: what you get, what it takes, and what it saves, before anybody signs on."""
    now, actor = now_of(request), actor_of(request)
    on = local_day(now)
    one = _thing(code, on)
    drafts = my_drafts(actor, journey=code, limit=1) if actor.kind == "person" else []
    running = [row for row in applications_of(actor) if row["journey"] == code and row["state"] == "open"]
    page = pages.journey(one, on) | {"drafts": drafts, "running": running[:1]}
    return render(request, "portal/journey.html", page)


def _thing(code: str, on: date) -> Published:
    one = next((one for one in things.published(on) if one.journey.code == code), None)
    if one is None:
        raise NOT_FOUND()
    return one


@require_safe
@allowed(PUBLIC)
def specimen(request: HttpRequest, code: str, material: str) -> HttpResponse:
    """看样子: how a material of a thing looks, and what must be seen on it."""
    one = _thing(code, local_day(now_of(request)))
    accepted = pages.accepted_by(one.items, material)
    sample = specimens.specimen(one.release, material, accepted)
    if sample is None:
        raise NOT_FOUND()
    back = f"{reverse('journey', args=[code])}#materials"
    page = {"sample": sample, "name": pages.name_of(one), "back": back}
    return render(request, "portal/specimen.html", page)


@require_safe
@allowed(PUBLIC)
def help_page(request: HttpRequest) -> HttpResponse:
    """帮助: telephone, halls, and what to do when a thing does not get done."""
    words = {"words": request.GET.get("words", "").strip()[:100]}
    return render(request, "portal/help.html", pages.halls(local_day(now_of(request))) | words)
