"""The public face in English: nothing missing, the same figures, plural and dates as English has them."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from types import ModuleType

import pytest
from django.test import Client
from django.utils import translation

from bancheng.kernel.workdays import calendar, explain
from bancheng.ui.language import english, with_unit
from bancheng.ui.modes import COOKIE
from bancheng.ui.words import day_words, left, moment_words

ROOT = Path(__file__).parents[2]
HAN = re.compile(r"[\u4e00-\u9fff]")
NAMES = {"善美市", "办", "简体中文", "繁體中文", "善美市政务服务和数据管理局", "善美受字〔2026〕第000042号"}
"""What stays Chinese on pages without rulebooks: names, and the names of languages."""


@pytest.fixture(scope="module", autouse=True)
def words() -> ModuleType:
    """The tool, with the catalogue compiled: the test run may be the first to read it."""
    spec = importlib.util.spec_from_file_location("words", ROOT / "tools" / "words.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.compile_all()
    return module


@pytest.fixture
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def test_every_literal_of_the_public_face_has_its_english(words: ModuleType) -> None:
    assert words.faults() == [], "python3 tools/words.py extract, then fill in the empty ones"


def test_a_literal_without_english_and_one_with_other_figures_are_found(
    words: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    planted = {("没有翻译的一句", ""): "here.html", ("还剩%(days)s", ""): "there.html"}
    known = {("还剩%(days)s", ""): ["%(hours)s left"]}
    monkeypatch.setattr(words, "literals", lambda: planted)
    monkeypatch.setattr(words, "read_po", lambda _path: known)
    assert [one.partition(":")[0] for one in words.faults()] == ["here.html", "there.html"]


def test_the_catalogue_holds_nothing_that_the_sources_no_longer_say(words: ModuleType) -> None:
    assert set(words.read_po(words.ENGLISH)) <= set(words.literals())


def test_what_is_written_into_records_has_no_english(words: ModuleType) -> None:
    assert list(words.in_python("from bancheng.kernel.recording import recorded as _\n_('受理通知书')")) == []
    assert list(words.in_python("from django.utils.translation import gettext as _\n_('看')")) == [("看", "")]


@pytest.mark.parametrize(
    ("rough", "written"),
    [
        ("1 working days left", "1 working day left"),
        ("1 things to do", "1 thing to do"),
        ("1 entries", "1 entry"),
        ("11 things, 2026-1 days", "11 things, 2026-1 days"),
        ("the next day.So it is", "the next day. So it is"),
        ("Call 12345；then wait。", "Call 12345; then wait. "),
    ],
)
def test_one_is_singular_and_sentences_have_gaps(rough: str, written: str) -> None:
    assert english(rough) == written


@pytest.mark.usefixtures("in_english")
def test_dates_are_english_dates() -> None:
    assert day_words(date(2026, 3, 9), on=date(2026, 1, 1)) == "9 March (Mon)"
    assert day_words(date(2025, 3, 9), weekday=False, on=date(2026, 1, 1)) == "9 March 2025"
    assert moment_words(datetime(2026, 3, 2, 2, 41, tzinfo=UTC), date(2026, 3, 3)) == "2 March 10:41"
    assert left(3, "工作日") == "3 working days"


@pytest.mark.usefixtures("in_english", "db")
def test_why_a_day_is_told_in_english() -> None:
    told = " ".join(explain(calendar(date(2026, 3, 2)), date(2026, 3, 2), 5))
    assert "5 working days" in told
    assert not HAN.search(told), told


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/modes/", "/accessibility/", "/privacy/", "/offline/", "/help/", "/nowhere/"]
)
def test_a_page_without_rulebooks_is_english_throughout(client: Client, address: str) -> None:
    client.cookies[COOKIE] = "language-en"
    page = re.sub(
        r"<!--.*?-->|<script.*?</script>", "", client.get(address).content.decode(), flags=re.DOTALL
    )
    seen = {one.strip() for one in re.findall(r'>([^<]+)<|"([^"]*)"', page) for one in one if HAN.search(one)}
    assert {one for one in seen if not any(name in one for name in NAMES)} == set()


@pytest.mark.parametrize(
    ("unit", "written"),
    [("平方米", "88平方米"), ("square metres", "88 square metres"), ("%", "88%"), (None, "88")],
)
def test_a_unit_of_letters_stands_apart_from_its_figure(unit: str | None, written: str) -> None:
    assert with_unit("88", unit) == written
