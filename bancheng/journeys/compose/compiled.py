"""A release made ready for composing: rules parsed, names resolved, prerequisites closed. The values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from bancheng.catalogue.spec import Codes, Entry, Fee, Item, ItemMaterial, Material, Way
from bancheng.eforms.spec import Element
from bancheng.exchange.spec import Resource
from bancheng.journeys.compose.rules import Derivation, Rule
from bancheng.journeys.spec import Confirmation, Exclusion, Journey, JourneyItem, OnFailure, ScenarioQuestion
from bancheng.kernel.rulebooks import Text, text

APPLICANT = "applicant"
"""The word that stands for whichever subject acts."""


@dataclass(frozen=True, slots=True)
class Need:
    """A datum that an item needs."""

    path: str
    role: str
    element: str
    name: Text | None
    why: Text | None
    how: Text | None
    required: bool
    when: Rule | None
    source: str | None
    """Code of the item from whose result it must come."""
    derive: Derivation | None

    @property
    def labelled(self) -> bool:
        """Whether the item has words of its own for it; else the element's are used."""
        return bool(self.name or self.why or self.how)


@dataclass(frozen=True, slots=True)
class MaterialNeed:
    """A material that an item needs."""

    spec: ItemMaterial
    material: Material
    holder: str
    when: Rule | None
    source: str | None
    waived: bool


@dataclass(frozen=True, slots=True)
class CompiledEntry:
    """An entry with its own extra needs."""

    entry: Entry
    needs: tuple[Need, ...]
    materials: tuple[MaterialNeed, ...]
    fees: tuple[tuple[Fee, Rule | None, Rule | None], ...]
    """Each with its condition and its number of units."""
    ways: tuple[tuple[Way, Rule | None], ...]
    when: Rule | None
    exemptions: tuple[tuple[Rule, Text], ...]
    """Rules that must hold for the item to be needed here (each says that no exemption applies), and why not."""
    codes: Codes
    stage_posts: tuple[str, ...]
    inferred: int
    facts: int


@dataclass(frozen=True, slots=True)
class CompiledItem:
    """An item in its place in the journey."""

    code: str
    placed: JourneyItem
    item: Item
    each: str | None
    when: Rule | None
    conditions: tuple[tuple[Rule, Text], ...]
    jurisdiction: str
    needs: tuple[Need, ...]
    materials: tuple[MaterialNeed, ...]
    entries: Mapping[str, tuple[CompiledEntry, ...]]
    all_entries: tuple[CompiledEntry, ...]
    gives: tuple[str, ...]
    given: tuple[tuple[str, str], ...]
    """(path as the item writes it, path of the journey) of everything that its result gives."""
    holder: str | None
    certificate: str | None
    roles: tuple[tuple[str, str], ...]
    rule_paths: frozenset[str]
    """Every path and question that any rule of the item reads."""
    inferred: int
    facts: int


@dataclass(frozen=True, slots=True)
class Binding:
    """A look-up of the journey: a resource about certain subjects, as paths."""

    resource: Resource
    when: Rule | None
    inputs: tuple[tuple[str, str, bool], ...]
    """(field of the request, path, required)."""
    outputs: tuple[tuple[str, str], ...]
    """(field of the answer, path)."""
    roles: frozenset[str]


@dataclass(frozen=True)
class Compiled:
    """A journey ready to be composed, for one way of who applies."""

    journey: Journey
    digest: str
    acting: str | None
    """The subject that applies; None while nobody has said."""
    alias: Mapping[str, str]
    """Any declared path → the path under which the datum is known in this journey."""
    aliases: Mapping[str, tuple[str, ...]]
    element_of: Mapping[str, Element]
    names: Mapping[str, Text]
    derived: Mapping[str, Derivation]
    typical: Mapping[str, Any]
    """Declared path of a fact → what the figures assume of it."""
    items: tuple[CompiledItem, ...]
    """In order of level, then code: composing does not depend on the order in a file."""
    prerequisites: Mapping[str, Mapping[str, OnFailure]]
    """item → every earlier item it depends on directly or through others, with what that failure would mean."""
    direct: Mapping[str, Mapping[str, OnFailure]]
    bindings: tuple[Binding, ...]
    present: Mapping[str, Rule]
    unnumbered: Mapping[str, Rule]
    """Subjects whose having an identity number depends on a rule."""
    questions: Mapping[str, tuple[ScenarioQuestion, Rule | None, Rule | None]]
    """id → question, when, known."""
    confirmations: tuple[tuple[Confirmation, str, Rule | None], ...]
    answered_by: Mapping[str, str]
    """Subject whose confirmation another may answer → the path of that one's number."""
    applicant_number: str | None
    """The path of the identity number of whoever applies."""
    exclusions: tuple[tuple[Exclusion, Rule], ...]
    section_of_path: Mapping[str, str]
    section_of_role: Mapping[str, str]
    role_order: Mapping[str, int]
    field_order: Mapping[str, int]
    """path → its place on the form: as sections say, then as items come."""
    many: frozenset[str]
    listed: Mapping[str, str]
    """Question that counts a subject whose occurrences a register lists → that subject."""
    inferred: int
    facts: int

    @cached_property
    def journey_paths(self) -> frozenset[str]:
        """What rules of the journey itself read: exclusions, confirmations, look-ups, who takes part and acts."""
        rules = [rule for _exclusion, rule in self.exclusions]
        rules += [rule for _confirmation, _subject, rule in self.confirmations if rule]
        rules += [binding.when for binding in self.bindings if binding.when]
        rules += self.unnumbered.values()
        read = {path for rule in rules for path in rule.paths}
        counts = (subject.count for subject in self.journey.subjects.values() if subject.count)
        acting = self.journey.applicant.question
        return frozenset(read.union(counts, [acting] if acting else []))

    def read_for(self, word: str) -> Iterable[str]:
        """What must be known to know a question, a subject's presence or a subject's derived values."""
        if word in self.questions:
            _question, when, known = self.questions[word]
            for rule in (when, known):
                yield from rule.paths if rule else ()
        if word in self.present:
            yield from self.present[word].paths
        for path, derivation in self.derived.items():
            if path.partition(".")[0] == word:
                yield from derivation.paths

    def sentence(self, rule: Rule) -> str:
        """A rule in words, with the names and labels of this journey."""
        return rule.sentence(*self._words)

    @cached_property
    def _words(self) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
        labels = {
            question.id: {option.value: text(option.label) for option in question.options}
            for question, _when, _known in self.questions.values()
        }
        return {path: text(name) for path, name in self.names.items()}, labels
