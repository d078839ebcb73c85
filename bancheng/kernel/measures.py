"""Figures of a running platform for Prometheus: counted here, shown by `/metrics`.

Labels are names from the code (views, acts, states, loops): never an id, a path, an address or a person. Each
process counts for itself; with `PROMETHEUS_MULTIPROC_DIR` in its environment (the launcher sets it) it counts into
shared files, so that any web process can show the sum of all of them, the worker included.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The client's own variable; it must be set before this module is imported."""
TYPE = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

_REQUESTS = Counter("bancheng_requests", "Requests answered.", ["view", "method", "status"])
_DURATION = Histogram(
    "bancheng_request_seconds", "Time from the first byte read to the answer.", ["view"], buckets=_SECONDS
)
_STATEMENTS = Counter("bancheng_statements", "Statements sent to PostgreSQL by requests.", ["view"])
_TRANSITIONS = Counter("bancheng_transitions", "Steps of applications and cases, relayed.", ["act", "state"])
_EVENTS = Counter("bancheng_events", "Events that reached all their subscribers.", ["type"])
_TURNS = Counter("bancheng_worker_turns", "Turns of the worker's loops.", ["loop", "outcome"])


def answered(*, view: str, method: str, status: int, seconds: float, statements: int) -> None:
    """A request was answered; `view` is the URL's name, empty when no URL matched."""
    name = view or "none"
    _REQUESTS.labels(name, method if method in _METHODS else "other", str(status)).inc()
    _DURATION.labels(name).observe(seconds)
    if statements:
        _STATEMENTS.labels(name).inc(statements)


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def relayed(type_: str, payload: Mapping[str, object]) -> None:
    """An event is through; one that moved something carries its act and the state it led to."""
    _EVENTS.labels(type_).inc()
    if payload.get("act") and payload.get("to"):
        _TRANSITIONS.labels(str(payload["act"]), str(payload["to"])).inc()


def turned(loop: str, *, well: bool) -> None:
    """A loop of the worker made a turn."""
    _TURNS.labels(loop, "well" if well else "failed").inc()


def forget(folder: Path) -> None:
    """Before the processes of a platform start: what earlier ones counted is gone (a counter may begin anew)."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("*.db"):
        path.unlink(missing_ok=True)


def shown(gauges: Iterable[tuple[str, str, Mapping[str, float]]] = ()) -> bytes:
    """Everything as text. `gauges`: (name, help, value by label `of`; the label "" stands alone)."""
    registry = CollectorRegistry()
    if os.environ.get(FOLDER):
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        for counted in (_REQUESTS, _DURATION, _STATEMENTS, _TRANSITIONS, _EVENTS, _TURNS):
            registry.register(counted)
    registry.register(_Gauges(gauges))
    return generate_latest(registry)


class _Gauges:
    """What is read at the moment of asking."""

    def __init__(self, gauges: Iterable[tuple[str, str, Mapping[str, float]]]) -> None:
        self._gauges = list(gauges)

    def collect(self) -> Iterable[GaugeMetricFamily]:
        for name, meaning, values in self._gauges:
            alone = set(values) == {""}
            family = GaugeMetricFamily(name, meaning, labels=[] if alone else ["of"])
            for label, value in values.items():
                family.add_metric([] if alone else [label], value)
            yield family
