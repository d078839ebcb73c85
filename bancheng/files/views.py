"""Handing files out: always as a download, except the picture that we encoded ourselves."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from bancheng.files import access, queries
from bancheng.kernel.access import allowed


@require_safe
@allowed(access.READ)
def download(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """The bytes as they were handed in, as an attachment that no browser runs or shows."""
    content = queries.content(request.actor, file_id)  # type: ignore[attr-defined]
    return _answer(request, content, inline=False)


@require_safe
@allowed(access.READ)
def preview(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """The re-encoded picture, inline."""
    content = queries.preview(request.actor, file_id)  # type: ignore[attr-defined]
    return _answer(request, content, inline=True)


def _answer(request: HttpRequest, content: queries.Content, *, inline: bool) -> HttpResponse:
    response = HttpResponse(content.body, content_type=content.kind)
    response["Content-Disposition"] = content_disposition_header(not inline, content.name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response
