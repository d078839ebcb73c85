"""Handing in: the last look, the other parent's yes, the receipt."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from bancheng.kernel.access import NOT_FOUND, PUBLIC, allowed


@allowed(PUBLIC)
def review(request: HttpRequest, **_: object) -> HttpResponse:
    raise NOT_FOUND()


@allowed(PUBLIC)
def ask_confirmation(request: HttpRequest, **_: object) -> HttpResponse:
    raise NOT_FOUND()


@allowed(PUBLIC)
def submit_application(request: HttpRequest, **_: object) -> HttpResponse:
    raise NOT_FOUND()


@allowed(PUBLIC)
def receipt(request: HttpRequest, **_: object) -> HttpResponse:
    raise NOT_FOUND()


@allowed(PUBLIC)
def confirm(request: HttpRequest, **_: object) -> HttpResponse:
    raise NOT_FOUND()


urlpatterns = [
    path("drafts/<uuid:draft_id>/review/", review, name="review"),
    path("drafts/<uuid:draft_id>/confirmations/<str:role>/", ask_confirmation, name="ask_confirmation"),
    path("drafts/<uuid:draft_id>/submit/", submit_application, name="submit_application"),
    path("applications/<uuid:application_id>/receipt/", receipt, name="receipt"),
    path("confirmations/<uuid:confirmation_id>/", confirm, name="confirm"),
]
