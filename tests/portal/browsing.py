"""Pages as somebody without script sees them: opened, read, and their forms handed in."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from typing import Any
from uuid import UUID

from django.test import Client

from bancheng.accounts.commands.sessions import open_session
from bancheng.accounts.spec import COOKIE
from bancheng.journeys import commands as journeys
from bancheng.kernel.database import count_statements
from tests.journeys.walking import Walker

MOST_STATEMENTS = 8
_WRITES = re.compile(r"\b(INSERT|UPDATE|DELETE|TRUNCATE)\b|\b\w+_v\d+\(", re.I)
_VOID = {"br", "hr", "img", "input", "link", "meta", "path", "rect", "use"}


class Screen(HTMLParser):
    """What a page shows: text, headings, links, and the boxes of its forms as a browser would post them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.ids: set[str] = set()
        self.headings: list[str] = []
        self.links: list[str] = []
        self.boxes: dict[str, str] = {}
        self.invalid: list[str] = []
        self.primary = 0
        self._text: list[str] = []
        self._main = self._hidden = self._dialog = 0
        self._heading = False
        self._select = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        classes = given.get("class", "").split()
        self.ids |= {given["id"]} if "id" in given else set()
        self._main += tag == "main"
        self._dialog += tag == "dialog"
        self._hidden += tag in {"script", "style", "title"}
        self.primary += bool(self._main and "btn-primary" in classes)
        if tag in {"h1", "h2", "h3"} and not self._dialog:
            self._heading = True
            self.headings.append("")
        if tag == "a":
            self.links.append(given.get("href", ""))
        self._box(tag, given)

    def _box(self, tag: str, given: dict[str, str]) -> None:
        name = given.get("name", "")
        if given.get("aria-invalid") == "true":
            self.invalid.append(name)
        if tag == "select":
            self._select = name
            self.boxes.setdefault(name, "")
        elif tag == "option" and "selected" in given:
            self.boxes[self._select] = given.get("value", "")
        elif tag == "textarea" and self._main:
            self.boxes.setdefault(name, "")
        elif tag == "input" and self._main and _counts(name, given):
            self.boxes[name] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        self._main -= tag == "main"
        self._dialog -= tag == "dialog"
        self._hidden -= tag in {"script", "style", "title"}
        if tag in {"h1", "h2", "h3"}:
            self._heading = False

    def handle_data(self, data: str) -> None:
        if self._heading:
            self.headings[-1] += data.strip()
        if not self._hidden:
            self._text.append(data.strip())

    @property
    def text(self) -> str:
        return "".join(self._text)


def _counts(name: str, given: dict[str, str]) -> bool:
    """Whether a browser would post this input."""
    chosen = given.get("type") not in {"radio", "checkbox"} or "checked" in given
    return bool(name) and name != "csrfmiddlewaretoken" and chosen


class Visitor:
    """A browser without script; signed on when it belongs to somebody."""

    def __init__(self, walker: Walker | None = None) -> None:
        self.client = Client()
        if walker is not None:
            self.client.cookies[COOKIE] = open_session(now=walker.now, person_id=walker.citizen.id)

    def get(self, path: str, status: int = 200) -> Screen:
        answer = self.client.get(path)
        assert answer.status_code == status, (path, answer.status_code)
        return Screen(answer.content.decode())

    def post(self, path: str, data: dict[str, Any], **more: Any) -> Any:
        return self.client.post(path, data, **more)

    def statements(self, path: str, status: int = 200) -> list[str]:
        """What the database is asked for one page, opened a second time (the first fills the caches of releases)."""
        self.client.get(path)
        with count_statements() as seen:
            assert self.client.get(path).status_code == status, path
        return seen.sql


def writes(statements: list[str]) -> list[str]:
    """Those that change something: data, or a function of ours that moves a row."""
    return [one for one in statements if _WRITES.search(one)]


def same_but_for(html: str, draft: UUID) -> str:
    """A page without what differs each time: the id asked for, the token of forms, the number of the request."""
    html = re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]+', r"\1", unescape(html))
    return re.sub(r"\b[0-9a-f]{32}\b", "", html.replace(str(draft), "ID"))


def noticed(walker: Walker) -> UUID:
    """Answer everything and be given the one-time notice."""
    walker.start().answer_all(who="mother")
    return journeys.give_notice(actor=walker.actor, draft_id=walker.id, now=walker.now).notice_id
