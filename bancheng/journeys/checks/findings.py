"""What a check says: where, which rule, what is wrong, how to mend it; and the catalogue that checks read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TypeVar

from django.utils.translation import gettext as _

from bancheng.catalogue.spec import Directory, Face, Item, Material
from bancheng.certificates.spec import CertificateType
from bancheng.documents.spec import Paper
from bancheng.eforms.spec import CodeList, Element
from bancheng.exchange.spec import Resource
from bancheng.journeys.spec import Journey, Samples
from bancheng.kernel.rulebooks import CheckFailed, Folder, Rulebook
from bancheng.organizations.spec import World

Spot = tuple[str | int, ...]
"""Where inside a document: ("entries", 0, "promised")."""
_Model = TypeVar("_Model", bound=Rulebook)


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """问题. `rule` is a stable word; sentence and remedy are for the person who writes the rulebook."""

    file: str
    line: int
    place: str
    """`item/xyz: entries.0.promised`."""
    rule: str
    sentence: str
    remedy: str


@dataclass
class Catalogue:
    """A folder's rulebooks by kind, as far as they can be read, and the findings so far."""

    folder: Folder
    world: World
    findings: list[Finding] = field(default_factory=list)
    models: dict[str, Rulebook] = field(default_factory=dict)

    @property
    def on(self) -> date:
        """The day of the world."""
        return self.world.on

    def report(self, rule: str, key: str, spot: Spot, sentence: str, remedy: str) -> None:
        """Add a finding about a document (`item/xyz`) at a spot."""
        place = self.folder.place(key, spot)
        words = ".".join(map(str, spot))
        self.findings.append(
            Finding(place.file, place.line, f"{key}: {words}" if words else key, rule, sentence, remedy)
        )

    def read(self) -> None:
        """Parse every document; what cannot be read is a finding."""
        for problem in self.folder.problems:
            place = problem.place
            self.findings.append(
                Finding(place.file, place.line, place.file, "unreadable", problem.sentence, problem.remedy)
            )
        for key, document in sorted(self.folder.documents.items()):
            try:
                self.models[key] = document.model
            except CheckFailed as error:
                for spot, said in error.findings:
                    self.report("schema", key, spot, said, _("按规则书的格式改正这一处。"))

    def _of(self, kind: str, model: type[_Model]) -> dict[str, _Model]:
        start = f"{kind}/"
        found = {key: one for key, one in self.models.items() if key.startswith(start)}
        return {key.removeprefix(start): one for key, one in found.items() if isinstance(one, model)}

    @cached_property
    def elements(self) -> dict[str, Element]:
        return self._of("element", Element)

    @cached_property
    def code_lists(self) -> dict[str, CodeList]:
        return self._of("code-list", CodeList)

    @cached_property
    def resources(self) -> dict[str, Resource]:
        return self._of("resource", Resource)

    @cached_property
    def certificate_types(self) -> dict[str, CertificateType]:
        return self._of("certificate-type", CertificateType)

    @cached_property
    def papers(self) -> dict[str, Paper]:
        return self._of("paper", Paper)

    @cached_property
    def materials(self) -> dict[str, Material]:
        return self._of("material", Material)

    @cached_property
    def faces(self) -> dict[str, Face]:
        return self._of("face", Face)

    @cached_property
    def items(self) -> dict[str, Item]:
        return self._of("item", Item)

    @cached_property
    def journeys(self) -> dict[str, Journey]:
        return self._of("journey", Journey)

    @cached_property
    def directories(self) -> dict[str, Directory]:
        return self._of("directory", Directory)

    @cached_property
    def samples(self) -> dict[str, Samples]:
        return self._of("samples", Samples)

    def placed(self) -> Iterator[tuple[Journey, int, Item]]:
        """Every item in its place in a journey: (journey, index, item)."""
        for journey in self.journeys.values():
            for index, place in enumerate(journey.items):
                item = self.items.get(place.item)
                if item is not None:
                    yield journey, index, item
