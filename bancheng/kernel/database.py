"""The one door to PostgreSQL for hand-written statements.

A command is one read (`fetch_one`) and one write (`call`), each exactly one statement in autocommit: an
`atomic` block around a single statement doubles its cost (106 → 210 µs measured) and buys nothing. Statements
run on *the alias of the moment*: `default`, or `readonly` while a GET request is served (see `using`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson
from django.db import OperationalError, connections
from django.db.migrations.operations import RunSQL
from psycopg.types.json import Jsonb

from bancheng.kernel.sending import NotDirect, send, send_first

DEFAULT = "default"
READONLY = "readonly"
APPLICATION_ROLE = "bancheng_app"
SEALER_ROLE = "bancheng_sealer"

type_codes_of_json = frozenset({114, 3802})
_NAME = re.compile(r"^[a-z][a-z0-9_]*$")
_FUNCTION = re.compile(
    r"CREATE\s+(?:OR\s+REPLACE\s+)?FUNCTION\s+(?:public\.)?([a-z0-9_]+)\s*\(", re.IGNORECASE
)
_RETRIES = 4  # of a statement that PostgreSQL rolled back as deadlock victim; it may simply be sent again
_alias: ContextVar[str] = ContextVar("bancheng_database_alias", default=DEFAULT)

Parameters = Sequence[Any] | Mapping[str, Any]
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a guarded function answers: a code (`ok`, or why not) and facts for the sentence."""

    code: str
    facts: dict[str, Any]

    @property
    def ok(self) -> bool:
        """Whether the act was done."""
        return self.code == "ok"


# --- the alias of the moment -------------------------------------------------------------------------------


def alias() -> str:
    """The database alias that statements of this request or job use now."""
    wanted = _alias.get()
    return wanted if wanted in connections.settings else DEFAULT


@contextmanager
def using(name: str) -> Iterator[None]:
    """Run the body on another alias (`readonly` for GET; `default` for the few appends a GET may make)."""
    token = _alias.set(name)
    try:
        yield
    finally:
        _alias.reset(token)


class AliasRouter:
    """Django database router: ORM reads go to the alias of the moment, writes always to `default`.

    A write under `readonly` therefore has to be explicit; an ORM object read there and saved is still refused
    by PostgreSQL only if it is written through that alias, so views that GET never save (tested).
    """

    def db_for_read(self, model: object, **hints: object) -> str:
        """The alias of the moment."""
        return alias()

    def db_for_write(self, model: object, **hints: object) -> str:
        """The alias of the moment too: inside a GET it is the read-only one, and PostgreSQL refuses."""
        return alias()

    def allow_relation(self, first: object, second: object, **hints: object) -> bool:
        """All aliases are the same database."""
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: object) -> bool:
        """Only `default` (which is the migration role while migrating) makes tables."""
        return db == DEFAULT


# --- statements --------------------------------------------------------------------------------------------


def _plain(value: object) -> object:
    """JSON form of the values that rows carry beyond ids, dates and instants, which the writer knows itself."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, (frozenset, set)):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} has no JSON form here")


def _dumps(value: object) -> bytes:
    return orjson.dumps(value, _plain, orjson.OPT_PASSTHROUGH_DATACLASS)


def as_json(value: object) -> Jsonb:
    """A jsonb parameter (UUID, dates and Decimal become strings). `call` does this itself for dicts and lists
    of dicts.
    """
    return Jsonb(value, dumps=_dumps)


def _bind(value: object) -> object:
    if isinstance(value, dict):
        return as_json(value)
    if isinstance(value, list | tuple) and value and isinstance(value[0], dict | list | tuple):
        return as_json(value)
    return list(value) if isinstance(value, tuple) else value


def _run(sql: str, params: Parameters, take: Callable[[Any], Any]) -> Any:
    return _again_if_victim(lambda connection: send(connection, sql, params, take))


def _again_if_victim(run: Callable[[Any], Any]) -> Any:
    connection = connections[alias()]
    for attempt in range(_RETRIES):
        try:
            return run(connection)
        except OperationalError as error:
            victim = getattr(error.__cause__, "sqlstate", None) in {"40P01", "40001"}
            if not victim or connection.in_atomic_block or attempt == _RETRIES - 1:
                raise
    raise AssertionError("unreachable")


def _first(sql: str, values: Sequence[Any]) -> Sequence[Any] | None:
    """The first row of ONE statement whose columns are text or json, as text or its bytes; json is not read yet."""
    try:
        cells: Sequence[bytes | None] | None = _again_if_victim(
            lambda connection: send_first(connection, sql, values)
        )
    except NotDirect:
        row: Sequence[Any] | None = _run(sql, list(values), lambda cursor: cursor.fetchone())
        return row
    return cells


def _document(value: Any) -> Any:
    """A json or jsonb column as Python values: Django's connection hands it over as text, libpq as bytes."""
    return orjson.loads(value) if isinstance(value, str | bytes) else value


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else value


def _rows(cursor: Any) -> list[Row]:
    result = cursor.pgresult
    names, documents = [], []
    for i in range(result.nfields):
        names.append(result.fname(i).decode())
        if result.ftype(i) in type_codes_of_json:
            documents.append(names[i])
    rows: list[Row] = [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]
    for name in documents:
        for row in rows:
            row[name] = _document(row[name])
    return rows


def fetch_all(sql: str, params: Parameters = ()) -> list[Row]:
    """All rows of ONE hand-written statement as dicts; jsonb columns decoded."""
    rows: list[Row] = _run(sql, params, _rows)
    return rows


def fetch_one(sql: str, params: Parameters = ()) -> Row | None:
    """The first row of ONE hand-written statement, or None."""
    rows = fetch_all(sql, params)
    return rows[0] if rows else None


def fetch_document(sql: str, params: Sequence[Any] = ()) -> Any:
    """The one json or jsonb value that ONE hand-written statement answers; None without a row.

    The quickest read there is: for the contexts of acts.
    """
    row = _first(sql, params)
    return _document(row[0]) if row else None


def execute(sql: str, params: Parameters = ()) -> int:
    """Run ONE statement that returns nothing; answers the number of rows it touched."""
    count: int = _run(sql, params, lambda cursor: cursor.rowcount)
    return count


def call(function: str, **args: object) -> Outcome:
    """Call the guarded SQL function `public.<function>`, one statement, one round trip.

    Each keyword becomes the function's parameter `p_<keyword>`; dicts and lists of dicts go as jsonb, other
    lists as arrays. The function returns `(code text, facts jsonb)`; a refusal is a code, not an exception.
    A deadlock victim is sent again (the whole statement was rolled back).
    """
    row = _first(_call_text(function, tuple(args)), [_bind(value) for value in args.values()])
    if row is None:
        raise LookupError(f"{function} returned no row")
    return Outcome(_text(row[0]), _document(row[1]) or {})


@lru_cache(maxsize=1024)
def _call_text(function: str, names: tuple[str, ...]) -> str:
    for name in (function, *names):
        if not _NAME.match(name):
            raise ValueError(f"not a name: {name!r}")
    places = ", ".join(f"p_{name} => %s" for name in names)
    return f"SELECT code, facts FROM public.{function}({places})"  # noqa: S608  # names were checked


# --- counting statements (tests, page budgets) -------------------------------------------------------------


@dataclass(slots=True)
class Statements:
    """The statements seen by `count_statements`, in order."""

    sql: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.sql)

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        """Django's execute wrapper protocol."""
        self.sql.append(sql)
        return execute(sql, params, many, context)


@contextmanager
def count_statements() -> Iterator[Statements]:
    """Count every statement on every alias: `with count_statements() as seen: …; assert len(seen) <= 2`."""
    seen = Statements()
    with ExitStack() as stack:
        # In rolled-back tests two aliases share one connection: wrap it once.
        for connection in {
            id(connections[name]): connections[name] for name in connections.settings
        }.values():
            stack.enter_context(connection.execute_wrapper(seen))
        yield seen


# --- migrations --------------------------------------------------------------------------------------------


def load_sql(migration_file: str, name: str, *, to: Sequence[str] = (APPLICATION_ROLE,)) -> RunSQL:
    """A migration operation that loads `<app>/sql/<name>` and lets the roles `to` execute its functions.

    Every function must be `SECURITY DEFINER` with a fixed `search_path` (otherwise whoever can create objects
    could take over the migration role's rights); the public right to execute is taken away. Old versions stay
    loaded as long as a release may call them, so there is no reverse.
    """
    text = (Path(migration_file).parents[1] / "sql" / name).read_text(encoding="utf-8")
    functions = _FUNCTION.findall(text)
    if len(re.findall("SECURITY DEFINER", text)) < len(functions) or len(
        re.findall("SET search_path = public, pg_temp", text)
    ) < len(functions):
        raise ValueError(
            f"{name}: each function needs SECURITY DEFINER and SET search_path = public, pg_temp"
        )
    for function in functions:
        text += f"\nREVOKE ALL ON FUNCTION public.{function} FROM PUBLIC;"
        text += "".join(f"\nGRANT EXECUTE ON FUNCTION public.{function} TO {role};" for role in to)
    return RunSQL(text, RunSQL.noop)


def grants(
    table: str,
    *,
    select: bool = True,
    insert: bool = True,
    update: Sequence[str] = (),
    delete: bool = False,
    role: str = APPLICATION_ROLE,
) -> RunSQL:
    """A migration operation: the rights of `role` on `table`; UPDATE only on the named columns.

    Never name a state, a version or a column of an event here: those move through SQL functions only.
    """
    for name in (table, *update, role):
        if not _NAME.match(name):
            raise ValueError(f"not a name: {name!r}")
    if any(column == "state" or column.endswith("_state") for column in update):
        raise ValueError("a state moves through a guarded function, never by a grant")
    rights = [word for word, given in (("SELECT", select), ("INSERT", insert), ("DELETE", delete)) if given]
    if update:
        rights.append(f"UPDATE ({', '.join(update)})")
    given = f"\nGRANT {', '.join(rights)} ON public.{table} TO {role};" if rights else ""
    return RunSQL(f"REVOKE ALL ON public.{table} FROM {role};{given}", RunSQL.noop)
