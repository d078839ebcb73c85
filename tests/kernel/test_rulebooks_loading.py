"""Rulebooks on disk: every value with its line, words that mean what they look like, and bombs refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bancheng.kernel.rulebooks import CheckFailed, Document, Place, load_folder, load_text, save_folder, text
from bancheng.kernel.rulebooks.loading import MAX_BYTES, MAX_DEPTH
from tests.kernel.sample_rulebooks import NOODLES

HEAD = "schema: test-ingredient/1\ncode: x\nname: 盐\n"


def problem(data: str | bytes) -> tuple[int, str]:
    found = load_text(data, "a.yaml")
    assert found.documents == {}
    (only,) = found.problems
    assert only.place.file == "a.yaml"
    return only.place.line, only.sentence


def test_every_value_knows_its_line_and_column() -> None:
    folder = load_text(NOODLES, "noodles.yaml")
    assert folder.problems == []
    assert sorted(folder.documents) == [
        "test-ingredient/dumpling-filling",
        "test-ingredient/flour",
        "test-ingredient/salt",
        "test-ingredient/sugar",
        "test-recipe/noodles",
    ]
    assert folder.place("test-recipe/noodles", ("needs", 1)) == Place("noodles.yaml", 6, 5)
    assert folder.place("test-ingredient/flour", ("price",)).line == 12
    assert folder.place("test-recipe/noodles", ("needs", 7, "gone")).line == 4, "the nearest value around it"
    assert str(folder.place("test-recipe/noodles", ("name", "en"))) == "noodles.yaml:3"
    assert [doc.code for doc in folder.of("test-ingredient")] == [
        "dumpling-filling",
        "flour",
        "salt",
        "sugar",
    ]


def test_words_mean_what_they_look_like() -> None:
    body = (
        load_text(
            HEAD
            + "price: 007\na: yes\nb: no\nc: on\nd: true\ne: 2026-02-28\nf: 3.50\ng: 12\nh: ~\ni: '12'\nj: 1e3\n"
            "k: 0x10\nl: 12:30\nm: -4\nn: NULL\no: |\n  true\n",
            "a.yaml",
        )
        .documents["test-ingredient/x"]
        .body
    )
    assert body["price"] == "007", "a code keeps its zeros"
    assert (body["a"], body["b"], body["c"]) == ("yes", "no", "on")
    assert (body["d"], body["e"], body["f"], body["g"]) == (True, "2026-02-28", "3.50", 12)
    assert (body["h"], body["i"], body["j"], body["k"], body["l"]) == (None, "12", "1e3", "0x10", "12:30")
    assert (body["m"], body["n"], body["o"]) == (-4, "NULL", "true\n")


@pytest.mark.parametrize(
    ("data", "line", "said"),
    [
        (HEAD + "a: &x 1\nb: *x\n", 4, "引用"),
        (HEAD + "a: *x\n", 4, "引用"),
        (HEAD + "a: !!python/object/apply:os.system ['id']\n", 4, "类型标记"),
        (HEAD + "a: !secret 1\n", 4, "类型标记"),
        (HEAD + "code: y\n", 4, "已经写过"),
        (HEAD + "a: {b: 1,\n b: 2}\n", 5, "已经写过"),
        (HEAD + "? [a, b]\n: 1\n", 4, "一个词"),
        (HEAD + "<<: {a: 1}\na: [1\n", 6, "读不懂"),
        (HEAD + "\tb: 1\n", 4, "读不懂"),
        ("- 1\n", 1, "名称: 值"),
        ("code: x\n", 1, "schema"),
        ("schema: item\ncode: x\n", 1, "schema"),
        ("schema: item/1\ncode: 12\n", 2, "code"),
        (b"schema: \xff\xfe", 1, "UTF-8"),
        (HEAD + "a: " + "[" * (MAX_DEPTH + 1), 4, "太深"),
        ("a" * (MAX_BYTES + 1), 1, "太大"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(data: str | bytes, line: int, said: str) -> None:
    found, sentence = problem(data)
    assert said in sentence
    assert found == line


def test_bombs_are_refused() -> None:
    laughs = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [{','.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(9)
    )
    problem(laughs)
    problem(HEAD + "a: " + "[" * 100_000)
    problem(HEAD + "a: " + "{a: " * 50_000)
    problem(HEAD + "a: [" + "x," * 900_000 + "]")


def test_two_documents_of_one_name_are_a_problem_not_a_replacement() -> None:
    folder = load_text(HEAD + "---\n" + HEAD, "a.yaml")
    assert [p.place.line for p in folder.problems] == [5]
    assert "写了两次" in folder.problems[0].sentence
    assert len(folder.documents) == 1


def test_a_folder_is_read_whole_and_stays_in_itself(tmp_path: Path) -> None:
    (tmp_path / "rules" / "deep").mkdir(parents=True)
    (tmp_path / "rules" / "deep" / "a.yaml").write_text(HEAD, encoding="utf-8")
    (tmp_path / "rules" / "broken.yaml").write_text("a: [", encoding="utf-8")
    (tmp_path / "secret.yaml").write_text(HEAD.replace("code: x", "code: secret"), encoding="utf-8")
    (tmp_path / "rules" / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    folder = load_folder(tmp_path / "rules")
    assert list(folder.documents) == ["test-ingredient/x"]
    assert folder.place("test-ingredient/x").file == "deep/a.yaml"
    assert sorted(p.place.file for p in folder.problems) == ["broken.yaml", "link.yaml"]
    assert load_folder(tmp_path / "rules" / "deep" / "a.yaml").documents.keys() == {"test-ingredient/x"}


def test_export_and_import_keep_every_digest(tmp_path: Path) -> None:
    folder = load_text(NOODLES, "noodles.yaml")
    files = save_folder(folder.documents.values(), tmp_path)
    assert tmp_path / "test-ingredient" / "flour.yaml" in files
    again = load_folder(tmp_path)
    assert again.problems == []
    assert {k: d.digest for k, d in again.documents.items()} == {
        k: d.digest for k, d in folder.documents.items()
    }


_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**17), 10**17)
    | st.text(st.characters(exclude_categories=("Cs", "Cc"))),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text("abc_-", min_size=1), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.text("abcdefgh", min_size=6), _values, max_size=4))
def test_any_body_survives_the_way_through_a_file(extra: dict[str, object]) -> None:
    import tempfile

    document = Document.of({"schema": "test-ingredient/1", "code": "x", "name": "true", **extra})
    with tempfile.TemporaryDirectory() as folder:
        save_folder([document], folder)
        read = load_folder(folder)
    assert read.problems == []
    assert read.documents[document.key].digest == document.digest


def test_a_document_names_its_kind_and_code() -> None:
    with pytest.raises(CheckFailed, match="schema"):
        Document.of({"code": "x"})
    with pytest.raises(CheckFailed, match="code"):
        Document.of({"schema": "item/1"})


def test_a_text_falls_back_from_language_to_language() -> None:
    assert text("盐") == "盐"
    assert text({"zh-hans": "盐", "en": "Salt"}, "en-gb") == "Salt"
    assert text({"zh-hans": "盐"}, "zh-hant") == "盐"
    assert text({"en": "Salt"}, "fr") == "Salt"
    assert text(None) == ""


@pytest.mark.parametrize("encoding", ["gbk", "utf-16"])
def test_a_file_in_another_encoding_is_told_which_one_to_save_it_in(encoding: str) -> None:
    folder = load_text(NOODLES.replace("name:", "name: 面条 #", 1).encode(encoding), "noodles.yaml")
    assert folder.documents == {}
    assert [(one.sentence, one.remedy) for one in folder.problems] == [
        ("文件不是 UTF-8 编码", "另存为 UTF-8。")
    ]
