"""A gateway process of the demo city, and words in force."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from bancheng.notifications.commands.gateways import hang_up
from bancheng.notifications.queries import words
from demo.gateway.server import Server, make_server
from tests.notifications.told import RULES, TEMPLATE, publish


@pytest.fixture(autouse=True)
def no_words_kept() -> Iterator[None]:
    words.forget()
    yield
    words.forget()


@pytest.fixture
def gateway(settings: Any) -> Iterator[Server]:
    """The demo's gateway behind real HTTP."""
    server = make_server(0)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    settings.BANCHENG_GATEWAY_URL = f"http://127.0.0.1:{server.server_address[1]}"
    settings.BANCHENG_SMTP_URL = ""
    yield server
    hang_up()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def city(db: None) -> None:
    """Rules and one template in force."""
    publish(RULES, TEMPLATE)
