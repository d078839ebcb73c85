"""Answering a correction: files, corrected values, or why nothing is needed; everything together, once."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bancheng.accounts.queries import local_day
from bancheng.cases import commands
from bancheng.cases.commands.corrections import CORRECTION_INCOMPLETE
from bancheng.cases.spec import CorrectionReply
from bancheng.eforms.commands import Answered, snapshot
from bancheng.eforms.forms import FORM_INVALID, Field, parse_form
from bancheng.journeys.compose import PlanField
from bancheng.kernel.access import Actor, allowed
from bancheng.kernel.errors import Conflict, DomainError, InvalidInput, RuleBroken
from bancheng.kernel.idempotency import idempotent
from bancheng.kernel.ids import uuid7
from bancheng.portal.queries import correcting as pages
from bancheng.portal.queries.correcting import Asked, Given
from bancheng.portal.queries.filling import options_of
from bancheng.portal.views.request import actor_of, now_of, signed_in
from bancheng.portal.views.uploads import keep_one, kept_before, own_only
from bancheng.ui.language import text

_LONGEST = 1000


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@allowed("cases.answer_correction")
@idempotent("portal.answer_correction", when=lambda request: "done" in request.POST)
def answer_correction(request: HttpRequest, application_id: UUID, case_id: UUID) -> HttpResponse:
    """补材料. What was uploaded or written stays on the page, whatever is wrong; answered already leads to 进度."""
    actor, now = actor_of(request), now_of(request)
    what = pages.asked(application_id, case_id, actor, now)
    onward = HttpResponseRedirect(reverse("progress", args=[application_id]))
    if not what.open:
        return onward
    if request.method != "POST":
        kept = getattr(request, "kept", None)
        return _page(request, what, put_back(kept, what, actor) if kept else Given())
    given = read(request, what, actor, now)
    error: DomainError | None = None
    if "done" in request.POST and not given.errors:
        try:
            send(request, what, given, actor, now)
        except InvalidInput as wrong:
            given.errors |= _beside(wrong)
            error = None if given.errors else wrong
        except (Conflict, RuleBroken) as refused:
            error = refused
        else:
            return onward
    return _page(request, what, given, error)


def _page(request: HttpRequest, what: Asked, given: Given, error: DomainError | None = None) -> HttpResponse:
    page = pages.page(what, given, actor_of(request), now_of(request), error)
    status = error.status if error else 422 if given.errors else 200
    return render(request, "portal/answer_correction.html", page, status=status)


def _beside(wrong: InvalidInput) -> dict[int, str]:
    """The errors that belong beside an entry (`entry-3`)."""
    found = {}
    for name, sentence in wrong.fields.items():
        _word, _dash, number = name.partition("entry-")
        if number.isdigit():
            found[int(number)] = sentence
    return found


def read(request: HttpRequest, what: Asked, actor: Actor, now: datetime) -> Given:
    """What the page carries, with the files of this post kept. Only the person's own files count."""
    data = request.POST
    given = Given(key=data.get("key", "")[:80])
    _written(given, data, what)
    for index in range(len(what.entries)):
        upload: Any = request.FILES.get(f"file-{index}")
        if upload is not None:
            keep_one(given, index, upload, actor, now)
    own_only(given, actor)
    return given


def put_back(kept: QueryDict, what: Asked, actor: Actor) -> Given:
    """What was written before one had to sign on again; files of that post have to be chosen again."""
    given = Given(key=kept.get("key", "")[:80])
    _written(given, kept, what)
    own_only(given, actor)
    return given


def _written(given: Given, data: QueryDict, what: Asked) -> None:
    """The texts of the page, and the files that were kept by an earlier post of it."""
    given.typed = {name: str(value)[:_LONGEST] for name, value in data.items() if "." in name}
    for index in range(len(what.entries)):
        given.files[index] = kept_before(data, str(index))
        given.reasons[index] = data.get(f"reason-{index}", "").strip()[:_LONGEST]


def send(request: HttpRequest, what: Asked, given: Given, actor: Actor, now: datetime) -> None:
    """Hand all replies in together. InvalidInput names the entries that are still open, beside each."""
    changed = pages.changed_fields(what, given)
    values = _values(what, given, changed, now)
    missing = {
        f"entry-{index}": _("还差%(what)s") % {"what": pages.title_of_entry(what, index)}
        for index in range(len(what.entries))
        if not (given.files.get(index) or given.reasons.get(index) or index in changed)
    }
    if missing:
        raise CORRECTION_INCOMPLETE(missing=len(missing), fields=missing)
    commands.answer_correction(
        actor=actor,
        application_id=what.application_id,
        case_id=what.case["case_id"],
        version=_version(request),
        replies=[
            CorrectionReply(index, tuple(given.files.get(index, ())), given.reasons.get(index, ""))
            for index in range(len(what.entries))
        ],
        answers=snapshot(what.application_id, uuid7(), values, at=now, by=actor) if values else None,
        now=now,
        key=given.key or None,
    )


def _values(what: Asked, given: Given, changed: dict[int, PlanField], now: datetime) -> dict[str, Answered]:
    """The corrected values, judged by their elements. InvalidInput with each sentence beside its entry."""
    view = what.view
    fields = [
        Field(
            one.path,
            view.elements[one.element],
            text(one.name),
            options={row["value"]: row["label"] for row in options_of(view, view.elements[one.element])}
            or None,
        )
        for one in changed.values()
    ]
    parsed = parse_form(fields, given.typed, on=local_day(now))
    if parsed.errors:
        beside = {one.path: index for index, one in changed.items()}
        first = next(iter(parsed.errors.values()))
        raise FORM_INVALID(
            sentence=first, fields={f"entry-{beside[path]}": said for path, said in parsed.errors.items()}
        )
    return {
        one.path: Answered(parsed.values[one.path], view.elements[one.element], "asked", now)
        for one in changed.values()
    }


def _version(request: HttpRequest) -> int:
    given = request.POST.get("version", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else -1
