"""A table of contents for tests: the doors, and two pages behind them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from bancheng.accounts.access import KEEP_SESSION
from bancheng.kernel.access import allowed


@allowed(KEEP_SESSION)
def private(request: HttpRequest) -> HttpResponse:
    """For whoever is signed in."""
    return HttpResponse(request.actor.name)  # type: ignore[attr-defined]


urlpatterns = [
    path("", include("bancheng.accounts.urls")),
    path("", include("bancheng.ui.urls")),
    path("private/", private, name="private"),
    path("desk/private/", private, name="desk_private"),
]
