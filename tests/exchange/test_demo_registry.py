"""The demo city's registry process answers every declared resource that an identity number opens."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from socket import create_connection, socket

import pytest
import yaml
from django.conf import settings

from bancheng.exchange import commands, signing
from bancheng.exchange.commands import Lookup, query_many
from bancheng.exchange.commands.wire import AT_ONCE
from bancheng.exchange.spec import Resource
from bancheng.kernel.access import system_actor
from bancheng.kernel.ids import uuid7

pytestmark = [pytest.mark.django_db, pytest.mark.processes]

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def registry() -> Iterator[str]:
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "demo.registry", "--port", str(port), "--data", str(settings.DATA)]
    process = subprocess.Popen(command, cwd=ROOT, env=dict(os.environ))
    try:
        until = time.monotonic() + 20
        while time.monotonic() < until:
            try:
                create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)
        commands.hang_up()


def resources() -> list[Resource]:
    files = sorted((ROOT / "demo" / "rulebooks" / "resources").glob("*.yaml"))
    return [Resource.model_validate(yaml.safe_load(file.read_text(encoding="utf-8"))) for file in files]


def test_it_answers_every_resource_it_is_declared_for(registry: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "BANCHENG_REGISTRY_URL", registry)
    key = signing.shared_key(Path(settings.DATA)).hex()
    keys = {one.provider_code: key for one in resources()}
    monkeypatch.setattr(settings, "BANCHENG_EXCHANGE_KEYS", json.dumps(keys), raising=False)
    lookups = [
        Lookup(one, {given.field: "449902199305210029" for given in one.inputs if given.required})
        for one in resources()
    ]
    outcomes = [
        outcome
        for few in range(0, len(lookups), AT_ONCE)  # one department answers so many at the same time
        for outcome in query_many(
            lookups[few : few + AT_ONCE],
            application_id=uuid7(),
            purpose="test",
            actor=system_actor("test"),
            now=datetime.now(UTC),
            within=10,
        )
    ]
    assert [(o.lookup.resource.code, o.failure) for o in outcomes if o.failure] == []
