"""What machines ask the web process."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from bancheng.kernel.access import PUBLIC, allowed
from bancheng.kernel.database import fetch_one


@require_safe
@allowed(PUBLIC)
def healthz(request: HttpRequest) -> HttpResponse:
    """200 `ok` when this process can answer and reach its database; a load balancer asks this."""
    fetch_one("SELECT 1 AS one")
    return HttpResponse("ok\n", content_type="text/plain")
