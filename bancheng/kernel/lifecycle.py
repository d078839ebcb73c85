"""States and the one transition table of a moving thing.

Buttons ask the table, commands ask the table, the database carries its CHECK, pictures are drawn from it.
What differs per item (stages, who signs) is data of the rulebook, not a state.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from django.db import models
from django.utils.translation import gettext_lazy as _

from bancheng.kernel.errors import RuleBroken, Sentence, define

ACT_NOT_ALLOWED = define(
    RuleBroken,
    "act_not_allowed",
    _("现在是“{state_word}”，不能{act_word}。"),
    next_step=_("现在可以做的：{choices}。"),
)


@dataclass(frozen=True)
class State:
    """状态。``public``: what a person reads; ``desk``: the word of officers; ``kind``, ``icon``: the tag."""

    code: str
    public: Sentence
    desk: Sentence
    kind: str = "info"
    icon: str = ""


@dataclass(frozen=True)
class Transition:
    """一步。``act`` moves any ``source`` to ``target``; ``who`` may do it; ``title``: the button's word."""

    act: str
    source: str | Sequence[str]
    target: str
    who: Sentence = ""
    title: Sentence = ""

    @property
    def sources(self) -> tuple[str, ...]:
        """The states the act may start from."""
        return (self.source,) if isinstance(self.source, str) else tuple(self.source)


@dataclass(frozen=True)
class Lifecycle:
    """办理过程。The first state is where a thing begins unless ``initial`` names others.

    ValueError when the table is wrong: two targets for one act from one state, a state that nothing reaches,
    a name that is not declared.
    """

    name: str
    states: Sequence[State]
    transitions: Sequence[Transition]
    initial: Sequence[str] = ()
    _moves: dict[tuple[str, str], Transition] = field(init=False, repr=False, compare=False)
    _by_code: dict[str, State] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_code = {state.code: state for state in self.states}
        if len(by_code) != len(self.states):
            raise ValueError(f"{self.name}: a state is declared twice")
        object.__setattr__(self, "initial", tuple(self.initial) or (self.states[0].code,))
        object.__setattr__(self, "_by_code", by_code)
        object.__setattr__(self, "_moves", self._table())
        self._check_reach()
        if self.name in _lifecycles:
            raise ValueError(f"lifecycle {self.name!r} is declared twice")
        _lifecycles[self.name] = self

    def _table(self) -> dict[tuple[str, str], Transition]:
        moves: dict[tuple[str, str], Transition] = {}
        for step in self.transitions:
            for source in step.sources:
                for code in (source, step.target):
                    if code not in self._by_code:
                        raise ValueError(f"{self.name}: {step.act} names the unknown state {code!r}")
                if (source, step.act) in moves:
                    raise ValueError(f"{self.name}: {step.act} from {source} has two targets")
                moves[source, step.act] = step
        return moves

    def _check_reach(self) -> None:
        reached = set(self.initial)
        while True:
            more = {
                step.target for (source, _act), step in self._moves.items() if source in reached
            } - reached
            if not more:
                break
            reached |= more
        unreached = [code for code in self._by_code if code not in reached]
        if unreached or reached - self._by_code.keys():
            raise ValueError(f"{self.name}: nothing leads to {unreached}, or an initial state is unknown")

    @property
    def codes(self) -> tuple[str, ...]:
        """All state codes in their declared order."""
        return tuple(self._by_code)

    @property
    def ends(self) -> frozenset[str]:
        """States that no act leaves."""
        return frozenset(self._by_code) - {source for source, _ in self._moves}

    def state(self, code: str) -> State:
        """The state of that code. KeyError when there is none."""
        return self._by_code[code]

    def allowed(self, state: str) -> tuple[str, ...]:
        """The acts possible in a state, in the order of the table; none in an end."""
        return tuple(act for source, act in self._moves if source == state)

    def target(self, state: str, act: str) -> str:
        """Where the act leads. RuleBroken says what is possible now instead, and who may do it."""
        step = self._moves.get((state, act))
        if step is not None:
            return step.target
        raise self._refusal(state, act)

    def _refusal(self, state: str, act: str) -> Exception:
        known = self._by_code.get(state)
        possible = [self._moves[state, other] for other in self.allowed(state)]
        return ACT_NOT_ALLOWED(
            lifecycle=self.name,
            state=state,
            act=act,
            state_word=str(known.desk) if known else state,
            act_word=self.title(act),
            choices="；".join(_choice(step) for step in possible) or str(_("没有了，这件事已经结束")),
            allowed=[step.act for step in possible],
        )

    def title(self, act: str) -> str:
        """The word of an act, as on its button; the code itself when the table gives none."""
        return next((str(step.title) for step in self.transitions if step.act == act and step.title), act)

    def moves(self) -> Iterator[tuple[str, str, str]]:
        """Every (source, act, target)."""
        return ((source, act, step.target) for (source, act), step in self._moves.items())

    def is_path(self, states: Sequence[str]) -> bool:
        """Whether a history of states, oldest first, follows the table (invariant I5)."""
        pairs = {(source, target) for source, _, target in self.moves()}
        return bool(states) and states[0] in self.initial and all(step in pairs for step in pairwise(states))

    def check_sql(self, column: str = "state") -> str:
        """The text of the CHECK on the state column."""
        return f"{column} IN ({', '.join(repr(code) for code in self._by_code)})"

    def constraint(self, name: str, column: str = "state") -> models.CheckConstraint:
        """The CHECK as a Django constraint, for ``Meta.constraints``."""
        return models.CheckConstraint(condition=models.Q(**{f"{column}__in": list(self._by_code)}), name=name)

    def mermaid(self) -> str:
        """The picture, as a mermaid state diagram."""
        lines = ["stateDiagram-v2"]
        lines += [f"    {state.code}: {state.desk}" for state in self.states]
        lines += [f"    [*] --> {code}" for code in self.initial]
        lines += [f"    {source} --> {target}: {self.title(act)}" for source, act, target in self.moves()]
        lines += [f"    {code} --> [*]" for code in self._by_code if code in self.ends]
        return "\n".join(lines) + "\n"


def _choice(step: Transition) -> str:
    title = str(step.title) or step.act
    return f"{title}（{step.who}）" if step.who else title


_lifecycles: dict[str, Lifecycle] = {}


def lifecycles() -> dict[str, Lifecycle]:
    """Every declared lifecycle by name, for pictures and for the audit."""
    return dict(_lifecycles)
