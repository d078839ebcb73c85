"""Everything that is in force on a day: each document once, as the release that was published last has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bancheng.kernel.database import fetch_all
from bancheng.kernel.kept import Kept
from bancheng.kernel.rulebooks.base import Document

KEPT = 3  # today, a day to come, and one for whoever asks about the past

_standing: Kept[tuple[str, ...], Mapping[str, Document]] = Kept(KEPT)


@dataclass(frozen=True)
class Standing:
    """在执行的规则. `releases`: (kind, code) of each root → digest of its release; `documents`: `kind/code` → document."""

    on: date
    releases: Mapping[tuple[str, str], str]
    documents: Mapping[str, Document]


def standing(on: date) -> Standing:
    """What is in force on a day. One statement when the process has seen these releases before, three when not.

    Where two releases hold different versions of a document, the one published last says which is shown.
    """
    rows = fetch_all(
        "SELECT DISTINCT ON (kind, code) kind, code, release, published_at FROM public.kernel_publication"
        " WHERE effective_from <= %s ORDER BY kind, code, effective_from DESC, published_at DESC",
        [on],
    )
    rows.sort(key=lambda row: (row["published_at"], row["kind"], row["code"]))
    releases = {(row["kind"], row["code"]): row["release"] for row in rows}
    digests = tuple(releases.values())
    return Standing(on, releases, _standing.get(digests, lambda: _read(digests)))


def later(on: date) -> dict[tuple[str, str], date]:
    """Roots of which another release begins after a day, with the first such day. One statement."""
    rows = fetch_all(
        "SELECT kind, code, min(effective_from) AS begins FROM public.kernel_publication"
        " WHERE effective_from > %s GROUP BY kind, code",
        [on],
    )
    return {(row["kind"], row["code"]): row["begins"] for row in rows}


def _read(releases: tuple[str, ...]) -> Mapping[str, Document]:
    closures = fetch_all(
        "SELECT digest, closure FROM public.kernel_release WHERE digest = ANY(%s)", [list(releases)]
    )
    by_release = {row["digest"]: row["closure"] for row in closures}
    digests = {key: digest for one in releases for key, digest in by_release.get(one, {}).items()}
    held = {document.digest: document for one in _standing.values() for document in one.values()}
    missing = sorted({digest for digest in digests.values() if digest not in held})
    if missing:
        rows = fetch_all(
            "SELECT digest, kind, code, body FROM public.kernel_rulebook WHERE digest = ANY(%s)", [missing]
        )
        held |= {row["digest"]: Document(row["kind"], row["code"], row["body"]) for row in rows}
    return {key: held[digest] for key, digest in sorted(digests.items())}
