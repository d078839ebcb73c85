"""The three doors for machines: does the process live, can it serve, what are its figures."""

from __future__ import annotations

from hmac import compare_digest
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from bancheng.config import health
from bancheng.kernel import measures
from bancheng.kernel.access import NOT_FOUND, PUBLIC, allowed

LOOPBACK = frozenset({"127.0.0.1", "::1"})
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "X-Real-IP")


@require_safe
@allowed(PUBLIC)
def healthz(request: Any) -> HttpResponse:
    """200 when this process can serve, 503 when not; a line for each thing looked at. For load balancers."""
    looked = health.look(request.now)
    return HttpResponse(str(looked), content_type="text/plain", status=200 if looked.ready else 503)


@require_safe
@allowed(PUBLIC)
def healthz_live(request: HttpRequest) -> HttpResponse:
    """200 when this process answers at all; whoever restarts processes asks this. Touches nothing."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@allowed(PUBLIC)
def metrics(request: Any) -> HttpResponse:
    """Figures for Prometheus; an address that does not exist for whoever may not see them."""
    if not _may_measure(request):
        raise NOT_FOUND()
    return HttpResponse(measures.shown(health.figures(request.now)), content_type=measures.TYPE)


def _may_measure(request: HttpRequest) -> bool:
    """With a token: who sends it. Without: this machine itself, not what a proxy on it passes on."""
    token = settings.BANCHENG_METRICS_TOKEN
    if token:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return compare_digest(given.encode(), token.encode())
    passed_on = any(name in request.headers for name in FORWARDED)
    return not passed_on and request.META.get("REMOTE_ADDR") in LOOPBACK
