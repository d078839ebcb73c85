"""A page as a program without script reads it: its forms, what they ask, and the one thing that it proposes."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})
Attributes = dict[str, str]


@dataclass
class Box:
    """One control of a form; a group of radios or checkboxes is one box with its options."""

    name: str
    kind: str
    value: str = ""
    options: list[str] = field(default_factory=list)
    chosen: list[str] = field(default_factory=list)
    wrong: bool = False
    id: str = ""
    folded: bool = False
    """It lies in a part that is folded away: nobody is asked for it."""


@dataclass
class Form:
    """A form: where it goes, what stands in it, its buttons (name, value, whether it is the page's main one)."""

    action: str
    method: str
    files: bool
    boxes: dict[str, Box] = field(default_factory=dict)
    buttons: list[tuple[str, str, bool]] = field(default_factory=list)

    @property
    def proposed(self) -> tuple[str, str] | None:
        """Its main button, if it has the page's main one."""
        return next(((name, value) for name, value, main in self.buttons if main), None)


class Page(HTMLParser):
    """Forms and links inside `<main>` (a page without one, such as a provider's, counts as a whole)."""

    def __init__(self, url: str, html: str, status: int = 200) -> None:
        super().__init__()
        self.url, self.html, self.status = url, html, status
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.main_link = ""
        self.labels: dict[str, str] = {}
        self.headings: list[str] = []
        self._whole = "<main" not in html
        self._depth = self._folds = 0
        self._form: Form | None = None
        self._select: Box | None = None
        self._area: Box | None = None
        self._label = self._heading = ""
        self._in_heading = False
        self.feed(html)
        self.close()

    @property
    def heading(self) -> str:
        """What it is about."""
        return self.headings[0] if self.headings else ""

    @property
    def proposed(self) -> Form | None:
        """The form that holds the page's main button."""
        return next((form for form in self.forms if form.proposed is not None), None)

    def form_to(self, words: str) -> Form | None:
        """A form whose address holds these words."""
        return next((form for form in self.forms if words in form.action), None)

    # --- reading

    @property
    def _inside(self) -> bool:
        return self._whole or self._depth > 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._depth += tag == "main"
        self._folds += tag == "details"
        if not self._inside:
            return
        if tag == "form":
            method = given.get("method", "get").lower()
            self._form = Form(
                given.get("action", "") or self.url, method, "multipart" in given.get("enctype", "")
            )
            self.forms.append(self._form)
        elif tag == "a" and given.get("href"):
            self.links.append(given["href"])
            if "btn-primary" in given.get("class", "").split() and not self.main_link:
                self.main_link = given["href"]
        elif tag == "label":
            self._label = given.get("for", "")
        elif tag == "h1":
            self._in_heading = True
            self.headings.append("")
        if self._form is not None:
            self._control(self._form, tag, given)
            if given.get("name") in self._form.boxes:
                self._form.boxes[given["name"]].folded = self._folds > 0

    def _control(self, form: Form, tag: str, given: Attributes) -> None:
        name = given.get("name", "")
        if tag == "button" and given.get("type", "submit") == "submit":
            form.buttons.append(
                (name, given.get("value", ""), "btn-primary" in given.get("class", "").split())
            )
        elif tag == "input" and name:
            self._input(form, name, given)
        elif tag == "select" and name:
            self._select = form.boxes[name] = _box(name, "select", given)
        elif tag == "option" and self._select is not None:
            self._select.options.append(given.get("value", ""))
            if "selected" in given:
                self._select.value = given.get("value", "")
        elif tag == "textarea" and name:
            self._area = form.boxes[name] = _box(name, "text", given)

    def _input(self, form: Form, name: str, given: Attributes) -> None:
        kind = given.get("type", "text")
        if kind in {"radio", "checkbox"}:
            group = form.boxes.setdefault(name, _box(name, kind, given))
            group.wrong |= given.get("aria-invalid") == "true"
            group.options.append(given.get("value", "on"))
            if "checked" in given:
                group.chosen.append(given.get("value", "on"))
        elif kind not in {"submit", "button", "image", "reset"}:
            form.boxes[name] = _box(name, kind, given)

    def handle_endtag(self, tag: str) -> None:
        self._depth -= tag == "main"
        self._folds -= tag == "details"
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea" and self._area is not None:
            self._area.value = self._area.value.removeprefix(
                "\n"
            )  # a browser takes the first line end for layout
            self._area = None
        elif tag == "label":
            self._label = ""
        elif tag == "h1":
            self._in_heading = False

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area.value += data
        if self._label:
            self.labels[self._label] = self.labels.get(self._label, "") + data.strip()
        if self._in_heading:
            self.headings[-1] += data.strip()


def _box(name: str, kind: str, given: Attributes) -> Box:
    return Box(
        name, kind, given.get("value", "") if kind not in {"radio", "checkbox"} else "",
        wrong=given.get("aria-invalid") == "true", id=given.get("id", ""),
    )  # fmt: skip
