"""The public face. Included by config at the root."""

from __future__ import annotations

from django.urls import path

from bancheng.portal.views import (
    acting,
    again,
    answering,
    deferring,
    filling,
    finding,
    following,
    handing_in,
    messages,
    offers,
    own,
    verifying,
)

urlpatterns = [
    path("", finding.home, name="home"),
    path("search/", finding.search, name="search"),
    path("things/", finding.journeys, name="journeys"),
    path("things/<str:code>/", finding.journey, name="journey"),
    path("things/<str:code>/samples/<str:material>/", finding.specimen, name="specimen"),
    path("help/", finding.help_page, name="help"),
    path("things/<str:code>/start/", answering.start_draft, name="start_draft"),
    path("drafts/<uuid:draft_id>/q/", answering.answer_question, name="answer_question"),
    path("drafts/<uuid:draft_id>/answers/", answering.answers, name="answers"),
    path("drafts/<uuid:draft_id>/notice/", answering.give_notice, name="give_notice"),
    path("drafts/<uuid:draft_id>/rules/", answering.adopt_release, name="adopt_release"),
    path("drafts/<uuid:draft_id>/discard/", answering.discard_draft, name="discard_draft"),
    path("notices/<uuid:notice_id>/", answering.notice, name="notice"),
    path("notices/<uuid:notice_id>/pdf/", answering.notice_pdf, name="notice_pdf"),
    *filling.urlpatterns,
    *handing_in.urlpatterns,
    *following.urlpatterns,
    *deferring.urlpatterns,
    *again.urlpatterns,
    *offers.urlpatterns,
    *own.urlpatterns,
    *acting.urlpatterns,
    *messages.urlpatterns,
    *verifying.urlpatterns,
]
