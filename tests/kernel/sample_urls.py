"""A small table of contents for tests of the edge."""

from __future__ import annotations

from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path

from bancheng.kernel.access import NOT_FOUND, NOT_PERMITTED
from bancheng.kernel.database import alias, fetch_one
from bancheng.kernel.errors import Conflict, InvalidInput, define

TAKEN = define(
    Conflict,
    "test_taken",
    "{who}{when}已经<受理>了。",
    next_step="看一看。",
    ask="问{who}。",
    regulation="第三十二条",
)
WRONG = define(InvalidInput, "test_wrong", "填错了。")

RAISES = {
    "taken": lambda: TAKEN(who="李建国", when="10:41"),
    "wrong": lambda: WRONG(fields={"bank": "卡号少了1位"}),
    "missing": NOT_FOUND,
    "forbidden": lambda: NOT_PERMITTED(title="受理"),
    "django404": Http404,
    "database": OperationalError,
    "bug": RuntimeError,
}


def raising(request: HttpRequest, what: str) -> HttpResponse:
    raise RAISES[what]()


def echo(request: HttpRequest) -> HttpResponse:
    read = fetch_one("SHOW transaction_read_only") or {}
    answer = HttpResponse(f"{alias()} {read.get('transaction_read_only')}")
    answer["X-Seen"] = f"{request.request_id} {request.now.isoformat()} {request.csp_nonce}"  # type: ignore[attr-defined]
    return answer


urlpatterns = [
    path("", include("bancheng.ui.urls")),
    path("echo/", echo, name="echo"),
    path("raise/<str:what>/", raising, name="raising"),
    path("api/raise/<str:what>/", raising, name="raising_api"),
]
handler400 = "bancheng.kernel.middleware.bad_request"
handler404 = "bancheng.kernel.middleware.page_not_found"
handler500 = "bancheng.kernel.middleware.server_error"
