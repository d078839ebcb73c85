"""Translations of rulebooks: what they may say, what counts as public, how they are looked up."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, ClassVar, Literal

import pytest
from pydantic import BaseModel, Field

from bancheng.kernel.rulebooks import (
    CheckFailed,
    Document,
    Rulebook,
    Text,
    public_texts,
    publish,
    rulebook,
    translations,
    untranslated,
)
from bancheng.kernel.rulebooks.base import read

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
TODAY = date(2026, 11, 23)


class Ingredient(BaseModel):
    office_only: ClassVar[frozenset[str]] = frozenset({"basis"})
    label: Text
    basis: Text | None = None


@rulebook("test-dish/1", title="菜")
class Dish(Rulebook):
    schema_: Literal["test-dish/1"] = Field(alias="schema")
    name: Text
    hints: tuple[Text, ...] = ()
    parts: dict[str, Ingredient] = {}
    more: tuple[Ingredient, ...] = ()
    number: str = ""


DISH = Document.of(
    {
        "schema": "test-dish/1", "code": "soup", "name": {"zh-hans": "汤", "en": "Soup"}, "number": "甲〔2026〕1号",
        "hints": ["趁热喝", "少放盐"],
        "parts": {"salt": {"label": "盐", "basis": "食盐专营办法"}}, "more": [{"label": "水"}],
    }
)  # fmt: skip


def words(code: str = "en", **texts: str) -> Document:
    said = texts or {"盐": "Salt"}
    body: dict[str, Any] = {
        "schema": "translation/1",
        "code": code,
        "name": "英文",
        "language": "en",
        "texts": said,
    }
    return Document.of(body)


def test_every_text_is_public_that_no_model_keeps_for_the_office() -> None:
    found = {".".join(map(str, path)): said for path, said in public_texts(DISH.model)}
    assert found == {
        "name": {"zh-hans": "汤", "en": "Soup"}, "hints.0": "趁热喝", "hints.1": "少放盐", "parts.salt.label": "盐",
        "more.0.label": "水",
    }  # fmt: skip


def test_what_a_document_says_itself_or_a_translation_has_is_not_missing() -> None:
    documents = {one.key: one for one in (DISH, words(盐="Salt", 趁热喝="Drink it hot"))}
    missing = untranslated(documents, "en", ["test-dish"])
    assert missing == [
        ("test-dish/soup", ("hints", 1), "少放盐"), ("test-dish/soup", ("more", 0, "label"), "水"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "texts", [{"盐": " "}, {"{name}好了": "{nam} is ready"}, {"{name}好了": "It is ready"}]
)
def test_an_empty_translation_and_one_with_other_blanks_are_refused(texts: dict[str, str]) -> None:
    with pytest.raises(CheckFailed):
        read(words(**texts).body)


@pytest.mark.django_db
class TestInForce:
    def put(self, *documents: Document, on: date = TODAY) -> None:
        folder = {one.key: one for one in documents}
        publish(folder, [(one.kind, one.code) for one in documents], now=NOW, by="test", effective_from=on)

    def test_the_documents_of_a_language_are_read_as_one(self) -> None:
        self.put(words("en-a"), words("en-b", 水="Water"))
        assert translations("en", TODAY) == {"盐": "Salt", "水": "Water"}
        assert translations("fr", TODAY) == {}

    def test_a_new_version_is_used_from_its_day_on(self) -> None:
        self.put(words(盐="Salt"))
        self.put(words(盐="Table salt"), on=date(2026, 12, 1))
        assert translations("en", TODAY)["盐"] == "Salt"
        assert translations("en", date(2026, 12, 1))["盐"] == "Table salt"

    def test_a_city_without_translations_has_none(self) -> None:
        assert translations("en", TODAY) == {}
