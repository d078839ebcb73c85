"""Bringing a database up to date, as the role that owns its tables."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import psycopg
from django.core.management import call_command
from django.db import connections

from bancheng.config.settings import database

QUEUE_GRANTS = """
DO $$
DECLARE r record;
BEGIN
  FOR r IN SELECT c.relname, c.relkind FROM pg_catalog.pg_class c
           JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
           WHERE n.nspname = 'public' AND c.relname LIKE 'procrastinate%' AND c.relkind IN ('r', 'S')
  LOOP
    IF r.relkind = 'r' THEN
      EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON public.%I TO bancheng_app', r.relname);
    ELSE
      EXECUTE format('GRANT USAGE, SELECT ON SEQUENCE public.%I TO bancheng_app', r.relname);
    END IF;
  END LOOP;
END $$;
GRANT USAGE ON SCHEMA public TO bancheng_app, bancheng_sealer;
GRANT SELECT ON public.django_migrations TO bancheng_app;
"""
"""The job queue's tables come from its own package: their rights are given here, after each migration."""


@contextmanager
def as_role(url: str) -> Iterator[None]:
    """Inside the block, `default` is this URL (one process, one thread: commands and the test harness)."""
    settings = connections.settings["default"]
    before = copy.copy(settings)
    connections["default"].close()
    settings.update({name: value for name, value in database(url).items() if name != "ATOMIC_REQUESTS"})
    try:
        yield
    finally:
        connections["default"].close()
        settings.update(before)


def migrate(owner_url: str, *, verbosity: int = 0, only: Sequence[str] = ()) -> None:
    """Apply what is missing (of all apps, or of `only` these) and give the queue's rights; idempotent."""
    with as_role(owner_url):
        for app in ["procrastinate", *only] if only else [None]:
            call_command("migrate", *filter(None, [app]), verbosity=verbosity, interactive=False)
    with psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute(QUEUE_GRANTS)
