"""The list of work, and finding a case by its number."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bancheng.kernel.access import allowed
from bancheng.workbench.access import SEE
from bancheng.workbench.forms import number_of, wanted_of
from bancheng.workbench.queries.finding import find
from bancheng.workbench.queries.inbox import case_href, inbox_page
from bancheng.workbench.views.request import actor_of, now_of, rail, told_of


@require_safe
@allowed(SEE)
def inbox(request: HttpRequest) -> HttpResponse:
    """我的待办 · 科室待领 · 科室全部 · 我办过的."""
    wanted = wanted_of(request.GET)
    side = rail(request, wanted.which)
    page = inbox_page(actor_of(request), wanted, now_of(request))
    free = next((row["count"] for row in side["rows"] if row["count"] is not None and not row["current"]), 0)
    context = {
        "page": page,
        "wanted": wanted,
        "rail": side,
        "told": told_of(request),
        "free": free,
        "selected": "",
    }
    return render(request, "workbench/inbox.html", context)


@require_safe
@allowed(SEE)
def inbox_list(request: HttpRequest) -> HttpResponse:
    """The list alone, for the middle pane beside an open case."""
    wanted = wanted_of(request.GET)
    page = inbox_page(actor_of(request), wanted, now_of(request))
    selected = request.GET.get("selected", "")
    return render(
        request,
        "workbench/inbox_list.html",
        {"page": page, "wanted": wanted, "selected": selected, "free": 0},
    )


@require_safe
@allowed(SEE)
def find_case(request: HttpRequest) -> HttpResponse:
    """找办件: by case number or receipt number."""
    number, wanted = number_of(request.GET), wanted_of(request.GET)
    found = find(actor_of(request), number) if number else []
    if len(found) == 1:
        return HttpResponseRedirect(case_href(found[0]["application_id"], found[0]["case_id"], wanted))
    context = {
        "number": number,
        "found": found,
        "rail": rail(request, "find"),
        "typed": request.GET.get("q", ""),
    }
    return render(request, "workbench/find_case.html", context)
