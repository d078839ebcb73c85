"""The demo city in English: every public text of all its things, and the names of its bodies, places and counters."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from bancheng.journeys.checks import advice
from bancheng.kernel.rulebooks import Folder, load_text, untranslated
from tests.journeys.planning import city, folder

CITY = Path(__file__).parents[2] / "demo" / "city"
HAN = re.compile(r"[\u3400-\u9fff]")
LONGEST = 330


@cache
def english() -> dict[str, str]:
    found: dict[str, str] = {}
    for document in folder().of("translation"):
        found |= document.body["texts"]
    return found


def test_every_public_text_of_the_demo_city_has_its_english() -> None:
    assert untranslated(folder().documents, "en") == [], "add them to demo/rulebooks/translations"


def test_the_english_has_no_chinese_left_and_no_text_is_endless() -> None:
    assert [said for said in english().values() if HAN.search(said) or len(said) > LONGEST] == []


def test_every_figure_of_a_text_is_in_its_english() -> None:
    """But for 万 and 亿, which English counts otherwise."""
    figures = re.compile(r"\d+(?:\.\d+)?")
    wrong = [
        (chinese, said)
        for chinese, said in english().items()
        if not re.search(r"\d[万亿]|满6周岁那年|不到60岁|最近1年", chinese)
        and set(figures.findall(chinese)) - set(figures.findall(said.replace(",", "")))
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("file", "keys"),
    [
        ("organizations.yaml", ("name", "short_name")),
        ("regions.yaml", ("name",)),
        ("service_points.yaml", ("name", "address", "hours")),
    ],
)
def test_bodies_places_and_counters_have_english_names(file: str, keys: tuple[str, ...]) -> None:
    rows: list[dict[str, Any]] = yaml.safe_load((CITY / file).read_text("utf-8"))
    assert {row[key] for row in rows for key in keys if row.get(key)} - english().keys() == set()


def test_a_text_without_english_is_advice_and_stops_nobody() -> None:
    made = Folder(folder().root, dict(folder().documents), dict(folder().places))
    key = next(key for key in made.documents if key.startswith("translation/") and "journeys" in key)
    body = made.documents[key].body
    first = next(iter(body["texts"]))
    del made.documents[key]
    shorter = {**body, "texts": {one: said for one, said in body["texts"].items() if one != first}}
    load_text(yaml.safe_dump(shorter, allow_unicode=True), "shorter.yaml", made)
    told = [one for one in advice(made, city()) if one.rule == "translation_missing"]
    assert [first in one.sentence for one in told] == [True]


def test_one_text_said_in_two_ways_is_advice() -> None:
    made = Folder(folder().root, dict(folder().documents), dict(folder().places))
    chinese, said = next(iter(english().items()))
    other = {
        "schema": "translation/1",
        "code": "other",
        "name": "别的",
        "language": "en",
        "texts": {chinese: f"{said}!"},
    }
    load_text(yaml.safe_dump(other, allow_unicode=True), "other.yaml", made)
    assert [one.rule for one in advice(made, city())] == ["translation_twice"]
