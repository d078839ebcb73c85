"""The TLS proxy in front has to say how a request came; without that word the redirect to https would never end."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

log = logging.getLogger("bancheng.request")
HEADER = "X-Forwarded-Proto"
SAID = (
    "前面的代理没有送来 X-Forwarded-Proto，不知道这个请求是不是经过加密，所以没有处理。"
    "请运维人员在代理上加这一项（nginx：proxy_set_header X-Forwarded-Proto $scheme;），见 docs/operations.md。\n"
)


class ProxyHeaders:
    """In front of everything that redirects; only with `BANCHENG_HTTPS=1`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._exempt = [re.compile(one) for one in settings.SECURE_REDIRECT_EXEMPT]

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Django's middleware protocol."""
        inside = any(one.search(request.path.lstrip("/")) for one in self._exempt)
        if HEADER in request.headers or inside:
            return self.get_response(request)
        log.error("the proxy in front sends no X-Forwarded-Proto")
        return HttpResponse(SAID, content_type="text/plain; charset=utf-8", status=503)
