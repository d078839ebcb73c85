"""Handing files out: always as a download, except pictures that we encoded ourselves."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from bancheng.files import access, commands, queries
from bancheng.kernel import evidence
from bancheng.kernel.access import ANONYMOUS, allowed


@require_safe
@allowed(access.READ)
def download(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """The bytes as they were handed in, as an attachment that no browser runs or shows."""
    content = queries.content(getattr(request, "actor", ANONYMOUS), file_id)
    return _answer(request, file_id, content, attachment=True)


@require_safe
@allowed(access.READ)
def preview(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """The re-encoded picture, inline."""
    content = queries.preview(getattr(request, "actor", ANONYMOUS), file_id)
    return _answer(request, file_id, content, attachment=False)


@require_safe
@allowed(access.READ)
def page(request: HttpRequest, file_id: UUID, number: int) -> HttpResponse:
    """One page of a PDF as a picture that we drew, inline."""
    content = commands.drawn(getattr(request, "actor", ANONYMOUS), file_id, number)
    return _answer(request, file_id, content, attachment=False)


def _answer(
    request: HttpRequest, file_id: UUID, content: queries.Content, *, attachment: bool
) -> HttpResponse:
    actor = getattr(request, "actor", ANONYMOUS)
    if actor.id != content.owner_id:
        # Who looks at another's papers leaves a trace first; without the trace nothing is shown.
        evidence.record(
            actor, "read_file", f"person:{content.owner_id}", f"file:{file_id}", ["file"], request
        )
    response = HttpResponse(content.body, content_type=content.kind)
    response["Content-Disposition"] = content_disposition_header(attachment, content.name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response
