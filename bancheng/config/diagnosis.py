"""What `bancheng doctor` looks at. Findings are sentences that end with what to do."""

from __future__ import annotations

import os
import shutil
import stat
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.core import checks
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from bancheng.config import checking, variables
from bancheng.config.postgres.roles import WrongLocale, check_locale
from bancheng.kernel.queries import health

FULL = 1024**3  # bytes below which the disk counts as full


def findings() -> tuple[list[str], dict[str, Any]]:
    """Everything that is wrong, and what was looked at."""
    found = [*checking.errors(), *_django(), *_secrets(settings.DATA), *_disk(settings.DATA)]
    more, facts = _database()
    facts = {"Python": sys.version.split()[0], **facts, "state": str(settings.DATA)}
    return found + more + _roles() + _flow() + _vendor(), facts


def _django() -> list[str]:
    """Django's own checks of models, URLs and templates."""
    return [
        f"{message.id}: {message.msg}" for message in checks.run_checks() if message.level >= checks.WARNING
    ]


def _secrets(data: Path) -> list[str]:
    """Secrets exist and only their owner can read them."""
    found = []
    for path in [*(data / "secrets").glob("*"), *(data / "keys").glob("*")]:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            found.append(f"{path} can be read by others: chmod 600 {path}")
    if not (data / "secrets" / "web").exists() and not variables.SECRET.read():
        found.append("There is no signing key: start once with `make run` or set BANCHENG_SECRET.")
    return found


def _disk(data: Path) -> list[str]:
    free = shutil.disk_usage(data).free
    return [f"Only {free // 1024**2} MB are free under {data}: make room."] if free < FULL else []


def _database() -> tuple[list[str], dict[str, Any]]:
    """Version, locale, and tables that are not up to date."""
    with psycopg.connect(os.environ["OWNER_DATABASE_URL"], autocommit=True) as connection:
        row = connection.execute("SELECT current_setting('server_version'), current_database()").fetchone()
        facts = {"PostgreSQL": row[0], "database": row[1]} if row else {}
        try:
            check_locale(connection)
        except WrongLocale as error:
            return [str(error)], facts
    executor = MigrationExecutor(connections["default"])
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"Migration {step} is not applied: bancheng migrate" for step, _ in missing], facts


def _roles() -> list[str]:
    """The web's role is not the owner's, and may not write what only functions write."""
    found = []
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT pg_has_role(current_user, c.relowner, 'USAGE') FROM pg_class c WHERE relname = 'kernel_event'"
        )
        row = cursor.fetchone()
        if row and row[0]:
            found.append(
                "The web connects as the owner of the tables: give it a role of its own (docs/operations.md)."
            )
        cursor.execute("SELECT has_table_privilege('public.kernel_event', 'UPDATE, DELETE')")
        row = cursor.fetchone()
        if row and row[0]:
            found.append(
                "The application role may change events: take UPDATE and DELETE on kernel_event away."
            )
    return found


def _flow() -> list[str]:
    """Events that nobody could take, and months that nobody prepared."""
    state = health(datetime.now(UTC))
    found = []
    if state.quarantined:
        found.append(
            f"{state.quarantined} event(s) are set aside after their last try: mend the cause, drive them again."
        )
    if state.strays:
        found.append(
            "Rows lie in months that nobody prepared: is the worker running? (kernel.tasks.prepare_months)"
        )
    return found


def _vendor() -> list[str]:
    vendor = variables.ROOT / "bancheng" / "ui" / "static" / "vendor"
    return [] if (vendor / "tabler").is_dir() else ["Front-end packages are missing: make setup"]
