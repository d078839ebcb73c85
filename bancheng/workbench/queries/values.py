"""The values that a case reads, as an officer sees them: named, masked, with where each comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from bancheng.cases.queries import CasePage
from bancheng.catalogue.spec import Item
from bancheng.eforms.queries import Answer
from bancheng.eforms.spec import CodeList, Element
from bancheng.exchange.spec import Resource
from bancheng.journeys.spec import Journey
from bancheng.kernel.rulebooks import Release, release, text
from bancheng.organizations.spec import World

RESULT, KNOWN = "result:", "known:"


def for_staff(words: str) -> str:
    """A name out of a rulebook as the desk reads it: whom the form calls 您 is the applicant here."""
    return words.replace("您", _("申请人"))


class CaseBook:
    """The rulebooks of one case: its item and its journey, and the names of what they speak of."""

    def __init__(self, page: CasePage, here: World) -> None:
        case = page.case
        self.release: Release = release(case["release"])
        item, journey = (
            self.release.model("item", case["item"]),
            self.release.model("journey", case["journey"]),
        )
        assert isinstance(item, Item)
        assert isinstance(journey, Journey)
        self.item, self.journey, self.here = item, journey, here
        self.occurrence: str = case["node"].partition("@")[2]
        self.facts: Mapping[str, Any] = case["plan"]["facts"]
        self._names = {self.located(one.path): text(one.name) for one in item.all_fields() if one.name}

    def located(self, path: str) -> str:
        """An item's own path in this application: its subject's role, with the occurrence that the case is for."""
        subject, _dot, rest = path.partition(".")
        role = self.facts.get("roles", {}).get(subject, subject)
        one_of_many = self.occurrence.partition("[")[0] == role
        return f"{self.occurrence if one_of_many else role}.{rest}"

    def subject(self, where: str) -> str:
        """宝宝, 妈妈; for one of several 宝宝2."""
        role, _bracket, number = where.partition("[")
        spoken = self.journey.subjects.get(role)
        name = text(spoken.name) if spoken and spoken.name else role
        others = {path.partition(".")[0] for path in self.facts.get("fields", ())}
        several = len({one for one in others if one.partition("[")[0] == role}) > 1
        return f"{name}{number.rstrip(']')}" if number and (several or number != "1]") else name

    def field_name(self, path: str, element: str) -> str:
        """The label of a value: the item's own words, else those of the element."""
        named = self._names.get(path)
        return named or self.element_name(element)

    def element_name(self, code: str) -> str:
        """The plain name of an element."""
        element = self.release.model("element", code)
        assert isinstance(element, Element)
        return text(element.plain_name or element.name)

    def shown(self, answer: Answer, clear: bool) -> str:
        """A value in words; sensitive ones masked unless `clear`."""
        if answer.value in (None, ""):
            return _("（空着）")
        if answer.sensitive and not clear:
            return answer.masked
        return self.worded(answer.element, answer.datatype, answer.value)

    def worded(self, code: str, datatype: str, value: Any) -> str:
        """A stored value as people write it: codes and regions by their names, dates as dates, yes and no."""
        element = self.release.model("element", code)
        assert isinstance(element, Element)
        if datatype == "yes_no":
            return _("是") if value in (True, "yes", "true") else _("否")
        if datatype == "region":
            return self.here.full_name(str(value)) or str(value)
        if datatype == "date" and isinstance(value, str):
            on = date.fromisoformat(value)
            return _("{year}年{month}月{day}日").format(year=on.year, month=on.month, day=on.day)
        if datatype == "code" and element.code_list:
            named = self.options(code).get(str(value))
            return named or str(value)
        return f"{value}{text(element.unit)}" if element.unit else str(value)

    def options(self, code: str) -> dict[str, str]:
        """Code → name of a coded element; empty for others."""
        element = self.release.model("element", code)
        assert isinstance(element, Element)
        if not element.code_list:
            return {}
        codes = self.release.model("code-list", element.code_list)
        assert isinstance(codes, CodeList)
        return {one.code: text(one.name) for one in codes.offered}

    def source(self, answer: Answer) -> dict[str, Any]:
        """Where a value comes from: `state` found, result, typed, derived or signed, with words for the line under it."""
        kind, at = answer.source, answer.at
        if kind.startswith(RESULT):
            return {"state": "result", "name": self.item_name(kind.removeprefix(RESULT)), "at": at}
        if kind == "derived":
            return {"state": "derived", "name": "", "at": at}
        if kind in ("asked", "typed", "corrected"):
            return {"state": "typed", "name": "", "at": at}
        if kind.removeprefix(KNOWN) == "sign-on":
            return {"state": "signed", "name": "", "at": at}
        return {"state": "found", "name": self._authority(answer), "at": at, "query_id": answer.query_id}

    def _authority(self, answer: Answer) -> str:
        name = self.resource_name(answer.source.removeprefix(KNOWN))
        if answer.authority and name:
            return _("{authority}，{resource}").format(authority=answer.authority, resource=name)
        return answer.authority or name or answer.source

    def resource_name(self, code: str) -> str:
        """婚姻登记信息; empty for what is no resource of this release."""
        found = self.release.models("resource").get(code)
        return text(found.name) if isinstance(found, Resource) else ""

    def item_name(self, code: str) -> str:
        """The plain name of another matter of the release."""
        code = code.partition(".")[0]
        found = self.release.models("item").get(code)
        return text(found.plain_name or found.name) if isinstance(found, Item) else code


def sections(book: CaseBook, answers: Mapping[str, Answer], clear: bool) -> list[dict[str, Any]]:
    """The form, subject by subject: only the values that this item needs."""
    grouped: dict[str, list[dict[str, Any]]] = {}
    for path in _paths(book, answers):
        answer = answers[path]
        row = {
            "path": path,
            "label": for_staff(book.field_name(path, answer.element)),
            "value": book.shown(answer, clear),
            "covered": answer.sensitive and not clear and answer.value not in (None, ""),
            "source": book.source(answer),
        }
        grouped.setdefault(path.rpartition(".")[0], []).append(row)
    return [{"name": for_staff(book.subject(where)), "rows": rows} for where, rows in grouped.items()]


def _paths(book: CaseBook, answers: Mapping[str, Answer]) -> Iterator[str]:
    for path in book.facts.get("fields", ()):
        if path in answers:
            yield path


def shown_elements(book: CaseBook, answers: Mapping[str, Answer]) -> list[str]:
    """The codes of all values that the page of this case shows, masked ones among them."""
    return sorted({answers[path].element for path in _paths(book, answers)})


def covered_elements(book: CaseBook, answers: Mapping[str, Answer]) -> list[str]:
    """The codes of the sensitive values of this case: what is written into the log when they are shown."""
    return sorted({answers[path].element for path in _paths(book, answers) if answers[path].sensitive})


def local_moment(value: datetime | str) -> datetime:
    """An instant out of a jsonb value or a column."""
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)
