"""Rulebooks on disk: YAML read safely, every value with the line it stands on, and written back.

A file may hold several documents (`---`). Aliases, tags, duplicate keys, deep or huge files are refused: a
rulebook comes from another city. Words mean what they look like: only `true`/`false` are yes and no, `007`
stays text, a date stays text, a fraction stays text (amounts are decimal text, never floating point).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _

from bancheng.kernel.rulebooks.base import CheckFailed, Document

MAX_BYTES = 2_000_000
MAX_DEPTH = 40
MAX_NODES = 200_000
_INTEGER = re.compile(r"^-?(0|[1-9]\d{0,17})$")
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Path_ = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands: file (relative to the folder), line and column from 1."""

    file: str
    line: int
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Problem:
    """What keeps a file from being read, where, and how to mend it."""

    place: Place
    sentence: str
    remedy: str = ""


class _Refused(Exception):  # noqa: N818
    def __init__(self, line: int, column: int, sentence: str, remedy: str = "") -> None:
        super().__init__(sentence)
        self.line, self.column, self.sentence, self.remedy = line, column, sentence, remedy


@dataclass
class Folder:
    """A folder of rulebooks: documents by `kind/code`, the place of every value, and what could not be
    read.
    """

    root: Path
    documents: dict[str, Document] = field(default_factory=dict)
    places: dict[str, dict[Path_, Place]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def place(self, key: str, path: Iterable[str | int] = ()) -> Place:
        """The place of a value, or of the nearest value around it that is written down."""
        known = self.places.get(key, {})
        at = tuple(path)
        while at and at not in known:
            at = at[:-1]
        return known.get(at, Place(str(self.root), 1))

    def of(self, kind: str) -> list[Document]:
        """The documents of a kind in order of their codes."""
        return [doc for _key, doc in sorted(self.documents.items()) if doc.kind == kind]

    def add(self, document: Document, places: dict[Path_, Place]) -> None:
        """Take a document in; a second one of the same name is a problem, not a replacement."""
        first = self.places.get(document.key, {}).get(())
        if document.key in self.documents:
            self.problems.append(
                Problem(
                    places[()],
                    _("{key} 写了两次（另一处在 {first}）").format(key=document.key, first=first),
                    _("留下一个，或给其中一个换编码。"),
                )
            )
            return
        self.documents[document.key] = document
        self.places[document.key] = places


def load_folder(path: Path | str) -> Folder:
    """Read every `*.yaml` under the folder (or one file). Never raises for content: see `problems`."""
    root = Path(path)
    folder = Folder(root if root.is_dir() else root.parent)
    files = sorted(root.rglob("*.yaml")) if root.is_dir() else [root]
    for file in files:
        name = str(file.relative_to(folder.root))
        if not file.resolve().is_relative_to(folder.root.resolve()):
            folder.problems.append(
                Problem(Place(name, 1), _("这个文件指到了文件夹外面"), _("去掉这个链接。"))
            )
            continue
        if file.stat().st_size > MAX_BYTES:
            folder.problems.append(
                Problem(Place(name, 1), _("文件太大"), _("拆成几个文件，每个不超过 2 MB。"))
            )
            continue
        load_text(file.read_bytes(), name, folder)
    return folder


def load_text(data: bytes | str, name: str, folder: Folder | None = None) -> Folder:
    """Read one YAML text as if it were the file `name`; what cannot be read becomes a problem."""
    target = folder if folder is not None else Folder(Path())
    try:
        text = data.decode("utf-8") if isinstance(data, bytes) else data
        for body, places in _documents(text, name):
            _take(target, body, places)
    except UnicodeDecodeError:
        target.problems.append(Problem(Place(name, 1), _("文件不是 UTF-8 编码"), _("另存为 UTF-8。")))
    except _Refused as refused:
        place = Place(name, refused.line, refused.column)
        target.problems.append(Problem(place, refused.sentence, refused.remedy))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = Place(name, mark.line + 1 if mark else 1, mark.column + 1 if mark else 1)
        said = getattr(error, "problem", None) or _("不是合格的 YAML")
        target.problems.append(
            Problem(place, _("读不懂这一行：{said}").format(said=said), _("检查缩进、冒号和引号。"))
        )
    return target


def _take(folder: Folder, body: Any, places: dict[Path_, Place]) -> None:
    if body is None:
        return
    if not isinstance(body, dict):
        folder.problems.append(Problem(places[()], _("规则书要写成“名称: 值”的样子"), ""))
        return
    try:
        folder.add(Document.of(body), places)
    except CheckFailed as error:
        path, said = error.findings[0]
        folder.problems.append(Problem(places.get(path, places[()]), said, ""))


def _documents(text: str, name: str) -> Iterator[tuple[Any, dict[Path_, Place]]]:
    """Values and places of each document, built from the parser's events so that a bomb is refused before it
    grows.
    """
    if len(text) > MAX_BYTES:
        raise _Refused(1, 1, _("文件太大"), _("拆成几个文件，每个不超过 2 MB。"))
    builder = _Builder(name)
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.DocumentStartEvent):
            builder.begin()
        elif isinstance(event, yaml.DocumentEndEvent):
            yield builder.value, builder.places
        elif isinstance(event, yaml.NodeEvent | yaml.CollectionEndEvent):
            builder.feed(event)


class _Builder:
    """Puts one document together, event by event, without recursion."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.nodes = 0
        self.begin()

    def begin(self) -> None:
        self.value: Any = None
        self.places: dict[Path_, Place] = {}
        self.open: list[tuple[Any, Path_]] = []  # the collections around this point, with their paths
        self.key: list[str | None] = []  # for each open mapping: the key that waits for its value

    def feed(self, event: Any) -> None:
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        if isinstance(event, yaml.CollectionEndEvent):
            self.open.pop()
            self.key.pop()
            return
        self.nodes += 1
        self._guard(event, line, column)
        if isinstance(event, yaml.ScalarEvent) and self._is_key():
            self._take_key(event.value, line, column)
            return
        if self._is_key():
            raise _Refused(line, column, _("名称要是一个词"), "")
        if isinstance(event, yaml.ScalarEvent):
            self._put(_scalar(event), line, column, opens=False)
        else:
            self._put({} if isinstance(event, yaml.MappingStartEvent) else [], line, column, opens=True)

    def _guard(self, event: Any, line: int, column: int) -> None:
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _Refused(
                line, column, _("不能用 & 和 * 引用别处"), _("把内容写出来，或做成单独的规则书再引用编码。")
            )
        tag = getattr(event, "tag", None)
        if tag and tag != "!":
            raise _Refused(line, column, _("不能用 {tag} 这样的类型标记").format(tag=tag), _("去掉它。"))
        if len(self.open) >= MAX_DEPTH or self.nodes > MAX_NODES:
            raise _Refused(line, column, _("层数太深或内容太多"), _("拆成几个规则书。"))

    def _is_key(self) -> bool:
        return bool(self.open) and isinstance(self.open[-1][0], dict) and self.key[-1] is None

    def _take_key(self, key: str, line: int, column: int) -> None:
        mapping, path = self.open[-1]
        if key in mapping:
            first = self.places[(*path, key)]
            raise _Refused(
                line,
                column,
                _("“{key}”在第 {line} 行已经写过").format(key=key, line=first.line),
                _("留下一个。"),
            )
        self.key[-1] = key
        self.places[(*path, key)] = Place(self.name, line, column)

    def _put(self, value: Any, line: int, column: int, *, opens: bool) -> None:
        path: Path_ = ()
        if not self.open:
            self.value = value
        else:
            holder, around = self.open[-1]
            if isinstance(holder, dict):
                key = self.key[-1]
                assert key is not None
                holder[key], path = value, (*around, key)
                self.key[-1] = None
            else:
                path = (*around, len(holder))
                holder.append(value)
        self.places.setdefault(path, Place(self.name, line, column))
        if opens:
            self.open.append((value, path))
            self.key.append(None)


def _scalar(event: Any) -> Any:
    text: str = event.value
    if event.style is not None and event.style != "":  # quoted or block: what it says
        return text
    if text in _WORDS:
        return _WORDS[text]
    return int(text) if _INTEGER.match(text) else text


class _Dumper(yaml.SafeDumper):
    """Quotes whatever our reader would otherwise take for something else than text; writes out what stands twice."""

    def ignore_aliases(self, data: Any) -> bool:
        """Always: our reader refuses references within a file."""
        return True


def _write_text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    plain = value in _WORDS or _INTEGER.match(value)
    style = "'" if plain else "|" if "\n" in value else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Dumper.add_representer(str, _write_text)


def as_yaml(document: Document) -> str:
    """A document as its file says it; reading the text again gives the same digest."""
    written: str = yaml.dump(document.body, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110)
    return written


def save_folder(documents: Iterable[Document], path: Path | str) -> list[Path]:
    """Write each document to `<path>/<kind>/<code>.yaml`; reading the folder again gives the same digests."""
    written = []
    for document in sorted(documents, key=lambda doc: doc.key):
        safe = re.sub(r"[^\w.-]", "_", document.code)
        file = Path(path) / document.kind / f"{safe}.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(as_yaml(document), encoding="utf-8")
        written.append(file)
    return written
