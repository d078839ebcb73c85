"""The browser's side of the stagehands: who plays which part, and the departments that are not shown."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.browser.city import City
from tests.processes.platform import ROOT


@dataclass(frozen=True)
class Part:
    """Who does a thing and for whom (an enterprise's id, or nobody), what they answer, write, and who has to agree."""

    journey: str
    person: str
    subject: str
    answers: Mapping[str, Sequence[str]]
    values: Mapping[str, str]
    agreeing: Sequence[str]


@dataclass(frozen=True)
class Turn:
    """A case that waits for this officer."""

    case: str
    account: str
    item: str


class Backstage:
    """A process beside the platform, in the surroundings of the platform's own worker."""

    def __init__(self, city: City) -> None:
        (worker,) = city.platform.children("console worker")[:1]
        pairs = Path(f"/proc/{worker}/environ").read_bytes().split(b"\0")
        told = dict(pair.decode().split("=", 1) for pair in pairs if b"=" in pair)
        own = {"DJANGO_SETTINGS_MODULE": "bancheng.config.settings", "BANCHENG_POOL": "0"}
        self._errors = city.platform.data.with_suffix(".backstage").open("w")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.browser.stagehands"],
            cwd=ROOT, env={**told, **own}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors,
            text=True, encoding="utf-8",
        )  # fmt: skip

    def close(self) -> None:
        """Send them home."""
        self._process.communicate(timeout=30)
        self._errors.close()

    def scout(self, journey: str) -> Part:
        """Somebody for this thing."""
        return Part(journey=journey, **self._ask("scout", journey=journey))

    def turns(self, application: str, person: str, subject: str = "") -> list[Turn]:
        """Whose turn it is. `person`: the key of whoever handed in, `subject`: the enterprise's id."""
        found = self._ask("turns", application=application, person=person, subject=subject)
        return [Turn(**one) for one in found]

    def work(self, application: str, person: str, subject: str = "") -> dict[str, Any]:
        """Work off all that is left; the state of the application and of each case."""
        done: dict[str, Any] = self._ask("work", application=application, person=person, subject=subject)
        return done

    def _ask(self, order: str, **given: str) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"order": order, **given}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, f"backstage is gone: {Path(self._errors.name).read_text(errors='replace')[-2000:]}"
        answer = json.loads(line)
        assert "wrong" not in answer, answer["wrong"]
        return answer["said"]
