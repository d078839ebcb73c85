"""Two connections at one instant: ours comes while another one has not committed yet."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
from django.db import connections

from bancheng.kernel.database import call

Connect = Callable[..., psycopg.Connection]


def waited_for(
    connect: Connect, statement: str, values: list[Any], function: str, arguments: dict[str, Any]
) -> str:
    """Another connection has sent a statement and commits only when our function waits for it. Answers our code."""
    other, watch = connect("owner", autocommit=False), connect("owner")
    other.execute(statement, values)

    def ours() -> str:
        try:
            return call(function, **arguments).code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        code = pool.submit(ours)
        while not code.done():
            waiting = watch.execute("SELECT count(*) FROM pg_locks WHERE NOT granted").fetchone()
            if waiting and waiting[0]:
                other.commit()
                break
        return code.result(30)
