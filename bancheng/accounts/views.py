"""Doors: citizens through the identity provider, staff by account; and the way out."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import rotate_token
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bancheng.accounts.access import CHOOSE_POST, KEEP_SESSION
from bancheng.accounts.commands import sign_on
from bancheng.accounts.commands.display import keep_modes
from bancheng.accounts.commands.sessions import choose_post as choose
from bancheng.accounts.commands.sessions import end_session, touch
from bancheng.accounts.commands.staff_login import WRONG_PASSWORD, help_line, log_in_staff
from bancheng.accounts.forms import StaffLogin, post_id
from bancheng.accounts.middleware import keep_posted, moment_of
from bancheng.accounts.queries import kept_modes
from bancheng.accounts.spec import COOKIE, SessionActor, safe_path
from bancheng.kernel.access import PUBLIC, allowed
from bancheng.kernel.database import DEFAULT, using
from bancheng.kernel.errors import DomainError
from bancheng.ui import modes

UNDER_WAY = "bc_sign_on"
UNDER_WAY_SECONDS = 600
SALT = "accounts.sign_on"


@require_GET
@allowed(PUBLIC)
def login(request: HttpRequest) -> HttpResponse:
    """Send a citizen to the identity provider; what is needed to come back waits in a signed cookie."""
    wanted = safe_path(request.GET.get("next"), default="/")
    begun = sign_on.begin(callback=_callback(request), return_to=wanted)
    answer = HttpResponseRedirect(begun.url)
    _set_cookie(request, answer, UNDER_WAY, signing.dumps(begun.kept, salt=SALT), UNDER_WAY_SECONDS)
    return answer


@require_GET
@allowed(PUBLIC)
def login_callback(request: HttpRequest) -> HttpResponse:
    """Take a citizen back from the identity provider (the one GET that may open a session)."""
    with using(DEFAULT):
        done = sign_on.finish(
            answer=request.GET.dict(),
            kept=_under_way(request),
            callback=_callback(request),
            now=moment_of(request),
            replaces=request.COOKIES.get(COOKIE),
        )
    answer = _enter(request, done.key, done.return_to)
    _bring_modes(request, answer, done.person_id)
    answer.delete_cookie(UNDER_WAY, path=reverse("login"))
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(PUBLIC)
def logout(request: HttpRequest) -> HttpResponse:
    """Ask (GET), then end the session on the server and in the browser (POST)."""
    actor = request.actor  # type: ignore[attr-defined]
    if request.method != "POST":
        return render(request, "accounts/logout.html", {"actor": actor})
    end_session(key=request.COOKIES.get(COOKIE, ""), now=moment_of(request))
    rotate_token(request)
    answer = HttpResponseRedirect(reverse("staff_login") if actor.kind == "staff" else "/")
    answer.delete_cookie(COOKIE)
    # Also what a page kept on this device without network; a member of staff keeps the choice about keys.
    answer["Clear-Site-Data"] = '"cache"' if actor.kind == "staff" else '"cache", "storage"'
    return answer


@require_POST
@allowed(KEEP_SESSION)
def keep_session(request: HttpRequest) -> HttpResponse:
    """“还在吗？——继续”: the session goes on."""
    touch(actor=_actor(request), now=moment_of(request))
    return HttpResponse(status=204)


@require_POST
@allowed(PUBLIC)
def keep_typed(request: HttpRequest) -> HttpResponse:
    """What stood half written on a page (`?page=`) when its session ended by itself, over already or not: kept in the
    browser for the same person. 204 in any case: nobody learns here whose a session was."""
    answer = HttpResponse(status=204)
    page = safe_path(request.GET.get("page"), default="")
    if page:
        keep_posted(request, answer, page=page)
    return answer


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@allowed(PUBLIC)
def staff_login(request: HttpRequest) -> HttpResponse:
    """Account and password of staff."""
    wanted = safe_path(request.GET.get("next"), default="/desk/", below="/desk/")
    if request.method != "POST":
        return _login_page(request, StaffLogin(), None)
    form = StaffLogin.parse(request.POST)
    if form.errors:
        return _login_page(request, form, None)
    try:
        done = log_in_staff(
            account=form.account,
            password=form.password,
            address=_address(request),
            now=moment_of(request),
            replaces=request.COOKIES.get(COOKIE),
        )
    except DomainError as error:
        return _login_page(request, form, error)
    return _enter(request, done.key, wanted)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(CHOOSE_POST)
def choose_post(request: HttpRequest) -> HttpResponse:
    """Which post to act in, for those who hold several."""
    wanted = safe_path(request.GET.get("next"), default="/desk/", below="/desk/")
    actor = _actor(request)
    chosen = post_id(request.POST)
    if request.method == "POST" and chosen is not None:
        choose(actor=actor, post_id=chosen)
        return HttpResponseRedirect(wanted)
    missing = request.method == "POST"
    return _page(
        request, "accounts/choose_post.html", {"actor": actor, "missing": missing}, 422 if missing else 200
    )


def _bring_modes(request: HttpRequest, answer: HttpResponse, person_id: UUID) -> None:
    """How the person likes to see pages: a device with a choice of its own keeps it (and teaches an account that
    has none), another one shows them as the account says."""
    with using(DEFAULT):
        kept = kept_modes(person_id)
        if modes.COOKIE in request.COOKIES and kept is None:
            keep_modes(person_id=person_id, modes=modes.read_modes(request).cookie(), now=moment_of(request))
    if modes.COOKIE not in request.COOKIES and kept is not None:
        modes.write_modes(request, answer, kept)


def _login_page(request: HttpRequest, form: StaffLogin, error: DomainError | None) -> HttpResponse:
    status = error.status if error else 422 if form.errors else 200
    wrong = error is not None and WRONG_PASSWORD.raised_as(error)
    facts = {"form": form, "error": error, "wrong": wrong, "errors": form.errors, "help": help_line()}
    return _page(request, "accounts/staff_login.html", facts, status)


def _page(request: HttpRequest, template: str, facts: dict[str, Any], status: int) -> HttpResponse:
    return render(request, template, facts, status=status)


def _enter(request: HttpRequest, key: str, wanted: str) -> HttpResponse:
    """Hand over a fresh session key and a fresh form token, and go where the person wanted to go."""
    rotate_token(request)
    answer = HttpResponseRedirect(wanted)
    _set_cookie(request, answer, COOKIE, key, None)
    answer["Cache-Control"] = "no-store, private"
    return answer


def _set_cookie(
    request: HttpRequest, answer: HttpResponse, name: str, value: str, seconds: int | None
) -> None:
    path = "/" if name == COOKIE else reverse("login")
    answer.set_cookie(
        name, value, max_age=seconds, path=path, httponly=True, samesite="Lax", secure=request.is_secure()
    )


def _under_way(request: HttpRequest) -> dict[str, str] | None:
    try:
        kept: dict[str, str] = signing.loads(
            request.COOKIES.get(UNDER_WAY, ""), salt=SALT, max_age=UNDER_WAY_SECONDS
        )
    except signing.BadSignature:
        return None
    return kept


def _callback(request: HttpRequest) -> str:
    here = str(getattr(settings, "BANCHENG_PUBLIC_URL", "")).rstrip("/")
    path = reverse("login_callback")
    return here + path if here else request.build_absolute_uri(path)


def _address(request: HttpRequest) -> str:
    """Where the attempt comes from. Behind our own proxy it is what that proxy added last: the entries before
    it were written by the sender."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    return forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")


def _actor(request: HttpRequest) -> SessionActor:
    actor: SessionActor = request.actor  # type: ignore[attr-defined]
    return actor
