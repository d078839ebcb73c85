"""Access: one rule per action, read three ways that agree; deny by default; 404 for what may not be seen."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, models
from django.http import HttpRequest, HttpResponse
from django.test.utils import isolate_apps
from django.urls import include, path
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bancheng.kernel import access
from bancheng.kernel.access import (
    ANONYMOUS,
    PUBLIC,
    AllOf,
    Always,
    AnyOf,
    Condition,
    Equals,
    In,
    Never,
    PlainActor,
    UndeclaredAction,
    allowed,
    condition,
    declare,
    may,
    require,
    scope_ids,
    scope_values,
    system_actor,
    walk,
)
from bancheng.kernel.errors import NotFound, NotPermitted

POST, OTHER_POST = UUID(int=1), UUID(int=2)
OFFICER = PlainActor("staff", UUID(int=10), frozenset({f"queue:{POST}", "role:reader"}))
CLERK = PlainActor("staff", UUID(int=11), frozenset({f"queue:{OTHER_POST}"}))
ROW = {"id": 1, "queue_id": POST, "state": "filed"}


@pytest.fixture(autouse=True)
def _declared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "_declared", {PUBLIC: access._declared[PUBLIC]})
    declare("test.see", lambda actor: In("queue_id", scope_ids(actor, "queue")), "看办件")
    declare(
        "test.accept",
        lambda actor: AllOf(In("queue_id", scope_ids(actor, "queue")), Equals("state", "filed")),
        "受理",
        sees="test.see",
    )
    declare("test.hidden", lambda actor: Never, "谁也不行")


# Deny by default


def test_an_undeclared_action_is_a_program_error_and_never_a_yes() -> None:
    for ask in (lambda: require("test.unknown", OFFICER, ROW), lambda: may("test.unknown", OFFICER, ROW)):
        with pytest.raises(UndeclaredAction, match=r"test\.unknown"):
            ask()


def test_an_action_is_declared_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        declare("test.see", lambda actor: Always, "再来一次")


def test_what_one_may_do_passes() -> None:
    require("test.see", OFFICER, ROW)
    require("test.accept", OFFICER, ROW)
    assert may("test.accept", OFFICER, ROW)


def test_what_one_may_not_see_is_not_found() -> None:
    for action in ("test.see", "test.accept"):
        with pytest.raises(NotFound) as caught:
            require(action, CLERK, ROW)
        assert caught.value.facts == {}


def test_what_does_not_exist_is_answered_alike() -> None:
    with pytest.raises(NotFound) as missing:
        require("test.see", CLERK, None)
    with pytest.raises(NotFound) as invisible:
        require("test.see", CLERK, ROW)
    assert missing.value.as_problem() == invisible.value.as_problem()


def test_even_a_rule_for_everybody_finds_nothing_where_nothing_is() -> None:
    with pytest.raises(NotFound):
        require(PUBLIC, OFFICER, None)


def test_an_act_refused_on_what_one_sees_is_not_permitted() -> None:
    with pytest.raises(NotPermitted) as caught:
        require("test.accept", OFFICER, {**ROW, "state": "issued"})
    assert "受理" in caught.value.message


def test_the_door_stops_only_who_may_never_pass() -> None:
    require("test.see", OFFICER)
    with pytest.raises(NotPermitted) as caught:
        require("test.hidden", OFFICER)
    assert caught.value.code == "not_permitted"


def test_who_is_not_signed_in_is_told_to_sign_in() -> None:
    with pytest.raises(NotPermitted) as caught:
        require("test.hidden", ANONYMOUS)
    assert caught.value.code == "sign_in_needed"


def test_a_rule_that_holds_for_nobody_lists_nothing_without_being_cheaper() -> None:
    """An empty IN would skip the statement and tell by the clock what exists."""
    assert condition("test.see", ANONYMOUS).sql() == ("FALSE", [])


# Scopes


def test_scopes_are_read_by_their_word() -> None:
    actor = PlainActor("person", None, frozenset({f"for:person:{POST}", "for:org:x", "forest:1"}))
    assert scope_ids(actor, "for:person") == (POST,)
    assert scope_values(actor, "for") == ("org:x", f"person:{POST}")


def test_the_program_acts_under_a_name() -> None:
    assert scope_values(system_actor("relay"), "system") == ("relay",)


# Conditions


def test_a_missing_value_is_asked_for_by_name() -> None:
    assert Equals("ended_at", None).holds({"ended_at": None})
    assert not Equals("state", "filed").holds({"state": None})
    with pytest.raises(ValueError, match="missing"):
        In("queue_id", [POST, None])


def test_a_row_that_lacks_the_field_is_a_program_error() -> None:
    with pytest.raises(KeyError):
        Equals("state", "filed").holds({})
    with pytest.raises(AttributeError):
        Equals("state", "filed").holds(SimpleNamespace())


def test_paths_reach_into_related_objects() -> None:
    row = SimpleNamespace(case=SimpleNamespace(queue_id=POST))
    assert In("case__queue_id", [str(POST)]).holds(row)
    assert not In("case__queue_id", [POST]).holds(SimpleNamespace(case=None))


def test_sql_names_columns_only_as_declared() -> None:
    both = AllOf(In("queue_id", [POST]), Equals("case__state", "filed"))
    with pytest.raises(ValueError, match="not a column"):
        both.sql()
    assert both.sql({"case__state": "c.state"}) == (
        "(queue_id = ANY(%s) AND c.state = %s)",
        [[POST], "filed"],
    )
    with pytest.raises(ValueError, match="not a column"):
        Equals("state; drop table", 1).sql()


def test_the_statement_is_the_same_for_one_post_and_for_many() -> None:
    assert In("queue_id", [POST]).sql()[0] == In("queue_id", [POST, OTHER_POST]).sql()[0]


def test_always_is_not_lost_in_an_or() -> None:
    assert AnyOf(Always, Equals("state", "filed")).q() == models.Q()
    assert AnyOf().sql() == ("FALSE", [])
    assert AllOf().sql() == ("TRUE", [])


# The three readings agree

STATES = ("filed", "accepted", "issued")
POSTS = (POST, OTHER_POST, UUID(int=3))
ROWS = [
    {"id": number, "queue_id": queue, "state": state, "priority": number % 3 or None}
    for number, (queue, state) in enumerate(
        [(q, s) for q in (*POSTS, None) for s in (*STATES, None)], start=1
    )
]

leaves = st.one_of(
    st.just(Always),
    st.just(Never),
    st.builds(Equals, st.just("state"), st.sampled_from((*STATES, None))),
    st.builds(Equals, st.just("priority"), st.sampled_from((1, 2, None))),
    st.builds(Equals, st.just("queue_id"), st.sampled_from(POSTS)),
    st.builds(In, st.just("queue_id"), st.lists(st.sampled_from(POSTS), max_size=3)),
    st.builds(In, st.just("state"), st.lists(st.sampled_from(STATES), max_size=2)),
)
conditions = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda parts: AllOf(*parts))
        | st.lists(inner, max_size=3).map(lambda parts: AnyOf(*parts))
    ),
    max_leaves=8,
)


@pytest.fixture
def table(db: None) -> Iterator[Any]:
    """A model over a temporary table with rows of every combination, missing values included."""
    with isolate_apps("bancheng.kernel"), connection.cursor() as cursor:

        class Row(models.Model):
            id = models.IntegerField(primary_key=True)
            queue_id = models.UUIDField(null=True)
            state = models.TextField(null=True)
            priority = models.IntegerField(null=True)

            class Meta:
                app_label = "kernel"
                db_table = "test_access_row"
                managed = False

        cursor.execute("CREATE TEMP TABLE test_access_row (id int, queue_id uuid, state text, priority int)")
        for row in ROWS:
            cursor.execute("INSERT INTO test_access_row VALUES (%s, %s, %s, %s)", list(row.values()))
        yield Row
        cursor.execute("DROP TABLE test_access_row")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rule=conditions)
def test_list_row_and_sql_always_agree(table: Any, rule: Condition) -> None:
    checked = {row["id"] for row in ROWS if rule.holds(row)}
    assert set(table.objects.filter(rule.q()).values_list("id", flat=True)) == checked
    text, values = rule.sql()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM test_access_row WHERE {text}", values)
        assert {found for (found,) in cursor.fetchall()} == checked


def test_never_still_sends_its_statement(table: Any, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        assert list(table.objects.filter(In("queue_id", []).q())) == []


# Views


def request_of(actor: Any) -> HttpRequest:
    request = HttpRequest()
    request.actor = actor  # type: ignore[attr-defined]
    return request


@allowed("test.hidden")
def hidden(request: HttpRequest) -> HttpResponse:
    return HttpResponse("secret")


@allowed(PUBLIC)
def home(request: HttpRequest) -> HttpResponse:
    return HttpResponse("办成")


def bare(request: HttpRequest) -> HttpResponse:
    return HttpResponse("forgotten")


def test_a_view_is_checked_at_its_door() -> None:
    with pytest.raises(NotPermitted):
        hidden(request_of(OFFICER))
    assert home(request_of(ANONYMOUS)).content == "办成".encode()


def test_a_request_without_an_actor_is_nobody() -> None:
    with pytest.raises(NotPermitted) as caught:
        hidden(HttpRequest())
    assert caught.value.code == "sign_in_needed"


def test_the_walk_finds_the_view_that_forgot_its_action() -> None:
    patterns = [path("", home), path("desk/", include([path("case/<uuid:id>", hidden), path("old", bare)]))]
    assert [(route, action) for route, action, _view in walk(patterns)] == [
        ("", "public"),
        ("desk/case/<uuid:id>", "test.hidden"),
        ("desk/old", None),
    ]


def test_every_app_declares_its_actions_and_sees_through_declared_ones(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    declare("test.lost", lambda actor: Always, "看不见", sees="test.nobody_declares_this")
    monkeypatch.setattr(access.importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(ValueError, match=r"test\.lost"):
        access.load_declarations()
