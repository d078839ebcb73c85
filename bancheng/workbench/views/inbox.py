"""The list of work, and finding a case by its number."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bancheng.kernel.access import allowed
from bancheng.workbench.access import SEE
from bancheng.workbench.forms import number_of, wanted_of
from bancheng.workbench.queries.finding import find
from bancheng.workbench.queries.inbox import case_href, inbox_page
from bancheng.workbench.views.request import actor_of, in_place, now_of, rail, told_of


@require_safe
@allowed(SEE)
def inbox(request: HttpRequest) -> HttpResponse:
    """我的待办 · 科室待领 · 科室全部 · 我办过的."""
    wanted = wanted_of(request.GET)
    side = rail(request, wanted.which)
    page = inbox_page(actor_of(request), wanted, now_of(request))
    context = {"page": page, "wanted": wanted, "rail": side, "told": told_of(request), "free": _free(side)}
    return render(request, "workbench/inbox.html", {**context, "selected": "", "refresh": in_place(request)})


def _free(side: dict[str, Any]) -> int:
    """How many nobody holds, as the rail counted them."""
    return int(side["rows"][1]["count"] or 0)


@require_safe
@allowed(SEE)
def inbox_list(request: HttpRequest) -> HttpResponse:
    """The list alone, for the middle pane beside an open case."""
    wanted = wanted_of(request.GET)
    page = inbox_page(actor_of(request), wanted, now_of(request))
    side = rail(request, wanted.which)
    context = {"page": page, "wanted": wanted, "rail": side, "free": _free(side)}
    selected = request.GET.get("selected", "")
    return render(request, "workbench/inbox_list.html", {**context, "selected": selected})


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
