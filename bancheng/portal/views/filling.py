"""Filling in: one form in parts, materials, autosave; what two devices disagree about is shown value by value."""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bancheng.accounts.queries import device_key
from bancheng.accounts.spec import SessionActor
from bancheng.files.commands import keep, remove
from bancheng.journeys import commands
from bancheng.journeys.commands.storing import open_or_refuse
from bancheng.journeys.queries.drafts import DraftView, draft
from bancheng.kernel.access import NOT_FOUND, allowed
from bancheng.kernel.errors import Conflict, InvalidInput, RuleBroken
from bancheng.portal import forms
from bancheng.portal.queries import filling as pages
from bancheng.portal.queries import reusing, specimens
from bancheng.portal.queries.answering import title_of
from bancheng.portal.queries.needs import accepted
from bancheng.portal.queries.taking_out import part_of, taking_out, who_goes
from bancheng.portal.views.request import actor_of, now_of, signed_in
from bancheng.ui.offline import is_own


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@allowed("journeys.see_draft")
def fill_form(request: HttpRequest, draft_id: UUID, section: str) -> HttpResponse:
    """One part of the form. Wrong values stay in their boxes; the right ones are saved at once."""
    actor, now = actor_of(request), now_of(request)
    view = draft(draft_id, actor=actor, now=now)
    if section not in pages.section_codes(view):
        raise NOT_FOUND()
    if request.method != "POST":
        return _form_page(request, _shown(request, view, section))
    automatic = bool(request.headers.get("X-Autosave"))
    typed = forms.typed(request.POST, automatic=automatic)
    fields = pages.fields_of(view, section)
    view, saved = commands.save_section(actor=actor, draft_id=draft_id, fields=fields, typed=typed, now=now)
    if automatic:
        return _autosaved(view, saved, typed.base)
    saved = pages.undecided(view, saved, forms.undecided(request.POST))
    out = who_goes(view, request.POST.get("out", ""))
    saved = pages.without(saved, out) if out else saved
    if saved.errors or saved.clashes or saved.moved:
        page = pages.form(view, section, saved, typed)
        return _form_page(request, page, 409 if saved.moved else 422)
    return _onwards(request, view, section, out)


def _onwards(request: HttpRequest, view: DraftView, section: str, out: str) -> HttpResponse:
    """Where saving leads: to whoever is to be taken out, back to a row, or on."""
    if out:
        return HttpResponseRedirect(reverse("take_out", args=[view.draft_id, out]))
    row = request.POST.get("objection") or request.POST.get("undo")
    if row in {one.path for one in pages.fields_of(view, section)}:
        return HttpResponseRedirect(f"{request.path}#known-{row}")
    view, looked = commands.look_up(actor=actor_of(request), draft_id=view.draft_id, now=now_of(request))
    return HttpResponseRedirect(pages.after(view, section, stay="later" in request.POST, looked=looked))


def _form_page(request: HttpRequest, page: dict[str, Any], status: int = 200) -> HttpResponse:
    """The page; on a device that the person calls their own with a key for what is typed without network."""
    actor = actor_of(request)
    own = is_own(request) and isinstance(actor, SessionActor)
    page["keep_key"] = device_key(actor.session_id) if own else ""  # type: ignore[attr-defined]
    return render(request, "portal/fill_form.html", page, status=status)


def _shown(request: HttpRequest, view: DraftView, section: str) -> dict[str, Any]:
    """The part as it stands, with what was typed before one had to sign on again."""
    kept = getattr(request, "kept", None)
    if not kept:
        return pages.form(view, section)
    typed = forms.typed(kept)
    return pages.form(view, section, commands.Saved({}, typed.values, (), ()), typed)


def _autosaved(view: DraftView, saved: commands.Saved, base: int) -> HttpResponse:
    """204, and the version the page may go on from: none when another device wrote values this page has not seen."""
    answer = HttpResponse(status=409 if saved.clashes or saved.moved else 204)
    if not (saved.clashes or saved.moved) and view.version == base + bool(saved.changed):
        answer["X-Version"] = str(view.version)
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@allowed("journeys.edit_draft")
def take_out(request: HttpRequest, draft_id: UUID, who: str) -> HttpResponse:
    """去掉一个人: says first who it is and what is thrown away. Changed meanwhile on another device, it asks anew."""
    actor, now = actor_of(request), now_of(request)
    view = draft(draft_id, actor=actor, now=now)
    open_or_refuse(view)
    if request.method != "POST":
        return render(request, "portal/take_out.html", taking_out(view, who))
    try:
        commands.take_out(
            actor=actor, draft_id=draft_id, who=who, seen=request.POST.get("seen", "")[:200], now=now
        )
    except Conflict as error:
        view = draft(draft_id, actor=actor, now=now)
        return render(request, "portal/take_out.html", taking_out(view, who, error), status=error.status)
    view, _looked = commands.look_up(actor=actor, draft_id=draft_id, now=now)
    return HttpResponseRedirect(part_of(view, who))


@require_http_methods(["GET", "HEAD"])
@signed_in
@allowed("journeys.see_draft")
def materials(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """材料: what to hand in, what is there, what need not be handed in."""
    view = draft(draft_id, actor=actor_of(request), now=now_of(request))
    return render(request, "portal/materials.html", pages.materials_page(view))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@allowed("journeys.see_draft")
def upload_material(request: HttpRequest, draft_id: UUID, material: str) -> HttpResponse:
    """One material: one file at a time; what was taken stays, what was not says why."""
    actor, now = actor_of(request), now_of(request)
    view = draft(draft_id, actor=actor, now=now)
    if request.method != "POST":
        return render(request, "portal/upload_material.html", _material(request, view, material))
    try:
        _store(request, view, material)
    except InvalidInput as error:
        page = _material(request, view, material, error.message)
        return render(request, "portal/upload_material.html", page, status=422)
    if "done" in request.POST:
        return HttpResponseRedirect(reverse("materials", args=[draft_id]))
    return HttpResponseRedirect(request.path)


@require_safe
@signed_in
@allowed("journeys.see_draft")
def draft_specimen(request: HttpRequest, draft_id: UUID, material: str) -> HttpResponse:
    """看样子 by the rules of a draft."""
    view = draft(draft_id, actor=actor_of(request), now=now_of(request))
    sample = specimens.specimen(view.release, material, accepted(view.plan, material))
    if sample is None:
        raise NOT_FOUND()
    back = reverse("materials", args=[draft_id])
    page = {"sample": sample, "name": title_of(view), "back": back}
    return render(request, "portal/specimen.html", page)


def _material(request: HttpRequest, view: DraftView, material: str, error: str = "") -> dict[str, Any]:
    page = pages.material(view, material, error)
    return page | {"reuse": reusing.offered(view, material, actor_of(request))}


def _store(request: HttpRequest, view: DraftView, material: str) -> None:
    actor, now, base = actor_of(request), now_of(request), forms.base_of(request.POST)
    if "remove" in request.POST and pages.is_uuid(request.POST["remove"]):
        _take_away(request, view, material, UUID(request.POST["remove"]))
        return
    again = reusing.chosen(view, material, actor, request.POST.get("file-reuse", ""))
    for one in again.files if again else ():
        commands.attach(
            actor=actor, draft_id=view.draft_id, material=material, file_id=one, now=now, base=base
        )
    upload = request.FILES.get("file")
    if upload is None:
        if "done" in request.POST or again:
            return
        raise pages.NO_FILE()
    pages.material(
        view, material
    )  # refuses a material that this plan does not want, before anything is stored
    commands.insist_on_holder(view, material, base)
    kept = keep(upload=upload, name=upload.name or "", actor=actor, now=now)  # type: ignore[arg-type]
    commands.attach(
        actor=actor, draft_id=view.draft_id, material=material, file_id=kept.id, now=now, base=base
    )


def _take_away(request: HttpRequest, view: DraftView, material: str, gone: UUID) -> None:
    actor, now = actor_of(request), now_of(request)
    commands.detach(actor=actor, draft_id=view.draft_id, material=material, file_id=gone, now=now)
    with suppress(RuleBroken):  # handed in with an earlier application: it stays there, and is gone from here
        remove(actor=actor, file_id=gone, now=now)


@require_POST
@signed_in
@allowed("journeys.edit_draft")
def look_up_again(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """再查一次: ask the registers again, for instance one that was down."""
    view, _looked = commands.look_up(
        actor=actor_of(request), draft_id=draft_id, now=now_of(request), again=True
    )
    return HttpResponseRedirect(pages.first_open(view))


urlpatterns = [
    path("drafts/<uuid:draft_id>/materials/", materials, name="materials"),
    path("drafts/<uuid:draft_id>/materials/<str:material>/", upload_material, name="upload_material"),
    path("drafts/<uuid:draft_id>/samples/<str:material>/", draft_specimen, name="draft_specimen"),
    path("drafts/<uuid:draft_id>/look-up/", look_up_again, name="look_up_again"),
    path("drafts/<uuid:draft_id>/form/<str:section>/", fill_form, name="fill_form"),
    path("drafts/<uuid:draft_id>/people/<str:who>/out/", take_out, name="take_out"),
]
