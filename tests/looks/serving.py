"""A browser whose requests the test's own process answers, in the test's own transaction: no server, no second copy."""

from __future__ import annotations

import mimetypes
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Browser, Route, sync_playwright

from tests.chromium import launched

SITE = "https://city.test"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    # The driver runs an event loop in this thread; nothing here is asynchronous for Django.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as driver:
        browser = launched(driver)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@cache
def static_file(name: str) -> tuple[int, str, bytes]:
    """Status, kind and bytes of a static file."""
    found = finders.find(name)
    if not isinstance(found, str):
        return 404, "text/plain", b""
    return 200, mimetypes.guess_type(found)[0] or "application/octet-stream", Path(found).read_bytes()


def answer(route: Route, client: Client) -> None:
    """Serve one request of the browser as this client."""
    asked = route.request
    path = asked.url.removeprefix(SITE)
    if path.startswith("/static/"):
        status, kind, body = static_file(path.removeprefix("/static/").partition("?")[0])
        route.fulfill(status=status, body=body, content_type=kind)
        return
    headers = {"X-Autosave": asked.headers["x-autosave"]} if "x-autosave" in asked.headers else {}
    if asked.method == "POST":
        kind = asked.headers["content-type"]
        response = client.post(path, asked.post_data_buffer, content_type=kind, secure=True, headers=headers)
    else:
        response = client.get(path, secure=True)
    given = {name: value for name, value in response.items() if name != "Location"}
    if "Location" in response:  # a fulfilled request cannot redirect: the page that follows does
        given["Refresh"] = f"0; url={response['Location']}"
        route.fulfill(status=200, headers=given, content_type="text/html", body="")
        return
    body = b"".join(response.streaming_content) if response.streaming else response.content
    route.fulfill(status=response.status_code, headers=given, body=body)
