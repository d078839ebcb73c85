"""Who may do what: one rule per action, deny by default.

An access rule maps an actor to a condition over rows. The same condition filters a list (``q``), checks one
row (``holds``) and stands in hand-written SQL (``sql``), so that list, button, page and API cannot disagree.
Every app declares its actions in ``access.py``::

    declare("cases.see", lambda actor: In("queue_id", scope_ids(actor, "queue")), _("看办件"))
    declare("cases.accept", ..., _("受理"), sees="cases.see")

There is no negation and no comparison with a missing value except ``Equals(field, None)``, so the three
readings cannot part over NULL.
"""

from __future__ import annotations

import functools
import importlib
import importlib.util
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, ParamSpec, Protocol, TypeVar, cast
from uuid import UUID

from django.db.models import BooleanField, Q, Value
from django.utils.translation import gettext_lazy as _

from bancheng.kernel.errors import NotFound, NotPermitted, Sentence, define

NOT_FOUND = define(
    NotFound,
    "not_found",
    _("没有找到这个页面，或者您现在的身份看不到它。"),
    next_step=_("可以换一个身份登录，或者搜一搜。"),
)
NOT_PERMITTED = define(
    NotPermitted,
    "not_permitted",
    _("您现在的岗位或身份不能做这件事：{title}。"),
    next_step=_("可以换一个身份，或者请有权限的人来办。"),
)
SIGN_IN_NEEDED = define(
    NotPermitted, "sign_in_needed", _("这一步要先登录。"), next_step=_("登录后会回到这里，填过的都在。")
)

PUBLIC: Final = "public"


class Actor(Protocol):
    """办理人。``kind``: anonymous, person, staff, system; ``scopes``: ``queue:<uuid>``, ``role:editor``"""

    @property
    def kind(self) -> str: ...
    @property
    def id(self) -> UUID | None: ...
    @property
    def scopes(self) -> frozenset[str]: ...


@dataclass(frozen=True)
class PlainActor:
    """An actor without a session."""

    kind: str
    id: UUID | None = None
    scopes: frozenset[str] = frozenset()
    name: str = ""


ANONYMOUS: Final = PlainActor("anonymous")


def system_actor(name: str) -> PlainActor:
    """The program itself acting, under a name that says for what (``relay``, ``clock``)."""
    return PlainActor("system", None, frozenset({f"system:{name}"}), name)


def scope_values(actor: Actor, word: str) -> tuple[str, ...]:
    """What the actor holds under a word: ``for:person`` of ``for:person:<uuid>``. Sorted."""
    prefix = word + ":"
    return tuple(sorted(scope[len(prefix) :] for scope in actor.scopes if scope.startswith(prefix)))


def scope_ids(actor: Actor, word: str) -> tuple[UUID, ...]:
    """As :func:`scope_values`, for scopes whose value is an id."""
    return tuple(UUID(value) for value in scope_values(actor, word))


# Conditions -----------------------------------------------------------------------------------------------

Columns = Mapping[str, str]
"""Field → SQL column expression, for statements that join or alias."""


class Condition(Protocol):
    """A condition over rows in three readings that always agree."""

    def q(self) -> Q:
        """For Django's ``filter``."""
        ...

    def holds(self, row: Any) -> bool:
        """For one row, an object or a mapping. KeyError or AttributeError when it lacks the field."""
        ...

    def sql(self, columns: Columns | None = None) -> tuple[str, list[Any]]:
        """SQL text with ``%s`` and its parameters. ``columns`` renames fields."""
        ...


@dataclass(frozen=True)
class _Constant:
    truth: bool

    def q(self) -> Q:
        # A constant expression rather than an empty IN: the statement is still sent, so what an actor may
        # not see costs as many queries as what does not exist. Also, Q() would vanish inside an OR.
        return Q() if self.truth else Q(Value(False, output_field=BooleanField()))

    def holds(self, row: Any) -> bool:
        return self.truth

    def sql(self, columns: Columns | None = None) -> tuple[str, list[Any]]:
        return ("TRUE" if self.truth else "FALSE"), []


Always: Final[Condition] = _Constant(True)
Never: Final[Condition] = _Constant(False)


@dataclass(frozen=True)
class Equals:
    """The field has this value; ``None`` means: has none."""

    field: str
    value: Any

    def q(self) -> Q:
        return (
            Q(**{self.field: self.value}) if self.value is not None else Q(**{f"{self.field}__isnull": True})
        )

    def holds(self, row: Any) -> bool:
        found = _read(row, self.field)
        return (
            found is None if self.value is None else found is not None and _plain(found) == _plain(self.value)
        )

    def sql(self, columns: Columns | None = None) -> tuple[str, list[Any]]:
        column = _column(self.field, columns)
        return (f"{column} IS NULL", []) if self.value is None else (f"{column} = %s", [self.value])


@dataclass(frozen=True, init=False)
class In:
    """The field has one of these values; with no values, never."""

    field: str
    values: tuple[Any, ...]

    def __init__(self, field: str, values: Iterable[Any]) -> None:
        distinct = {_plain(value): value for value in values}
        if None in distinct:
            raise ValueError("In() compares with values; say Equals(field, None) for a missing one")
        object.__setattr__(self, "field", field)
        object.__setattr__(self, "values", tuple(distinct[key] for key in sorted(distinct, key=str)))

    def q(self) -> Q:
        return Q(**{f"{self.field}__in": list(self.values)}) if self.values else Never.q()

    def holds(self, row: Any) -> bool:
        found = _read(row, self.field)
        return found is not None and _plain(found) in {_plain(value) for value in self.values}

    def sql(self, columns: Columns | None = None) -> tuple[str, list[Any]]:
        column = _column(self.field, columns)
        # One array parameter: the text, and so the prepared plan, is the same for one post and for twenty.
        return (f"{column} = ANY(%s)", [list(self.values)]) if self.values else Never.sql()


@dataclass(frozen=True, init=False)
class AllOf:
    """Every part holds; with no parts, always."""

    parts: tuple[Condition, ...]

    def __init__(self, *parts: Condition) -> None:
        object.__setattr__(self, "parts", parts)

    def q(self) -> Q:
        return functools.reduce(lambda left, part: left & part.q(), self.parts, Q())

    def holds(self, row: Any) -> bool:
        return all(part.holds(row) for part in self.parts)

    def sql(self, columns: Columns | None = None) -> tuple[str, list[Any]]:
        return _joined(self.parts, " AND ", columns) if self.parts else Always.sql()


@dataclass(frozen=True, init=False)
class AnyOf:
    """Some part holds; with no parts, never."""

    parts: tuple[Condition, ...]

    def __init__(self, *parts: Condition) -> None:
        object.__setattr__(self, "parts", parts)

    def q(self) -> Q:
        alternatives = [part.q() for part in self.parts]
        if any(not alternative for alternative in alternatives):
            return Q()  # Django drops an empty Q from an OR, which would turn “always” into “the rest”
        return functools.reduce(lambda left, right: left | right, alternatives) if alternatives else Never.q()

    def holds(self, row: Any) -> bool:
        return any(part.holds(row) for part in self.parts)

    def sql(self, columns: Columns | None = None) -> tuple[str, list[Any]]:
        return _joined(self.parts, " OR ", columns) if self.parts else Never.sql()


def _joined(parts: Sequence[Condition], word: str, columns: Columns | None) -> tuple[str, list[Any]]:
    texts, values = zip(*(part.sql(columns) for part in parts), strict=True)
    return "(" + word.join(texts) + ")", [value for some in values for value in some]


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, UUID) else value


def _read(row: Any, field: str) -> Any:
    if isinstance(row, Mapping):
        return row[field]
    for name in field.split("__"):
        if row is None:
            return None
        row = getattr(row, name)
    return row


def _column(field: str, columns: Columns | None) -> str:
    if columns is not None and field in columns:
        return columns[field]
    if not field.isidentifier() or "__" in field:
        raise ValueError(f"{field!r} is not a column: name it in columns")
    return field


# Declarations ---------------------------------------------------------------------------------------------

Rule = Callable[[Actor], Condition]


@dataclass(frozen=True)
class Declaration:
    """An action, its rule, its words, and the action that says who sees the row at all."""

    action: str
    rule: Rule
    title: Sentence
    sees: str | None


class UndeclaredAction(LookupError):  # noqa: N818
    """A program error: an action that no ``access.py`` declares. Never an answer of yes."""


_declared: dict[str, Declaration] = {}


def declare(action: str, rule: Rule, title: Sentence, *, sees: str | None = None) -> str:
    """Declare an action ``app.verb`` once and return it.

    ``sees`` names the action that lets an actor see the row: where that holds and this rule does not, the
    refusal is 403, else 404. ValueError: declared twice.
    """
    if action in _declared:
        raise ValueError(f"action {action!r} is declared twice")
    _declared[action] = Declaration(action, rule, title, sees)
    return action


def declarations() -> tuple[Declaration, ...]:
    """All declared actions by name, for the permission matrix. Call :func:`load_declarations` before."""
    return tuple(_declared[action] for action in sorted(_declared))


def load_declarations() -> None:
    """Import ``access.py`` of every installed app. ValueError: a ``sees`` that nobody declared."""
    from django.apps import apps

    for config in apps.get_app_configs():
        name = f"{config.name}.access"
        if config.name.startswith("bancheng.") and importlib.util.find_spec(name):
            importlib.import_module(name)
    lost = [one.action for one in _declared.values() if one.sees and one.sees not in _declared]
    if lost:
        raise ValueError(f"these actions are seen through an undeclared one: {lost}")


def condition(action: str, actor: Actor) -> Condition:
    """Which rows the actor may do the action on. UndeclaredAction when nobody declared it."""
    return _declaration(action).rule(actor)


def _declaration(action: str) -> Declaration:
    try:
        return _declared[action]
    except KeyError:
        raise UndeclaredAction(f"no access.py declares {action!r}") from None


_NO_ROW: Final = object()


def require(action: str, actor: Actor, row: Any = _NO_ROW) -> None:
    """Refuse unless the actor may do the action on the row.

    Without a row: refuses an actor who may do it on no row whatever (the check at the door; the command
    checks its row again). ``None`` is the row that was looked for and not found. NotFound when the row is
    missing or invisible, NotPermitted when it is visible and the act forbidden.
    """
    declared = _declaration(action)
    rule = declared.rule(actor)
    if row is _NO_ROW:
        if rule == Never:
            raise SIGN_IN_NEEDED() if actor.kind == "anonymous" else NOT_PERMITTED(title=str(declared.title))
        return
    if row is None:
        raise NOT_FOUND()
    if rule.holds(row):
        return
    if declared.sees and condition(declared.sees, actor).holds(row):
        raise NOT_PERMITTED(title=str(declared.title))
    raise NOT_FOUND()


def may(action: str, actor: Actor, row: Any) -> bool:
    """Whether the actor may do the action on the row: for showing or hiding its button."""
    return condition(action, actor).holds(row)


# Views ----------------------------------------------------------------------------------------------------

P = ParamSpec("P")
R = TypeVar("R")


def allowed(action: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Put an action on a view or endpoint whose first argument is the request, and check it at the door.

    A view without it fails the walk over all URLs. ``@allowed(PUBLIC)`` says that everybody may come in.
    """

    def put(view: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            require(action, cast(Actor, getattr(args[0], "actor", ANONYMOUS)))
            return view(*args, **kwargs)

        guarded.access_action = action  # type: ignore[attr-defined]
        return guarded

    return put


def action_of(view: Callable[..., Any]) -> str | None:
    """The action on a view, or None."""
    return getattr(view, "access_action", None)


def walk(patterns: Iterable[Any], prefix: str = "") -> Iterator[tuple[str, str | None, Callable[..., Any]]]:
    """Every (route, action or None, view) below URL patterns, for the test that none is open by mistake."""
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from walk(pattern.url_patterns, route)
        else:
            yield route, action_of(pattern.callback), pattern.callback


declare(PUBLIC, lambda _actor: Always, _("所有人都可以看"))
