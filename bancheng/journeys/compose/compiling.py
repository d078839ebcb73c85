"""Making a release ready for composing. Done once per digest and way of applying; composing only reads the result."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, cast

from bancheng.catalogue.spec import Entry, Item, ItemField, ItemMaterial, Material
from bancheng.eforms.spec import Element, documented
from bancheng.exchange.spec import Given, Resource, Returned
from bancheng.journeys.compose.applying import values_of
from bancheng.journeys.compose.compiled import (
    APPLICANT,
    Binding,
    Compiled,
    CompiledEntry,
    CompiledItem,
    MaterialNeed,
    Need,
)
from bancheng.journeys.compose.order import closure, levels
from bancheng.journeys.compose.rules import Derivation, Names, Rule
from bancheng.journeys.compose.situation import TODAY
from bancheng.journeys.spec import Journey, JourneyItem
from bancheng.kernel.kept import Kept
from bancheng.kernel.recording import recorded as _
from bancheng.kernel.rulebooks import Release, Text

_compiled: Kept[tuple[str, str | None], Compiled] = Kept(512)


def compiled(release: Release, applicant: str | None) -> Compiled:
    """The release compiled for the subject that applies (None: not said yet). A digest is compiled once."""
    return _compiled.get((release.digest, applicant), lambda: _Compiler(release, applicant).run())


def _share(parts: Iterable[object]) -> tuple[int, int]:
    sourced = [part for part in documented(list(parts)) if part.inferred or part.source]
    return sum(part.inferred for part in sourced), len(sourced)


def _read(written: str, kind: str) -> Any:
    """A value of a rulebook as rules read it: yes and no as truth, numbers as numbers, the rest as text."""
    if kind == "boolean":
        return written == "yes"
    return {"integer": int, "number": Decimal}.get(kind, str)(written)


class _Compiler:
    def __init__(self, release: Release, applicant: str | None) -> None:
        self.release = release
        self.applicant = applicant
        self.journey = cast(Journey, release.root)
        self.alias: dict[str, str] = {}
        self.element_codes: dict[str, str] = {}
        self.by_element: dict[tuple[str, str], str] = {}
        self.item_codes = {placed.item for placed in self.journey.items}
        self.question_ids = {question.id for question in self.journey.questions}

    def model(self, kind: str, code: str) -> object:
        return self.release.model(kind, code)

    def run(self) -> Compiled:
        journey = self.journey
        codes = [placed.item for placed in journey.items]
        direct = {p.item: {a.item: a.on_failure for a in p.after if a.item in codes} for p in journey.items}
        self._name_paths()
        level = levels(direct)
        placed = sorted(journey.items, key=lambda p: (level[p.item], p.item))
        items = tuple(self._item(one) for one in placed)
        inferred, facts = _share(
            [journey.subjects, journey.questions, journey.items, journey.facts, journey.delivery]
        )
        rule = self._rule
        return Compiled(
            journey=journey,
            digest=self.release.digest,
            acting=self.applicant,
            alias=self.alias,
            aliases=self._aliases(),
            element_of={p: cast(Element, self.model("element", c)) for p, c in self.element_codes.items()},
            names=self._names(),
            derived=self._derived(items),
            typical=dict(self._typical()),
            items=items,
            prerequisites=closure(direct),
            direct=direct,
            bindings=tuple(sorted(self._bindings(), key=lambda b: (b.resource.code, sorted(b.roles)))),
            present={
                self._role(r): Rule(s.present, self._rename({}))
                for r, s in journey.subjects.items()
                if s.present
            },
            unnumbered={
                self._role(r): Rule(s.unnumbered, self._rename({}))
                for r, s in journey.subjects.items()
                if isinstance(s.unnumbered, str)
            },
            questions={q.id: (q, rule(q.when), rule(q.known)) for q in journey.questions},
            confirmations=tuple((c, self._role(c.subject), rule(c.when)) for c in journey.confirm),
            answered_by={
                self._role(c.subject): self._path(c.answered_by, {}) for c in journey.confirm if c.answered_by
            },
            applicant_number=self._own_number(),
            exclusions=tuple((x, Rule(x.when, self._rename({}))) for x in journey.excludes if x.when),
            section_of_path={self._path(p, {}): s.code for s in journey.sections for p in s.paths},
            section_of_role={self._role(r): s.code for s in reversed(journey.sections) for r in s.subjects},
            role_order={role: place for place, role in enumerate(self._ordered_roles())},
            field_order=self._field_order(items),
            many=frozenset(r for r, s in journey.subjects.items() if s.many),
            listed={s.count: r for r, s in journey.subjects.items() if s.listed_by and s.count},
            inferred=inferred,
            facts=facts,
        )

    # Names

    def _role(self, role: str, roles: Mapping[str, str] | None = None) -> str:
        mapped = (roles or {}).get(role, role)
        return self.applicant if mapped == APPLICANT and self.applicant else mapped

    def _path(self, path: str, roles: Mapping[str, str]) -> str:
        """A path of an item's rulebook as this journey knows it."""
        role, dot, rest = path.partition(".")
        bare, bracket, number = role.partition("[")
        mapped = self._role(bare, roles) + bracket + number + dot + rest
        return self.alias.get(mapped, mapped)

    def _rename(self, roles: Mapping[str, str]) -> Names:
        """The names of an item's rulebook, given which subjects its own are; `{}` for the journey itself."""
        guarded = {role for role, subject in self.journey.subjects.items() if subject.optional}
        guarded |= {theirs for theirs, ours in roles.items() if ours in guarded}
        guarded |= {question.id for question in self.journey.questions if question.when}
        return Names(lambda path: self._word(path, roles), guarded)

    def _word(self, path: str, roles: Mapping[str, str]) -> str:
        first = path.partition(".")[0]
        if first in self.question_ids:
            return path
        return self._path(path, roles) if "." in path else self._role(path, roles)

    def _rule(self, text: str | None, roles: Mapping[str, str] | None = None) -> Rule | None:
        return Rule(text, self._rename(roles or {})) if text else None

    def _declared(self) -> Iterable[tuple[str, str]]:
        """Every path with its element, in the journey's own names, before aliases."""
        for fact in self.journey.facts:
            yield self._path(fact.path, {}), fact.element
        subject = self.journey.subjects.get(self.applicant or "")
        for path, element in values_of(self.journey, subject.kind if subject else "person").items():
            yield self._path(path, {}), element
        for placed in self.journey.items:
            item = cast(Item, self.model("item", placed.item))
            for one in item.all_fields():
                yield self._path(one.path, placed.roles), one.element
            for path, element in item.outcome.gives.items():
                yield self._path(path, placed.roles), element

    def _name_paths(self) -> None:
        """Fields merge by subject and element: all their paths get one name, the shortest, then the first."""
        groups: dict[tuple[str, str], set[str]] = {}
        for path, element in self._declared():
            groups.setdefault((path.partition(".")[0], element), set()).add(path)
        for role, output, element in self._resource_values():
            groups.setdefault((role, element), {f"{role}.{output}"})
        for (_role, element), paths in groups.items():
            name = min(paths, key=lambda path: (len(path), path))
            self.element_codes[name] = element
            self.alias.update(dict.fromkeys(paths, name))
        self.by_element = {(p.partition(".")[0], e): p for p, e in self.element_codes.items()}

    def _own_number(self) -> str | None:
        subject = self.journey.subjects.get(self.applicant or "")
        element = subject.identified_by if subject else None
        return self.by_element.get((self.applicant or "", element)) if element else None

    def _resource_values(self) -> Iterable[tuple[str, str, str]]:
        for prefill in self.journey.prefill:
            resource = cast(Resource, self.model("resource", prefill.resource))
            values: tuple[Given | Returned, ...] = (*resource.inputs, *resource.outputs)
            for one in values:
                if one.role in prefill.roles:
                    yield self._role(prefill.roles[one.role]), one.field.replace("-", "_"), one.element

    def _aliases(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for path, name in sorted(self.alias.items()):
            if path != name:
                found.setdefault(name, []).append(path)
        return {name: tuple(paths) for name, paths in found.items()}

    def _names(self) -> dict[str, Text]:
        """What a rule's sentence calls each path and question."""
        names: dict[str, Text] = {TODAY: _("办理那天")}
        names |= {q.id: q.ask for q in self.journey.questions}
        for path, code in self.element_codes.items():
            element = cast(Element, self.model("element", code))
            names[path] = element.plain_name or element.name
        for role, subject in self.journey.subjects.items():
            names[self._role(role)] = subject.name or subject.plain_name or role
        names |= {self._path(f.path, {}): f.name for f in self.journey.facts if f.name}
        return names

    def _ordered_roles(self) -> list[str]:
        """As the form's sections name them, then by name: a map has no order, in the database or in a digest."""
        named = [role for section in self.journey.sections for role in section.subjects]
        return list(dict.fromkeys([*named, *sorted(self.journey.subjects), APPLICANT]))

    def _field_order(self, items: Iterable[CompiledItem]) -> dict[str, int]:
        named = [self._path(path, {}) for section in self.journey.sections for path in section.paths]
        needed = [need.path for item in items for need in item.needs]
        others = [self._path(fact.path, {}) for fact in self.journey.facts]
        return {path: place for place, path in enumerate(dict.fromkeys([*named, *needed, *others]))}

    def _typical(self) -> Iterable[tuple[str, Any]]:
        """What the figures of the journey page assume of facts, as rules read it."""
        for fact in self.journey.facts:
            if fact.typical is not None:
                kind = cast(Element, self.model("element", fact.element)).expression_type
                yield self._path(fact.path, {}), _read(fact.typical, kind)

    def _derived(self, items: Iterable[CompiledItem]) -> dict[str, Derivation]:
        found = {
            self._path(f.path, {}): Derivation(f.derive, self._rename({}))
            for f in self.journey.facts
            if f.derive
        }
        for item in items:
            extra = (need for entry in item.all_entries for need in entry.needs)
            for need in (*item.needs, *extra):
                if need.derive is not None:
                    found.setdefault(need.path, need.derive)
        return found

    # Items

    def _item(self, placed: JourneyItem) -> CompiledItem:
        item = cast(Item, self.model("item", placed.item))
        roles = placed.roles
        entries = tuple(self._entry(entry, placed) for entry in item.entries)
        by_region: dict[str, list[CompiledEntry]] = {}
        for entry in entries:
            by_region.setdefault(entry.entry.region, []).append(entry)
        needs = tuple(self._need(one, roles) for one in item.fields if one.for_applicant)
        materials = tuple(self._material(one, placed) for one in item.materials)
        conditions = tuple(
            (Rule(c.when, self._rename(roles)), c.otherwise or c.text) for c in item.conditions if c.when
        )
        when = self._rule(placed.when)
        inferred, facts = _share([item.fields, item.materials, item.stages, item.outcome, item.jurisdiction])
        return CompiledItem(
            code=placed.item,
            placed=placed,
            item=item,
            each=self._role(placed.each) if placed.each else None,
            when=when,
            conditions=conditions,
            jurisdiction=self._path(item.jurisdiction.by, roles),
            needs=needs,
            materials=materials,
            entries={region: tuple(found) for region, found in by_region.items()},
            all_entries=entries,
            given=tuple((path, self._path(path, roles)) for path in sorted(item.outcome.gives)),
            gives=tuple(sorted(self._path(path, roles) for path in item.outcome.gives)),
            holder=self._role(item.outcome.holder, roles) if item.outcome.holder else None,
            certificate=item.outcome.certificate,
            roles=tuple((role, self._role(role, roles)) for role in sorted(item.subjects)),
            rule_paths=frozenset(_read_by(when, conditions, needs, materials, entries)),
            inferred=inferred,
            facts=facts,
        )

    def _entry(self, entry: Entry, placed: JourneyItem) -> CompiledEntry:
        needs = tuple(self._need(one, placed.roles) for one in entry.fields_extra if one.for_applicant)
        materials = tuple(self._material(one, placed) for one in entry.materials_extra)
        roles = placed.roles
        fees = tuple(
            (fee, self._rule(fee.when, roles), self._rule(fee.quantity, roles)) for fee in entry.fees
        )
        inferred, facts = _share([entry])
        item = cast(Item, self.model("item", placed.item))
        return CompiledEntry(
            entry=entry,
            needs=needs,
            materials=materials,
            fees=fees,
            ways=tuple((way, self._rule(way.when, roles)) for way in entry.ways),
            when=self._rule(entry.when, roles),
            exemptions=tuple(
                (Rule(f"not ({one.when})", self._rename(roles)), one.text) for one in entry.exemptions
            ),
            codes=item.codes.model_copy(update=entry.codes.model_dump(exclude_none=True)),
            stage_posts=tuple(
                entry.posts.get(stage.post or stage.code, entry.queue) for stage in item.stages
            ),
            inferred=inferred,
            facts=facts,
        )

    def _need(self, spec: ItemField, roles: Mapping[str, str]) -> Need:
        path = self._path(spec.path, roles)
        source = spec.source.removeprefix("result:") if spec.source else None
        return Need(
            path=path,
            role=path.partition(".")[0],
            element=spec.element,
            name=spec.name or spec.plain_name,
            why=spec.why,
            how=spec.how,
            required=spec.required,
            when=self._rule(spec.when, roles),
            source=source if source in self.item_codes else source.rpartition(".")[0] if source else None,
            derive=Derivation(spec.derive, self._rename(roles)) if spec.derive else None,
        )

    def _material(self, spec: ItemMaterial, placed: JourneyItem) -> MaterialNeed:
        return MaterialNeed(
            spec=spec,
            material=cast(Material, self.model("material", spec.type)),
            holder=self._role(spec.holder, placed.roles),
            when=self._rule(spec.when, placed.roles),
            source=spec.source.removeprefix("result:") if spec.source else None,
            waived=spec.type in placed.materials,
        )

    def _bindings(self) -> Iterable[Binding]:
        for prefill in self.journey.prefill:
            resource = cast(Resource, self.model("resource", prefill.resource))
            roles = {name: self._role(subject) for name, subject in prefill.roles.items()}
            yield Binding(
                resource=resource,
                when=self._rule(prefill.when),
                inputs=tuple(
                    (one.field, self.by_element[roles[one.role], one.element], one.required)
                    for one in resource.inputs
                    if one.role in roles
                ),
                outputs=tuple(
                    (one.field, self.by_element[roles[one.role], one.element])
                    for one in resource.outputs
                    if one.role in roles and one.authoritative
                ),
                roles=frozenset(roles.values()),
            )


def _read_by(
    when: Rule | None,
    conditions: Iterable[tuple[Rule, Text]],
    needs: Iterable[Need],
    materials: Iterable[MaterialNeed],
    entries: Iterable[CompiledEntry],
) -> Iterable[str]:
    rules = [
        when,
        *(rule for rule, _ in conditions),
        *(need.when for need in needs),
        *(m.when for m in materials),
    ]
    derivations = [need.derive for need in needs]
    for entry in entries:
        rules += [
            *(n.when for n in entry.needs),
            *(m.when for m in entry.materials),
            *(rule for _, *rules in entry.fees for rule in rules),
            *(rule for _, rule in entry.ways),
            entry.when,
            *(rule for rule, _ in entry.exemptions),
        ]
        derivations += [need.derive for need in entry.needs]
    for rule in (*rules, *derivations):
        if rule is not None:
            yield from rule.paths
