"""The same key gives the same answer: for every POST that submits, decides, issues or pays.

First request with a key: does its work, its answer is kept and replayed byte-equal to every later one (also
to those that waited for it). Same key with another body: 422. A request that failed keeps nothing, its key is
free again, so that a person corrects the form and sends it once more. Kept bodies are sealed (SM4-GCM): no
personal data in the row.
"""

from __future__ import annotations

import base64
import functools
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Concatenate, ParamSpec
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from bancheng.kernel.canonical import digest, sm3
from bancheng.kernel.crypto import open_value, seal_value
from bancheng.kernel.database import call
from bancheng.kernel.errors import Conflict, InvalidInput, define
from bancheng.kernel.events import actor_ref
from bancheng.kernel.ids import uuid7

FIELD = "key"
HEADER = "Idempotency-Key"
IGNORED = frozenset({"csrfmiddlewaretoken", FIELD})
MAX_KEY = 128
STALE = timedelta(seconds=60)  # no request runs longer: whoever began died
KEPT = timedelta(days=30)
PATIENCE = 3.0  # seconds a second request waits for the first one's answer
HEADERS = ("Content-Type", "Location", "Content-Disposition", "HX-Redirect", "HX-Location", "HX-Trigger")

KEY_MISSING = define(
    InvalidInput,
    "key_missing",
    _("这次提交缺少编号，系统没法防止重复提交。"),
    next_step=_("刷新页面再提交一次。"),
)
KEY_REUSED = define(
    InvalidInput,
    "key_reused",
    _("这个页面已经提交过一次，内容不一样，所以没有再提交。"),
    next_step=_("打开“我的办事”看上一次提交的结果；要改内容，请重新打开页面。"),
)
KEY_RUNNING = define(
    Conflict,
    "key_running",
    _("上一次提交还在处理，没有重复提交。"),
    next_step=_("等几秒钟，再看一看“我的办事”。"),
)

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def idempotent(
    action: str, *, when: Callable[[HttpRequest], bool] | None = None
) -> Callable[[View[P]], View[P]]:
    """Put on a POST view: `@idempotent("journeys.submit")`, below `@allowed`.

    `when` says which posts act, on a page whose form also carries files up or asks again; the others need no key.

    For people who are signed in: keys of all anonymous visitors would lie in one drawer. The key is the POST
    field `key` or the header `Idempotency-Key`; it belongs to the actor. Answers below 400 are kept. Let
    pages answer with a redirect: a page itself would be replayed with the script nonce of the first time.
    """

    def put(view: View[P]) -> View[P]:
        @functools.wraps(view)
        def once(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if request.method != "POST" or (when is not None and not when(request)):
                return view(request, *args, **kwargs)
            now: datetime = request.now  # type: ignore[attr-defined]
            held = _Held.begin(_actor(request), _key(request), action, _body(request, kwargs), now)
            if isinstance(held, HttpResponse):
                return held
            return _answer(held, functools.partial(view, request, *args, **kwargs))

        once.idempotent_action = action  # type: ignore[attr-defined]
        return once

    return put


def idempotent_action_of(view: Callable[..., Any]) -> str | None:
    """The action whose answers a view keeps by key, or None: for the walk over all forms."""
    return getattr(view, "idempotent_action", None)


def _answer(held: _Held, view: Callable[[], HttpResponse]) -> HttpResponse:
    try:
        response = view()
    except BaseException:
        held.release()
        raise
    if response.status_code >= 400 or getattr(response, "streaming", False):
        held.release()
    else:
        held.finish(response)
    return response


def purge(now: datetime) -> int:
    """Forget answers older than 30 days (a scheduled task)."""
    return int(call("kernel_idempotency_purge_v1", before=now - KEPT).facts["gone"])


def body_digest(values: Any) -> str:
    """The digest by which acts compare bodies (for `kernel_once_find_v1` and `kernel_once_keep_v1`)."""
    return digest(values)


class _Held:
    """A key that this request has begun."""

    def __init__(self, actor: str, key: str, fence: UUID) -> None:
        self.actor, self.key, self.fence = actor, key, fence

    @classmethod
    def begin(cls, actor: str, key: str, action: str, body: str, now: datetime) -> _Held | HttpResponse:
        """Begin, or replay, or wait for whoever began; InvalidInput `key_reused`, Conflict `key_running`."""
        fence, stop = uuid7(), time.monotonic() + PATIENCE
        while True:
            outcome = call(
                "kernel_idempotency_begin_v1",
                actor=actor,
                key=key,
                action=action,
                body_digest=body,
                now=now,
                fence=fence,
                stale_before=now - STALE,
            )
            if outcome.code == "first":
                return cls(actor, key, fence)
            if outcome.code == "again":
                return _replay(actor, key, outcome.facts)
            if outcome.code == "other_body":
                raise KEY_REUSED()
            if time.monotonic() > stop:
                raise KEY_RUNNING()
            time.sleep(0.03)

    def finish(self, response: HttpResponseBase) -> None:
        """Keep the answer."""
        content = response.content if isinstance(response, HttpResponse) else b""
        body = base64.b64encode(content).decode("ascii")
        call(
            "kernel_idempotency_finish_v1",
            actor=self.actor,
            key=self.key,
            fence=self.fence,
            status=response.status_code,
            headers={name: response[name] for name in HEADERS if name in response},
            body=seal_value(body, aad=_place(self.actor, self.key)) if body else "",
        )

    def release(self) -> None:
        """Nothing was done: the key may be used again."""
        call("kernel_idempotency_release_v1", actor=self.actor, key=self.key, fence=self.fence)


def _replay(actor: str, key: str, facts: dict[str, Any]) -> HttpResponse:
    kept = facts["body"]
    content = base64.b64decode(open_value(kept, aad=_place(actor, key))) if kept else b""
    response = HttpResponse(content, status=facts["status"])
    for name, value in (facts["headers"] or {}).items():
        response[name] = value
    response["Idempotency-Replayed"] = "true"
    return response


def _place(actor: str, key: str) -> str:
    return f"kernel_idempotency:{actor}:{key}:body"


def _actor(request: HttpRequest) -> str:
    actor = getattr(request, "actor", None)
    return actor_ref(actor) if actor is not None else "anonymous"


def _key(request: HttpRequest) -> str:
    key = (request.headers.get(HEADER) or request.POST.get(FIELD) or "").strip()
    if not key or len(key) > MAX_KEY or not key.isprintable():
        raise KEY_MISSING()
    return key


def _body(request: HttpRequest, kwargs: dict[str, Any]) -> str:
    """Path, fields and files: what must be equal for the same key."""
    parts: list[Any] = [request.path, {name: str(value) for name, value in kwargs.items()}]
    if request.content_type in ("application/x-www-form-urlencoded", "multipart/form-data"):
        parts.append(sorted((k, request.POST.getlist(k)) for k in request.POST if k not in IGNORED))
        for name in sorted(request.FILES):
            for file in request.FILES.getlist(name):
                parts.append([name, str(file.name), sm3(file.read())])
                file.seek(0)
    else:
        parts.append(sm3(request.body))
    return digest(parts)
