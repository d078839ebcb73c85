"""消息: reading what one was told, and choosing how to be told."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bancheng.kernel.access import allowed
from bancheng.kernel.errors import InvalidInput
from bancheng.notifications import commands
from bancheng.notifications.access import PREFER, READ
from bancheng.notifications.queries import preference
from bancheng.portal.queries import messages as pages
from bancheng.portal.views.request import actor_of, now_of, signed_in


@require_safe
@signed_in
@allowed(READ)
def messages(request: HttpRequest) -> HttpResponse:
    """The inbox, newest first."""
    page = pages.messages(actor_of(request), request.GET.get("before", ""))
    return render(request, "portal/messages.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@allowed(READ)
def open_message(request: HttpRequest, application_id: UUID, message_id: UUID) -> HttpResponse:
    """Marks a message as read and goes where it leads; opened by address, it shows the inbox. Again is the same."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("messages"))
    letter = commands.read(
        actor=actor_of(request), application_id=application_id, message_id=message_id, now=now_of(request)
    )
    return HttpResponseRedirect(pages.where(letter))


@require_POST
@signed_in
@allowed(READ)
def read_messages(request: HttpRequest) -> HttpResponse:
    """全部标为已读."""
    commands.read_all(actor=actor_of(request), now=now_of(request))
    return HttpResponseRedirect(reverse("messages"))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@allowed(PREFER)
def message_settings(request: HttpRequest) -> HttpResponse:
    """怎么提醒我: the last word counts; what was typed stays when it cannot be."""
    actor = actor_of(request)
    if request.method != "POST":
        return render(request, "portal/message_settings.html", pages.choices(**preference(actor)))
    channels, email = request.POST.getlist("channels"), request.POST.get("email", "").strip()[:300]
    try:
        commands.prefer(actor=actor, channels=channels, email=email, now=now_of(request))
    except InvalidInput as error:
        errors = dict(error.fields)
        page = pages.choices(channels, email) | {"errors": errors}
        return render(request, "portal/message_settings.html", page, status=error.status)
    return HttpResponseRedirect(f"{reverse('message_settings')}?kept=1")


urlpatterns = [
    path("me/messages/", messages, name="messages"),
    path("me/messages/read/", read_messages, name="read_messages"),
    path("me/messages/settings/", message_settings, name="message_settings"),
    path("me/messages/<uuid:application_id>/<uuid:message_id>/", open_message, name="open_message"),
]
