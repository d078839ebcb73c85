"""Finding the thing: home, search, all things, one thing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bancheng.accounts.queries import local_day
from bancheng.cases.queries import applications_of, todos_of
from bancheng.journeys.queries import published as things
from bancheng.journeys.queries.confirmations import asked_of
from bancheng.journeys.queries.drafts import my_drafts
from bancheng.kernel.access import NOT_FOUND, PUBLIC, allowed
from bancheng.portal import queries as pages
from bancheng.portal.views.request import actor_of, now_of

HOT = 3


@require_safe
@allowed(PUBLIC)
def home(request: HttpRequest) -> HttpResponse:
    """首页: search, what waits for you, the things people do most."""
    actor, found = actor_of(request), things.published(local_day(now_of(request)))
    mine = actor.kind == "person"
    return render(
        request,
        "portal/home.html",
        {
            "cards": [pages.card(one) for one in found[:6]],
            "terms": pages.terms(found, HOT),
            "todos": pages.todos(todos_of(actor, 3), asked_of(actor, limit=3, on=local_day(now_of(request))))
            if mine
            else [],
            "running": applications_of(actor, limit=3) if mine else [],
        },
    )


@require_safe
@allowed(PUBLIC)
def search(request: HttpRequest) -> HttpResponse:
    """搜索: by whatever people call it."""
    words = request.GET.get("q", "").strip()[:100]
    who = request.GET.get("who") if request.GET.get("who") in {"person", "enterprise"} else None
    on = local_day(now_of(request))
    found = things.search(words, on=on, audience=who) if words else []
    nearest = [] if found else things.published(on)[:3]
    page = {"query": words, "who": who, "rows": [pages.result(one, on) for one in found]}
    return render(
        request, "portal/search.html", page | {"nearest": [pages.result(one, on) for one in nearest]}
    )


@require_safe
@allowed(PUBLIC)
def journeys(request: HttpRequest) -> HttpResponse:
    """办事: every thing that can be done here, for persons and for enterprises."""
    on = local_day(now_of(request))
    found = things.published(on)
    groups = [
        {"name": name, "rows": [pages.result(one, on) for one in found if one.journey.audience == audience]}
        for audience, name in (("person", _("个人的事")), ("enterprise", _("企业的事")))
    ]
    return render(request, "portal/journeys.html", {"groups": [one for one in groups if one["rows"]]})


@require_safe
@allowed(PUBLIC)
def journey(request: HttpRequest, code: str) -> HttpResponse:
    """One thing: what you get, what it takes, and what it saves, before anybody signs on."""
    now, actor = now_of(request), actor_of(request)
    on = local_day(now)
    one = next((one for one in things.published(on) if one.journey.code == code), None)
    if one is None:
        raise NOT_FOUND()
    drafts = my_drafts(actor, journey=code, limit=1) if actor.kind == "person" else []
    running = [row for row in applications_of(actor) if row["journey"] == code and row["state"] == "open"]
    page = pages.journey(one, on) | {"drafts": drafts, "running": running[:1]}
    return render(request, "portal/journey.html", page)


@require_safe
@allowed(PUBLIC)
def help_page(request: HttpRequest) -> HttpResponse:
    """帮助: telephone, halls, and what to do when a thing does not get done."""
    words = {"words": request.GET.get("words", "").strip()[:100]}
    return render(request, "portal/help.html", pages.halls(local_day(now_of(request))) | words)
