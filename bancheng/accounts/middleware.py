"""Puts the actor on every request, and sends people to the right door when they have to sign in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from bancheng.accounts.commands.sessions import touch
from bancheng.accounts.queries import load_actor
from bancheng.accounts.spec import COOKIE, SEEN_EVERY, SessionActor
from bancheng.kernel.access import ANONYMOUS, SIGN_IN_NEEDED, PlainActor
from bancheng.kernel.database import DEFAULT, using

DESK = "/desk/"
READING = {"GET", "HEAD"}
LONGEST_KEY = 100


class ActorMiddleware:
    """`request.actor`: anonymous without a statement, else session, person, posts and scopes in one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        now = timezone.now()
        actor = actor_of(request, now)
        request.actor = actor  # type: ignore[attr-defined]
        if isinstance(actor, SessionActor):
            _keep_alive(actor, now)
            answer = self._choose_first(request, actor) or self.get_response(request)
            # Pages of a signed-in person are in no cache: after signing off, Back shows nothing.
            answer.setdefault("Cache-Control", "no-store, private")
            return answer
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A page that needs somebody to be signed in leads to the login and back; other refusals pass on."""
        if not SIGN_IN_NEEDED.raised_as(error) or not _is_page(request):
            return None
        door = "staff_login" if request.path.startswith(DESK) else "login"
        wanted = request.get_full_path() if request.method in READING else _referring_path(request)
        return _go(request, f"{reverse(door)}?{urlencode({'next': wanted})}")

    def _choose_first(self, request: HttpRequest, actor: SessionActor) -> HttpResponse | None:
        """Staff with several posts act in none of them until they have chosen."""
        waiting = actor.kind == "staff" and actor.post is None and request.path.startswith(DESK)
        here = reverse("choose_post")
        if not waiting or request.path in {here, reverse("staff_login")} or not _is_page(request):
            return None
        wanted = request.get_full_path() if request.method in READING else DESK
        return _go(request, f"{here}?{urlencode({'next': wanted})}")


def actor_of(request: HttpRequest, now: datetime) -> SessionActor | PlainActor:
    """Who sends this request."""
    key = request.COOKIES.get(COOKIE, "")
    if not key or len(key) > LONGEST_KEY:
        return ANONYMOUS
    return load_actor(key, now) or ANONYMOUS


def _keep_alive(actor: SessionActor, now: datetime) -> None:
    if actor.seen_at is not None and now - actor.seen_at >= SEEN_EVERY:
        with using(DEFAULT):  # one of the few appends that a GET may make
            touch(actor=actor, now=now)


def _is_page(request: HttpRequest) -> bool:
    return "application/json" not in request.headers.get("Accept", "") and not request.path.startswith(
        "/api/"
    )


def _referring_path(request: HttpRequest) -> str:
    """After signing in again a form is shown afresh: a POST cannot be come back to."""
    return DESK if request.path.startswith(DESK) else "/"


def _go(request: HttpRequest, address: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)
