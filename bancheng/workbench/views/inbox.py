"""The list of work."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bancheng.kernel.access import allowed
from bancheng.workbench.access import SEE
from bancheng.workbench.forms import wanted_of
from bancheng.workbench.queries.inbox import inbox_page
from bancheng.workbench.views.places import keep_place
from bancheng.workbench.views.request import actor_of, in_place, now_of, rail, told_of


@require_safe
@allowed(SEE)
def inbox(request: HttpRequest) -> HttpResponse:
    """我的待办 · 科室待领 · 科室全部 · 我办过的."""
    wanted, actor = wanted_of(request.GET), actor_of(request)
    side = rail(request, wanted.which, here=wanted)
    page = inbox_page(actor, wanted, now_of(request))
    context = {"page": page, "wanted": wanted, "rail": side, "told": told_of(request), "free": _free(side)}
    shown = render(request, "workbench/inbox.html", {**context, "selected": "", "refresh": in_place(request)})
    keep_place(request, shown, actor, wanted)
    return shown


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
