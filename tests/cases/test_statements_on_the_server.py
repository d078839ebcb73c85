"""What PostgreSQL itself saw of each act (pg_stat_statements): two statements, no COUNT, no NOTIFY, no transaction.

Counting in the program could overlook what a driver or a function adds; the server overlooks nothing. Statements
inside functions are looked at too, for what they say, not for how many they are.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import connections
from psycopg import sql

from bancheng.accounts.models import Appointment, StaffMember
from bancheng.cases import commands as cases
from bancheng.cases.commands.silence import accept_by_silence, end_pause, lapse, remind, stop_unanswered
from bancheng.cases.lifecycle import CASE
from bancheng.cases.spec import CorrectionEntry, CorrectionReply, Decision, Delivery, Issue, Limit, NewCase
from bancheng.kernel.access import PlainActor
from bancheng.kernel.database import fetch_all
from bancheng.organizations.models import Organization, Post, Region
from tests.cases.offering import PIPE, offering
from tests.cases.plans import CLOCK, NOW, USCC, Walk, case, fixed, officer, opened, opening, person, photo
from tests.cases.reading import case_row
from tests.harness import TestDatabase

FORBIDDEN = re.compile(
    r"\bcount\s*\(|\b(pg_)?notify\b|\blisten\b|\bbegin\b|\bsavepoint\b|for update.*nowait", re.IGNORECASE
)
WHOLESALE = frozenset({"rehome", "give_back", "recompute_due"})
"""Acts on many applications at once, page by page: a reorganization, an officer who left, a holiday notice."""
EARLIER = NOW - timedelta(days=60)


class Server:
    """The server's own book of statements on one database."""

    def __init__(self, database: TestDatabase, connection: psycopg.Connection) -> None:
        self._own = sql.Literal(database.name)
        self._connection = connection

    def _run(self, statement: str) -> list[tuple[Any, ...]]:
        return self._connection.execute(sql.SQL(statement).format(database=self._own)).fetchall()

    def forget(self) -> None:
        self._run(
            "SELECT pg_stat_statements_reset(0, (SELECT oid FROM pg_database WHERE datname = {database}), 0)"
        )

    def sent(self) -> list[str]:
        """What the application role sent since, each as often as it was sent."""
        rows = self._run(
            "SELECT s.query, s.calls FROM pg_stat_statements AS s JOIN pg_database AS d ON d.oid = s.dbid"
            " WHERE d.datname = {database} AND s.toplevel AND s.userid = 'bancheng_app'::regrole"
        )
        return [query for query, calls in rows for _each in range(calls)]

    def said(self) -> list[str]:
        """Every text that ran since, sent or inside a function."""
        rows = self._run(
            "SELECT s.query FROM pg_stat_statements AS s JOIN pg_database AS d ON d.oid = s.dbid"
            " WHERE d.datname = {database}"
        )
        return [query for (query,) in rows]


@pytest.fixture
def server(committed_db: TestDatabase, connect: Callable[..., psycopg.Connection]) -> Iterator[Server]:
    """The book, open for statements inside functions as well. Our own server has it; a given one may not."""
    given = committed_db._superuser
    if given is None:
        pytest.skip("the given server has no SUPER_DATABASE_URL: its pg_stat_statements cannot be read")
    connection = connect("superuser")
    preloaded = connection.execute("SHOW shared_preload_libraries").fetchone()
    assert preloaded is not None
    if "DATABASE_URL" in os.environ and "pg_stat_statements" not in preloaded[0]:
        pytest.skip("the given server does not preload pg_stat_statements: nothing can be read there")
    assert "pg_stat_statements" in preloaded[0], "our own test server must preload pg_stat_statements"
    name = sql.Identifier(committed_db.name)
    connection.execute(sql.SQL("ALTER DATABASE {} SET pg_stat_statements.track = 'all'").format(name))
    connections.close_all()
    yield Server(committed_db, connection)
    connections.close_all()
    connection.execute(sql.SQL("ALTER DATABASE {} RESET pg_stat_statements.track").format(name))


def colleague_at_the_post() -> PlainActor:
    """A second officer of the station's post, on file."""
    who, since = officer("station.household", "王倩"), date(2020, 1, 1)
    if not StaffMember.objects.filter(id=who.id).exists():
        region = Region.objects.create(
            id=fixed("region"), code="449900", name="善美市", level="city", valid_from=since
        )
        body = Organization.objects.create(
            id=fixed("org:station"), code="station", uscc=USCC, level="city", region=region, valid_from=since
        )
        post = Post.objects.create(
            id=fixed("post:station.household"), code="station.household", name="户籍", organization=body,
            roles=["clerk"], valid_from=since,
        )  # fmt: skip
        made = StaffMember.objects.create(
            id=who.id, account="wang", name="王倩", password="x", created_at=NOW
        )
        Appointment.objects.create(staff=made, post=post, valid_from=since)
    return who


class Acts:
    """Every act there is, done one after another; `done` is told of each."""

    def __init__(self, done: Callable[[str, Callable[[], Any]], None]) -> None:
        self._done = done

    def open(self, *nodes: NewCase, **more: Any) -> UUID:
        made = opening(*nodes, **more)
        self._done("open", lambda: cases.open_application(actor=person(), opening=made, now=NOW))
        return made.application_id

    def on(self, walk: Walk, name: str, **more: Any) -> None:
        self._done(name, lambda: walk.act(name, **more))

    def everything(self) -> None:
        self.from_correction_to_delivery()
        self.ends_before_a_result()
        self.questions()
        self.offers()
        self.by_the_clock()

    def from_correction_to_delivery(self) -> None:
        one, two = case("a", certificate=True), case("b", level=2, after=["a"])
        application = self.open(one, two)
        walk, files = Walk(application, one), [photo(), photo()]
        self.on(walk, "claim")
        self.on(walk, "release")
        self.handed_over_and_back(walk)
        self.on(walk, "request_correction", entries=[CorrectionEntry("material", "lease@mother", "请重拍。")])
        self.on(walk, "answer_correction", replies=[CorrectionReply(0, files=files)], actor=person())
        self.on(walk, "accept")
        self.on(walk, "pause", procedure="site")
        self.on(walk, "resume")
        self.on(walk, "review")
        self.on(walk, "decide", decision=Decision(True))
        self.on(walk, "issue", issue=Issue({"name": "林知夏"}))
        self.on(Walk(application, two, version=2), "withdraw", actor=person())
        self._done("deliver", lambda: cases.deliver(actor=CLOCK, application_id=application, now=NOW))

    def handed_over_and_back(self, walk: Walk) -> None:
        colleague, post = colleague_at_the_post(), fixed("post:station.household")
        self.on(walk, "transfer", post=post, staff=colleague.id, words="休假")
        self.on(walk, "transfer", actor=colleague, post=post, staff=None, words="办不完")

    def ends_before_a_result(self) -> None:
        one, two, three = case("a"), case("b"), case("c")
        application = self.open(one, two, three)
        self.on(Walk(application, one), "refuse_acceptance", reason="无职权", basis=["条例"])
        walk = Walk(application, two)
        self.on(walk, "accept")
        self.on(walk, "review")
        self.on(walk, "decide", decision=Decision(False, "材料不实", ["条例第七条"], ["六十日内可以复议"]))
        last = Walk(application, three)
        self.on(last, "accept")
        self.on(last, "terminate", reason="申请人死亡", basis=["行政许可法第七十条"])
        whole = self.open(case("a"), case("b", level=2, after=["a"]))
        self._done(
            "withdraw_application",
            lambda: cases.withdraw_application(actor=person(), application_id=whole, now=NOW),
        )

    def questions(self) -> None:
        for go_on in (True, False):
            a, b = case("a", reviews=0), case("b", level=2, after={"a": "ask_applicant"})
            application = self.open(a, b)
            Walk(application, a).refuse()
            walk = Walk(application, b, version=2)
            self.on(walk, "answer_question", go_on=go_on, actor=person())

    def offers(self) -> None:
        taken, left = offering("a"), offering("b")
        application = self.open(taken, left)
        for own, answer in ((taken, "accept_offer"), (left, "decline_offer")):
            walk = Walk(application, own)
            self.on(walk, "accept")
            self.on(walk, "offer", offer=PIPE)
            self.on(walk, answer, actor=person())

    def by_the_clock(self) -> None:
        one, two, three = case("a"), case("b"), case("c", reviews=0)
        latest = Delivery("together_but_at_latest_by", Limit(5))
        application = opened(one, two, three, delivery=latest, now=EARLIER)[0].application_id
        asked = [CorrectionEntry("other", "x", "请核对。")]
        Walk(application, two).act("request_correction", entries=asked, now=EARLIER)
        Walk(application, three).finish(EARLIER)
        self._clock(accept_by_silence, application, one)
        self._clock(remind, application, two)
        self._clock(lapse, application, two)
        paused = Walk(application, one, version=case_row(application, one.case_id)["version"])
        paused.act("pause", procedure="site")
        self._clock(end_pause, application, one)
        a, b = case("a", reviews=0), case("b", level=2, after={"a": "ask_applicant"})
        other = opened(a, b, now=EARLIER)[0].application_id
        Walk(other, a).refuse(EARLIER)
        self._clock(stop_unanswered, other, b)
        ends = {"cause": "confirmation_refused", "reason": "对方没有同意。", "now": NOW}
        third = opened(one := case("a"), case("b", level=2, after=["a"]))[0].application_id
        self._done(
            "stop_cases",
            lambda: cases.stop_cases(application_id=third, case_ids=[one.case_id], **ends),  # type: ignore[arg-type]
        )
        self._done(
            "release_results",
            lambda: cases.release_results(actor=CLOCK, application_id=application, now=NOW),
        )

    def _clock(self, act: Callable[..., Any], application: UUID, node: NewCase) -> None:
        version = case_row(application, node.case_id)["version"]
        self._done(act.__name__, lambda: act(application, node.case_id, version, NOW))


def acts_on_one() -> set[str]:
    """The acts of the table of states that have a command of their own."""
    return ({step.act for step in CASE.transitions} & vars(cases).keys()) - WHOLESALE


def test_every_act_is_two_statements_for_the_server_too(server: Server) -> None:
    Acts(lambda _name, act: act()).everything()  # the calendar is read and blocks of serials are taken once
    seen: dict[str, list[str]] = {}

    def done(name: str, act: Callable[[], Any]) -> None:
        server.forget()
        act()
        seen[name] = server.sent()
        assert len(seen[name]) <= 2, (name, [text[:90] for text in seen[name]])
        assert [text for text in server.said() if FORBIDDEN.search(text)] == [], name

    Acts(done).everything()
    assert {"open"} == {name for name, texts in seen.items() if len(texts) == 1}
    assert acts_on_one() <= seen.keys()


def test_the_book_would_show_a_third_statement_a_count_and_a_notice(server: Server) -> None:
    fetch_all("SELECT 1 AS n")
    server.forget()
    fetch_all("SELECT count(*) AS n FROM cases_case")
    fetch_all("SELECT pg_notify('x', 'y')")
    connections["default"].cursor().execute("NOTIFY x")
    assert len(server.sent()) == 3
    assert len([text for text in server.said() if FORBIDDEN.search(text)]) == 3


def test_the_book_sees_inside_functions(server: Server) -> None:
    walk = Walk(opened(one := case("a"))[0].application_id, one)
    server.forget()
    walk.act("claim")
    assert len(server.sent()) == 2
    inside = [text for text in server.said() if text.lstrip().upper().startswith("UPDATE PUBLIC.CASES_CASE")]
    assert inside, server.said()
