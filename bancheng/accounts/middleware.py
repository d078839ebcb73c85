"""Puts the actor on every request, and sends people to the right door when they have to sign in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils import timezone

from bancheng.accounts.commands import keeping
from bancheng.accounts.commands.display import keep_modes
from bancheng.accounts.commands.sessions import touch
from bancheng.accounts.queries import load_actor, whose
from bancheng.accounts.spec import COOKIE, SEEN_EVERY, SessionActor
from bancheng.kernel.access import ANONYMOUS, SIGN_IN_NEEDED, PlainActor
from bancheng.kernel.database import DEFAULT, using
from bancheng.kernel.middleware import answer, as_domain_error
from bancheng.ui.modes import COOKIE as MODES_COOKIE

DESK = "/desk/"
READING = {"GET", "HEAD"}
LONGEST_KEY = 100
SETTING_PAGE = "set_modes"
"""URL name of the one post that chooses how pages look."""
_FORGERY_MARK = "csrfmiddlewaretoken"


class ActorMiddleware:
    """`request.actor`: anonymous without a statement, else session, person, posts and scopes in one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Django's middleware protocol."""
        request.actor = ANONYMOUS  # type: ignore[attr-defined]
        try:
            actor = actor_of(request)
        except Exception as error:
            known = as_domain_error(error)  # the database is away: say so; anything else is a bug
            if known is None:
                raise
            return answer(request, known)
        request.actor = actor  # type: ignore[attr-defined]
        request.kept = _typed_before(request, actor)  # type: ignore[attr-defined]
        shown = self._choose_first(request, actor) or self.get_response(request)
        if getattr(shown, "error_code", "") == SIGN_IN_NEEDED.code and _is_page(request):
            shown = _to_the_door(request)
        if request.method == "POST":
            _remember_modes(request, shown, actor)
        if request.method == "POST" and actor is ANONYMOUS:
            _keep_typed(request, shown)
        elif getattr(request, "kept", None) is not None:
            shown.delete_cookie(keeping.COOKIE)
        if isinstance(actor, SessionActor):
            # Pages of a signed-in person are in no cache: after signing off, Back shows nothing.
            shown.setdefault("Cache-Control", "no-store, private")
        return shown

    def _choose_first(self, request: HttpRequest, actor: SessionActor | PlainActor) -> HttpResponse | None:
        """Staff with several posts act in none of them until they have chosen."""
        waiting = isinstance(actor, SessionActor) and actor.kind == "staff" and actor.post is None
        waiting = waiting and request.path.startswith(DESK)
        here = reverse("choose_post")
        if not waiting or request.path in {here, reverse("staff_login")} or not _is_page(request):
            return None
        wanted = request.get_full_path() if request.method in READING else DESK
        return _go(request, f"{here}?{urlencode({'next': wanted})}")


def _remember_modes(request: HttpRequest, shown: HttpResponse, actor: SessionActor | PlainActor) -> None:
    """How a signed-on person chose to see the pages is told to the account as well as to the browser."""
    told, match = shown.cookies.get(MODES_COOKIE), request.resolver_match
    chosen = told is not None and match is not None and match.url_name == SETTING_PAGE
    if told is not None and chosen and isinstance(actor, SessionActor) and actor.kind == "person":
        keep_modes(person_id=actor.id, modes=told.value, now=moment_of(request))


def _keep_typed(request: HttpRequest, shown: HttpResponse) -> None:
    """Who is sent to the door with a form in hand finds it filled in again afterwards (text, not files)."""
    address, doors = shown.headers.get("Location", ""), {reverse("login"), reverse("staff_login")}
    if urlsplit(address).path in doors and _is_page(request):
        keep_posted(request, shown, page=request.path)


def keep_posted(request: HttpRequest, shown: HttpResponse, *, page: str) -> None:
    """Seal what was posted into the answer's cookie, for that page and for whose session it is or was; nothing is kept
    for somebody unknown, nor what is too much for a cookie."""
    key = request.COOKIES.get(COOKIE, "")
    who = whose(key) if key and len(key) <= LONGEST_KEY else None
    pairs = [
        (name, value) for name, values in request.POST.lists() for value in values if name != _FORGERY_MARK
    ]
    token = who and keeping.sealed(pairs, path=page, who=who, now=moment_of(request))
    if token:
        shown.set_cookie(
            keeping.COOKIE,
            token,
            max_age=int(keeping.KEPT_FOR.total_seconds()),
            httponly=True,
            samesite="Lax",
            secure=request.is_secure(),
        )


def _typed_before(request: HttpRequest, actor: SessionActor | PlainActor) -> QueryDict | None:
    """What this person typed on this page before their session ended; None mostly."""
    token = request.COOKIES.get(keeping.COOKIE)
    if not token or request.method != "GET" or not isinstance(actor, SessionActor):
        return None
    pairs = keeping.opened(token, path=request.path, who=f"{actor.kind}:{actor.id}", now=moment_of(request))
    if pairs is None:
        return None
    typed = QueryDict(mutable=True)
    for name, value in pairs:
        typed.appendlist(name, value)
    return typed


def actor_of(request: HttpRequest) -> SessionActor | PlainActor:
    """Who sends this request; notes at most once a minute that the session is in use."""
    key = request.COOKIES.get(COOKIE, "")
    if not key or len(key) > LONGEST_KEY:
        return ANONYMOUS
    now = moment_of(request)
    actor = load_actor(key, now)
    if actor is not None and actor.seen_at is not None and now - actor.seen_at >= SEEN_EVERY:
        with using(DEFAULT):  # one of the few appends that a GET may make
            touch(actor=actor, now=now)
    return actor or ANONYMOUS


def moment_of(request: HttpRequest) -> datetime:
    """The one reading of the clock for this request."""
    moment: datetime = getattr(request, "now", None) or timezone.now()
    return moment


def _to_the_door(request: HttpRequest) -> HttpResponse:
    """To the login that fits, and from there back."""
    door = "staff_login" if request.path.startswith(DESK) else "login"
    return _go(request, f"{reverse(door)}?{urlencode({'next': _wanted(request)})}")


def _is_page(request: HttpRequest) -> bool:
    return "application/json" not in request.headers.get("Accept", "") and not request.path.startswith(
        "/api/"
    )


def _wanted(request: HttpRequest) -> str:
    """Where to come back to. A form that is also a page is shown again; an act without a page is not come back to."""
    if request.method in READING:
        return request.get_full_path()
    view = request.resolver_match and request.resolver_match.func
    if getattr(view, "also_a_page", False):
        return request.get_full_path()
    return DESK if request.path.startswith(DESK) else "/"


def _go(request: HttpRequest, address: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)
