"""Starting a thing: scenario questions one at a time, and the one-time notice."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bancheng.accounts.spec import subject_of
from bancheng.documents.commands import rendered
from bancheng.journeys import commands
from bancheng.journeys.commands.answering import effect_of, parse_answer, question_of
from bancheng.journeys.queries.drafts import DraftView, draft
from bancheng.journeys.queries.notices import notice as notice_by_id
from bancheng.kernel.access import allowed
from bancheng.kernel.database import DEFAULT, using
from bancheng.kernel.errors import DomainError, InvalidInput, RuleBroken
from bancheng.kernel.idempotency import KEY_MISSING, KEY_REUSED
from bancheng.portal import queries as pages
from bancheng.portal.queries.once import in_the_way
from bancheng.portal.views.request import actor_of, now_of, signed_in


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@allowed("journeys.start")
def start_draft(request: HttpRequest, code: str) -> HttpResponse:
    """开始. The page (also after signing on) posts an id of its own, so pressing twice opens one draft."""
    if request.method != "POST":
        page = pages.starting(code, now_of(request), actor_of(request))
        return render(request, "portal/start_draft.html", page)
    if request.POST.get("for", "") not in {"", str(subject_of(actor_of(request))[1])}:
        page = pages.starting(code, now_of(request), actor_of(request))
        return render(request, "portal/start_draft.html", page | {"changed": True}, status=409)
    key = request.POST.get("draft", "")
    if not pages.is_uuid(key):
        raise KEY_MISSING()
    try:
        view = commands.start_draft(
            actor=actor_of(request), journey=code, now=now_of(request), draft_id=UUID(key)
        )
    except RuleBroken as error:
        page = pages.starting(code, now_of(request), actor_of(request))
        held = None if page["wrong"] else error
        return render(request, "portal/start_draft.html", page | {"held": held}, status=error.status)
    if view.journey_code != code:
        raise KEY_REUSED()
    if (
        view.state == "open" and view.applicant is not None
    ):  # who applies is known: registers may answer at once
        view, _looked = commands.look_up(actor=actor_of(request), draft_id=view.draft_id, now=now_of(request))
    return _next(view)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@allowed("journeys.see_draft")
def answer_question(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """One scenario question; what an answer would throw out is said before it does."""
    actor, now = actor_of(request), now_of(request)
    view = draft(draft_id, actor=actor, now=now)
    wanted = request.POST.get("question") or request.GET.get("q", "")
    if request.method != "POST":
        return _question(request, view, wanted)
    raw = request.POST.getlist("answer")
    try:
        question = question_of(view.journey, wanted)
        effect = effect_of(view, wanted, parse_answer(question, raw))
        if effect.dropped and "sure" not in request.POST:
            return render(request, "portal/answer_dropped.html", pages.dropping(view, question, raw, effect))
        commands.answer_question(actor=actor, draft_id=draft_id, question=wanted, raw=raw, now=now)
    except InvalidInput as error:
        return _question(request, view, wanted, error, raw)
    view, _looked = commands.look_up(actor=actor, draft_id=draft_id, now=now)
    return _next(view)


def _question(
    request: HttpRequest,
    view: DraftView,
    wanted: str,
    error: DomainError | None = None,
    raw: list[str] | None = None,
) -> HttpResponse:
    page = pages.question(view, wanted, error, raw)
    if page is None:
        return HttpResponseRedirect(reverse("answers", args=[view.draft_id]))
    return render(request, "portal/answer_question.html", page, status=422 if error else 200)


def _next(view: DraftView) -> HttpResponse:
    name = "answer_question" if view.plan.questions and not view.plan.excluded else "answers"
    return HttpResponseRedirect(reverse(name, args=[view.draft_id]))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@allowed("journeys.see_draft")
def answers(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """What was answered and what is known; POST starts over."""
    actor, now = actor_of(request), now_of(request)
    if request.method == "POST":
        return _next(commands.drop_answers(actor=actor, draft_id=draft_id, now=now))
    view = draft(draft_id, actor=actor, now=now)
    page = pages.answers(view) | {"held": in_the_way(view, actor, now)}
    return render(request, "portal/answers.html", page)


@require_POST
@signed_in
@allowed("journeys.edit_draft")
def give_notice(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Give the personal one-time notice of what the draft says now."""
    actor, now = actor_of(request), now_of(request)
    commands.look_up(actor=actor, draft_id=draft_id, now=now)
    made = commands.give_notice(actor=actor, draft_id=draft_id, now=now)
    return HttpResponseRedirect(reverse("notice", args=[made.notice_id]))


@require_safe
@signed_in
@allowed("journeys.see_draft")
def notice(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """一次性告知, as it was given."""
    actor, now = actor_of(request), now_of(request)
    given = notice_by_id(notice_id, actor=actor, now=now)
    view = draft(given.draft_id, actor=actor, now=now)
    page = pages.notice(given, view, now) | {"held": in_the_way(view, actor, now)}
    return render(request, "portal/notice.html", page)


@require_safe
@signed_in
@allowed("journeys.see_draft")
def notice_pdf(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """The notice as a paper: the same bytes at every download."""
    actor, now = actor_of(request), now_of(request)
    given = notice_by_id(notice_id, actor=actor, now=now)
    with using(DEFAULT):
        content, kind, title = rendered(given.draft_id, given.paper_id, actor=actor, now=now)
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = content_disposition_header(True, f"{title}.pdf") or "attachment"
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@allowed("journeys.see_draft")
def adopt_release(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """The rules changed while drafting: what changed, and moving on under the new ones; nothing typed is lost."""
    actor, now = actor_of(request), now_of(request)
    view = draft(draft_id, actor=actor, now=now)
    if request.method != "POST":
        return render(request, "portal/adopt_release.html", pages.newer_rules(view))
    commands.adopt_release(actor=actor, draft_id=draft_id, now=now)
    return _next(commands.look_up(actor=actor, draft_id=draft_id, now=now)[0])


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@allowed("journeys.see_draft")
def discard_draft(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """删掉草稿: asks first."""
    actor, now = actor_of(request), now_of(request)
    if request.method != "POST":
        return render(request, "portal/discard_draft.html", {"view": draft(draft_id, actor=actor, now=now)})
    commands.discard_draft(actor=actor, draft_id=draft_id, now=now)
    return HttpResponseRedirect(reverse("home"))
