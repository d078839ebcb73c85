"""After signing in one returns to where one was, and nowhere else."""

from __future__ import annotations

import pytest

from bancheng.accounts.spec import safe_path


@pytest.mark.parametrize("path", ["/", "/things/birth/", "/drafts/1/?q=3&x=%2F", "/desk/tasks/1/"])
def test_a_path_of_ours_is_returned_to(path: str) -> None:
    assert safe_path(path, default="/home/") == path


@pytest.mark.parametrize(
    "path",
    [
        None,
        "",
        "things/",
        "//evil.example/",
        "///evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "/\t/evil.example/",
        "/\n/evil.example",
        "https://evil.example/",
        "javascript:alert(1)",
        "http:evil.example",
        "/ok/\x00",
    ],
)
def test_anything_that_a_browser_could_read_as_another_site_is_not(path: str | None) -> None:
    assert safe_path(path, default="/home/") == "/home/"


def test_staff_return_below_the_desk_only() -> None:
    assert safe_path("/desk/x/", default="/desk/", below="/desk/") == "/desk/x/"
    assert safe_path("/me/", default="/desk/", below="/desk/") == "/desk/"
