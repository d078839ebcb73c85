"""找办件: by number, name, person or enterprise, over all posts that the officer may see."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from bancheng.kernel import evidence
from bancheng.kernel.access import allowed
from bancheng.kernel.workdays import local_day
from bancheng.workbench import forms
from bancheng.workbench.access import SEE
from bancheng.workbench.queries import finding
from bancheng.workbench.queries.finding import Asked
from bancheng.workbench.views.request import actor_of, now_of, rail


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(SEE)
def find_case(request: HttpRequest) -> HttpResponse:
    """找办件. Posted, because names and numbers of people have no place in an address; the answer has one of its own."""
    if request.method == "POST":
        asked, errors = forms.asked_of(request.POST)
        if errors:
            return _page(request, asked, errors=errors)
        return HttpResponseRedirect(finding.address(asked))
    if "s" in request.GET:
        return _answer(request, finding.opened(request.GET["s"]))
    number = forms.number_of(request.GET)
    return _answer(request, Asked(words=number)) if number else _page(request, Asked())


def _answer(request: HttpRequest, asked: Asked) -> HttpResponse:
    actor = actor_of(request)
    if asked.kind in ("paper", ""):
        rows = finding.by_number(actor, asked.number) if asked.number else []
        if len(rows) == 1:
            return HttpResponseRedirect(rows[0]["href"])
        return _page(request, asked, rows=rows)
    found = finding.search(actor, asked, now_of(request))
    if found.subject:  # who looked for whom is for that person to read
        evidence.record(actor, "find_case", found.subject, "list:cases", ["id_number"], request)
    return _page(request, asked, rows=found.rows, more=found.next)


def _page(request: HttpRequest, asked: Asked, **more: Any) -> HttpResponse:
    errors = more.get("errors") or {}
    context = {"asked": asked, "rows": [], "more": "", "errors": errors, **more}
    context |= {
        "searched": bool(asked.words) and not errors,
        "journeys": finding.journeys(local_day(now_of(request))),
        "rail": rail(request, "find", counted=False),
    }
    return render(request, "workbench/find_case.html", context, status=422 if errors else 200)
