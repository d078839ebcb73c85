"""The situation: who takes part, what was answered, what is known; and how a rule of one case reads it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from bancheng.journeys.compose.compiled import APPLICANT, Compiled
from bancheng.journeys.compose.plan import Answered, PlanSubject
from bancheng.journeys.compose.rules import Rule
from bancheng.journeys.compose.values import Known, at, confirmation_of, held, silent, split
from bancheng.journeys.spec import ScenarioQuestion, Subject, answer_text
from bancheng.kernel.expressions import UNKNOWN
from bancheng.kernel.rulebooks import Text

Binding = tuple[str, int] | None
"""The occurrence that a case is for: (child, 2)."""


TODAY = "on"
"""办理那天: the word by which a rule reads the day for which is composed, `age(child.born_on, on) < 18`."""


class Situation:
    """One composing's view of answers and known values. Paths are those of the compiled journey."""

    def __init__(
        self,
        rules: Compiled,
        answers: Mapping[str, Any],
        known: Mapping[str, Known],
        *,
        on: date,
        assume: bool,
    ) -> None:
        self.rules = rules
        self.on = on
        self.assume = assume
        self.given: dict[str, Any] = {}
        self.typed: dict[str, Any] = {}
        self.known: dict[str, Known] = {}
        self.most: dict[str, int] = {}
        self._questions: dict[str, tuple[Any, str]] = {}
        self._presence: dict[str, Any] = {}
        self._open: set[str] = set()
        self._listed: dict[str, int | None] = {}
        self._views: dict[Binding, CaseView] = {}
        for key, value in answers.items():
            if key in rules.questions:
                self.given[key] = value
            elif "." in key and value is not None and value != "":
                self.typed[self.canonical(key)] = value
        for key, one in known.items():
            self.known[key if "#" in key else self.canonical(key)] = one
        self.whole = self.view(None)

    def canonical(self, path: str) -> str:
        """A path with occurrences, from outside, as the journey knows it."""
        role, number, rest = split(path)
        acting = self.rules.acting
        role = acting if acting and role == APPLICANT else role
        name = self.rules.alias.get(f"{role}.{rest}", f"{role}.{rest}")
        if role not in self.rules.many:
            return name
        number = number or 1
        self.most[role] = max(self.most.get(role, 1), number)
        return f"{role}[{number}].{name.partition('.')[2]}"

    def view(self, binding: Binding) -> CaseView:
        """The situation as the case of one occurrence sees it."""
        found = self._views.get(binding)
        if found is None:
            found = self._views[binding] = CaseView(self, binding)
        return found

    # Questions

    def answer(self, question_id: str) -> tuple[Any, str]:
        """(value, how): value is UNKNOWN while nobody has said, None if the question does not arise.

        how: given · known · assumed · open · idle.
        """
        found = self._questions.get(question_id)
        if found is not None:
            return found
        if question_id in self._open:  # questions that wait for each other: nobody has said
            return UNKNOWN, "open"
        self._open.add(question_id)
        found = self._answer(*self.rules.questions[question_id])
        self._open.discard(question_id)
        self._questions[question_id] = found
        return found

    def _answer(self, question: ScenarioQuestion, when: Rule | None, known: Rule | None) -> tuple[Any, str]:
        arises = when.value(self.whole) if when else True
        if arises is False:
            return None, "idle"
        listed = self.rules.listed.get(question.id)
        told = self.listed(listed) if listed else None
        value = self.given.get(question.id)
        if value is not None and value != "" and (said := normal(question, value)) is not UNKNOWN:
            return (said if told is None else max(said, told)), "given"
        if told is not None:
            return told, "known"
        if known is not None:
            value = known.value(self.whole)
            if value is not None and value is not UNKNOWN:
                return normal(question, value), "known"
        if self.assume and question.typical is not None and arises is True:
            return normal(question, question.typical), "assumed"
        waiting = listed is not None and not self._silent(listed) and self._will_be_told(listed)
        return UNKNOWN, "open" if arises is True and not waiting else "maybe"

    # Occurrences that a register lists

    def listed(self, role: str) -> int | None:
        """How many occurrences the register that lists them knows: none at all is 0; None while it has not answered."""
        if role not in self._listed:
            self._listed[role] = self._count_listed(role)
        return self._listed[role]

    def _count_listed(self, role: str) -> int | None:
        resource = self.rules.journey.subjects[role].listed_by
        if resource is None:
            return None
        number, first = 0, self.known.get(held(at(role, 1), resource))
        if first is None or (first.value is None and self._silent(role)):
            return None
        while (
            one := self.known.get(held(at(role, number + 1), resource))
        ) is not None and one.value is not None:
            number += 1
        return number

    def _silent(self, role: str) -> bool:
        """Whether the register that lists a subject's occurrences was asked and did not answer."""
        resource = self.rules.journey.subjects[role].listed_by
        return resource is not None and silent(resource) in self.known

    def _will_be_told(self, role: str) -> bool:
        """Whether the register that lists a subject's occurrences can still be asked: what it has to be given is there,
        or another register may say it. A number that the person has to type opens nobody's list."""
        code = self.rules.journey.subjects[role].listed_by
        listing = [one for one in self.rules.bindings if one.resource.code == code]
        given = {path for one in self.rules.bindings for _field, path in one.outputs}
        needed = [path for one in listing for _field, path, required in one.inputs if required]
        return bool(listing) and all(
            self.known[path].value is not None if path in self.known else path in given for path in needed
        )

    def counted(self, role: str) -> int | None:
        """How many there are of a subject that a register lists; None while neither it nor the person has said."""
        subject = self.rules.journey.subjects[role]
        said = self.answer(subject.count)[0] if subject.count else None
        said = said if isinstance(said, int) else self.listed(role)
        return min(said, subject.most) if isinstance(said, int) and not isinstance(said, bool) else None

    def answered_by_applicant(self, role: str, number: int | None) -> bool:
        """Whether whoever applies is the one who would answer in the place of this subject (a minor's guardian)."""
        path, own = self.rules.answered_by.get(role), self.rules.applicant_number
        if path is None or own is None:
            return False
        asked = self.value(f"{at(role, number)}.{path.partition('.')[2]}")
        return asked not in (None, UNKNOWN) and asked == self.value(own)

    def confirmation(self, who: str) -> str:
        """How far somebody's confirmation is; empty while they were not asked."""
        known = self.known.get(confirmation_of(who))
        return "" if known is None or known.value is None else str(known.value)

    def answered(self) -> tuple[Answered, ...]:
        """The answers that the plan rests on, in the order of the questions."""
        found = ((one, *self.answer(one)) for one in self.rules.questions)
        return tuple(Answered(one, value, how) for one, value, how in found if how in _ANSWERED)  # type: ignore[arg-type]

    # Subjects

    def presence(self, role: str) -> Any:
        """True, None (does not take part) or UNKNOWN."""
        if role in self._presence:
            return self._presence[role]
        key = f"@{role}"
        if key in self._open:
            return UNKNOWN
        self._open.add(key)
        found = self._presence[role] = self._present(role)
        self._open.discard(key)
        return found

    def _present(self, role: str) -> Any:
        subject = self.rules.journey.subjects.get(role)
        if subject is None or not subject.optional:
            return True
        rule = self.rules.present.get(role)
        said = rule.value(self.whole) if rule is not None else True
        if subject.listed_by and said is True:
            number = self.counted(role)
            return UNKNOWN if number is None else True if number else None
        if rule is not None:
            return UNKNOWN if not isinstance(said, bool) else True if said else None
        mentioned = (split(path)[0] == role for path in (*self.typed, *self.known) if "#" not in path)
        return True if any(mentioned) else UNKNOWN

    def unnumbered(self, role: str) -> bool:
        """Whether a subject has no identity number yet: a newborn, an enterprise that this very thing sets up."""
        rule = self.rules.unnumbered.get(role)
        if rule is not None:
            return rule.value(self.whole) is True
        subject = self.rules.journey.subjects.get(role)
        return subject is not None and subject.unnumbered is True

    def count(self, role: str) -> int:
        """How many there are of a subject of which there may be many; at least one, unless a register lists none."""
        subject = self.rules.journey.subjects[role]
        if subject.listed_by:
            number = self.counted(role)
            return 1 if number is None else number
        if subject.count:
            said, _how = self.answer(subject.count)
            if isinstance(said, int) and not isinstance(said, bool):
                return max(1, min(said, subject.most))
        return min(self.most.get(role, 1), subject.most)

    def occurrences(self, role: str) -> tuple[int | None, ...]:
        """The occurrences of a subject: (None,) if there is only ever one."""
        if role not in self.rules.many:
            return (None,)
        return tuple(range(1, self.count(role) + 1))

    def paths(self, path: str, binding: Binding) -> tuple[str, ...]:
        """A declared path as one case needs it: its own occurrence, or all of them."""
        role, _dot, rest = path.partition(".")
        if role not in self.rules.many:
            return (path,)
        if binding is not None and binding[0] == role:
            return (f"{role}[{binding[1]}].{rest}",)
        return tuple(f"{role}[{number}].{rest}" for number in self.occurrences(role))

    def subjects(self, used: Iterable[str]) -> tuple[PlanSubject, ...]:
        """The subjects that take part or may, in the order of the form."""
        found = []
        declared = self.rules.journey.subjects
        for role in sorted(declared, key=self.rules.role_order.__getitem__):
            present = self.presence(role)
            if present is not None:
                found.append(self._subject(role, declared[role], present))
        if APPLICANT in used and APPLICANT not in self.rules.journey.subjects:
            found.append(PlanSubject(APPLICANT, "person", APPLICANT, None, True, True))
        return tuple(found)

    def _subject(self, role: str, subject: Subject, present: Any) -> PlanSubject:
        name: Text = subject.name or subject.plain_name or role
        many = self.count(role) if subject.many else None
        return PlanSubject(
            role, subject.kind, name, many, not self.unnumbered(role), True if present is True else None
        )

    # Values

    def value(self, path: str) -> Any:
        """What was typed, else what is known, else what can be derived; UNKNOWN if nobody has said."""
        if path in self.typed:
            return self.typed[path]
        known = self.known.get(path)
        if known is not None:
            return known.value
        found = self._derived(path)
        return self._typical(path) if found is UNKNOWN and self.assume else found

    def _typical(self, path: str) -> Any:
        """What the rulebook assumes of a fact that no register was asked for."""
        role, _number, rest = split(path)
        return self.rules.typical.get(f"{role}.{rest}", UNKNOWN)

    def _derived(self, path: str) -> Any:
        role, number, rest = split(path)
        derivation = self.rules.derived.get(f"{role}.{rest}")
        if derivation is None or path in self._open:
            return UNKNOWN
        self._open.add(path)
        found = derivation.value(self.view((role, number) if number is not None else None))
        self._open.discard(path)
        return UNKNOWN if found is None else found


_ANSWERED = frozenset({"given", "known", "assumed"})


class CaseView:
    """The situation as one case sees it: `child.name` means the child that the case is for."""

    __slots__ = ("binding", "situation")

    def __init__(self, situation: Situation, binding: Binding) -> None:
        self.situation = situation
        self.binding = binding

    def read(self, path: str) -> Any:
        """A question, a subject's presence, a value, or the day."""
        situation = self.situation
        first, _dot, rest = path.partition(".")
        if first in situation.rules.questions:
            return self._question(first, rest)
        if not rest:
            own = first != TODAY or first in situation.rules.journey.subjects
            return situation.presence(first) if own else situation.on
        return situation.value(self._one(path, first, rest))

    def _question(self, question_id: str, option: str) -> Any:
        value, _how = self.situation.answer(question_id)
        if option and isinstance(value, frozenset):
            return option in value
        return value

    def place(self, path: str) -> str:
        """A declared path with the occurrence that this case reads."""
        first, _dot, rest = path.partition(".")
        return self._one(path, first, rest)

    def _one(self, path: str, first: str, rest: str) -> str:
        if first not in self.situation.rules.many:
            return path
        number = self.binding[1] if self.binding is not None and self.binding[0] == first else 1
        return f"{at(first, number)}.{rest}"


def normal(question: ScenarioQuestion, value: Any) -> Any:
    """An answer as rules read it: yes and no as truth, counts as numbers, several as a set."""
    if question.kind == "several":
        listed = isinstance(value, list | tuple | set | frozenset)
        several = value if listed else str(value).split(",")  # the command line writes a list as a,b
        return frozenset(answer_text(one) for one in several)
    if question.kind == "yes_no":
        return value if isinstance(value, bool) else {"yes": True, "no": False}.get(str(value), UNKNOWN)
    if question.kind in ("count", "number") and isinstance(value, str):
        return _number(value)
    if question.kind == "choice":
        text = answer_text(value)
        return text if text in question.values else UNKNOWN
    return value


def _number(written: str) -> Any:
    try:
        found = Decimal(written.strip())
    except InvalidOperation:
        return UNKNOWN
    if not found.is_finite():
        return UNKNOWN
    return int(found) if found == found.to_integral_value() else found
