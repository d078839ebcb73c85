"""Order and dependence: cycles between items, cycles through conditions, results that come too late."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from django.utils.translation import gettext as _

from bancheng.journeys.checks.declared import Declared, declared, mapped
from bancheng.journeys.checks.findings import Catalogue, Spot
from bancheng.journeys.spec import Journey
from bancheng.kernel.expressions import ExpressionError, parse


def check(catalogue: Catalogue) -> None:
    """Everything about order, for each journey."""
    for code, journey in catalogue.journeys.items():
        key = f"journey/{code}"
        codes = [place.item for place in journey.items]
        direct = {p.item: {a.item: a.on_failure for a in p.after if a.item in codes} for p in journey.items}
        ring = cycle(direct)
        if ring:
            catalogue.report(
                "cycle", key, ("items", codes.index(ring[0]), "after"),
                _("事项互相等：{ring}。").format(ring=" → ".join((*ring, ring[0]))),
                _("去掉其中一个 after。"),
            )  # fmt: skip
        found = declared(catalogue, journey)
        _late_results(catalogue, journey, found)
        _circular_words(catalogue, journey)
        _result_sources(catalogue, journey, found.earlier)


def cycle(graph: Mapping[str, Iterable[str]]) -> list[str]:
    """One ring of a graph, starting at its smallest member; empty if there is none."""
    done: set[str] = set()
    trail: list[str] = []

    def visit(one: str) -> list[str]:
        if one in trail:
            ring = trail[trail.index(one) :]
            start = ring.index(min(ring))
            return ring[start:] + ring[:start]
        if one in done:
            return []
        trail.append(one)
        for other in sorted(graph.get(one, ())):
            ring = visit(other)
            if ring:
                return ring
        trail.pop()
        done.add(one)
        return []

    return next(filter(None, map(visit, sorted(graph))), [])


def read_by(text: str | None) -> frozenset[str]:
    """The words that an expression reads; none if it cannot be read (that is another finding)."""
    try:
        return parse(text).paths() if text else frozenset()
    except ExpressionError:
        return frozenset()


def _late_results(catalogue: Catalogue, journey: Journey, found: Declared) -> None:
    """Whether an item belongs is known when the application is made, or said by a result that comes before the item."""
    for index, place in enumerate(journey.items):
        for key, spot, rule in _belonging(catalogue, journey, index):
            for path in sorted(mapped(word, dict(place.roles)) for word in read_by(rule)):
                if found.given_by.get(path) and not found.available(path):
                    _late(catalogue, key, spot, path, place.item, found)


def _belonging(catalogue: Catalogue, journey: Journey, index: int) -> Iterator[tuple[str, Spot, str]]:
    """Every rule that says whether an item belongs: (document, spot, text)."""
    place = journey.items[index]
    item = catalogue.items.get(place.item)
    if place.when:
        yield f"journey/{journey.code}", ("items", index, "when"), place.when
    if item is None:
        return
    for n, condition in enumerate(item.conditions):
        if condition.when:
            yield f"item/{item.code}", ("conditions", n, "when"), condition.when
    for n, entry in enumerate(item.entries):
        for m, one in enumerate(entry.exemptions):
            yield f"item/{item.code}", ("entries", n, "exemptions", m, "when"), one.when


def _late(catalogue: Catalogue, key: str, spot: Spot, path: str, item: str, found: Declared) -> None:
    """A result that comes before the item decides later; one that comes after it, or from elsewhere, never does."""
    givers = found.given_by[path]
    if givers <= found.earlier.get(item, set()):
        _sealed_later(catalogue, key, spot, path, found)
    elif item in givers or any(item in found.earlier.get(one, ()) for one in givers):
        _report_ring(catalogue, key, spot, path, sorted(givers))
    else:
        _report_late(catalogue, key, spot, path, sorted(givers))


def _sealed_later(catalogue: Catalogue, key: str, spot: Spot, path: str, found: Declared) -> None:
    """A later rule keeps the value it reads with the case in the clear: not for what must be sealed."""
    for code in found.elements.get(path, ()):
        element = catalogue.elements.get(code)
        if element is not None and element.sealed:
            catalogue.report(
                "condition_sealed", key, spot,
                _("要不要办取决于 {path}，它是敏感信息，不能用来定后面办不办。").format(path=path),
                _("让结果另外给出一个不敏感的判断项。"),
            )  # fmt: skip


def _report_ring(catalogue: Catalogue, key: str, spot: Spot, path: str, givers: list[str]) -> None:
    catalogue.report(
        "cycle_through_condition", key, spot,
        _("要不要办取决于 {path}，而它要等 {items} 办完才有，成了循环。").format(path=path, items="、".join(givers)),
        _("换一个提交前就能知道的条件。"),
    )  # fmt: skip


def _report_late(catalogue: Catalogue, key: str, spot: Spot, path: str, givers: list[str]) -> None:
    catalogue.report(
        "condition_too_late", key, spot,
        _("要不要办取决于 {path}，而它要等 {items} 办完才有，提交时定不下来。").format(path=path, items="、".join(givers)),
        _("换一个提交前就能知道的条件，或加一个情形问题。"),
    )  # fmt: skip


def _circular_words(catalogue: Catalogue, journey: Journey) -> None:
    """Questions, subjects and derived values that wait for each other."""
    spots: dict[str, tuple[str, Spot]] = {}
    graph: dict[str, set[str]] = {}
    words = {question.id for question in journey.questions} | set(journey.subjects)
    for word, key, spot, rules in _waiting(catalogue, journey):
        read = {one for rule in rules for one in read_by(rule)}
        heads = {one.partition(".")[0] for one in read}
        graph.setdefault(word, set()).update(read | (heads & words))
        spots.setdefault(word, (key, spot))
    ring = cycle({word: read & graph.keys() for word, read in graph.items()})
    if ring:
        catalogue.report(
            "cycle_through_condition", *spots[ring[0]],
            _("这些条件互相等：{ring}。").format(ring=" → ".join((*ring, ring[0]))),
            _("让其中一个不再依赖另一个。"),
        )  # fmt: skip


_Waiting = tuple[str, str, Spot, tuple[str | None, ...]]
"""A word, the document and the spot that define it, and the rules it waits for."""


def _waiting(catalogue: Catalogue, journey: Journey) -> Iterator[_Waiting]:
    key = f"journey/{journey.code}"
    for index, question in enumerate(journey.questions):
        yield question.id, key, ("questions", index), (question.when, question.known)
    for role, subject in journey.subjects.items():
        yield role, key, ("subjects", role), (subject.present, subject.count)
    for index, fact in enumerate(journey.facts):
        yield fact.path, key, ("facts", index), (fact.derive,)
    for place in journey.items:
        item = catalogue.items.get(place.item)
        for index, need in enumerate(item.fields if item else ()):
            if need.derive:
                path = mapped(need.path, dict(place.roles))
                yield path, f"item/{place.item}", ("fields", index), (need.derive,)


def _result_sources(catalogue: Catalogue, journey: Journey, before: Mapping[str, set[str]]) -> None:
    """`source: result:x` needs x in the journey and before."""
    codes = {place.item for place in journey.items}
    for place in journey.items:
        item = catalogue.items.get(place.item)
        if item is None:
            continue
        needs = [(("fields", n), one.source) for n, one in enumerate(item.fields)]
        needs += [(("materials", n), one.source) for n, one in enumerate(item.materials)]
        for spot, source in needs:
            giver = (source or "").removeprefix("result:")
            giver = giver if giver in codes else giver.rpartition(".")[0] or giver
            if not source or giver in before.get(place.item, ()):
                continue
            catalogue.report(
                "result_not_before", f"item/{item.code}", (*spot, "source"),
                _("在“{journey}”里，{giver} 不在它前面，给不了这个结果。").format(journey=journey.name, giver=giver),
                _("在 after 里写上 {giver}，或改 source。").format(giver=giver),
            )  # fmt: skip
