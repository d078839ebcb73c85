"""Nobody has to prove with a puzzle that they are no machine (WCAG 3.3.8; face, anti-patterns): there is none."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client

from tests.consistency.source import HOUSE, files

PUZZLE = re.compile(
    r"re?captcha|turnstile|geetest|hcaptcha|滑块|拼图|图形验证|图片验证|人机验证|换一张图|请输入.{0,4}验证码",
    re.I,
)


def found(path: Path) -> list[str]:
    """Where a file speaks of a puzzle."""
    text = path.read_text(encoding="utf-8")
    return [f"{path.name}: {one.group()}" for one in PUZZLE.finditer(text)]


def test_no_page_no_script_and_no_rulebook_sets_a_puzzle() -> None:
    demo = (HOUSE.parent / "demo").rglob("*.yaml")
    assert [one for path in (*files("*.html", "*.js", "*.py"), *demo) for one in found(path)] == []


def test_a_puzzle_would_be_seen(tmp_path: Path) -> None:
    (tmp_path / "door.html").write_text("<p>请输入图中验证码</p>", encoding="utf-8")
    assert len(found(tmp_path / "door.html")) == 1


@pytest.mark.django_db
def test_however_often_somebody_is_wrong_the_door_asks_for_nothing_more() -> None:
    """Guessing is slowed down, not made a game: the same two boxes, and a sentence that says how long to wait."""
    client = Client()

    def boxes(html: str) -> list[str]:
        return re.findall(
            r'<(?:input|img|canvas|iframe)\b[^>]*?(?:name|src)="([^"]+)"', html.partition("<main")[2]
        )

    first = boxes(client.get("/desk/login/").content.decode())
    assert {"account", "password"} <= set(first)
    for _each in range(8):
        answer = client.post("/desk/login/", {"account": "station-1", "password": "wrong"})
    assert answer.status_code in {401, 403, 422, 429}
    assert boxes(answer.content.decode()) == first
