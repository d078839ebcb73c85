"""Deny by default: every URL names its action, and every action is declared."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import path

from bancheng.config import urls
from bancheng.config.seams import load_declarations
from bancheng.kernel.access import declarations, walk


def unlisted(patterns: list[object]) -> list[str]:
    """Routes whose view names no declared action."""
    load_declarations()
    known = {declaration.action for declaration in declarations()}
    return [route for route, action, _ in walk(patterns) if action is None or action not in known]


def test_every_url_names_a_declared_action() -> None:
    assert unlisted(list(urls.urlpatterns)) == []


def test_an_open_door_is_seen() -> None:
    def forgotten(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    assert unlisted([path("forgotten/", forgotten)]) == ["forgotten/"]


def test_a_url_has_the_name_of_its_view() -> None:
    wrong = []
    for pattern in _leaves(urls.urlpatterns):
        name = (pattern.name or "").replace("-", "_")
        view = getattr(pattern.callback, "__name__", "")
        if not pattern.name or view not in {name, f"{name}_page"}:
            wrong.append((str(pattern.pattern), pattern.name, view))
    assert wrong == []


def _leaves(patterns: object) -> list[object]:
    found = []
    for pattern in patterns:  # type: ignore[attr-defined]
        found += _leaves(pattern.url_patterns) if hasattr(pattern, "url_patterns") else [pattern]
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_address_that_does_not_exist_is_a_404_for_people(client: object, method: str) -> None:
    answer = getattr(client, method)("/no/such/page/")
    assert answer.status_code == 404
    assert "<html" in answer.content.decode()
