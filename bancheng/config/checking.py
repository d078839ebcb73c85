"""Whether the settings can be right: asked before anything starts, and by `bancheng doctor`.

Each finding is a line for the person who set them: which variable, what is wrong, what to write instead. Values of
secrets are never shown.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from urllib.parse import urlsplit

from bancheng.config import variables
from bancheng.config.variables import Variable

OURS = re.compile(r"^(BANCHENG|FACE)_")
INTERNAL = frozenset({"BANCHENG_LAUNCHER"})
"""Set by the launcher for its own children."""
HARNESS = "BANCHENG_TEST_"
"""What the tests set for themselves."""
SHORTEST_SECRET = 32  # characters: a random key of 24 bytes in base64
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1", "[::1]"})


def errors(environment: Mapping[str, str] = os.environ) -> list[str]:
    """Why nothing may start with these settings; empty when it may."""
    found = [*_unknown(environment), *_forms(environment)]
    return found or list(_city(environment))


def _unknown(environment: Mapping[str, str]) -> Iterator[str]:
    known = {variable.name for variable in variables.ALL} | INTERNAL
    for name in sorted(environment):
        if OURS.match(name) and name not in known and not name.startswith(HARNESS):
            near = get_close_matches(name, known, 1)
            meant = f"是不是 {near[0]}？" if near else ""
            yield f"{name}：没有这个设置。{meant}全部设置见 docs/generated/settings.md；不用就删掉它。"


def _forms(environment: Mapping[str, str]) -> Iterator[str]:
    for variable in variables.ALL:
        value = environment.get(variable.name, "")
        if value and variable.form and (wanted := _wrong(variable, value)):
            shown = "" if variable.secret else f"“{value[:60]}”"
            yield f"{variable.name}：值{shown}不对，要写{wanted}。"


def _wrong(variable: Variable, value: str) -> str:
    """What should stand there, or nothing when the value may be right."""
    if variable.form in _FORMS:
        holds, wanted = _FORMS[variable.form]
        return "" if holds(value) else wanted
    allowed = variable.form.split("|")
    return "" if value in allowed else "、".join(word for word in allowed if word) + "（其中一个）"


def _is_url(value: str) -> bool:
    parts = urlsplit(value)
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def _is_json(value: str) -> bool:
    try:
        return isinstance(json.loads(value), dict)
    except ValueError:
        return False


_FORMS: Mapping[str, tuple[Callable[[str], bool], str]] = {
    "number": (str.isdecimal, "一个不带小数的数"),
    "url": (_is_url, "以 http:// 或 https:// 开头的地址"),
    "database": (
        lambda value: value.startswith(("postgresql://", "postgres://")),
        "以 postgresql:// 开头的数据库地址",
    ),
    "json": (_is_json, "一个 JSON 对象，例如 {}"),
    "hex": (lambda value: bool(re.fullmatch(r"([0-9a-fA-F]{2}){16,}", value)), "至少 32 位十六进制数"),
}


def _city(environment: Mapping[str, str]) -> Iterator[str]:
    """What only a real city needs (`BANCHENG_DEMO=0`, or TLS in front)."""
    https = variables.HTTPS.read(environment) == "1"
    real = variables.DEMO.read(environment) == "0"
    public = variables.PUBLIC_URL.read(environment)
    for variable in (variables.SECRET, variables.METRICS_TOKEN):
        value = environment.get(variable.name, "")
        if value and (real or https) and _weak(value):
            yield (
                f"{variable.name}：太短或太简单，容易被猜到。换成至少 {SHORTEST_SECRET} 个字符的随机值，"
                "例如 openssl rand -base64 48 的结果。"
            )
    if real and not https and variables.ADDRESS.read(environment) not in LOOPBACK:
        yield (
            "BANCHENG_HTTPS：没有设为 1，却在对外的地址上服务，密码和证件号会明文传输。"
            "前面放一个终止 TLS 并送来 X-Forwarded-Proto 的代理，再设 BANCHENG_HTTPS=1；或只在 127.0.0.1 上服务。"
        )
    for variable, example in ((variables.CITY, "安和市"), (variables.HOST, "安和市政务服务和数据管理局")):
        if real and https and not environment.get(variable.name):
            yield f"{variable.name}：没有设，页面上会写成演示城市的名字。写上您这里的，例如 {example}。"
    if https and public and not public.startswith("https://"):
        yield "BANCHENG_PUBLIC_URL：BANCHENG_HTTPS=1 时要以 https:// 开头。"
    if https and set(variables.HOSTS.read(environment).split(",")) <= LOOPBACK:
        yield "BANCHENG_HOSTS：BANCHENG_HTTPS=1 时要写上对外的域名，例如 bancheng.example.gov.cn。"


def _weak(value: str) -> bool:
    return len(value) < SHORTEST_SECRET or len(set(value)) < 10
