"""Publishing: a release is named by its content, changes nothing that runs, and stays readable for ever."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from bancheng.kernel.database import count_statements, fetch_one
from bancheng.kernel.kept import Kept
from bancheng.kernel.rulebooks import (
    CheckFailed,
    Document,
    Folder,
    changes,
    compose_release,
    current,
    current_digest,
    forget,
    json_schemas,
    keep,
    kinds,
    load_text,
    model_of,
    publish,
    release,
    releases_of,
    rulebook,
    store,
    stored,
    upgrade,
)
from bancheng.kernel.rulebooks.base import read
from tests.kernel.facts import NOW
from tests.kernel.sample_rulebooks import NOODLES, Ingredient, Recipe

DAY = dt.date(2026, 11, 23)
ROOT = [("test-recipe", "noodles")]
FIXTURES = Path(__file__).parent / "fixtures"


@pytest.fixture(autouse=True)
def _no_cache() -> Iterator[None]:
    forget()
    yield
    forget()


def folder(old: str = "", new: str = "") -> Folder:
    return load_text(NOODLES.replace(old, new), "noodles.yaml")


def put(source: Folder, day: dt.date = DAY, hours: int = 0) -> str:
    made = publish(source, ROOT, now=NOW + dt.timedelta(hours=hours), by="staff:1", effective_from=day)
    return made[0].digest


# --- the closure


def test_a_release_holds_what_the_root_reaches_and_nothing_else() -> None:
    made = compose_release(folder().documents, "test-recipe", "noodles")
    assert sorted(made.closure) == [
        "test-ingredient/dumpling-filling",
        "test-ingredient/flour",
        "test-ingredient/salt",
        "test-recipe/noodles",
    ]
    assert isinstance(made.root, Recipe)
    assert made.root.needs == ("flour", "dumpling-filling")
    assert isinstance(made.model("test-ingredient", "salt"), Ingredient)
    assert list(made.models("test-ingredient")) == ["dumpling-filling", "flour", "salt"]


def test_a_reference_that_leads_nowhere_is_named_with_its_place() -> None:
    with pytest.raises(CheckFailed) as failed:
        compose_release(
            folder("contains: [salt]", "contains: [salt, pepper]").documents, "test-recipe", "noodles"
        )
    ((path, said),) = failed.value.findings
    assert path == ("contains", "1")
    assert "test-ingredient/pepper" in said
    assert "test-ingredient/dumpling-filling" in said
    with pytest.raises(CheckFailed, match="test-recipe/rice"):
        compose_release(folder().documents, "test-recipe", "rice")


def test_documents_that_need_each_other_are_no_endless_road() -> None:
    source = folder("name: 盐\n", "name: 盐\ncontains: [dumpling-filling]\n")
    assert len(compose_release(source.documents, "test-recipe", "noodles").closure) == 4


def test_the_digest_says_the_content_and_nothing_else() -> None:
    one = compose_release(folder().documents, "test-recipe", "noodles")
    spaced = compose_release(load_text("# 说明\n" + NOODLES, "b.yaml").documents, "test-recipe", "noodles")
    sweet = compose_release(folder("name: 糖", "name: 白糖").documents, "test-recipe", "noodles")
    salty = compose_release(folder("name: 盐", "name: 海盐").documents, "test-recipe", "noodles")
    assert one.digest == spaced.digest == sweet.digest != salty.digest
    assert one.digest.startswith("sm3:")


# --- publishing


@pytest.mark.django_db
def test_publishing_the_same_again_writes_nothing_and_gives_the_same_digest() -> None:
    first, second = put(folder()), put(folder(), hours=1)
    assert first == second
    row = fetch_one(
        "SELECT (SELECT count(*) FROM kernel_rulebook) AS r, (SELECT count(*) FROM kernel_release) AS l,"
        " (SELECT count(*) FROM kernel_publication) AS p"
    )
    assert row == {"r": 4, "l": 1, "p": 1}


@pytest.mark.django_db
def test_a_new_version_leaves_the_old_release_as_it_was() -> None:
    old = put(folder())
    new = put(folder("price: 3.50", "price: 4.00"), hours=1)
    assert old != new
    forget()
    assert release(old).model("test-ingredient", "flour").price == "3.50"  # type: ignore[attr-defined]
    assert release(new).model("test-ingredient", "flour").price == "4.00"  # type: ignore[attr-defined]
    assert current("test-recipe", "noodles", DAY).digest == new
    assert len(stored("test-ingredient", "flour")) == 2
    assert len(stored("test-ingredient", "salt")) == 1


@pytest.mark.django_db
def test_an_import_is_kept_without_being_in_force() -> None:
    (made,) = keep(folder(), ROOT, now=NOW)
    forget()
    assert release(made.digest).closure == made.closure
    assert current_digest("test-recipe", "noodles", DAY) is None
    assert put(folder()) == made.digest


@pytest.mark.django_db
def test_a_release_is_in_force_from_its_day() -> None:
    old = put(folder(), DAY)
    new = put(folder("price: 3.50", "price: 4.00"), DAY + dt.timedelta(days=30))
    assert current_digest("test-recipe", "noodles", DAY - dt.timedelta(days=1)) is None
    assert current_digest("test-recipe", "noodles", DAY + dt.timedelta(days=29)) == old
    assert current_digest("test-recipe", "noodles", DAY + dt.timedelta(days=30)) == new
    assert releases_of("test-recipe", DAY) == {"noodles": old}
    assert releases_of("test-recipe", DAY + dt.timedelta(days=31)) == {"noodles": new}


@pytest.mark.django_db
def test_an_old_release_can_be_put_in_force_again() -> None:
    old = put(folder())
    put(folder("price: 3.50", "price: 4.00"), hours=1)
    assert put(folder(), hours=2) == old
    assert current("test-recipe", "noodles", DAY).digest == old


@pytest.mark.django_db
def test_when_one_document_is_wrong_nothing_at_all_is_stored() -> None:
    with pytest.raises(CheckFailed):
        put(folder("price: 3.50", "prise: 3.50"))
    assert fetch_one("SELECT digest FROM kernel_rulebook") is None


@pytest.mark.django_db
def test_when_the_last_step_of_publishing_breaks_nothing_at_all_is_stored(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*args: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(store, "_put_in_force", broken)
    with pytest.raises(RuntimeError):
        put(folder())
    assert fetch_one("SELECT digest FROM kernel_rulebook") is None
    assert fetch_one("SELECT digest FROM kernel_release") is None


@pytest.mark.django_db
def test_a_release_is_read_once_per_process() -> None:
    digest = put(folder())
    forget()
    with count_statements() as seen:
        assert release(digest) is release(digest)
    assert len(seen) == 1


@pytest.mark.django_db
def test_the_cache_of_a_process_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "_releases", Kept(1))
    first, second = put(folder()), put(folder("name: 盐", "name: 海盐"), hours=1)
    kept = release(first)
    release(second)
    assert release(first) is not kept


@pytest.mark.django_db
def test_what_was_not_published_is_not_there() -> None:
    with pytest.raises(Exception, match="release_unknown"):
        release("sm3:" + "0" * 64)
    with pytest.raises(Exception, match="not_published"):
        current("test-recipe", "noodles", DAY)


def test_rules_that_were_changed_in_the_table_rule_nothing(
    committed_db: object, connect: Callable[..., psycopg.Connection]
) -> None:
    digest = put(folder())
    forget()
    connect("owner").execute(
        "UPDATE kernel_rulebook SET body = jsonb_set(body, '{price}', '\"0\"') WHERE code = 'flour'"
    )
    with pytest.raises(Exception, match="release_unknown"):
        release(digest)


# --- what changed


def test_changes_are_told_value_by_value() -> None:
    old = compose_release(folder().documents, "test-recipe", "noodles")
    dearer = folder("price: 3.50", "price: 4.00").documents["test-ingredient/flour"]
    sweeter = folder("  - flour\n", "  - flour\n  - sugar\n").documents
    new = compose_release({**sweeter, dearer.key: dearer}, "test-recipe", "noodles")
    told = [(c.document, c.path, c.before, c.after) for c in changes(old, new)]
    assert ("test-ingredient/flour", "price", "3.50", "4.00") in told
    assert ("test-recipe/noodles", "needs.[sugar]", None, "sugar") in told
    assert ("test-ingredient/sugar", "", None, new.documents["test-ingredient/sugar"].body) in told
    assert len(told) == 3
    assert changes(old, old) == []


def test_entries_are_matched_by_what_names_them_not_by_their_place() -> None:
    old = Document("item", "a", {"entries": [{"region": "1", "days": 3}, {"region": "2", "days": 5}]})
    new = Document("item", "a", {"entries": [{"region": "2", "days": 4}, {"region": "1", "days": 3}]})
    assert [(c.path, c.before, c.after) for c in changes(old, new)] == [("entries.[2].days", 5, 4)]


# --- readers of old schemas stay for ever


def test_a_stored_body_of_an_old_schema_is_read_as_todays() -> None:
    """The fixture was written by version 1 and is never touched again; its digest stays its name."""

    @upgrade("test-recipe/1", "test-recipe/2")
    def _one(body: dict[str, object]) -> dict[str, object]:
        return {**{k: v for k, v in body.items() if k != "ingredients"}, "needs": body["ingredients"]}

    body = json.loads((FIXTURES / "recipe-1.json").read_text(encoding="utf-8"))
    document = Document.of(body)
    assert document.digest == "sm3:2daeaf80be71143c81094d9cf4ed14f167eb43ce4cb47767ffdaa3c8121b06b2"
    model = document.model
    assert isinstance(model, Recipe)
    assert (model.schema_, model.needs) == ("test-recipe/2", ("flour",))
    assert document.body == body
    with pytest.raises(ValueError, match="two readers"):
        upgrade("test-recipe/1", "test-recipe/2")(lambda b: b)


def test_a_schema_without_reader_is_refused() -> None:
    for schema in ("test-recipe/9", "no-such-kind/1", ""):
        with pytest.raises(CheckFailed, match="没有这种规则书"):
            read({"schema": schema, "code": "x", "name": "x"})


def test_unknown_keys_and_wrong_types_are_named_with_their_path() -> None:
    with pytest.raises(CheckFailed) as failed:
        read({"schema": "test-recipe/2", "code": "x", "name": "x", "needs": ["a", 1], "colour": "red"})
    assert {path for path, _said in failed.value.findings} == {("needs", 1), ("colour",)}


def test_models_are_frozen_and_kinds_are_registered_once() -> None:
    model = folder().documents["test-ingredient/salt"].model
    with pytest.raises(Exception, match="frozen"):
        model.code = "pepper"
    assert model_of("test-ingredient") is Ingredient
    assert kinds()["test-recipe"].schema == "test-recipe/2"
    with pytest.raises(ValueError, match="registered twice"):
        rulebook("test-ingredient/2", title="别的")(Recipe)
    for wrong in ("Item/1", "item", "item/0", "item/x"):
        with pytest.raises(ValueError, match="not a schema name"):
            rulebook(wrong, title="x")


def test_schemas_are_exported_for_editors() -> None:
    schema = json_schemas()["test-recipe/2"]
    assert schema["title"] == "做法"
    assert schema["additionalProperties"] is False
    assert "schema" in schema["required"]
    assert json.dumps(schema, ensure_ascii=False)
