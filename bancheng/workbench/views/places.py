"""Where an officer was in each list (filters and place): kept in the browser for this session only, so that the rail leads
back there. An address always means what it says; nothing is kept on the server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.core import signing
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse

from bancheng.accounts.spec import SessionActor
from bancheng.workbench.forms import wanted_of
from bancheng.workbench.queries.inbox import LISTS, Wanted

COOKIE, SALT = "bc_lists", "workbench.lists"


def places(request: HttpRequest, actor: SessionActor, here: Wanted | None = None) -> dict[str, str]:
    """List → the address that leads back to it. On a list's own page (`here`) its link leads to its beginning."""
    found = {which: _queried(which, query) for which, query in _kept(request, actor).items()}
    if here is not None:
        found[here.which] = replace(here, after=None)
    return {which: reverse("inbox") + wanted.query for which, wanted in found.items()}


def keep_place(request: HttpRequest, answer: HttpResponse, actor: SessionActor, here: Wanted) -> None:
    """Remember this page of this list until the session ends; a list without filter at its beginning is forgotten."""
    before = _kept(request, actor)
    after = {**before, here.which: here.query}
    if replace(here, which="mine").query == "":
        after.pop(here.which)
    if after != before:
        signed = signing.dumps([str(actor.session_id), after], salt=SALT, compress=True)
        answer.set_cookie(
            COOKIE, signed, path=reverse("inbox"), httponly=True, samesite="Lax", secure=request.is_secure()
        )


def _kept(request: HttpRequest, actor: SessionActor) -> Mapping[str, str]:
    """List → query, as this session kept them; nothing of another session, whoever's it was."""
    try:
        session, kept = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT)
    except signing.BadSignature:
        return {}
    return (
        {which: kept[which] for which in LISTS if which in kept} if session == str(actor.session_id) else {}
    )


def _queried(which: str, query: str) -> Wanted:
    return replace(wanted_of(QueryDict(query.removeprefix("?"))), which=which)
