"""批量办理: confirm what goes and what does not, do each through its own command, say what came of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from bancheng.cases import commands
from bancheng.cases.spec import Decision, Moved
from bancheng.kernel.access import allowed
from bancheng.kernel.errors import DomainError, InvalidInput, define
from bancheng.kernel.idempotency import idempotent
from bancheng.kernel.ids import uuid7
from bancheng.workbench import forms
from bancheng.workbench.access import SEE
from bancheng.workbench.queries.batch import MOST, Batch, Group, Pick, batch, outcome, reason_of, told
from bancheng.workbench.queries.inbox import TOGETHER
from bancheng.workbench.views.request import actor_of, now_of, rail

TOO_MANY = define(
    InvalidInput,
    "batch_too_large",
    _("一次最多一起办{most}件，选了{count}件。"),
    next_step=_("回到列表，少选几件。"),
)

Act = Callable[[Pick, int, str], Moved]


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(SEE)
@idempotent("workbench.batch")
def batch_acts(request: HttpRequest) -> HttpResponse:
    """批量办理: the confirmation, or each case through the ordinary command."""
    if request.method != "POST":
        return _confirm(request)
    picks = forms.picks_of(request.POST)
    if request.POST.get("act") not in TOGETHER or not picks:
        raise forms.PAGE_TOO_OLD()
    known = _read(request, [pick for pick, _version in picks])
    act = _act(request, known)
    if wrong := _missing(request, known):
        return _confirm(request, wrong)
    done = []
    for pick, version in picks:
        try:
            act(pick, version, f"{forms.key_of(request)}:{pick[1]}")
            done.append((pick, ""))
        except DomainError as error:
            done.append((pick, str(error.message)))
    wanted = forms.wanted_of(request.GET)
    where = reverse("batch_done") + wanted.query
    return HttpResponseRedirect(f"{where}{'&' if wanted.query else '?'}r={told(known.act, done)}")


def _read(request: HttpRequest, picks: list[Pick]) -> Batch:
    if len(picks) > MOST:
        raise TOO_MANY(most=MOST, count=len(picks))
    asked = request.POST.get("act") or request.GET.get("act", "")
    return batch(actor_of(request), picks, asked, forms.wanted_of(request.GET), now_of(request))


def _confirm(request: HttpRequest, errors: dict[str, str] | None = None) -> HttpResponse:
    picks = forms.picks_of(request.POST if request.method == "POST" else request.GET)
    wanted = forms.wanted_of(request.GET)
    context = {
        "batch": _read(request, [pick for pick, _version in picks]),
        "picks": [f"{application}~{case}" for (application, case), _version in picks],
        "wanted": wanted,
        "errors": errors or {},
        "typed": request.POST,
        "key": uuid7(),
        "rail": rail(request, "batch", counted=False),
    }
    return render(request, "workbench/batch.html", context, status=422 if errors else 200)


def _missing(request: HttpRequest, known: Batch) -> dict[str, str]:
    """What has to be said before anything is done: for a transfer to whom, and why."""
    if known.act != "transfer":
        return {}
    wrong = {} if forms.taker_of(request.POST.get("to", ""))[0] else {"to": str(_("请选转给谁"))}
    if not request.POST.get("words", "").strip():
        wrong["words"] = str(_("请写为什么转"))
    return wrong


def _act(request: HttpRequest, known: Batch) -> Act:
    """The command of this batch for one case; whatever it refuses, it refuses for that one only."""
    actor, now = actor_of(request), now_of(request)
    groups = {row["pick"].rpartition("~")[0]: group for group in known.groups for row in group.rows}

    def run(pick: Pick, version: int, key: str) -> Moved:
        application, case = pick
        common: dict[str, Any] = {"actor": actor, "application_id": application, "case_id": case}
        common |= {"version": version, "now": now, "key": key}
        return _command(request, known.act, groups.get(f"{application}~{case}"), common)

    return run


def _command(request: HttpRequest, act: str, group: Group | None, common: dict[str, Any]) -> Moved:
    if act == "approve":
        told = reason_of(group, request.POST.get(f"reason|{group.item}", "")) if group else ("", ())
        return commands.decide(decision=Decision(True, *told), **common)
    if act == "transfer":
        post, staff = forms.taker_of(request.POST.get("to", ""))
        words = forms.words_of(request.POST, "words")
        return commands.transfer(post=post, staff=staff, words=words, **common)
    steps = {"claim": commands.claim, "accept": commands.accept, "release": commands.release}
    return steps[act](**common) if act in steps else _nothing(common)


def _nothing(common: dict[str, Any]) -> Moved:
    raise forms.PAGE_TOO_OLD(case=str(common["case_id"]))


@require_safe
@allowed(SEE)
def batch_done(request: HttpRequest) -> HttpResponse:
    """What came of a batch: the same page however often it is opened."""
    wanted = forms.wanted_of(request.GET)
    known = outcome(actor_of(request), request.GET.get("r", ""), wanted, now_of(request))
    context = {"outcome": known, "wanted": wanted, "rail": rail(request, "batch", counted=False)}
    return render(request, "workbench/batch_done.html", context)
