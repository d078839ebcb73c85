"""A storm over a whole platform: processes are killed at random while people go on, and what must hold afterwards.

The truth is the clients' journal: every receipt that somebody was shown is there, once, and comes to its end.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import quote

import psycopg

from bancheng.accounts.queries import local_day
from bancheng.demo_city.population import calendar
from bancheng.demo_city.population.enterprises import enterprises_of
from bancheng.demo_city.population.model import Citizen
from tests.chaos.client import Journal, NotPossible, Person, Weather, kin, parents
from tests.processes.platform import ROOT, Platform, console

LEASES = 2
"""How many leases of the relay (a minute each) anything may wait once the storm is over."""
CALM = 60.0 * LEASES
TRIES = 30
LAST = 2
"""How many applications for each thing are kept for those that nobody has handed in yet."""
EVERY = 100
"""From so many applications on, each thing that the city offers has to be among them."""
IN_VAIN = 12
"""So many people who cannot do a thing are enough for a short storm: it is for few."""
DATABASE = "bancheng"


@dataclass
class Plan:
    """How much happens. `pause`: seconds between two kills, at least and at most."""

    applications: int
    seed: int
    clients: int = 3
    kills: int = 5
    pause: tuple[float, float] = (3.0, 9.0)


@dataclass
class Report:
    """What happened, for the assertions and for the person who reads it."""

    seed: int
    seconds: float = 0.0
    receipts: int = 0
    by_journey: Counter[str] = field(default_factory=Counter)
    kills: Counter[str] = field(default_factory=Counter)
    weather: Weather = field(default_factory=Weather)
    not_possible: Counter[str] = field(default_factory=Counter)
    in_vain: Counter[str] = field(default_factory=Counter)
    """How many people could not do a thing."""
    officers: dict[str, int] = field(default_factory=dict)
    states: dict[str, int] = field(default_factory=dict)
    calm_after: float = 0.0
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        took = sorted(self.weather.took)
        slow = took[int(len(took) * 0.95)] * 1000 if took else 0
        return "\n".join([
            f"seed {self.seed}: {self.receipts} receipts {dict(self.by_journey)} in {self.seconds:.0f} s,"
            f" {sum(self.kills.values())} kills {dict(self.kills)}",
            f"requests {dict(self.weather.seen)}, 95 in 100 within {slow:.0f} ms; officers met {self.officers}",
            f"cases {self.states}; calm {self.calm_after:.0f} s after the last kill",
            f"not possible: {dict(self.not_possible)}",
            *self.faults,
        ])  # fmt: skip


class Storm:
    """Clients, officers and the killer over one running platform."""

    def __init__(self, platform: Platform, plan: Plan, journal: Path) -> None:
        self.platform, self.plan, self.journal = platform, plan, Journal(journal)
        self.report = Report(plan.seed)
        self._left = plan.applications
        self._lock, self._over = threading.Lock(), threading.Event()
        settled = calendar.settle(platform.data, local_day(datetime.now(UTC)))
        self.population = calendar.people(settled)
        self._parents = parents(self.population, settled.births_on)
        self._crowd = [one for one in self.population.citizens if one.local]
        self._failed: list[BaseException] = []

    def run(self, journeys: list[str]) -> Report:
        """The whole storm and the calm after it."""
        began = time.monotonic()
        officers = self._officers()
        killer = threading.Thread(target=self._guarded(self._kill), name="killer")
        clients = [
            threading.Thread(target=self._guarded(lambda own=own: self._client(own, journeys)), name=f"client-{own}")
            for own in range(self.plan.clients)
        ]  # fmt: skip
        for thread in (*clients, killer):
            thread.start()
        for thread in clients:
            thread.join()
        self._over.set()
        killer.join()
        if self._failed:
            officers.kill()
            raise self._failed[0]
        self.report.calm_after = self._calm()
        officers.terminate()
        told, _ = officers.communicate(timeout=60)
        self.report.officers = json.loads(told or "{}")
        self.report.seconds = time.monotonic() - began
        self._judge()
        return self.report

    def _guarded(self, act: Callable[[], None]) -> Callable[[], None]:
        def run() -> None:
            try:
                act()
            except BaseException as error:
                self._failed.append(error)
                self._over.set()

        return run

    # --- who takes part

    def _client(self, own: int, journeys: list[str]) -> None:
        """One after another, people of this client's own share of the city do things."""
        chance = Random(f"{self.plan.seed}:{own}")
        people = self._crowd[own :: self.plan.clients]
        chance.shuffle(people)
        mourning = [_person(left) for loss in self.population.bereavements for left in loss.relatives]
        working = [one.person for one in self.population.workers]
        # Things that are for few people: whom they are for comes as often as everybody else.
        heads = [one.representative for one in enterprises_of(self.population)]
        few = [
            group for some in (mourning, working, heads) if (group := [one for one in people if one in some])
        ]
        turn = 0
        while self._take():
            for _try in range(TRIES):
                wanted = self._wanted(journeys)
                journey = wanted[turn % len(wanted)]
                turn += 1
                pool = chance.choice(few) if few and chance.random() < 0.4 else people
                if self._over.is_set():
                    return
                if self._one(chance.choice(pool), journey, chance):
                    break

    def _wanted(self, journeys: list[str]) -> list[str]:
        """What may be done next: towards the end only what nobody has had a receipt for yet, if there is any.

        Many people cannot do a thing that is not theirs; which of them come is chance.
        """
        if self.plan.applications < EVERY:  # the long storm has the time to find whom a rare thing is for
            rare = [one for one, tries in self.report.in_vain.items() if tries >= IN_VAIN]
            journeys = [one for one in journeys if one not in rare or self.report.by_journey[one]] or journeys
        missing = [one for one in journeys if not self.report.by_journey[one]]
        return missing if missing and self._left < LAST * len(journeys) else journeys

    def _one(self, citizen: Citizen, journey: str, chance: Random) -> bool:
        weather = self.report.weather
        person = Person(citizen, self.platform.address, weather, chance, self._crowd, self._parents)
        for one in kin(self.population, citizen):
            person.bring_along(one)
        try:
            person.apply(journey, self.journal)
        except NotPossible as why:
            with self._lock:
                self.report.not_possible[f"{journey}: {why}"] += 1
                self.report.in_vain[journey] += 1
            return False
        finally:
            person.close()
        with self._lock:
            self.report.receipts += 1
            self.report.by_journey[journey] += 1
        return True

    def _take(self) -> bool:
        with self._lock:
            self._left -= 1
            return self._left >= 0 and not self._over.is_set()

    def _officers(self) -> subprocess.Popen[str]:
        """The departments, in a process of their own that nobody kills."""
        return subprocess.Popen(
            [sys.executable, "-m", "tests.chaos.officers", str(self.plan.seed)],
            cwd=ROOT, env=self._environment(), stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def _environment(self) -> dict[str, str]:
        """That of the platform's own worker: its addresses are this process's too."""
        (worker,) = self.platform.children("console worker")[:1]
        pairs = Path(f"/proc/{worker}/environ").read_bytes().split(b"\0")
        told = dict(pair.decode().split("=", 1) for pair in pairs if b"=" in pair)
        return {**told, "DJANGO_SETTINGS_MODULE": "bancheng.config.settings", "BANCHENG_POOL": "0"}

    def _kill(self) -> None:
        """Kill -9 of something at random, `kills` times or until all is done."""
        chance = Random(f"{self.plan.seed}:kill")
        while sum(self.report.kills.values()) < self.plan.kills and not self._over.wait(
            chance.uniform(*self.plan.pause)
        ):
            victim = chance.choice(["web", "web process", "worker", "database"])
            numbers = self._victims(victim)
            if not numbers:
                continue
            try:
                os.kill(chance.choice(numbers), signal.SIGKILL)
            except ProcessLookupError:
                continue
            self.report.kills[victim] += 1

    def _victims(self, what: str) -> list[int]:
        web = self.platform.children("config.web")
        parents = [number for number in web if _parent(number) not in web]
        if what == "web":
            return parents
        if what == "web process":
            return [number for number in web if number not in parents]
        if what == "worker":
            return self.platform.children("console worker")
        try:
            return [self.platform.postmaster()]
        except (AssertionError, OSError, ValueError):
            return []

    # --- afterwards

    def ask(self, question: str) -> list[tuple[Any, ...]]:
        """A question to the platform's own database, as the role that owns the tables."""
        sockets = [path.parent for path in (self.platform.data / "postgres").glob(".s.PGSQL.5432")]
        sockets += [path.parent for path in Path("/tmp").glob("bancheng-*/.s.PGSQL.5432")]
        secret = json.loads((self.platform.data / "secrets" / "postgres-roles.json").read_text())
        url = f"postgresql://bancheng_owner:{quote(secret['bancheng_owner'])}@/{DATABASE}?host={sockets[0]}"
        with psycopg.connect(url, autocommit=True) as connection:
            return connection.execute(question).fetchall()  # type: ignore[arg-type]

    def _calm(self) -> float:
        """How long until everything is through: no case open that somebody can move, no event on its way."""
        began = time.monotonic()
        while time.monotonic() - began < CALM + 60:
            try:
                if not self._pending():
                    break
            except psycopg.OperationalError:
                pass
            time.sleep(1)
        return time.monotonic() - began

    def _pending(self) -> list[tuple[Any, ...]]:
        return self.ask(
            "SELECT 'event', event_id::text FROM kernel_outbox WHERE quarantined_at IS NULL"
            " UNION ALL SELECT 'seal', 'mark' FROM kernel_seal_mark WHERE sealed_at < now() - interval '10 seconds'"
            " UNION ALL SELECT 'case', c.case_id::text FROM cases_case AS c WHERE c.state IN"
            " ('filed', 'accepted', 'approved', 'paused', 'correction_requested')"
        )

    def compare(self) -> None:
        """Every receipt in the journal is in the database, with its number."""
        kept = {
            str(row[0]): str(row[1])
            for row in self.ask("SELECT application_id, receipt FROM cases_application")
        }
        for line in self.journal.read():
            there = kept.get(line["application"])
            if there is None:
                self.report.faults.append(
                    f"lost: a receipt was shown for {line['application']}, there is none"
                )
            elif line["number"] and line["number"] != there:
                self.report.faults.append(f"changed: {line['application']} had {line['number']}, now {there}")

    def _judge(self) -> None:
        """Everything that must hold."""
        self.compare()
        faults = self.report.faults
        for name, question in TWICE.items():
            faults += [f"twice: {name} {row}" for row in self.ask(question)]
        faults += [f"stuck: {row}" for row in self._pending()]
        aside = self.ask("SELECT type, error FROM kernel_outbox WHERE quarantined_at IS NOT NULL")
        faults += [f"set aside: {row}" for row in aside]
        faults += [f"500: {place}" for place in self.report.weather.bugs]
        states = self.ask("SELECT state, count(*) FROM cases_case GROUP BY 1")
        self.report.states = {str(state): int(n) for state, n in states}
        answer = console(self.platform.data, "audit", "--json", timeout=600)
        found = json.loads(answer.stdout or "{}").get("findings", [answer.stderr])
        faults += [f"audit: {one}" for one in found]


TWICE = {
    "results of a case": "SELECT application_id, case_id, count(*) FROM certificates_certificate GROUP BY 1, 2, type"
    " HAVING count(*) > 1",
    "numbers": "SELECT number, count(*) FROM kernel_number GROUP BY 1 HAVING count(*) > 1",
    "receipts": "SELECT receipt, count(*) FROM cases_application GROUP BY 1 HAVING count(*) > 1",
    "papers": "SELECT number, count(*) FROM documents_paper WHERE number <> '' GROUP BY 1 HAVING count(*) > 1",
    "events of a case": "SELECT case_id, seq, count(*) FROM kernel_event GROUP BY 1, 2 HAVING count(*) > 1",
}


def journeys_shown(address: str) -> list[str]:
    """Every thing that the city offers, as the public page lists it."""
    from tests.chaos.client import Visitor

    visitor = Visitor(address, Weather())
    try:
        page = visitor.get("/things/")
    finally:
        visitor.close()
    found = (re.fullmatch(r"/things/([\w-]+)/", link.partition("?")[0]) for link in page.links)
    return sorted({match[1] for match in found if match})


def _person(relative: Any) -> Citizen:
    person: Citizen = relative.person
    return person


def _parent(number: int) -> int:
    try:
        return int(Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[1])
    except (OSError, IndexError):
        return 0
