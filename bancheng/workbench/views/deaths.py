"""登记去世: what an officer of the data bureau or of 民政 knows of a death from its certificate; and what registers told."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from bancheng.journeys.commands.parting import hear_again, report_death
from bancheng.kernel.access import allowed
from bancheng.kernel.errors import InvalidInput, define
from bancheng.kernel.idempotency import idempotent
from bancheng.kernel.ids import uuid7
from bancheng.ui.controls import read_date
from bancheng.workbench.queries.reports import OUTCOMES, reports_page
from bancheng.workbench.views.panels import PANEL
from bancheng.workbench.views.request import actor_of, now_of, rail

DEATH_DATE_WRONG = define(
    InvalidInput, "death_date_wrong", _("请填去世的日期"), next_step=_("照死亡证明填年、月、日。")
)
CERTIFICATE_NOT_SEEN = define(
    InvalidInput,
    "death_certificate_not_seen",
    _("请先核对死亡证明，再勾上这一句。"),
    next_step=_("登记以后不能撤回；没有看到死亡证明的，不要登记。"),
)
BOXES = ("id_number", "name")


@PANEL
@allowed("accounts.record_death")
@idempotent("workbench.record_death")
def record_death(request: HttpRequest) -> HttpResponse:
    """登记去世: sessions and rights end, open applications stop or go to a successor as their rulebook says."""
    if request.method != "POST":
        return _page(request, done=request.GET.get("done", ""))
    try:
        touched = report_death(
            actor=actor_of(request),
            id_number=request.POST.get("id_number", ""),
            name=request.POST.get("name", ""),
            died_on=_day(request),
            now=now_of(request),
        )
    except InvalidInput as error:
        return _page(request, error=error)
    return HttpResponseRedirect(f"{reverse('record_death')}?done={touched}")


def _day(request: HttpRequest) -> date:
    read = read_date(request.POST.dict(), "died_on")
    if read.date is None:
        raise DEATH_DATE_WRONG(fields={"died_on": read.error or str(DEATH_DATE_WRONG().message)})
    if "seen" not in request.POST:
        raise CERTIFICATE_NOT_SEEN(fields={"seen": str(CERTIFICATE_NOT_SEEN().message)})
    return read.date


def _page(request: HttpRequest, *, done: str = "", error: InvalidInput | None = None) -> HttpResponse:
    typed = getattr(request, "kept", None) or request.POST
    context: dict[str, Any] = {
        "typed": {name: typed.get(name, "") for name in BOXES},
        "died_on": read_date(typed.dict(), "died_on"),
        "seen": "seen" in typed,
        "error": error,
        "errors": (error.fields or {"died_on": error.message}) if error else {},
        "done": int(done) if done.isascii() and done.isdigit() and len(done) < 6 else None,
        "key": uuid7(),
        "rail": rail(request, "deaths", counted=False),
    }
    return render(request, "workbench/record_death.html", context, status=error.status if error else 200)


@require_safe
@allowed("accounts.record_death")
def death_reports(request: HttpRequest) -> HttpResponse:
    """登记部门推送的: which reports came, and what became of each. Whom they are about is not shown."""
    page = reports_page(request.GET.get("after", ""), now_of(request))
    told = OUTCOMES.get(request.GET.get("heard", ""))
    context = {"page": page, "told": told, "rail": rail(request, "deaths", counted=False)}
    return render(request, "workbench/death_reports.html", context)


@require_POST
@allowed("accounts.record_death")
@idempotent("workbench.hear_again")
def hear_report_again(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """再处理一次: a report that was left lying is heard now."""
    heard = hear_again(actor=actor_of(request), report_id=report_id, now=now_of(request))
    return HttpResponseRedirect(f"{reverse('death_reports')}?heard={heard}")
