"""When somebody sees what a page is about (largest contentful paint), on a slow telephone with a slow line.

`python -m bench.lcp [JOURNEY]` in a database of its own (`bench.__main__` makes it): loads the demo city, starts the
web server with its files collected as the launcher does, and opens pages in Chromium with nothing in its cache, at
1.6 Mbit/s, 150 ms before each answer begins, and a processor four times slower than this machine's. Without Chromium
it prints why nothing was measured.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import statistics
import sys
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

LINE = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 93_750}
"""Milliseconds, and bytes a second: 1.6 Mbit/s down, 0.75 up."""
SLOWER = 4
"""Times that the processor is slower than this machine's."""
REPEATS = 3
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]

_LCP = """() => new Promise(told => {
    let last = 0;
    new PerformanceObserver(list => { for (const one of list.getEntries()) last = one.startTime; })
        .observe({type: 'largest-contentful-paint', buffered: true});
    setTimeout(() => told(last), 400);
})"""


def main() -> None:
    """Prints `{pages: [{page, ms, best_ms}]}`, or `{skipped: why}`."""
    browser, why = _browser()
    report = {"pages": [], "skipped": why} if browser is None else {"pages": _measured(browser)}
    sys.stdout.write(json.dumps(report) + "\n")


def _browser() -> tuple[str | None, str]:
    """Where Chromium is; or None and what is missing."""
    try:
        import playwright.sync_api  # noqa: F401
    except ImportError:
        return None, "playwright is not installed"
    found = shutil.which("chromium") or shutil.which("google-chrome")
    return found, "" if found else "there is no Chromium here"


def _measured(browser: str) -> list[dict[str, Any]]:
    os.environ["BANCHENG_REGISTRY_URL"] = "http://127.0.0.1:9"
    import django

    django.setup()
    from django.conf import settings

    from bancheng.config.statics import collect
    from bancheng.demo_city.loader import load
    from bancheng.files.commands import inspection
    from bench.http import _web

    logging.disable(logging.INFO)
    inspection._SECONDS = 60.0
    load(Path(settings.DATA))
    collect()
    key, pages = _prepared(sys.argv[1] if len(sys.argv) > 1 else "newborn")
    with _web() as port:
        return _opened(browser, f"http://127.0.0.1:{port}", key, pages)


def _prepared(journey: str) -> tuple[str, dict[str, str]]:
    """Somebody signed on, and the addresses of their pages: a question, a form, something handed in."""
    from bancheng.accounts.commands.sessions import open_session
    from bancheng.demo_city.drive import applying
    from bancheng.journeys import commands
    from bancheng.portal.queries.filling import section_codes
    from bench.pages import _people

    now, chance = datetime.now(UTC), Random(7)
    for person in _people():
        try:
            actor, opened = applying.apply(person, journey, chance)
        except applying.NotPossible:
            continue
        break
    else:
        raise RuntimeError(f"nobody can apply for {journey}")
    asked = commands.start_draft(actor=actor, journey=journey, now=now)
    filled = commands.start_draft(actor=actor, journey=journey, now=now)
    filled = applying._answer_all(actor, filled, Random(3))
    return open_session(now=now, person_id=person), {
        "home": "/",
        "list": "/things/",
        "journey": f"/things/{journey}/",
        "question": f"/drafts/{asked.draft_id}/q/",
        "form": f"/drafts/{filled.draft_id}/form/{section_codes(filled)[0]}/",
        "progress": f"/applications/{opened.application_id}/",
    }


def _opened(browser: str, address: str, key: str, pages: dict[str, str]) -> list[dict[str, Any]]:
    """Each page in a new profile, REPEATS times; once before that is not counted (the server is warm)."""
    from playwright.sync_api import sync_playwright

    found = []
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=browser, args=FLAGS)
        for name, path in pages.items():
            _paint(chromium, address, path, key)
            took = [_paint(chromium, address, path, key) for _each in range(REPEATS)]
            found.append({"page": name, "ms": round(statistics.median(took)), "best_ms": round(min(took))})
        chromium.close()
    return found


def _paint(chromium: Any, address: str, path: str, key: str) -> float:
    """Milliseconds from the press to the largest thing on the first screen."""
    from bancheng.accounts.spec import COOKIE

    context = chromium.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
    context.add_cookies([{"name": COOKIE, "value": key, "url": address}])
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.emulateNetworkConditions", LINE)
    wire.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    answer = page.goto(f"{address}{path}")
    if answer.status != 200:
        raise RuntimeError(f"{path}: {answer.status}")
    took: float = page.evaluate(_LCP)
    context.close()
    if not took:
        raise RuntimeError(f"{path}: nothing was painted")
    return took


if __name__ == "__main__":
    main()
