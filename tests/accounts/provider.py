"""The demo's identity provider in a thread, and a browser that goes through it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import httpx

from demo.identity_provider.server import Server, make_server


@contextmanager
def running_provider(data: Path) -> Iterator[Server]:
    """A provider on a free port, stopped afterwards."""
    server = make_server(0, data)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def go_through(address: str, person: str, *, act: str = "confirm") -> str:
    """What a browser does at the provider; answers the path with query that it is sent back to."""
    query = dict(parse_qsl(urlsplit(address).query))
    base = address.partition("/authorize")[0]
    with httpx.Client() as client:
        assert client.get(address).status_code == 200
        if act == "confirm":
            assert "确认登录" in client.post(f"{base}/authorize", data=query | {"person": person}).text
        answer = client.post(f"{base}/{act}", data=query | {"person": person})
    assert answer.status_code == 303, answer.text
    back = urlsplit(answer.headers["Location"])
    return f"{back.path}?{back.query}"
