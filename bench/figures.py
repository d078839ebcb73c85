"""The goals, what was found, and whether they are met: one list for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

FLOOR, ORM = 0.5, 5.0
SUBMISSIONS, SUBMISSION_MS, OWN_MS = 50.0, 500.0, 100.0
"""Goals: applications handed in a second over HTTP on two cores, ms of 95 in 100; ms of a page
of 我的 with 1,000 of them."""
LCP_MS = 2500.0
"""Goal: ms until the largest thing of a page is painted at 1.6 Mbit/s, 150 ms and a processor four times slower."""
COMPOSE_MS, PAGE_CPU_MS, STATEMENTS, FLAT = 2.0, 15.0, 8, 2.0
"""Goals: shares of the floor and of the plain ORM; ms a composition; ms of CPU and statements a page; times slower at
1,000,000 rows than at 10,000."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value beside its goal; `goal` None is only told."""

    name: str
    value: float
    goal: float | None = None
    at_most: bool = False

    @property
    def met(self) -> bool:
        """Whether the goal holds."""
        if self.goal is None:
            return True
        return self.value <= self.goal if self.at_most else self.value >= self.goal

    def __str__(self) -> str:
        """One line for people."""
        if self.goal is None:
            return f"  {self.name:<52} {self.value:8.2f}"
        sign = "≤" if self.at_most else "≥"
        return (
            f"  {self.name:<52} {self.value:8.2f}   {sign} {self.goal:g}   {'met' if self.met else 'NOT MET'}"
        )


def figures(report: Mapping[str, Any]) -> list[Figure]:
    """Every figure of a report, in the order in which they are told."""
    return [
        *_throughput(report["medians"]),
        *_pages(report["pages"]),
        *_inbox(report["inbox"]["rows"]),
        *_http(report["http"]),
        *_lcp(report["lcp"]),
    ]


def _throughput(medians: Mapping[str, Mapping[str, float]]) -> Iterator[Figure]:
    goals = {"floor": FLOOR, "floor_reads": None, "orm": ORM}
    for variant, goal in goals.items():
        for workers, rate in medians["commands"].items():
            yield Figure(
                f"commands ÷ {variant}, workers: {workers}", round(rate / medians[variant][workers], 2), goal
            )


def _pages(found: Mapping[str, Any]) -> Iterator[Figure]:
    yield Figure("compose, CPU ms", found["compose_ms"], COMPOSE_MS, at_most=True)
    yield Figure("compose, CPU ms, best", found["compose_best_ms"])
    for page in found["pages"]:
        size = ", ".join(f"{page[what]} {what}" for what in ("rows", "fields", "events") if what in page)
        yield Figure(f"page “{page['page']}” ({size}), CPU ms", page["cpu_ms"], PAGE_CPU_MS, at_most=True)
        yield Figure(f"page “{page['page']}”, CPU ms, best", page["best_ms"])
        yield Figure(f"page “{page['page']}”, statements", page["statements"], STATEMENTS, at_most=True)


def _inbox(rows: Mapping[str, Mapping[str, Any]]) -> Iterator[Figure]:
    small, large = (rows[size] for size in sorted(rows, key=int))
    yield Figure("inbox of five posts, 10,000 rows, ms", small["ms"])
    yield Figure("inbox of five posts, 1,000,000 rows, ms", large["ms"])
    yield Figure(
        "inbox, times slower at 1,000,000 rows", round(large["ms"] / small["ms"], 2), FLAT, at_most=True
    )
    yield Figure("inbox, plan reads five index ranges only (1 = yes)", float(large["plan_ok"]), 1.0)


def _http(found: Mapping[str, Any]) -> Iterator[Figure]:
    yield Figure("handed in over HTTP, a second", found["per_second"], SUBMISSIONS)
    yield Figure("handed in over HTTP, 95 in 100 within ms", found["p95_ms"], SUBMISSION_MS, at_most=True)
    yield Figure("handed in over HTTP, refused", found["refused"], 0, at_most=True)
    for page in found["own"]:
        yield Figure(
            f"{page['page']} of a person with 1,000 applications, ms", page["ms"], OWN_MS, at_most=True
        )


def _lcp(found: Mapping[str, Any]) -> Iterator[Figure]:
    for page in found["pages"]:
        yield Figure(f"LCP of “{page['page']}” on a slow line, ms", page["ms"], LCP_MS, at_most=True)
        yield Figure(f"LCP of “{page['page']}”, ms, best", page["best_ms"])


def text(report: Mapping[str, Any]) -> str:
    """The report for people."""
    lines = ["compound applications a second (22 durable commits each), medians of interleaved rounds"]
    lines += [
        f"  {variant:<12}" + "".join(f"  {workers} workers: {rate:8.1f}" for workers, rate in by.items())
        for variant, by in report["medians"].items()
    ]
    lines.append(f"  rows alike in every variant: {'yes' if report['same_rows'] else 'NO'}")
    lines += ["figures and goals", *map(str, figures(report))]
    if skipped := report["lcp"].get("skipped"):
        lines.append(f"  LCP was not measured: {skipped}")
    return "\n".join(lines) + "\n"


def as_json(report: Mapping[str, Any]) -> dict[str, Any]:
    """The report for programs: everything measured, and the figures with their goals."""
    return {**report, "figures": [{**asdict(one), "met": one.met} for one in figures(report)]}
