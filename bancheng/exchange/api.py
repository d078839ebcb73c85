"""The door for departments' systems: they tell what the platform did not ask. Signed both ways (`signing`)."""

from __future__ import annotations

import logging
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from bancheng.exchange import signing
from bancheng.exchange.commands.addresses import key_of
from bancheng.exchange.commands.reports import sender
from bancheng.exchange.commands.reports import take_report as take
from bancheng.kernel.access import PUBLIC, allowed
from bancheng.kernel.canonical import canonical
from bancheng.kernel.errors import DomainError

log = logging.getLogger("bancheng.exchange")


@csrf_exempt
@require_POST
@allowed(PUBLIC)
def take_report(request: Any) -> HttpResponse:
    """202 when it is taken, now or before. 401 for a signature that does not hold, without a word why. The signature is
    what lets in: no cookie counts here, so no other site can use one."""
    if request.content_type != "application/json":
        return _answer({"code": "json_only"}, 415)
    message = signing.Message("POST", request.headers.get("Host", ""), request.get_full_path(), request.body)
    try:
        system = sender(request.headers, message, now=request.now)
    except signing.Refused as refused:
        log.warning("report refused: %s", refused.reason)
        return _answer({"code": "not_authenticated"}, 401)
    try:
        told = take(system=system, body=message.body, now=request.now)
    except DomainError as error:
        return _signed(request, system, error.as_problem(), error.status)
    return _signed(request, system, {"received": told.report_id, "again": told.again}, 202)


def _signed(request: HttpRequest, system: str, content: dict[str, Any], status: int) -> HttpResponse:
    answer = _answer(content, status)
    nonce = signing.nonce_of(request.headers)
    signed = signing.sign_answer(key_of(system), nonce=nonce, status=status, body=answer.content)
    for name, value in signed.items():
        answer[name] = value
    return answer


def _answer(content: dict[str, Any], status: int) -> HttpResponse:
    return HttpResponse(canonical(content), content_type="application/json", status=status)
