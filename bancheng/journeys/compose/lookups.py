"""What an authority can be asked: the look-ups that are possible, and what the person must type all the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass

from bancheng.journeys.compose.compiled import Binding, Compiled
from bancheng.journeys.compose.plan import Lookup
from bancheng.journeys.compose.situation import Situation
from bancheng.journeys.compose.values import at, held, split


@dataclass(frozen=True, slots=True)
class Question:
    """One look-up about certain occurrences."""

    resource: str
    inputs: tuple[tuple[str, str, bool], ...]
    gives: tuple[tuple[str, str], ...]
    outputs: frozenset[str]
    occurring: str | None


@dataclass(frozen=True, slots=True)
class Finding:
    """path → resource that will say it; and the look-ups to make."""

    sources: dict[str, str]
    lookups: tuple[Lookup, ...]


def find(
    rules: Compiled,
    situation: Situation,
    pending: Sequence[str],
    settled: set[str],
    hoped: Set[str] = frozenset(),
) -> Finding:
    """Where each pending value comes from. What no look-up reaches is asked; what is asked feeds further look-ups.
    What is only hoped for (it would spare a question) is looked up, but never asked.

    Values are taken in a fixed order, first those that no look-up ever gives: so that knowing more never makes
    the form ask more.
    """
    questions = tuple(_questions(rules, situation))
    offered = {path for question in questions for path in question.outputs}
    search = _Search(questions, settled | {p for p, k in situation.known.items() if k.value is not None})
    for path in sorted(pending, key=lambda path: path in offered):
        if path not in search.sources:
            search.reach(path)
    wanted = set(pending)
    used = _used(search, wanted | hoped)
    sources = {path: resource for path, resource in search.sources.items() if path in wanted}
    return Finding(sources, tuple(_lookup(question, situation) for question in used))


class _Search:
    """What is within reach, growing."""

    def __init__(self, questions: tuple[Question, ...], reached: set[str]) -> None:
        self.reached = reached
        self.sources: dict[str, str] = {}
        self.asked: list[Question] = []
        self.waiting = list(questions)
        self._spread()

    def reach(self, path: str) -> None:
        """The person types it."""
        self.reached.add(path)
        self._spread()

    def _spread(self) -> None:
        moved = True
        while moved:
            moved = False
            for question in list(self.waiting):
                if all(path in self.reached for _field, path, required in question.inputs if required):
                    self.waiting.remove(question)
                    self.asked.append(question)
                    moved = True
                    for path in question.outputs - self.reached:
                        self.sources[path] = question.resource
                        self.reached.add(path)


def _used(search: _Search, wanted: set[str]) -> list[Question]:
    """The look-ups that bring something wanted, or an input of one that does."""
    needed = set(wanted)
    used: list[Question] = []
    for question in reversed(search.asked):
        if question.outputs & needed:
            used.append(question)
            needed |= {path for _field, path, _required in question.inputs}
    return used[::-1]


def _questions(rules: Compiled, situation: Situation) -> Iterable[Question]:
    for binding in rules.bindings:
        said = binding.when.value(situation.whole) if binding.when else True
        absent = any(situation.presence(role) is None for role in binding.roles)
        if said is False or absent or binding.resource.sharing == "none":
            continue
        yield from _per_occurrence(rules, situation, binding)


def _per_occurrence(rules: Compiled, situation: Situation, binding: Binding) -> Iterable[Question]:
    """One question for a resource that answers for all occurrences, else one for each."""
    many = [role for role in sorted(binding.roles) if role in rules.many]
    if not many or binding.resource.records == "many":
        yield _question(rules, situation, binding, None, many[0] if many else None)
        return
    for number in situation.occurrences(many[0]):
        yield _question(rules, situation, binding, number, None)


def _question(
    rules: Compiled, situation: Situation, binding: Binding, number: int | None, occurring: str | None
) -> Question:
    def place(path: str) -> str:
        role, _dot, rest = path.partition(".")
        return f"{role}[{number or 1}].{rest}" if role in rules.many else path

    inputs = tuple((name, place(path), required) for name, path, required in binding.inputs)
    gives = tuple((name, place(path)) for name, path in binding.outputs)
    code = binding.resource.code
    paths = {one for _name, path in gives for one in _all(path, occurring, situation)}
    given = {path for _field, path, _required in inputs}
    missing = {path for path in paths if _unavailable(situation, path, code)}
    return Question(code, inputs, gives, frozenset(paths - given - missing), occurring)


def _all(path: str, occurring: str | None, situation: Situation) -> Iterable[str]:
    role, _number, rest = split(path)
    if role != occurring:
        return (path,)
    return tuple(f"{role}[{number}].{rest}" for number in situation.occurrences(role))


def _unavailable(situation: Situation, path: str, resource: str) -> bool:
    """Whether this resource was asked for this value and had none. Several that had none stand with commas.

    Of occurrences it was asked once for all: those beyond its records have nothing from it either."""
    known = situation.known.get(path)
    if known is not None:
        return known.value is None and resource in known.source.split(",")
    role, number, _rest = split(path)
    if number is None or held(at(role, 1), resource) not in situation.known:
        return False
    own = situation.known.get(held(at(role, number), resource))
    return own is None or own.value is None


def _lookup(question: Question, situation: Situation) -> Lookup:
    inputs = {name: path for name, path, _required in question.inputs}
    ready = all(
        ((known := situation.known.get(path)) is not None and known.value is not None)
        or path in situation.typed
        for _name, path, required in question.inputs
        if required
    )
    return Lookup(question.resource, inputs, dict(question.gives), question.occurring, ready)
