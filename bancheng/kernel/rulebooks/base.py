"""The registry of kinds, the base of every rulebook model, human texts and references."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bancheng.kernel.canonical import digest

Body = dict[str, Any]
Text = str | dict[str, str]
"""A human text: Simplified Chinese, or a map by language (`zh-hans` required; `zh-hant` is derived unless
given).
"""

_KIND = re.compile(r"^[a-z][a-z-]*/[1-9]\d*$")
_MODELS: dict[str, Kind] = {}
_UPGRADES: dict[str, tuple[str, Callable[[Body], Body]]] = {}
_Model = TypeVar("_Model", bound="Rulebook")


def text(value: Text | None, lang: str = "zh-hans") -> str:
    """The text in a language, falling back to its base language, then Simplified Chinese, then any that there
    is.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    for wanted in (lang, lang.split("-", maxsplit=1)[0], "zh-hans", "zh"):
        if wanted in value:
            return value[wanted]
    return next(iter(value.values()), "")


@dataclass(frozen=True, slots=True, order=True)
class Reference:
    """That a document needs another one: kind without version (`item`), code, and where it says so."""

    kind: str
    code: str
    path: str = ""

    @property
    def key(self) -> str:
        """`kind/code`, the name inside a release."""
        return f"{self.kind}/{self.code}"


class Rulebook(BaseModel):
    """Base of all rulebook models: frozen, no unknown keys, one `schema`, a `code` and a `name`."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, str_strip_whitespace=True)
    kind: ClassVar[str] = ""

    schema_: str = Field(alias="schema")
    code: str = Field(min_length=1, max_length=120)
    name: Text

    @property
    def rules_alone(self) -> bool:
        """Whether the program reads it by itself, so that it has to be in force also where something else reaches it."""
        return False

    def references(self) -> Iterable[Reference]:
        """The documents this one needs; publishing follows them to the end."""
        return ()


@dataclass(frozen=True, slots=True)
class Kind:
    """A registered schema: `item/1`, its model and its Chinese title."""

    schema: str
    model: type[Rulebook]
    title: str

    @property
    def name(self) -> str:
        """The kind without its version."""
        return self.schema.split("/", maxsplit=1)[0]


def rulebook(schema: str, title: str) -> Callable[[type[_Model]], type[_Model]]:
    """Class decorator: registers a pydantic model as the schema `kind/version`. Old versions need an
    `upgrade`.
    """
    if not _KIND.match(schema):
        raise ValueError(f"not a schema name: {schema!r}")

    def keep(model: type[_Model]) -> type[_Model]:
        name = schema.split("/", maxsplit=1)[0]
        known = _MODELS.get(name)
        if known is not None and known.model is not model and known.model.__qualname__ != model.__qualname__:
            raise ValueError(f"kind {name} registered twice")
        model.kind = name
        _MODELS[name] = Kind(schema, model, title)
        return model

    return keep


def upgrade(old: str, new: str) -> Callable[[Callable[[Body], Body]], Callable[[Body], Body]]:
    """Declare the reader that turns a stored body of schema `old` into `new`. Readers stay for ever."""
    if (
        not _KIND.match(old)
        or not _KIND.match(new)
        or old.split("/", maxsplit=1)[0] != new.split("/", maxsplit=1)[0]
    ):
        raise ValueError(f"not two versions of one kind: {old} → {new}")

    def keep(function: Callable[[Body], Body]) -> Callable[[Body], Body]:
        if _UPGRADES.get(old, (new, function))[1] is not function:
            raise ValueError(f"two readers for {old}")
        _UPGRADES[old] = (new, function)
        return function

    return keep


def kinds() -> dict[str, Kind]:
    """All registered kinds by name without version."""
    return dict(_MODELS)


def model_of(kind: str) -> type[Rulebook]:
    """The model of a kind (`item`). KeyError when no app registered it."""
    return _MODELS[kind].model


class CheckFailed(ValueError):  # noqa: N818
    """A body that its schema refuses: `findings` lists (path, sentence) pairs."""

    def __init__(self, findings: list[tuple[tuple[str | int, ...], str]]) -> None:
        super().__init__("; ".join(f"{'.'.join(map(str, path))}: {said}" for path, said in findings))
        self.findings = findings


def read(body: Mapping[str, Any]) -> Rulebook:
    """The typed model of a stored or loaded body, through the readers of older schemas. CheckFailed with
    places.
    """
    plain = dict(body)
    seen = 0
    while (step := _UPGRADES.get(str(plain.get("schema")))) is not None:
        target, reader = step
        plain = {**reader(dict(plain)), "schema": target}
        seen += 1
        if seen > 100:
            raise CheckFailed([(("schema",), "the readers of old versions go round in a circle")])
    schema = str(plain.get("schema", ""))
    kind = _MODELS.get(schema.split("/", maxsplit=1)[0])
    if kind is None or kind.schema != schema:
        raise CheckFailed([(("schema",), f"没有这种规则书：{schema or '（没写 schema）'}")])
    try:
        return kind.model.model_validate(plain)
    except ValidationError as error:
        raise CheckFailed([(found["loc"], found["msg"]) for found in error.errors()]) from error


@dataclass(frozen=True)
class Document:
    """One immutable version of a rule document. Equal bodies are the same version: `digest` is its name."""

    kind: str
    code: str
    body: Body

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> Document:
        """A document from its body; kind and code are read from it. CheckFailed if it names neither."""
        schema, code = body.get("schema"), body.get("code")
        if not isinstance(schema, str) or not _KIND.match(schema):
            raise CheckFailed([(("schema",), "要写明 schema，例如 item/1")])
        if not isinstance(code, str) or not code:
            raise CheckFailed([(("code",), "要写明 code")])
        return cls(schema.split("/", maxsplit=1)[0], code, dict(body))

    @property
    def key(self) -> str:
        """`kind/code`, the name inside a release."""
        return f"{self.kind}/{self.code}"

    @cached_property
    def digest(self) -> str:
        """`sm3:<hex>` of the canonical body."""
        return digest(self.body)

    @cached_property
    def model(self) -> Rulebook:
        """The parsed model (CheckFailed if the schema refuses it)."""
        return read(self.body)
