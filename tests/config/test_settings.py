"""Settings: one table of variables, secrets with their owner, and what the security of pages rests on."""

from __future__ import annotations

import re

from django.conf import settings

from bancheng.config import variables
from bancheng.config.settings import database
from tests.consistency.source import ROOT, files

URL = "postgresql://app:p%40ss@/city?host=%2Frun%2Fpg"


def test_a_url_with_a_socket_folder_and_an_encoded_password() -> None:
    entry = database(URL)
    assert (entry["NAME"], entry["USER"], entry["PASSWORD"], entry["HOST"]) == (
        "city",
        "app",
        "p@ss",
        "/run/pg",
    )


def test_acts_are_not_wrapped_in_transactions() -> None:
    assert all(entry["ATOMIC_REQUESTS"] is False for entry in settings.DATABASES.values())


def test_the_read_only_alias_is_read_only_in_postgresql_itself() -> None:
    assert "default_transaction_read_only=on" in database(URL, read_only=True)["OPTIONS"]["options"]


def test_a_pool_never_keeps_connections_beside_itself() -> None:
    assert database(URL, pool=4)["CONN_MAX_AGE"] == 0
    assert database(URL, pool=4)["CONN_HEALTH_CHECKS"] is True


def test_there_is_no_second_login_and_no_second_permission_system() -> None:
    banned = {"django.contrib.admin", "django.contrib.auth", "django.contrib.sessions"}
    assert not banned & set(settings.INSTALLED_APPS)


def test_debug_is_off_and_hosts_are_named() -> None:
    assert settings.DEBUG is False
    assert "*" not in settings.ALLOWED_HOSTS


def test_every_variable_that_the_program_reads_is_in_the_table() -> None:
    known = {variable.name for variable in variables.ALL}
    internal = {"DJANGO_SETTINGS_MODULE", "BANCHENG_LAUNCHER"}
    read = re.compile(r"environ(?:\.get\(|\.setdefault\(|\[)\s*\"([A-Z_]+)\"")
    found = set()
    for path in [*files("*.py"), *(ROOT / "demo").rglob("*.py")]:
        found |= set(read.findall(path.read_text(encoding="utf-8")))
    assert found - known - internal == set()


def test_every_variable_says_what_it_is_for() -> None:
    assert all(
        variable.meaning.endswith((".", ";")) or len(variable.meaning) > 20 for variable in variables.ALL
    )
    assert len({variable.name for variable in variables.ALL}) == len(variables.ALL)
