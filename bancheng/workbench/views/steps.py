"""Acts of one step: a button on the case page does them. Addressed directly they show the case page."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from bancheng.cases import commands
from bancheng.cases.spec import Moved
from bancheng.kernel.access import allowed
from bancheng.kernel.idempotency import idempotent
from bancheng.workbench.forms import key_of, version_of
from bancheng.workbench.views.request import SHOWN, actor_of, after, case_view, now_of, read, refused


def _step(
    request: HttpRequest, application_id: UUID, case_id: UUID, command: Callable[..., Moved]
) -> HttpResponse:
    if request.method != "POST":
        return case_view(request, read(request, application_id, case_id))
    try:
        moved = command(
            actor=actor_of(request),
            application_id=application_id,
            case_id=case_id,
            version=version_of(request),
            now=now_of(request),
            key=key_of(request),
        )
    except SHOWN as error:
        return refused(request, application_id, case_id, error, "workbench/case.html", "")
    return after(request, moved)


STEP = require_http_methods(["GET", "HEAD", "POST"])


@STEP
@allowed("cases.claim")
@idempotent("workbench.claim")
def claim(request: HttpRequest, application_id: UUID, case_id: UUID) -> HttpResponse:
    """领取."""
    return _step(request, application_id, case_id, commands.claim)


@STEP
@allowed("cases.release")
@idempotent("workbench.release")
def release(request: HttpRequest, application_id: UUID, case_id: UUID) -> HttpResponse:
    """放回科室."""
    return _step(request, application_id, case_id, commands.release)


@STEP
@allowed("cases.accept")
@idempotent("workbench.accept")
def accept(request: HttpRequest, application_id: UUID, case_id: UUID) -> HttpResponse:
    """受理."""
    return _step(request, application_id, case_id, commands.accept)


@STEP
@allowed("cases.resume")
@idempotent("workbench.resume")
def resume(request: HttpRequest, application_id: UUID, case_id: UUID) -> HttpResponse:
    """恢复计时."""
    return _step(request, application_id, case_id, commands.resume)
