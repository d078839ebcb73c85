"""People who do whole things through the pages alone, over HTTP, without script, whatever the thing is.

They know nothing of any journey: they press what a page proposes, fill in what it asks, hand in pictures, ask others to
confirm, and note each receipt in a journal of their own that survives them. A page that does not come is asked for
again, a form that was not answered is sent again just as it was: so does a person who presses the button twice.
"""

from __future__ import annotations

import json
import os
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from types import MappingProxyType
from urllib.parse import urljoin, urlsplit

import httpx

from bancheng.accounts.queries import local_day
from bancheng.config import seams
from bancheng.demo_city.drive.inventing import bank_card, id_number, photograph, typed
from bancheng.demo_city.population.enterprises import wards_of
from bancheng.demo_city.population.model import Citizen, Population
from bancheng.eforms.spec import Element
from bancheng.kernel import rulebooks
from bancheng.kernel.rulebooks import Document
from tests.chaos.pages import Box, Form, Page

PATIENCE = 120.0
"""Seconds that a person goes on asking for one page."""
STEPS = 120
AGAIN = 3
"""After so many looks at one page somebody picks another answer: a place may not be served where they said they live."""
USUAL = 0.8
"""How often somebody takes the first of several answers."""
CHOOSE_WHOM = "/acting/"
"""Where somebody is led who starts a thing that is only for enterprises."""
_WAY = ("/things/", "/drafts/", "/notices/", "/applications/")
_GUESSES: tuple[Callable[[Random], str], ...] = (
    lambda chance: str(chance.randrange(1, 4)),
    lambda chance: f"154{chance.randrange(10**8):08d}",
    lambda chance: "春风街小馆",
    lambda chance: str(chance.randrange(30, 42)),
    lambda chance: str(chance.randrange(2500, 4000)),
    lambda chance: f"{chance.randrange(24):02d}:{chance.randrange(60):02d}",
    lambda chance: bank_card(chance, local_day(datetime.now(UTC))),
    lambda chance: f"{chance.randrange(80, 300)}.5",
    lambda chance: f"{chance.randrange(10**9):010d}",
    lambda chance: id_number(chance, local_day(datetime.now(UTC))),
)
"""What somebody tries where a page says that something else is wanted."""
_RECEIPT = re.compile(r"/applications/([0-9a-f-]{36})/receipt/")
_NUMBER = re.compile(r'data-copy="([^"]+)"')
_AWAY = frozenset({500, 502, 503, 504})
RULEBOOKS = Path(__file__).parents[2] / "demo" / "rulebooks"


class NotPossible(Exception):
    """This person cannot do this thing; a reason, not an error."""


class NoAnswer(AssertionError):
    """Nothing came for longer than anybody waits."""


@dataclass
class Journal:
    """What somebody was told: one line for each receipt, on the disk before anything else is done."""

    path: Path

    def note(self, application: str, number: str, journey: str, person: str) -> None:
        """Write it down for good."""
        line = json.dumps(
            {"application": application, "number": number, "journey": journey, "person": person}
        )
        with self.path.open("a", encoding="utf-8") as file:
            file.write(line + "\n")
            file.flush()
            os.fsync(file.fileno())

    def read(self) -> list[dict[str, str]]:
        """Every receipt."""
        return [json.loads(line) for line in self.path.read_text().splitlines()] if self.path.exists() else []


@dataclass
class Weather:
    """What the clients met on the way: answers by status, breaks of the line, how long requests took."""

    seen: Counter[str] = field(default_factory=Counter)
    bugs: list[str] = field(default_factory=list)
    took: list[float] = field(default_factory=list)


class Visitor:
    """A browser without script, with its own cookies."""

    def __init__(self, address: str, weather: Weather) -> None:
        self.address, self.weather = address, weather
        self._http = httpx.Client(
            base_url=address, timeout=30.0, follow_redirects=True, trust_env=False, verify=False
        )  # certificates would be read for each, and nobody here speaks TLS

    def close(self) -> None:
        self._http.close()

    def get(self, path: str) -> Page:
        """Open a page."""
        return self._page(lambda: self._http.get(path))

    def send(self, page: Page, form: Form, data: dict[str, object], files: object = None) -> Page:
        """Hand in a form; as often as it takes, always the same."""
        where = urljoin(page.url, form.action)
        if form.method == "get":
            return self._page(lambda: self._http.get(where, params=data))  # type: ignore[arg-type]
        return self._page(lambda: self._http.post(where, data=data, files=files))  # type: ignore[arg-type]

    def _page(self, ask: object) -> Page:
        until, pause = time.monotonic() + PATIENCE, 0.1
        while time.monotonic() < until:
            began = time.monotonic()
            try:
                answer: httpx.Response = ask()  # type: ignore[operator]
            except httpx.TransportError as error:
                self.weather.seen[type(error).__name__] += 1
            else:
                self.weather.took.append(time.monotonic() - began)
                self.weather.seen[str(answer.status_code)] += 1
                if answer.status_code == 500:
                    self.weather.bugs.append(f"{answer.request.method} {answer.url}")
                if answer.status_code not in _AWAY:
                    return Page(str(answer.url), answer.text, answer.status_code)
            time.sleep(pause)
            pause = min(pause * 2, 2.0)
        raise NoAnswer(f"nothing came for {PATIENCE:.0f} s")


class Person:
    """One person of the demo city, signed on through the identity provider. `crowd`: whom they may write of, `parents`:
    who answers for the minors among them, by the minor's key."""

    def __init__(
        self,
        citizen: Citizen,
        address: str,
        weather: Weather,
        chance: Random,
        crowd: Sequence[Citizen] = (),
        parents: Mapping[str, Sequence[Citizen]] = MappingProxyType({}),
    ) -> None:
        self.citizen, self.chance, self._parents = citizen, chance, parents
        self.visitor = Visitor(address, weather)
        self._crowd = [one for one in crowd if one.key != citizen.key]
        self._others: dict[str, Person] = {}
        self._tried: set[str] = set()
        self._attempt = 0
        self._lacking = ""

    def close(self) -> None:
        """Go home, with everybody who was asked to come along."""
        for one in (self, *self._others.values()):
            one.visitor.close()

    def bring_along(self, citizen: Citizen) -> None:
        """Somebody who may have to say yes."""
        if citizen.key != self.citizen.key and citizen.key not in self._others:
            self._others[citizen.key] = Person(
                citizen, self.visitor.address, self.visitor.weather, self.chance
            )
        for one in self._parents.get(citizen.key, ()):  # for a minor the parents say yes
            self.bring_along(one)

    def open(self, path: str) -> Page:
        """A page, signing on when asked to."""
        return self._through_the_door(self.visitor.get(path))

    def _through_the_door(self, page: Page) -> Page:
        """At the provider: pick oneself, confirm; whatever was wanted comes next."""
        for _step in range(4):
            if urlsplit(page.url).path not in {"/authorize", "/confirm"}:
                return page
            pick = next(form for form in page.forms if form.method == "post" and "decline" not in form.action)
            data: dict[str, object] = {box.name: box.value for box in pick.boxes.values()}
            page = self.visitor.send(page, pick, {"person": self.citizen.key, **data})
        raise NotPossible("sign-on")

    # --- applying

    def apply(self, journey: str, journal: Journal) -> str:
        """From the start of a thing to its receipt; the id of the application."""
        page, stood = self.open(f"/things/{journey}/start/"), Counter[str]()
        for _step in range(STEPS):
            if found := _RECEIPT.search(page.url):
                number = _NUMBER.search(page.html)
                journal.note(found[1], number[1] if number else "", journey, self.citizen.key)
                return found[1]
            place = urlsplit(page.url).path
            self._attempt = stood[place + page.heading]
            if place.endswith("/review/"):  # what an earlier look missed may be there by now
                self._lacking = _lacking(page) or page.heading
            if place == CHOOSE_WHOM:
                page = self._in_whose_name(page)
                continue
            if not place.startswith(_WAY):
                raise NotPossible(f"is led to {_kind(place)}")
            stood[place + page.heading] += 1
            if stood[place + page.heading] > len(_GUESSES) + 3:
                raise NotPossible(
                    f"stands still at {_kind(place)}: {', '.join(_wrong(page)) or self._lacking}"
                )
            page = self._through_the_door(self._next(page))
        raise NotPossible("no end")

    def _in_whose_name(self, page: Page) -> Page:
        """Whoever speaks for an enterprise takes its name, one after another until the thing is for it."""
        if "asked" not in self._tried:  # the register is asked once who speaks for whom
            self._tried.add("asked")
            if (form := page.form_to("ask")) is not None:
                self.visitor.send(page, form, {box.name: box.value for box in form.boxes.values()})
                page = self.visitor.get(page.url)
        for form in page.forms:
            box = form.boxes.get("subject")
            if box is not None and box.value and box.value not in self._tried:
                self._tried.add(box.value)
                return self.visitor.send(page, form, {one.name: one.value for one in form.boxes.values()})
        raise NotPossible("speaks for nobody whom it is for")

    def _next(self, page: Page) -> Page:
        """Do what the page proposes."""
        form = page.proposed
        if form is not None and "/confirmations/" in form.action:
            page = self.visitor.send(page, form, self._filled(page, form))
            for one in self._crowd:
                if one.name in page.html:
                    self.bring_along(one)
            for other in self._others.values():
                other.confirm_all()
            return self.visitor.get(page.url)
        if form is not None and any(box.kind == "file" for box in form.boxes.values()):
            return self._bring(page, form)
        if form is not None:
            return self.visitor.send(page, form, self._filled(page, form))
        if page.main_link and page.status < 400:
            return self.visitor.get(urljoin(page.url, page.main_link))
        raise NotPossible(f"{page.status} at {_kind(urlsplit(page.url).path)}")

    def confirm_all(self) -> None:
        """Say yes to whatever somebody asks in 我的."""
        page = self.open("/me/")
        for link in dict.fromkeys(link for link in page.links if "/confirmations/" in link):
            asked = self.visitor.get(link)
            if (form := asked.proposed) is not None:
                self.visitor.send(asked, form, self._filled(asked, form))

    def _bring(self, page: Page, form: Form) -> Page:
        """Hand in one picture, then go on."""
        box = next(box for box in form.boxes.values() if box.kind == "file")
        press = next(((name, value) for name, value, _main in form.buttons if name), ("", ""))
        data = {one.name: one.value for one in form.boxes.values() if one.kind == "hidden"}
        if press[0]:
            data[press[0]] = press[1]
        picture = photograph(self.chance).getvalue()
        page = self.visitor.send(page, form, dict(data), {box.name: ("photo.jpg", picture, "image/jpeg")})
        form = page.proposed or form
        done = {one.name: one.value for one in form.boxes.values() if one.kind == "hidden"}
        if form.proposed and form.proposed[0]:
            done[form.proposed[0]] = form.proposed[1]
        return self.visitor.send(page, form, dict(done))

    # --- filling in

    def _filled(self, page: Page, form: Form) -> dict[str, object]:
        """Everything that a browser would send, with something in each box that needs it."""
        data: dict[str, object] = {}
        dates = {name.rpartition("-")[0] for name in form.boxes if name.endswith("-year")}
        for box in form.boxes.values():
            if box.name.rpartition("-")[0] in dates and box.kind != "hidden":
                data[box.name] = box.value
            elif (value := self._said(page, box)) is not None:
                data[box.name] = value
        for name in dates:
            data |= self._day(page, form, name)
        if form.proposed and form.proposed[0]:
            data[form.proposed[0]] = form.proposed[1]
        return data

    def _said(self, page: Page, box: Box) -> object:
        """What this person puts into one box; None: nothing is sent."""
        if box.folded:
            return (box.chosen or None) if box.kind in {"radio", "checkbox"} else box.value
        settled = not box.wrong and self._attempt < AGAIN
        if box.kind == "radio":
            return box.chosen[0] if box.chosen and settled else self._one_of(box.options)
        if box.kind == "checkbox":
            return box.chosen or self._ticked(box)
        if box.kind in {"hidden", "search"}:
            return box.value
        if box.value and (settled if box.kind == "select" else not box.wrong):
            return box.value
        if "选填" in page.labels.get(box.id, ""):
            return box.value
        if box.kind == "select":
            return self.chance.choice([one for one in box.options if one] or [""])
        return self._text(box)

    def _one_of(self, options: list[str]) -> str:
        return options[0] if self.chance.random() < USUAL else self.chance.choice(options)

    def _ticked(self, box: Box) -> list[str]:
        if len(box.options) == 1:
            return box.options
        return [one for one in box.options if self.chance.random() < 0.5] or [self.chance.choice(box.options)]

    def _text(self, box: Box) -> str:
        """What its element makes of it; what a page refused is guessed anew."""
        element = elements().get(box.name.rpartition(".")[2])
        if (
            element is not None
            and element.datatype == "id_number"
            and self._crowd
            and self._attempt < len(_GUESSES)
        ):
            named = self.chance.choice(self._crowd)  # somebody who can say yes, if that is wanted
            self.bring_along(named)
            return named.id_number
        if box.wrong or element is None:
            return _GUESSES[self._attempt % len(_GUESSES)](self.chance)
        return typed(element, Shelf(), self.chance, local_day(datetime.now(UTC)))  # type: ignore[arg-type]

    def _day(self, page: Page, form: Form, name: str) -> dict[str, object]:
        """A day not long ago, where none stands."""
        parts = {part: form.boxes[f"{name}-{part}"] for part in ("year", "month", "day")}
        if all(box.value for box in parts.values()) and not any(box.wrong for box in parts.values()):
            return {box.name: box.value for box in parts.values()}
        day = local_day(datetime.now(UTC)) - timedelta(days=self.chance.randrange(1, 25))
        return {parts["year"].name: day.year, parts["month"].name: day.month, parts["day"].name: day.day}


def _wrong(page: Page) -> list[str]:
    """The boxes that a page complains about."""
    return sorted({box.name for form in page.forms for box in form.boxes.values() if box.wrong})


def _lacking(page: Page) -> str:
    """What the last look says is still missing, in its words."""
    found = re.search(r"还差这些</h2>(.*?)</section>", page.html, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split()) if found else ""


def _kind(path: str) -> str:
    """A place without its ids."""
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "…", path)


@cache
def _documents() -> tuple[Document, ...]:
    """The rulebooks on disk."""
    seams.load_declarations()
    return tuple(rulebooks.load_folder(RULEBOOKS).documents.values())


class Shelf:
    """The rulebooks on disk, asked like a release."""

    def model(self, kind: str, code: str) -> object:
        """One document."""
        return next(one.model for one in _documents() if (one.kind, one.code) == (kind, code))


@cache
def elements() -> dict[str, Element]:
    """Which data element a field of a form is, by its last name."""
    known = {one.code: one.model for one in _documents() if one.kind == "element"}
    found: dict[str, Element] = {}
    for document in _documents():
        for name, element in _fields(document.body):
            if isinstance(known.get(element), Element):
                found.setdefault(name, known[element])  # type: ignore[arg-type]
    return found


def _fields(body: object) -> Iterator[tuple[str, str]]:
    if isinstance(body, dict):
        element = body.get("element")
        for key in ("path", "name", "field"):
            if isinstance(element, str) and isinstance(body.get(key), str):
                yield body[key].rpartition(".")[2], element
        for inner in body.values():
            yield from _fields(inner)
    elif isinstance(body, list):
        for inner in body:
            yield from _fields(inner)


def parents(population: Population, on: date) -> dict[str, Sequence[Citizen]]:
    """Who answers for each minor, by the minor's key."""
    return {
        one.person.key: [each for each in one.guardians if each.local] for one in wards_of(population, on)
    }


def kin(population: Population, person: Citizen) -> list[Citizen]:
    """Whoever may be asked to confirm: the other members of the person's families, and who mourns with them."""
    found: dict[str, Citizen] = {}
    for family in population.families:
        members = [one for one in (family.mother, family.father) if one is not None]
        if person in members:
            found |= {one.key: one for one in members}
    for loss in population.bereavements:
        mourners = [one.person for one in loss.relatives]
        mourners += [one.guardian for one in loss.relatives if one.guardian is not None]
        if person in mourners:
            found |= {one.key: one for one in mourners}
    found.pop(person.key, None)
    return list(found.values())
