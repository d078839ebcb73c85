"""docs/generated says what the registries say."""

from __future__ import annotations

from pathlib import Path

from bancheng.config import docs
from bancheng.kernel.access import Always, Equals, In, Never
from tests.processes.platform import console


def test_the_generated_documents_are_up_to_date(tmp_path: Path) -> None:
    answer = console(tmp_path, "docs", "--check")  # a process of its own: other tests declare things here
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_a_change_and_an_orphan_are_seen(tmp_path: Path) -> None:
    docs.write(tmp_path)
    assert docs.stale(tmp_path) == []
    (tmp_path / "errors.md").write_text("other")
    (tmp_path / "orphan.md").write_text("nobody writes me")
    assert docs.stale(tmp_path) == ["errors.md", "orphan.md"]
    docs.write(tmp_path)
    assert docs.stale(tmp_path) == []


def test_a_rule_is_shown_as_the_rows_it_holds_for() -> None:
    assert docs._condition(Never) == "—"
    assert docs._condition(Always) == "✓"
    assert "本人" in docs._condition(Equals("applicant_id", docs.SELF))
    assert "本岗队列" in docs._condition(In("queue_id", [docs.QUEUE]))


def test_no_secret_s_default_is_written() -> None:
    page = docs.pages()["settings.md"]
    assert "DATABASE_URL" in page
    assert str(Path.home()) + "/" not in page
