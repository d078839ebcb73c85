"""The workbench, included by config at /desk/. The staff login at /desk/login/ belongs to accounts."""

from __future__ import annotations

from django.urls import path

from bancheng.workbench.views import (
    batch,
    case,
    deaths,
    designer,
    designer_directory,
    designer_files,
    finding,
    inbox,
    panels,
    steps,
)

CASE = "cases/<uuid:application_id>/<uuid:case_id>/"

REVISION = "rulebooks/<uuid:revision_id>/"
DOCUMENT = f"{REVISION}<slug:kind>/<str:code>/"

urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("list/", inbox.inbox_list, name="inbox_list"),
    path("deaths/", deaths.record_death, name="record_death"),
    path("deaths/reports/", deaths.death_reports, name="death_reports"),
    path("deaths/reports/<uuid:report_id>/", deaths.hear_report_again, name="hear_report_again"),
    path("find/", finding.find_case, name="find_case"),
    path("batch/", batch.batch_acts, name="batch_acts"),
    path("batch/done/", batch.batch_done, name="batch_done"),
    path(CASE, case.case, name="case"),
    path(f"{CASE}show/", case.show_values, name="show_values"),
    path(f"{CASE}materials/<uuid:file_id>/", case.material, name="material"),
    path(f"{CASE}papers/<uuid:paper_id>/", case.case_paper, name="case_paper"),
    path(f"{CASE}claim/", steps.claim, name="claim"),
    path(f"{CASE}release/", steps.release, name="release"),
    path(f"{CASE}accept/", steps.accept, name="accept"),
    path(f"{CASE}resume/", steps.resume, name="resume"),
    path(f"{CASE}correction/", panels.request_correction, name="request_correction"),
    path(f"{CASE}not-accepted/", panels.refuse_acceptance, name="refuse_acceptance"),
    path(f"{CASE}review/", panels.pass_review, name="pass_review"),
    path(f"{CASE}decide/", panels.decide, name="decide"),
    path(f"{CASE}offer/", panels.offer, name="offer"),
    path(f"{CASE}issue/", panels.issue, name="issue"),
    path(f"{CASE}transfer/", panels.transfer, name="transfer"),
    path(f"{CASE}pause/", panels.pause, name="pause"),
    path(f"{CASE}terminate/", panels.terminate, name="terminate"),
    path("rulebooks/", designer.rulebooks, name="rulebooks"),
    path("rulebooks/directory/", designer_directory.matter_directory, name="matter_directory"),
    path("rulebooks/directory/adopt/", designer_directory.adopt_matter, name="adopt_matter"),
    path("rulebooks/import/", designer_files.import_journey, name="import_journey"),
    path("rulebooks/scheme/<str:code>/", designer_files.journey_scheme, name="journey_scheme"),
    path("rulebooks/file/<str:code>/", designer_files.journey_file, name="journey_file"),
    path("rulebooks/begin/", designer.begin_revision, name="begin_revision"),
    path(REVISION, designer.revision_page, name="revision"),
    path(f"{REVISION}move/", designer.move_revision, name="move_revision"),
    path(DOCUMENT, designer.revise_document, name="revise_document"),
    path(f"{DOCUMENT}check/", designer.check_document, name="check_document"),
    path(f"{DOCUMENT}keep/", designer.rebase_document, name="rebase_document"),
    path(f"{DOCUMENT}extend/", designer_directory.extend_item, name="extend_item"),
    path(f"{DOCUMENT}see/<slug:tab>/", designer.rulebook_side, name="rulebook_side"),
]
