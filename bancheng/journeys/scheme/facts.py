"""A release read for its working plan: placed items, names of everything, facts by place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from django.utils.translation import gettext as _

from bancheng.catalogue.spec import Entry, Item, Material
from bancheng.certificates.spec import CertificateType
from bancheng.eforms.spec import CodeList, Element, role_of
from bancheng.exchange.spec import Resource
from bancheng.journeys.authoring import Words, words_of
from bancheng.journeys.portable import city_of
from bancheng.journeys.spec import Journey, JourneyItem
from bancheng.kernel.rulebooks import Document, Release, Rulebook, text
from bancheng.organizations.spec import Level, World

_Model = TypeVar("_Model", bound=Rulebook)
NONE_SAID = "—"
_MANY = 8
"""Places named one by one; more are counted by the county."""


@dataclass(frozen=True, eq=False)
class Book:
    """The release of a journey with the city around it. `lists`: documents beside it (national code lists)."""

    release: Release
    world: World
    lists: Mapping[str, Document]

    @cached_property
    def journey(self) -> Journey:
        root = self.release.root
        assert isinstance(root, Journey)
        return root

    @cached_property
    def placed(self) -> tuple[tuple[JourneyItem, Item], ...]:
        """The journey's items in its own order."""
        return tuple((place, self._need("item", place.item, Item)) for place in self.journey.items)

    @cached_property
    def names(self) -> dict[str, str]:
        """Code → official name of each item."""
        return {item.code: text(item.name) for _place, item in self.placed}

    @cached_property
    def words(self) -> Words:
        """What the words of the journey's rules mean."""
        return words_of(self.release.documents, f"journey/{self.journey.code}", self.world)

    def item_words(self, item: Item) -> Words:
        """What the words of an item's rules mean."""
        return words_of(self.release.documents, f"item/{item.code}", self.world)

    def _need(self, kind: str, code: str, model: type[_Model]) -> _Model:
        found = self.release.model(kind, code)
        assert isinstance(found, model)
        return found

    def material(self, code: str) -> Material:
        return self._need("material", code, Material)

    def element(self, code: str) -> Element:
        return self._need("element", code, Element)

    def resource(self, code: str) -> Resource:
        return self._need("resource", code, Resource)

    def certificate(self, code: str) -> CertificateType:
        return self._need("certificate-type", code, CertificateType)

    def listed(self, code_list: str, code: str) -> str:
        """What a code of a list means; the code itself where the list is not at hand."""
        document = self.release.documents.get(f"code-list/{code_list}") or self.lists.get(
            f"code-list/{code_list}"
        )
        model = document.model if document else None
        found = model.name_of(code) if isinstance(model, CodeList) else None
        return text(found) if found else code

    def body(self, reference: str | None) -> str:
        """The name of the body behind `org:<code>`."""
        body = self.world.organization(reference.removeprefix("org:")) if reference else None
        return body.name if body else (reference or "").removeprefix("org:")

    def city(self) -> str:
        """The city's name."""
        return city_of(self.world)

    def subject(self, path: str) -> str:
        """What pages call the subject of a path."""
        one = self.journey.subjects.get(role_of(path))
        return text(one.name or one.plain_name) if one and (one.name or one.plain_name) else _("申请人")

    def department(self, item: Item) -> str:
        """业务主管部门, else the body of its first entry."""
        return text(item.lead_department) if item.lead_department else self.body(item.entries[0].organization)

    # --- by place

    def by_place(self, entries: Iterable[Entry], value: Callable[[Entry], str]) -> Iterator[tuple[str, str]]:
        """(value, where) for each different value of the entries; where is empty when it is the same everywhere."""
        groups: dict[str, list[Entry]] = {}
        for entry in entries:
            groups.setdefault(value(entry), []).append(entry)
        for said, found in groups.items():
            yield said, "" if len(groups) == 1 else self.places(found)

    def places(self, entries: Iterable[Entry]) -> str:
        """The regions of entries in words: by name, or by county with how many when there are many."""
        codes = list(dict.fromkeys(entry.region for entry in entries))
        named = [row.name for code in codes if (row := self.world.region(code)) is not None]
        if len(codes) <= _MANY:
            return "、".join(named)
        counties: dict[str, int] = {}
        for code in codes:
            county = self.world.at_level(code, Level.COUNTY) or code
            counties[county] = counties.get(county, 0) + 1
        said = []
        for county, number in counties.items():
            row = self.world.region(county)
            said.append(_("{county}{n}处").format(county=row.name if row else county, n=number))
        return "、".join(said)

    def differing(self, entries: Iterable[Entry], value: Callable[[Entry], str]) -> str:
        """5个工作日; or 城区、望江区：5个工作日；安澜县：8个工作日."""
        found = list(self.by_place(entries, value))
        return "；".join(f"{where}：{said}" if where else said for said, where in found)
