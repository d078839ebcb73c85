"""Settings that cannot be right are told before anything starts: which, why, and what to write instead."""

from __future__ import annotations

import re

import pytest
from django.test import RequestFactory, override_settings

from bancheng.config import checking, variables
from bancheng.config.proxy import ProxyHeaders

HAN = re.compile(r"[\u4e00-\u9fff]")
GOOD = {
    "BANCHENG_DEMO": "0",
    "BANCHENG_HTTPS": "1",
    "BANCHENG_ADDRESS": "0.0.0.0",
    "BANCHENG_HOSTS": "bancheng.example.gov.cn",
    "BANCHENG_PUBLIC_URL": "https://bancheng.example.gov.cn",
    "BANCHENG_SECRET": "Zr8mE2nq0VbT5yXu9KcW7sLd3HfJ6gPa1NiQ4oRe",
    "DATABASE_URL": "postgresql://app@/city",
    "FACE_CITY": "安和市",
    "FACE_HOST": "安和市政务服务和数据管理局",
    "PORT": "8000",
}
WRONG = [
    ("PORT", "eighty"),
    ("BANCHENG_POOL", "-1"),
    ("FACE_WEBFONT", "sometimes"),
    ("BANCHENG_DEMO", "yes"),
    ("BANCHENG_HTTPS", "true"),
    ("DATABASE_URL", "mysql://x"),
    ("BANCHENG_EXCHANGE", "[1]"),
    ("BANCHENG_EXCHANGE", "{"),
    ("BANCHENG_EXCHANGE_KEY", "short"),
    ("BANCHENG_PUBLIC_URL", "bancheng.example"),
    ("BANCHENG_PUBLIC_URL", "http://bancheng.example"),
    ("BANCHENG_SECRET", "secret"),
    ("BANCHENG_SECRET", "a" * 64),
    ("BANCHENG_METRICS_TOKEN", "1234"),
    ("BANCHENG_HTTPS", "0"),
    ("BANCHENG_HOSTS", "localhost,127.0.0.1"),
    ("BANCHENG_HOTS", "x"),
    ("FACE_COLOR", "red"),
    ("FACE_CITY", ""),
    ("FACE_HOST", ""),
]


def test_a_city_with_good_settings_and_the_bare_demo_may_start() -> None:
    assert checking.errors(GOOD) == []
    assert checking.errors({}) == []


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_a_wrong_value_is_named_with_what_to_write(name: str, value: str) -> None:
    (line,) = checking.errors({**GOOD, name: value})
    assert line.startswith(f"{name}：")
    assert HAN.search(line)
    assert line.endswith("。")


def test_a_misspelt_name_is_recognised() -> None:
    (line,) = checking.errors({"BANCHENG_WEB_PROCESES": "3"})
    assert "BANCHENG_WEB_PROCESSES" in line


def test_a_secret_is_never_shown() -> None:
    for variable in variables.ALL:
        if variable.secret:
            told = " ".join(checking.errors({**GOOD, variable.name: "hush-hush"}))
            assert "hush-hush" not in told, variable.name


def test_the_demo_on_one_s_own_machine_needs_no_strong_secret() -> None:
    assert checking.errors({"BANCHENG_SECRET": "x"}) == []


def test_every_form_is_one_that_is_checked() -> None:
    for variable in variables.ALL:
        assert variable.form in checking._FORMS or re.fullmatch(r"[\w|]*", variable.form), variable.name


def test_every_default_has_its_form() -> None:
    defaults = {variable.name: variable.default for variable in variables.ALL}
    assert checking.errors(defaults) == []


@override_settings(SECURE_REDIRECT_EXEMPT=["^healthz"])
@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/", {}, 503),
        ("/", {"X-Forwarded-Proto": "https"}, 200),
        ("/", {"X-Forwarded-Proto": "http"}, 200),
        ("/healthz", {}, 200),
    ],
)
def test_a_proxy_that_does_not_say_how_it_was_asked_is_told_so(
    path: str, headers: dict[str, str], status: int
) -> None:
    from django.http import HttpResponse

    answer = ProxyHeaders(lambda _: HttpResponse())(RequestFactory().get(path, headers=headers))
    assert answer.status_code == status
    if status == 503:
        assert "X-Forwarded-Proto" in answer.content.decode()
