"""The demo city as a visitor finds it: its addresses, its people, and a browser for each of them."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from urllib.request import Request, urlopen

from playwright.sync_api import Browser, BrowserContext, Page, expect

from bancheng.accounts.queries import local_day
from bancheng.demo_city.officers import staff_file
from bancheng.demo_city.population import calendar
from bancheng.demo_city.population.model import Bereavement, Citizen, Family
from bancheng.exchange.commands.breaker import REST_SECONDS
from bancheng.organizations.spec import World, load_world
from tests.processes.platform import Platform

PHONE, DESK = (390, 844), (1440, 900)
PATIENCE = 20_000
"""Milliseconds for a page on a machine that does other things as well."""
_NOISE = "Failed to load resource"
"""What Chromium says about every page with a status of 400 or more; those pages are read by the tests."""


def local_today() -> date:
    """The day in the city."""
    return local_day(datetime.now(UTC))


@dataclass(frozen=True)
class City:
    """One running platform with the demo city in it."""

    platform: Platform

    @property
    def address(self) -> str:
        return self.platform.address

    @cached_property
    def world(self) -> World:
        return load_world(calendar.CITY, local_today())

    @cached_property
    def families(self) -> list[Family]:
        """Two parents whom every register of this city knows, and one baby: nothing particular."""
        settled = calendar.settle(self.platform.data, local_today())
        return [
            family
            for family in calendar.people(settled).families
            if family.father
            and family.father.local
            and family.marriage
            and family.marriage.known_here
            and len(family.births) == 1
            and family.birth_registered
        ]

    @cached_property
    def losses(self) -> tuple[Bereavement, ...]:
        """Families in which somebody died lately."""
        return calendar.people(calendar.settle(self.platform.data, local_today())).bereavements

    @property
    def password(self) -> str:
        """Of every officer."""
        return str(staff_file()["password"])

    @contextmanager
    def register_failing(self, path: str, mode: str = "down") -> Iterator[None]:
        """One register of the demo fails for a while; afterwards whoever gave it up has tried it again."""
        self.set_register(path, mode)
        try:
            yield
        finally:
            self.set_register(path, "ok")
            self.platform.rested = time.monotonic() + REST_SECONDS  # type: ignore[attr-defined]

    def rest(self) -> None:
        """Wait until a register that failed before is asked again."""
        time.sleep(max(0.0, getattr(self.platform, "rested", 0.0) - time.monotonic()))

    def set_register(self, path: str, mode: str) -> None:
        """Make one register of the demo fail, or work again."""
        (process,) = self.platform.children("demo.registry")
        command = Path(f"/proc/{process}/cmdline").read_text().split("\0")
        port = command[command.index("--port") + 1]
        body = json.dumps({"path": path, "mode": mode}).encode()
        request = Request(
            f"http://127.0.0.1:{port}/admin/mode",
            data=body,
            headers={"X-Demo-Admin": "1", "Content-Type": "application/json"},
        )
        with urlopen(request, timeout=10) as answer:
            assert answer.status == 200


class Browsers:
    """Browsers of different people: nothing is shared between them. Faults of scripts are collected."""

    def __init__(self, chromium: Browser, city: City) -> None:
        self._chromium = chromium
        self._city = city
        self._contexts: list[BrowserContext] = []
        self.faults: list[str] = []

    def open(self, *, script: bool = True, size: tuple[int, int] = PHONE, **more: str) -> Page:
        """A new browser with nothing remembered. `more`: what else Playwright is told of it."""
        context = self._chromium.new_context(
            viewport={"width": size[0], "height": size[1]},
            java_script_enabled=script,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            base_url=self._city.address,
            reduced_motion="reduce",
            **more,  # type: ignore[arg-type]
        )
        context.set_default_timeout(PATIENCE)
        self._contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        page.on(
            "console",
            lambda said: (
                self.faults.append(f"{page.url}: {said.text}")
                if said.type == "error" and not said.text.startswith(_NOISE)
                else None
            ),
        )
        return page

    def citizen(self, person: Citizen, *, script: bool = True, size: tuple[int, int] = PHONE) -> Page:
        """A browser in which this person has signed on through the identity provider."""
        page = self.open(script=script, size=size)
        page.goto("/login/?next=/")
        say_who(page, person)
        return page

    def officer(self, account: str, *, script: bool = True, size: tuple[int, int] = DESK) -> Page:
        """A browser in which this officer has signed on and sees the desk."""
        page = self.open(script=script, size=size)
        page.goto("/desk/login/?next=/desk/")
        page.get_by_label("账号").fill(account)
        page.get_by_label("密码").fill(self._city.password)
        press(page, "登录")
        if (
            "/login/post/" in page.url
        ):  # whoever holds several posts of one organization starts at any of them
            page.locator("input[name=post]").first.check()
            press(page, "就用这个岗位")
        return page

    def shown(self) -> str:
        """Every open page: its address, what it complains about, and the beginning of its text."""
        pages = [page for context in self._contexts for page in context.pages]
        return "\n\n".join(_shown(page) for page in pages)

    def close(self) -> None:
        for context in self._contexts:
            context.close()
        self._contexts.clear()


def _shown(page: Page) -> str:
    told = " | ".join(page.locator(".bc-errors, .bc-band, .bc-err").all_inner_texts())
    text = " / ".join(page.locator("main, body").first.inner_text().split())
    return f"{page.url}\nTOLD {told}\n{text[:700]}"


def say_who(page: Page, person: Citizen) -> None:
    """At the demo's identity provider: find the name, pick the person, say yes."""
    page.get_by_label("找一个人").fill(person.name)
    with page.expect_navigation():
        page.get_by_label("找一个人").press("Enter")
    with page.expect_navigation():
        page.locator(f'button[name=person][value="{person.key}"]').first.click()
    press(page, "确认登录")


def press(page: Page, name: str | re.Pattern[str], *, exact: bool = False) -> None:
    """Press a button or follow a link by its words, and wait for the page it leads to."""
    found = page.get_by_role("button", name=name, exact=exact).or_(
        page.get_by_role("link", name=name, exact=exact)
    )
    with page.expect_navigation(wait_until="domcontentloaded"):
        found.first.click()


def primary(page: Page) -> None:
    """Press the one thing that a page proposes."""
    with page.expect_navigation(wait_until="domcontentloaded"):
        page.locator("main .btn-primary").first.click()


def heading(page: Page) -> str:
    """What a page is about."""
    return page.locator("main h1").first.inner_text()


def see(page: Page, words: str | re.Pattern[str]) -> None:
    """The page says this; waits for it."""
    expect(page.locator("body")).to_contain_text(words, timeout=PATIENCE)
