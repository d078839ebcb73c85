"""A journey as one file for another city: nothing of the first city's own in it, nothing hostile let in."""

from __future__ import annotations

import io
import json
import re
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bancheng.catalogue.spec import LEVELS, USCC
from bancheng.demo_city.loader import RULEBOOKS
from bancheng.journeys import portable
from bancheng.journeys.checks import check
from bancheng.kernel.errors import InvalidInput
from bancheng.kernel.rulebooks import Document, Folder
from bancheng.organizations.spec import Level
from tests.journeys.planning import ON, book, city
from tests.journeys.planning import folder as rulebooks

THINGS = tuple(sorted(path.stem for path in (Path(RULEBOOKS) / "journeys").glob("*.yaml")))
NATIONAL = "gbt39046-"


@cache
def file(thing: str) -> bytes:
    return portable.pack(portable.portable(book(thing), city(), on=ON))


def brought(thing: str, ours: dict[str, Document] | None = None) -> tuple[portable.Package, portable.Placed]:
    package = portable.unpack(file(thing))
    table = portable.proposal(package, city(), ours or {})
    assert portable.gaps(package, table, city()) == []
    return package, portable.place(package, table, city(), ours or {})


@pytest.mark.parametrize("thing", THINGS)
def test_no_body_post_region_or_telephone_of_the_first_city_is_in_it(thing: str) -> None:
    codes = re.compile("|".join(body.uscc for body in city().organizations.values()))
    for document in portable.unpack(file(thing)).documents.values():
        said = json.dumps(document.body, ensure_ascii=False)
        if document.kind in ("journey", "item", "resource"):
            assert not re.search("(org|post):(?!role-)", said)
        for entry in document.body.get("entries", ()):
            assert entry["region"].startswith("level:")
            assert not {"phone", "complaint_phone", "service_points"} & entry.keys()
        assert not codes.search(said)


def test_in_the_city_it_came_from_each_becomes_what_it_was_and_the_check_finds_nothing() -> None:
    """Every entry again for its region, with its bodies and posts."""
    folder = Folder(Path())
    folder.documents = {
        key: one for key, one in rulebooks().documents.items() if one.code.startswith(NATIONAL)
    }
    for thing in THINGS:
        _package, placed = brought(thing)
        folder.documents |= placed.documents
    for key, document in folder.documents.items():
        if document.kind == "item":
            old = rulebooks().documents[key].body
            shared = old.get("entry_defaults") or {}
            was = {_who({**shared, **entry}) for entry in old["entries"]}
            assert {_who(entry) for entry in document.body["entries"]} == was, key
    assert [str(one) for one in check(folder, city())] == []


def _who(entry: dict[str, Any]) -> tuple[str, ...]:
    posts = entry.get("posts") or {}
    names = ("region", "organization", "handling", "queue", "when")
    return (
        *(str(entry.get(name, "")) for name in names),
        *(f"{stage}={post}" for stage, post in sorted(posts.items())),
    )


def test_a_code_says_the_level_of_the_body_that_takes_a_role_here() -> None:
    package = portable.unpack(file(THINGS[0]))
    table = portable.proposal(package, city(), {})
    above = next(one for one in city().organizations.values() if one.level is Level.CITY)
    for body in package.manifest.bodies:
        for region, seat in table.bodies[body.key].items():
            table.bodies[body.key][region] = portable.Seat(above.code, seat.posts)
    found = portable.place(package, table, city(), {}).documents.values()
    codes = [
        entry["codes"]["implementation"]
        for one in found
        for entry in one.body.get("entries", ())
        if "codes" in entry
    ]
    assert codes
    assert {code[: USCC + 1] for code in codes} == {f"{above.uscc}{LEVELS[Level.CITY]}"}


def test_what_the_city_has_already_is_kept_unless_somebody_says_otherwise() -> None:
    ours = dict(rulebooks().documents)
    package, placed = brought("newborn", ours)
    assert {one.kind for one in placed.documents.values()} <= {"journey"}
    table = portable.proposal(package, city(), ours)
    assert table.both
    assert set(table.both.values()) == {portable.OURS}
    taken = next(key for key in table.both if key.startswith("item/"))
    table.both[taken] = portable.THEIRS
    assert taken in portable.place(package, table, city(), ours).documents


def test_a_register_that_is_not_asked_leaves_no_trace() -> None:
    package = portable.unpack(file("newborn"))
    table = portable.proposal(package, city(), {})
    table.registers = dict.fromkeys(table.registers, portable.NONE)
    placed = portable.place(package, table, city(), {})
    said = json.dumps([one.body for one in placed.documents.values()], ensure_ascii=False)
    assert not any(key.startswith("resource/") for key in placed.documents)
    assert '"resource"' not in said


def test_the_table_is_read_back_as_it_was_written() -> None:
    package = portable.unpack(file("restaurant"))
    table = portable.proposal(package, city(), {})
    said = portable.written(package, table, city())
    skipped = portable.skipped_roles(package, table)
    again = portable.read_counterparts(said, package)
    assert again.bodies == {key: seats for key, seats in table.bodies.items() if key not in skipped}
    assert again.registers == table.registers


def test_a_table_of_another_file_is_refused() -> None:
    one, other = portable.unpack(file("newborn")), portable.unpack(file("restaurant"))
    said = portable.written(one, portable.proposal(one, city(), {}), city())
    with pytest.raises(InvalidInput, match="给别的文件"):
        portable.read_counterparts(said, other)


def test_what_is_not_matched_is_told_in_words() -> None:
    package = portable.unpack(file("newborn"))
    table = portable.proposal(package, city(), {})
    body = next(one for one in package.manifest.bodies if one.per and one.duties)
    region, seat = next(iter(table.bodies[body.key].items()))
    for wrong, said in (
        (portable.Seat(), "还没有填"),
        (portable.Seat("nobody"), "没有机构nobody"),
        (portable.Seat(seat.organization, dict.fromkeys(body.duties, "data.editing")), "换一个"),
        (portable.Seat(seat.organization), "还没有填岗位"),
    ):
        table.bodies[body.key][region] = wrong
        assert any(said in gap.sentence for gap in portable.gaps(package, table, city())), said


def test_the_same_journey_gives_the_same_bytes() -> None:
    assert portable.pack(portable.portable(book("newborn"), city(), on=ON)) == file("newborn")


# --- hostile files


def entries(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def zipped(found: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as writing:
        for name, said in found.items():
            writing.writestr(name, said)
    return made.getvalue()


def changed(**edits: Any) -> bytes:
    """The file with its cover changed and its digest made to fit again."""
    found = entries(file("newborn"))
    cover = {**json.loads(found["manifest.json"]), **edits}
    try:
        digest = portable.Manifest.model_validate(cover).own_digest()
    except ValueError:
        digest = cover["digest"]
    return zipped({**found, "manifest.json": json.dumps({**cover, "digest": digest}).encode()})


@cache
def hostile() -> dict[str, tuple[bytes, str]]:
    good = entries(file("newborn"))
    item = next(name for name in good if name.startswith("documents/item/"))
    cover = json.loads(good["manifest.json"])
    return {
        "not a zip": (b"hello", "打不开"),
        "cut off": (file("newborn")[:-200], "打不开"),
        "too large": (b"x" * (portable.MOST_BYTES + 1), "太大"),
        "no cover": (zipped({k: v for k, v in good.items() if k != "manifest.json"}), "缺封面"),
        "cover is no json": (zipped({**good, "manifest.json": b"{"}), "读不懂"),
        "deep cover": (zipped({**good, "manifest.json": b"[" * 100_000}), "读不懂"),
        "cover changed": (zipped({**good, "manifest.json": json.dumps({**cover, "name": "x"}).encode()}), "被改过"),
        "another format": (changed(format="bancheng-journey/9"), "别的版本"),
        "unknown key": (changed(more=1), "别的版本"),
        "document changed": (zipped({**good, item: good[item] + b"icon: x\n"}), "被改过"),
        "document missing": (zipped({k: v for k, v in good.items() if k != item}), "不一样多"),
        "one too many": (zipped({**good, "documents/item/more.yaml": b"a: 1"}), "不一样多"),
        "path upwards": (zipped({**good, "documents/../../etc.yaml": b"a: 1"}), "不该有"),
        "absolute path": (zipped({**good, "/etc/passwd": b"root"}), "不该有"),
        "bomb": (zipped({**good, item: b"a" * 30_000_000}), "太大"),
        "many": (zipped({f"documents/item/x{n}.yaml": b"" for n in range(1200)}), "太多"),
        "other compression": (zipped(good, zipfile.ZIP_BZIP2), "不该有"),
        "tag": (zipped({**good, item: b"!!python/object/apply:os.system [ls]"}), "读不懂"),
        "references": (zipped({**good, item: b"a: &x [1]\nb: *x\n"}), "读不懂"),
    }  # fmt: skip


def test_hostile_files_are_refused_in_one_sentence_each() -> None:
    for name, (data, said) in hostile().items():
        with pytest.raises(InvalidInput) as refused:
            portable.unpack(data)
        assert said in refused.value.message, name
        assert refused.value.fields.keys() == {"file"}, name
