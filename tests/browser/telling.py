"""What a person is told meanwhile: in the inbox of the site, and on the telephones of the demo city."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import yaml
from playwright.sync_api import Page, expect

from bancheng.demo_city.population.model import Citizen
from bancheng.kernel.rulebooks import text
from bancheng.notifications.spec import Messaging
from tests.browser.city import PATIENCE, Browsers, City, press, see

RULES = Path(__file__).parents[2] / "demo" / "rulebooks" / "messages" / "rules.yaml"
UNREAD = ".bc-card .bc-tag"


def read_messages(page: Page) -> int:
    """我的 says how many are unread; opening one leads on and marks it, one press marks the rest. How many there were."""
    page.goto("/me/")
    told = page.get_by_role("link", name=re.compile("^消息，[0-9]+条没读"))
    count = int("".join(re.findall(r"\d", told.inner_text())))
    press(page, re.compile("^消息，"))
    expect(page.locator(UNREAD)).to_have_count(count)
    newest = page.locator(".bc-card").first
    words = newest.locator("h2").inner_text()
    with page.expect_navigation(wait_until="domcontentloaded"):
        newest.get_by_role("button").click()
    assert "/messages/" not in page.url, page.url
    page.goto("/me/messages/")
    expect(page.locator(UNREAD)).to_have_count(count - 1)
    expect(page.locator(".bc-card").first.locator("h2")).to_have_text(
        words.split("\n")[0].removesuffix("没读").strip()
    )
    if count > 1:
        press(page, "全部标为已读")
    see(page, "都读过了")
    return count


def rules() -> Messaging:
    """What the demo city says of messages."""
    return Messaging.model_validate(yaml.safe_load(RULES.read_text(encoding="utf-8")))


def quiet() -> bool:
    """Whether telephones are silent now."""
    hours = rules().quiet
    return hours is not None and hours.holds(datetime.now(UTC))


def on_the_telephone(city: City, browsers: Browsers, person: Citizen) -> str:
    """What the newest text messages of this person say, as the demo's gateway shows them; empty in quiet hours, when
    nothing that can wait may ring."""
    page = browsers.open()
    articles = page.locator("article").filter(has_text=f"短信 → {person.phone}")
    for _look in range(PATIENCE // 250):
        page.goto(gateway(city))
        if articles.count() or quiet():
            break
        page.wait_for_timeout(250)
    told = articles.all_inner_texts()
    assert all(text(rules().signature) in one for one in told), told
    return "\n".join(told)


def gateway(city: City) -> str:
    """The page of the demo's gateway."""
    (process,) = city.platform.children("demo.gateway")
    command = Path(f"/proc/{process}/cmdline").read_text().split("\0")
    return f"http://127.0.0.1:{command[command.index('--port') + 1]}/"
