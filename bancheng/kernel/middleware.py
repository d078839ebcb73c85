"""The edge of every request: its id, its instant, its read-only database, its headers, and how errors are
shown.
"""

from __future__ import annotations

import logging
import re
import secrets
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.core.exceptions import BadRequest, RequestDataTooBig, TooManyFieldsSent
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _
from psycopg_pool import PoolTimeout

from bancheng.kernel import measures, tally, telling
from bancheng.kernel.access import ANONYMOUS, NOT_FOUND
from bancheng.kernel.canonical import canonical
from bancheng.kernel.database import READONLY, using
from bancheng.kernel.errors import DomainError, InvalidInput, NotPermitted, Unavailable, define
from bancheng.kernel.events import actor_ref
from bancheng.kernel.ids import uuid7

GetResponse = Callable[[HttpRequest], HttpResponse]

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
RETRY_AFTER = "5"  # seconds; the pool of connections heals within that
PROBLEM = "application/problem+json"
_REQUEST_ID = re.compile(r"^[0-9A-Za-z_-]{8,64}$")
_NUL = "\x00"
_GARBLED = "\ufffd"
"""What decoding puts where bytes are no UTF-8: nothing with it in is kept, nobody could say later what it was."""
log = logging.getLogger("bancheng.request")

DATABASE_DOWN = define(
    Unavailable,
    "database_down",
    _("系统暂时连不上数据库，刚才的操作没有生效。您填的内容还在浏览器里。"),
    next_step=_("等几秒钟，再试一次。"),
    ask=_("一直这样，请打12345。"),
)

REQUEST_UNREADABLE = define(
    InvalidInput, "request_unreadable", _("发来的内容读不懂，没有处理。"), next_step=_("回到上一页再试一次。")
)
TEXT_GARBLED = define(
    InvalidInput,
    "text_garbled",
    _("收到的文字里有乱码，没有保存。以前保存的都还在。"),
    next_step=_("回到上一页，把变成“�”的字重新打一遍再交；用别的程序发的，请按UTF-8编码。"),
    ask=_("一直这样，请打12345。"),
)
BODY_TOO_LARGE = define(
    InvalidInput,
    "body_too_large",
    _("一次交的内容太多了，没有保存。以前保存的都还在。"),
    next_step=_("回到上一页，把太长的文字写短一些再交；要交文件，请到“材料”里一份一份传。"),
    ask=_("一直这样，请打12345。"),
)
TOO_LARGE = 413
FORM_TOO_OLD = define(
    NotPermitted,
    "form_too_old",
    _("这个页面开得太久，或不是从本站打开的，所以没有提交。"),
    next_step=_("回到上一页刷新，再提交一次。您填的内容还在浏览器里。"),
)
BUG = define(
    Unavailable,
    "bug",
    _("系统出了点问题，不是您的错。刚才的操作可能没有生效。"),
    next_step=_("看一看“我的办事”，没有办成就再试一次。"),
    ask=_("打12345，报页面上的编号。"),
)


def content_security_policy(nonce: str) -> str:
    """No inline script or style without this request's nonce, nothing from elsewhere, no frames."""
    return (
        "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none';"
        f" script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}';"
        " img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; media-src 'self'"
    )


class RequestMiddleware:
    """Outermost. `request.request_id`, `request.now` (the one reading of the clock), `request.csp_nonce`.

    Runs GET and HEAD on the read-only database, sets the security headers, and writes one log line that holds
    no personal data (the name of the view, not the path: paths carry ids).
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Django's middleware protocol."""
        began, sent = time.perf_counter(), tally.sent()
        given = request.headers.get("X-Request-ID", "")
        request.request_id = given if _REQUEST_ID.match(given) else uuid7().hex  # type: ignore[attr-defined]
        telling.request_id.set(request.request_id)  # type: ignore[attr-defined]
        request.now = timezone.now()  # type: ignore[attr-defined]
        request.csp_nonce = secrets.token_urlsafe(16)  # type: ignore[attr-defined]
        if request.method in SAFE:
            with using(READONLY):
                response = self.get_response(request)
        else:
            response = self.get_response(request)
        _secure(request, response)
        _tell(request, response, time.perf_counter() - began, tally.sent() - sent)
        telling.request_id.set("")
        return response


def _secure(request: Any, response: HttpResponse) -> None:
    response["X-Request-ID"] = request.request_id
    response.setdefault("Content-Security-Policy", content_security_policy(request.csp_nonce))
    response.setdefault("X-Content-Type-Options", "nosniff")
    response.setdefault("X-Frame-Options", "DENY")
    response.setdefault("Referrer-Policy", "same-origin")
    response.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()")
    response.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if not response.has_header("Cache-Control"):
        response["Cache-Control"] = "no-store"  # a page may hold personal data; static files set their own


def _tell(request: Any, response: HttpResponse, seconds: float, statements: int) -> None:
    """One line and one count for a request; who it was by kind and id, never by name."""
    match = request.resolver_match
    if match is None and response.status_code < 400:  # a static file
        return
    view = match.view_name if match else ""
    facts = {
        "method": request.method,
        "view": view,
        "status": response.status_code,
        "ms": round(seconds * 1000, 1),
        "statements": statements,
        "actor": actor_ref(getattr(request, "actor", ANONYMOUS)),
        "code": getattr(response, "error_code", ""),
    }
    log.info("answered", extra=facts)
    measures.answered(
        view=view, method=request.method, status=response.status_code, seconds=seconds, statements=statements
    )


class ErrorMiddleware:
    """Turns a DomainError into a page, a band for htmx, or problem+json; nothing else is caught.

    Stands outside the middlewares that know people (they may answer first, for example with the login page).
    `Http404` and a missing row are one answer, so that what you may not see looks like what is not there.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Django's middleware protocol."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: object, _args: object, kwargs: Mapping[str, object]
    ) -> HttpResponse | None:
        """Refuse text that no browser's form sends and that PostgreSQL cannot hold, before a view meets it."""
        if _NUL in "".join(str(one) for one in kwargs.values()) or _holds_nul(request):
            return answer(request, REQUEST_UNREADABLE())
        if _GARBLED in "".join(_texts(request)) or _is_garbled(request):
            return answer(request, TEXT_GARBLED())
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Django calls this with what a view raised."""
        error = as_domain_error(exception)
        return None if error is None else answer(request, error)


def _holds_nul(request: HttpRequest) -> bool:
    return _NUL in "".join(_texts(request))


def _is_garbled(request: HttpRequest) -> bool:
    """Whether a form was sent in bytes that are no UTF-8: Django would read them as Latin letters."""
    if request.method in SAFE or request.content_type != "application/x-www-form-urlencoded":
        return False
    try:
        request.body.decode()
    except UnicodeDecodeError:
        return True
    return False


def _texts(request: HttpRequest) -> Iterator[str]:
    """Every name and text that was sent, files apart."""
    sent = [request.GET] if request.method in SAFE else [request.GET, request.POST]
    return (text for query in sent for name, values in query.lists() for text in (name, *values))


def as_domain_error(exception: Exception) -> DomainError | None:
    """The error to show for an exception; None for a bug, which alerts and shows the page of 500."""
    if isinstance(exception, DomainError):
        return exception
    if isinstance(exception, Http404):
        return NOT_FOUND()
    if isinstance(exception, OperationalError | InterfaceError | PoolTimeout):
        log.error("database unavailable: %s", type(exception).__name__)
        return DATABASE_DOWN()
    return None


def wants_json(request: HttpRequest) -> bool:
    """Whether the caller is a program."""
    accept = request.headers.get("Accept", "")
    sends = request.content_type == "application/json"
    return request.path.startswith("/api/") or (
        ("application/json" in accept or PROBLEM in accept or sends) and "text/html" not in accept
    )


def answer(request: HttpRequest, error: DomainError, status: int | None = None) -> HttpResponse:
    """The HTTP answer for an error, in the form that the caller reads; `status` if not the family's own."""
    status = status or error.status
    if wants_json(request):
        problem = {**error.as_problem(), "status": status, "request": getattr(request, "request_id", "")}
        response = HttpResponse(canonical(problem), content_type=PROBLEM)
    else:
        response = _fragment(error) if request.headers.get("HX-Request") else _page(request, error)
    response.status_code = status
    if status == Unavailable.status:
        response["Retry-After"] = RETRY_AFTER
    response.error_code = error.code  # type: ignore[attr-defined]
    return response


def _page(request: HttpRequest, error: DomainError) -> HttpResponse:
    context = {
        "error": error,
        "status": error.status,
        "sentence": error.message,
        "next_step": error.next_step,
        "ask": error.ask,
        "regulation": error.regulation,
        "reference": getattr(request, "request_id", "") if error.status >= 500 else "",
    }
    try:
        return render(request, "ui/error.html", context)
    except Exception:  # the page of errors must not be what fails
        log.exception("the error page failed")
        return HttpResponse(_bare(error, str(context["reference"])))


def _fragment(error: DomainError) -> HttpResponse:
    """A band put on top of the page that asked; the form below it keeps what was typed."""
    lines = [error.next_step, error.ask, error.regulation]
    said = "".join(f"<p>{escape(line)}</p>" for line in lines if line)
    response = HttpResponse(
        '<section class="bc-band is-bad" role="alert" tabindex="-1"><div class="bc-band-body">'
        f"<h2>{escape(error.message)}</h2>{said}</div></section>"
    )
    response["HX-Retarget"] = "#main"
    response["HX-Reswap"] = "afterbegin"
    return response


def _bare(error: DomainError, reference: str) -> str:
    lines = [f"<h1>{escape(error.message)}</h1>"]
    lines += [f"<p>{escape(line)}</p>" for line in (error.next_step, error.ask, reference) if line]
    return "<!doctype html><html lang=zh-CN><meta charset=utf-8><title>办成</title>" + "".join(lines)


# --- for the table of contents (handler400, handler403, handler404, handler500, CSRF_FAILURE_VIEW) ---


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """No such address: the same answer as a row that is not there or not yours."""
    return answer(request, NOT_FOUND())


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What was sent cannot be read (too many fields, a bad host, a broken form)."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent):
        return answer(request, BODY_TOO_LARGE(), status=TOO_LARGE)
    if isinstance(exception, BadRequest) and "UTF-8" in str(exception):
        return answer(request, TEXT_GARBLED())
    return answer(request, REQUEST_UNREADABLE())


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without a valid token: sent from elsewhere, or left open too long."""
    return answer(request, FORM_TOO_OLD())


def server_error(request: HttpRequest) -> HttpResponse:
    """What no view could catch. A lost database is 503; anything else is a bug, and the log has its trace."""
    raised = sys.exc_info()[1]
    known = as_domain_error(raised) if isinstance(raised, Exception) else None
    return answer(request, known) if known else answer(request, BUG(), status=500)
