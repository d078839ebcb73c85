"""What the page of search results shows."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import date
from itertools import pairwise

from django.urls import reverse
from django.utils.translation import gettext as _

from bancheng.journeys.queries import published as things
from bancheng.journeys.queries.published import Published
from bancheng.journeys.queries.searching import Part, Parts, also_called, find_parts
from bancheng.organizations.queries import world
from bancheng.organizations.spec import ServicePoint
from bancheng.portal.queries.finding import Page, name_of, result
from bancheng.ui.language import text

log = logging.getLogger("bancheng.search")
MOST = 20
"""Things on a page of results; more are said to be more, not counted."""
FOR_ELDERS = 5
NEAREST = 3
HALLS = 3


def found(words: str, who: str | None, on: date, *, few: bool = False) -> Page:
    """搜索: things first, then single matters, results, questions and halls; without an index the list of all things.

    `few`: five things a page, for the elder face.
    """
    page: Page = {"query": words, "who": who, "broken": False, "groups": [], "also": []}
    if not words:
        return page | {"rows": [], "more": False, "nearest": []}
    most = FOR_ELDERS if few else MOST
    try:
        hits = things.search(words, on=on, audience=who, limit=MOST + 1)
    except (OSError, RuntimeError, ValueError):
        log.exception("the index does not answer")
        every = [one for one in things.published(on) if who in (None, one.journey.audience)]
        return page | {"broken": True, "rows": rows(every, on), "more": False, "nearest": []}
    parts = find_parts(words, on=on, audience=who)
    groups = [*_groups(parts), *_halls(words, on)]
    return page | {
        "rows": rows(hits[:most], on),
        "more": len(hits) > most,
        "groups": groups,
        "also": also_called(words, on),
        "nearest": [] if hits or groups else rows(nearest(words, on, who), on),
    }


def rows(found: Iterable[Published], on: date) -> list[Page]:
    """Things as lines of a list."""
    return [result(one, on) for one in found]


def nearest(words: str, on: date, who: str | None = None) -> list[Published]:
    """Three things whose names share most pairs of characters, then most characters, with what was typed; else those
    done most."""

    def shared(one: Published) -> tuple[int, int]:
        names = [name_of(one), *one.journey.words]
        pairs = set().union(*map(_pairs, names))
        return len(_pairs(words) & pairs), len(set(words) & set("".join(names)))

    every = [one for one in things.published(on) if who in (None, one.journey.audience)]
    return sorted(every, key=shared, reverse=True)[:NEAREST]


def _pairs(words: str) -> set[str]:
    return {first + second for first, second in pairwise(words)}


def _groups(parts: Parts) -> list[Page]:
    groups = (
        (_("单个的事"), [_inside(one) for one in parts.matters]),
        (_("证照和结果"), [_inside(one) for one in parts.results]),
        (_("常见问题"), [_question(one) for one in parts.questions]),
    )
    return [{"name": name, "rows": rows} for name, rows in groups if rows]


def _inside(one: Part) -> Page:
    """A matter or a result, and the thing that it is done in."""
    inside = _("在“%(thing)s”里一起办") % {"thing": name_of(one.thing)}
    return {
        "name": text(one.name),
        "line": text(one.line),
        "official": "",
        "href": _href(one),
        "meta": [inside],
    }


def _question(one: Part) -> Page:
    return {
        "name": text(one.name),
        "line": text(one.line),
        "official": "",
        "href": f"{_href(one)}#faq",
        "meta": [],
    }


def _href(one: Part) -> str:
    return reverse("journey", args=[one.thing.journey.code])


# 大厅 -------------------------------------------------------------------------------------------------------


def _halls(words: str, on: date) -> list[Page]:
    """Service points that are called so, or stand there."""
    asked = words.strip()
    here = [
        one
        for one in world(on).service_points.values()
        if len(asked) > 1 and (asked in one.name or asked in one.address)
    ]
    rows = [_place(one) for one in here[:HALLS]]
    return [{"name": _("大厅和窗口"), "rows": rows}] if rows else []


def _place(one: ServicePoint) -> Page:
    href = f"{reverse('help')}#hall"
    return {
        "name": one.name,
        "line": one.address,
        "official": "",
        "href": href,
        "meta": [one.hours, one.phone],
    }
