"""电子邮件: handed over to a real mail server by its own protocol; what it answers decides whether it is tried again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bancheng.kernel.database import fetch_all
from bancheng.notifications.commands import prefer, send_due, tell
from bancheng.notifications.commands.gateways import Outgoing, SmtpGateway, hang_up
from demo.gateway.server import Server
from tests.notifications.mailbox import Mailbox, Running
from tests.notifications.told import NOON, citizen, told

MAIL = Outgoing(
    "0190:email", "email", "lin@example.com", "户口登记有结果了", "“孩子出生了”里的户口登记：没有通过。",
    "decided", False, NOON.timestamp(),
)  # fmt: skip


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with Running() as box:
        yield box


def post(box: Mailbox, whom: str = "", **more: Any) -> SmtpGateway:
    return SmtpGateway(f"smtp://{whom}127.0.0.1:{box.port}", "office@city.test")


def test_a_mail_carries_its_title_its_words_and_an_id_that_is_the_same_at_every_try(box: Mailbox) -> None:
    receipts = [post(box).send(MAIL) for _try in range(2)]
    assert [(one.state, one.reference) for one in receipts] == [("sent", MAIL.id)] * 2
    (sender, to, mail), again = box.taken
    assert (sender, to) == ("office@city.test", ["lin@example.com"])
    assert (mail["From"], mail["To"], mail["Subject"]) == (
        "office@city.test",
        "lin@example.com",
        MAIL.subject,
    )
    assert mail.get_content().strip() == MAIL.text
    assert mail["Message-ID"] == again[2]["Message-ID"] == "<0190.email@city.test>"
    assert mail["Date"] == "Mon, 02 Mar 2026 04:00:00 -0000"


def test_the_server_is_told_who_we_are_also_when_the_name_is_an_address(box: Mailbox) -> None:
    post(box, "office%40city.test:p%3Aw@").send(MAIL)
    assert box.signed_on == [("office@city.test", "p:w")]
    assert len(box.taken) == 1


def test_a_title_over_several_lines_becomes_one_line(box: Mailbox) -> None:
    assert post(box).send(replace(MAIL, subject="有结果了：\n户口登记\r\nBcc: x@example.com")).state == "sent"
    (_sender, to, mail) = box.taken[0]
    assert to == ["lin@example.com"]
    assert mail["Subject"] == "有结果了： 户口登记 Bcc: x@example.com"
    assert mail["Bcc"] is None


@pytest.mark.parametrize(
    ("word", "said", "state"),
    [
        ("RCPT", "550 no such user", "refused"),
        ("RCPT", "450 mailbox busy", "failed"),
        ("END", "554 not wanted", "refused"),
        ("END", "451 try later", "failed"),
        ("MAIL", "421 closing", "failed"),
    ],
)
def test_what_the_server_refuses_for_ever_is_not_tried_again(
    box: Mailbox, word: str, said: str, state: str
) -> None:
    box.answers[word] = said
    receipt = post(box).send(MAIL)
    assert (receipt.state, receipt.error) == (state, f"smtp_{said[:3]}")
    assert box.taken == []


@pytest.mark.parametrize("word", ["EHLO", "RCPT", "DATA"])
def test_a_server_that_hangs_up_is_tried_again(box: Mailbox, word: str) -> None:
    box.hangs_up = word
    assert post(box).send(MAIL).state == "failed"


@pytest.mark.parametrize("odd", [{"answers": {"QUIT": "500 what"}}, {"hangs_up": "QUIT"}])
def test_a_mail_that_was_taken_is_sent_however_the_server_says_goodbye(
    box: Mailbox, odd: dict[str, Any]
) -> None:
    for name, value in odd.items():
        setattr(box, name, value)
    assert post(box).send(MAIL).state == "sent"
    assert len(box.taken) == 1


def test_a_server_that_is_not_there_is_tried_again() -> None:
    with Running() as box:
        gone = post(box)
    assert gone.send(MAIL).state == "failed"


@pytest.mark.usefixtures("city")
def test_who_cannot_be_rung_gets_a_mail_through_the_citys_own_mail_server(
    gateway: Server, box: Mailbox, settings: Any
) -> None:
    hang_up()
    settings.BANCHENG_SMTP_URL = f"smtp://127.0.0.1:{box.port}"
    settings.BANCHENG_MAIL_FROM = "office@city.test"
    settings.BANCHENG_PUBLIC_URL = "https://city.test"
    someone = citizen()
    prefer(actor=someone, channels=["sms", "email"], email="lin@example.com", now=NOON)
    gateway.kept.switch("sms", "refuse")
    tell([told(someone)], now=NOON)
    send_due(NOON)
    send_due(NOON + timedelta(seconds=1))
    rows = fetch_all("SELECT channel, state FROM notifications_delivery ORDER BY channel")
    assert [(row["channel"], row["state"]) for row in rows] == [("email", "sent"), ("sms", "gave_up")]
    (_sender, to, mail) = box.taken[0]
    assert to == ["lin@example.com"]
    assert mail["Subject"] == "有结果了：户口登记"
    assert "没有通过" in mail.get_content()
    assert "https://city.test/applications/" in mail.get_content()
