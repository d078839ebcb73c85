"""An officer's browser without script, and an application that waits for officers."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client

from bancheng.accounts.commands.sessions import open_session
from bancheng.accounts.queries import actor_of_staff, local_day
from bancheng.accounts.spec import COOKIE, SessionActor
from bancheng.cases.queries import application_progress
from bancheng.kernel.database import count_statements, fetch_one
from bancheng.organizations.queries import world
from tests.city import people, played, scene
from tests.journeys.walking import Walker, again

MOST_STATEMENTS = 8


@dataclass
class Form:
    """One form of a page with what it would post as it stands."""

    action: str
    method: str
    values: dict[str, list[str]] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)
    """Boxes to tick: name → the values that they would post."""


class Page(HTMLParser):
    """What an officer reads: text, links, forms."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__()
        self.status = response.status_code
        self.html = response.content.decode()
        self.links: dict[str, str] = {}
        self.forms: list[Form] = []
        self._text: list[str] = []
        self._link = self._area = ""
        self._skip = 0
        self._form: Form | None = None
        self.feed(self.html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._skip += tag in {"script", "style", "title"}
        if tag == "a":
            self._link = given.get("href", "")
        elif tag == "form":
            self._form = Form(given.get("action", ""), given.get("method", "get"))
            self.forms.append(self._form)
        elif tag == "textarea":
            self._area = given.get("name", "")
        elif tag == "input" and self._form is not None and given.get("name"):
            self._box(given)

    def _box(self, given: dict[str, str]) -> None:
        assert self._form is not None
        name, value = given["name"], given.get("value", "")
        if given.get("type") in {"checkbox", "radio"}:
            self._form.choices.setdefault(name, []).append(value)
            if "checked" not in given:
                return
        self._form.values.setdefault(name, []).append(value)

    def handle_endtag(self, tag: str) -> None:
        self._skip -= tag in {"script", "style", "title"}
        if tag == "form":
            self._form = None
        elif tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        words = data.strip()
        if self._area and self._form is not None:
            self._form.values[self._area] = [words]
        if self._link and words:
            self.links.setdefault(words, self._link)
        if not self._skip and words:
            self._text.append(words)
        self._link = "" if words else self._link

    @property
    def text(self) -> str:
        return "".join(self._text)

    def form(self, end: str) -> Form:
        """The form that posts to an address ending so."""
        found = [one for one in self.forms if one.action.partition("?")[0].endswith(f"/{end}/")]
        assert found, (end, [one.action for one in self.forms])
        return found[0]

    def can(self, end: str) -> bool:
        """Whether the page offers an act, as a button or as a link to its panel."""
        links = [one for one in self.links.values() if one.partition("?")[0].endswith(f"/{end}/")]
        return bool(links) or any(one.action.partition("?")[0].endswith(f"/{end}/") for one in self.forms)


class Desk:
    """An officer, signed on to one post."""

    def __init__(self, account: str, post: str | None = None) -> None:
        self.now = datetime.now(UTC)
        actor = actor_of_staff(account, local_day(self.now), post)
        assert actor is not None
        assert actor.post is not None
        self.actor: SessionActor = actor
        self.client = Client()
        self.client.cookies[COOKIE] = open_session(now=self.now, staff_id=actor.id, post_id=actor.post.id)

    def get(self, path: str, status: int = 200) -> Page:
        page = Page(self.client.get(path))
        assert page.status == status, (path, page.status, page.text[:200])
        return page

    def post(self, form: Form, **values: Any) -> Page:
        """Hand a form in, with some boxes changed, and go where the answer leads."""
        return Page(self.client.post(form.action, {**form.values, **values}, follow=True))

    def statements(self, path: str) -> int:
        """How many statements a page takes, opened a second time (the first fills the caches of releases)."""
        self.client.get(path)
        with count_statements() as seen:
            self.client.get(path)
        return len(seen)


@dataclass
class Matter:
    """One case of a submitted application: its address and the officers of its post."""

    application_id: UUID
    case_id: UUID
    post: str

    @property
    def path(self) -> str:
        return f"/desk/cases/{self.application_id}/{self.case_id}/"

    def desk(self, number: int = 1) -> Desk:
        """An officer of the post: every organization of the demo has two."""
        return Desk(f"{self.post.partition('.')[0]}-{number}", self.post)

    def state(self) -> str:
        row = fetch_one(
            "SELECT state FROM cases_case WHERE application_id = %s AND case_id = %s",
            [self.application_id, self.case_id],
        )
        assert row is not None
        return str(row["state"])


def submitted(number: int = 0) -> Walker:
    """A family of the demo city that has handed in everything."""
    walker = Walker(people().families[number].mother).ready()
    walker.submit()
    return walker


@pytest.fixture
def handed_in(city: Any, registry: Any) -> Walker:
    """The same family, once for all tests."""
    return again(played("handed_in"))


scene("handed_in", submitted)


def matters(walker: Walker) -> dict[str, Matter]:
    """The cases of the application by the certificate they bring (or their node, when they bring none)."""
    posts = {post.id: post.code for post in world(walker.on).posts.values()}
    found = {}
    for case in application_progress(walker.id, walker.actor).cases:
        row = fetch_one(
            "SELECT queue, plan -> 'result' ->> 'certificate' AS brings, node FROM cases_case WHERE case_id = %s",
            [case["case_id"]],
        )
        assert row is not None
        found[row["brings"] or row["node"]] = Matter(walker.id, case["case_id"], posts[row["queue"]])
    return found


def first(walker: Walker) -> Matter:
    """The matter that everything else waits for."""
    return matters(walker)["birth-medical-certificate"]


def two_at_one_post() -> list[Matter]:
    """Two families whose children were born in one hospital, one child each, nothing particular about them."""
    plain = [
        number
        for number, one in enumerate(people().families)
        if one.marriage and one.father and one.father.local and len(one.births) == 1
    ]
    hospital = people().families[plain[0]].births[0].hospital
    same = [number for number in plain if people().families[number].births[0].hospital == hospital]
    return [first(submitted(number)) for number in same[:2]]


def ticked(form: Form, name: str) -> dict[str, list[str]]:
    """Every box of that name."""
    return {name: form.choices.get(name, [])}


def reviewed(desk: Desk, matter: Matter) -> None:
    """Accept it and pass its review."""
    desk.post(desk.get(matter.path).form("accept"))
    form = desk.get(matter.path).form("review")
    desk.post(form, **ticked(form, "checked"))


def approved(desk: Desk, matter: Matter) -> None:
    """Accepted, reviewed, approved."""
    reviewed(desk, matter)
    desk.post(desk.get(f"{matter.path}decide/").form("decide"))


def same_but_for(html: str, *ids: UUID) -> str:
    """A page without what differs each time: the ids asked for, the token of forms, the number of the request."""
    html = re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]+', r"\1", html)
    for one in ids:
        html = html.replace(str(one), "ID")
    return re.sub(r"\b[0-9a-f]{32}\b", "", html)
