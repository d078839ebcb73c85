"""One's own space: what waits, what runs, what came out, who looked; and verifying a result, open to everybody."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from bancheng.kernel.access import PUBLIC, allowed
from bancheng.portal.access import MY_SPACE
from bancheng.portal.queries import own as pages
from bancheng.portal.queries import showing
from bancheng.portal.views.request import actor_of, now_of, signed_in

_LONGEST_CODE = 160


@require_safe
@signed_in
@allowed(MY_SPACE)
def my_space(request: HttpRequest) -> HttpResponse:
    """我的."""
    return render(request, "portal/my_space.html", pages.my_space(actor_of(request), now_of(request)))


@require_safe
@signed_in
@allowed(MY_SPACE)
def my_data(request: HttpRequest) -> HttpResponse:
    """我的信息与谁看过."""
    return render(request, "portal/my_data.html", pages.my_data(actor_of(request)))


@require_safe
@signed_in
@allowed(MY_SPACE)
def result(request: HttpRequest, application_id: UUID, certificate_id: UUID) -> HttpResponse:
    """One result, with its face."""
    page = pages.result(application_id, certificate_id, request, actor_of(request), now_of(request))
    return render(request, "portal/result.html", page)


@require_safe
@signed_in
@allowed(MY_SPACE)
def show_certificate(request: HttpRequest, application_id: UUID, certificate_id: UUID) -> HttpResponse:
    """出示: a square that is good for a minute; opening the page again makes a new one."""
    page = showing.showing(application_id, certificate_id, request, actor_of(request), now_of(request))
    if page is None:
        return HttpResponseRedirect(reverse("result", args=[application_id, certificate_id]))
    return render(request, "portal/show_certificate.html", page)


@require_safe
@allowed(PUBLIC)
def verify_shown(request: HttpRequest, token: str) -> HttpResponse:
    """What the square of a certificate that is held out leads to; no login."""
    page = showing.scanned(token[:_LONGEST_CODE], request, actor_of(request), now_of(request))
    return render(request, "portal/verify_result.html", page)


@require_safe
@allowed(PUBLIC)
def verify_result(request: HttpRequest) -> HttpResponse:
    """核验: by the identifier printed on a certificate; no login."""
    code = request.GET.get("code", "")[:_LONGEST_CODE]
    page = pages.verify(code, request, actor_of(request), now_of(request))
    return render(request, "portal/verify_result.html", page)


urlpatterns = [
    path("me/", my_space, name="my_space"),
    path("me/data/", my_data, name="my_data"),
    path("me/results/<uuid:application_id>/<uuid:certificate_id>/", result, name="result"),
    path(
        "me/results/<uuid:application_id>/<uuid:certificate_id>/show/",
        show_certificate,
        name="show_certificate",
    ),
    path("verify/shown/<str:token>/", verify_shown, name="verify_shown"),
    path("verify/", verify_result, name="verify_result"),
]
