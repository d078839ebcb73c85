"""`bancheng run`: the whole platform on one machine under one supervisor, ended by one Ctrl-C."""

from __future__ import annotations

import logging
import os
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from bancheng.config import checking, postgres, prepared, runtime, variables
from bancheng.config.processes import Service, Supervisor
from bancheng.config.web import listen
from bancheng.kernel import measures
from bancheng.kernel.telling import JsonLine

log = logging.getLogger("bancheng.run")
START_LIMIT = 60.0
"""Seconds in which the first page must answer."""
RENEWAL_LIMIT = 90.0
"""Seconds in which a successor must have loaded."""


class CannotStart(RuntimeError):
    """Why the platform does not start, for the person who typed the command."""


def run() -> None:
    """Start everything, say where it is, watch it until a signal comes, stop everything in order.

    CannotStart when the port is taken, another launcher holds the state folder or a step of the start fails.
    """
    _log_lines()
    _refuse_wrong_settings()
    began = time.monotonic()
    data, host, port = runtime.data_folder(), variables.ADDRESS.read(), int(variables.PORT.read())
    address = f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}"  # noqa: S104 -- compared, not bound
    supervisor = Supervisor()
    supervisor.install_signals()
    with ExitStack() as stack:
        if not stack.enter_context(runtime.holding(data, address)):
            raise CannotStart(
                f"A platform already runs on the state folder {data}. Stop it, or choose DATA=…."
            )
        listening = stack.enter_context(_listen(host, port))
        runtime.make_secrets(data)
        urls, cluster = stack.enter_context(postgres.serve(data))
        registry, provider, gateway = (_free_port(port + after) for after in (1, 2, 3))
        os.environ.update(urls.environment())
        os.environ.setdefault("BANCHENG_REGISTRY_URL", f"http://127.0.0.1:{registry}")
        os.environ.setdefault("BANCHENG_IDP_URL", f"http://127.0.0.1:{provider}")
        if variables.DEMO.read() == "1":
            os.environ.setdefault(variables.GATEWAY_URL.name, f"http://127.0.0.1:{gateway}")
        os.environ[measures.FOLDER] = str(data / "metrics")
        measures.forget(data / "metrics")
        people = _prepared(data, cluster)
        demo = {"demo.registry": registry, "demo.identity_provider": provider, "demo.gateway": gateway}
        supervisor.services = _services(listening.fileno(), demo, data)
        supervisor.renew = Renewal(supervisor, data, cluster).run
        stack.callback(supervisor.shut_down)
        for service in supervisor.services:
            service.start()
        if cluster is not None:
            supervisor.tend = Keeper(cluster).tend
        if _wait_for(address, supervisor):
            _announce(address, people, time.monotonic() - began)
            supervisor.run()
        print("\n正在停止 / stopping …", flush=True)  # noqa: T201


def _services(listening: int, demo: dict[str, int], data: Path) -> list[Service]:
    """The processes of the platform: stand-ins for systems outside it with their ports, the worker, the web."""
    python, threads, processes = sys.executable, "4", variables.WEB_PROCESSES.read()
    web = [python, "-m", "bancheng.config.web", "--listen", str(listening)]
    web += ["--processes", processes, "--threads", threads]
    services = [
        Service(
            "worker", [python, "-m", "bancheng.config.console", "worker"], {"BANCHENG_POOL": "6"}, tells=1
        ),
        Service("web", web, {"BANCHENG_POOL": threads}, inherits=(listening,), tells=int(processes)),
    ]
    if variables.DEMO.read() == "1":
        for module, own_port in demo.items():
            command = [python, "-m", module, "--port", str(own_port), "--data", str(data)]
            services.insert(0, Service(module.removeprefix("demo."), command, {}))
    return services


class Renewal:
    """New web and worker processes in the place of the old ones, without a request lost (`bancheng reload`)."""

    def __init__(self, supervisor: Supervisor, data: Path, cluster: postgres.Cluster | None) -> None:
        """`cluster`: our own server, or None when the database was given."""
        self._supervisor, self._data, self._cluster = supervisor, data, cluster
        self._times = 0

    def run(self) -> None:
        """First the tables (older programs can use newer ones), then the web, then the worker."""
        self._times += 1
        log.info("renewing the processes")
        why = self._renew()
        log.info("all processes are new" if not why else "the processes were not renewed")
        runtime.note(self._data, self._times, why)

    def _renew(self) -> str:
        """Empty, or why not."""
        try:
            _prepared(self._data, self._cluster)
        except CannotStart as error:
            return str(error)
        for service in reversed(self._supervisor.services):
            if service.tells and not service.replace(RENEWAL_LIMIT):
                return f"the new {service.name} did not start, the old one goes on; the log says why."
        return ""


class Keeper:
    """Keeps our own PostgreSQL up: looks twice a second and starts it again after a crash."""

    def __init__(self, cluster: postgres.Cluster) -> None:
        """`cluster` is the one that `serve` gave."""
        self._cluster = cluster
        self._next = 0.0

    def tend(self) -> None:
        """Start the server when its process is gone."""
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + 0.5
        if not self._cluster.alive():
            log.warning("PostgreSQL is gone; it is started again")
            self._cluster.start()
            log.info("PostgreSQL is back after %.1f s", time.monotonic() - now)


def _prepared(data: Path, cluster: postgres.Cluster | None) -> str:
    """Prepare unless nothing changed since it was last done in this cluster."""
    if cluster is None:
        return _prepare()
    now = prepared.mark(cluster.place.pgdata, datetime.now(UTC).date())
    said = prepared.recall(data, now)
    if said is None:
        said = _prepare()
        prepared.keep(data, now, said)
    return said


def _prepare() -> str:
    """Migrate, load the city, collect static files in a process of its own; the introduction of demo people."""
    command = [sys.executable, "-m", "bancheng.config.console", "prepare"]
    done = subprocess.run(
        command, env={**os.environ, "BANCHENG_LAUNCHER": "1"}, stdout=subprocess.PIPE, text=True, check=False
    )
    if done.returncode:
        raise CannotStart("The database could not be prepared; the reason is above.")
    return done.stdout


def _announce(address: str, people: str, seconds: float) -> None:
    lines = [
        "",
        f"  办成 Bancheng  {address}/        ({seconds:.1f} s)",
        f"  工作台 desk     {address}/desk/",
        *_shown_messages(),
        "",
        people.rstrip(),
        "",
        "  Ctrl-C 停止 / stops everything.",
    ]
    print("\n".join(lines), flush=True)  # noqa: T201


def _shown_messages() -> list[str]:
    """Where the demo shows the text messages that it does not send."""
    at = variables.GATEWAY_URL.read()
    return [f"  短信 messages   {at}/"] if variables.DEMO.read() == "1" and at else []


def _wait_for(address: str, supervisor: Supervisor) -> bool:
    """Wait for the first answer, whatever it says; False when told to stop meanwhile."""
    until = time.monotonic() + START_LIMIT
    while time.monotonic() < until and not supervisor.stopping:
        web = supervisor.services[-1]
        if web.process is not None and web.process.poll() is not None:
            raise CannotStart("The web process ended at once; the reason is above.")
        if answers(address):
            return True
        time.sleep(0.05)
    if supervisor.stopping:
        return False
    raise CannotStart(f"No page came from {address} within {START_LIMIT:.0f} s; the log is above.")


def answers(address: str) -> bool:
    """Whether a web server speaks HTTP there (any status counts)."""
    try:
        with urlopen(f"{address}/healthz", timeout=5):  # noqa: S310 -- our own address
            return True
    except HTTPError:
        return True
    except (URLError, OSError):
        return False


def _listen(host: str, port: int) -> socket.socket:
    """The socket that web processes come and go on; CannotStart when the port is taken."""
    try:
        return listen(host, port)
    except OSError as error:
        raise CannotStart(f"Port {port} is taken ({error.strerror}): make run PORT={port + 10}") from error


def _log_lines() -> None:
    """The launcher's own lines look like those of its processes."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLine())
    logging.basicConfig(level=logging.INFO, handlers=[handler])


def _refuse_wrong_settings() -> None:
    """CannotStart with a line for each setting that cannot be right."""
    if found := checking.errors():
        raise CannotStart("\n".join(found))


def _free_port(wanted: int) -> int:
    """That port if it is free, else one that the system chooses."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise CannotStart("No port is free for the demo's own processes.")
