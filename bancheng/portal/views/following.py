"""Following: how far each department is, what waits for the person, and changing one's mind."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from bancheng.kernel.access import NOT_FOUND, PUBLIC, allowed


@allowed(PUBLIC)
def applications(request: HttpRequest, **_: object) -> HttpResponse:
    raise NOT_FOUND()


@allowed(PUBLIC)
def progress(request: HttpRequest, **_: object) -> HttpResponse:
    raise NOT_FOUND()


@allowed(PUBLIC)
def answer_correction(request: HttpRequest, **_: object) -> HttpResponse:
    raise NOT_FOUND()


@allowed(PUBLIC)
def answer_prerequisite(request: HttpRequest, **_: object) -> HttpResponse:
    raise NOT_FOUND()


@allowed(PUBLIC)
def withdraw(request: HttpRequest, **_: object) -> HttpResponse:
    raise NOT_FOUND()


@allowed(PUBLIC)
def withdraw_case(request: HttpRequest, **_: object) -> HttpResponse:
    raise NOT_FOUND()


@allowed(PUBLIC)
def paper(request: HttpRequest, **_: object) -> HttpResponse:
    raise NOT_FOUND()


urlpatterns = [
    path("applications/", applications, name="applications"),
    path("applications/<uuid:application_id>/", progress, name="progress"),
    path("applications/<uuid:application_id>/correction/<uuid:case_id>/", answer_correction, name="answer_correction"),
    path("applications/<uuid:application_id>/cases/<uuid:case_id>/go-on/", answer_prerequisite, name="answer_prerequisite"),
    path("applications/<uuid:application_id>/withdraw/", withdraw, name="withdraw"),
    path("applications/<uuid:application_id>/cases/<uuid:case_id>/withdraw/", withdraw_case, name="withdraw_case"),
    path("applications/<uuid:application_id>/papers/<uuid:paper_id>/", paper, name="paper"),
]
