"""One's own space: what waits, what runs, what came out, and who looked."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from bancheng.kernel.access import NOT_FOUND, PUBLIC, allowed


@allowed(PUBLIC)
def my_space(request: HttpRequest, **_: object) -> HttpResponse:
    raise NOT_FOUND()


@allowed(PUBLIC)
def result(request: HttpRequest, **_: object) -> HttpResponse:
    raise NOT_FOUND()


@allowed(PUBLIC)
def verify_result(request: HttpRequest, **_: object) -> HttpResponse:
    raise NOT_FOUND()


urlpatterns = [
    path("me/", my_space, name="my_space"),
    path("me/results/<uuid:application_id>/<uuid:certificate_id>/", result, name="result"),
    path("verify/", verify_result, name="verify_result"),
]
