"""The ways out of the site behind one interface: `send(message) -> Receipt`, and what became of it later."""

from __future__ import annotations

import smtplib
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate
from typing import Any, Literal, Protocol
from urllib.parse import unquote, urlsplit

import httpx
from django.conf import settings

PATIENCE = 5.0
"""Seconds that a gateway may take for one message."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message on its way. `id` is the same at every try: a gateway that has it does not send it twice."""

    id: str
    channel: str
    to: str
    subject: str
    text: str
    kind: str
    urgent: bool
    at: float
    """When it was queued, seconds since the epoch."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a gateway said. `refused`: never (a wrong number); `failed`: not now. `error` is a short word, no data."""

    state: Literal["sent", "delivered", "failed", "refused"]
    reference: str = ""
    error: str = ""


class Gateway(Protocol):
    """One way out of the site."""

    def send(self, message: Outgoing) -> Receipt:
        """Hand over one message; never raises for what a gateway may do. Called from several threads."""
        ...

    def outcomes(self, references: Sequence[str]) -> Mapping[str, Receipt]:
        """What became of messages handed over before, as far as it is known now."""
        ...


class HttpGateway:
    """短信、邮件、统一消息平台 over HTTP: `POST <url>/<channel>` with an idempotency key, then `…/outcomes`."""

    def __init__(self, url: str, channel: str, token: str = "") -> None:
        """`url`: the gateway's base address; `token`: how we prove who we are."""
        self._url = f"{url.rstrip('/')}/{channel}"
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._client = httpx.Client(timeout=PATIENCE, headers=headers, trust_env=False)

    def close(self) -> None:
        """Hang up."""
        self._client.close()

    def send(self, message: Outgoing) -> Receipt:
        """As :class:`Gateway`. 2xx taken, 4xx refused for ever (except 408, 425, 429), else not now."""
        body = {
            "id": message.id, "to": message.to, "subject": message.subject, "text": message.text, "kind": message.kind,
            "urgent": message.urgent,
        }  # fmt: skip
        try:
            answer = self._client.post(self._url, json=body, headers={"Idempotency-Key": message.id})
            said = answer.json() if answer.is_success else {}
        except httpx.HTTPError as error:
            return Receipt("failed", error=type(error).__name__)
        except ValueError:
            return Receipt("failed", error="bad_answer")
        if answer.is_success:
            return _receipt(said)
        lasting = answer.is_client_error and answer.status_code not in {408, 425, 429}
        return Receipt("refused" if lasting else "failed", error=f"http_{answer.status_code}")

    def outcomes(self, references: Sequence[str]) -> Mapping[str, Receipt]:
        """As :class:`Gateway`; nothing is known while the gateway does not answer."""
        try:
            answer = self._client.post(f"{self._url}/outcomes", json={"references": list(references)})
            found = answer.json()["outcomes"] if answer.is_success else {}
            return {str(one): _receipt(said) for one, said in found.items()}
        except (httpx.HTTPError, ValueError, KeyError, TypeError, AttributeError):
            return {}


def _receipt(said: Any) -> Receipt:
    state = said.get("state") if isinstance(said, dict) else None
    if state not in {"sent", "delivered", "failed", "refused"}:
        return Receipt("failed", error="bad_answer")
    return Receipt(state, str(said.get("reference", ""))[:100], str(said.get("error", ""))[:60])


class SmtpGateway:
    """电子邮件 over SMTP: `smtp://user:password@host:port` or `smtps://…` (user and password percent-encoded); the id is
    the Message-ID."""

    def __init__(self, url: str, sender: str) -> None:
        """`sender`: the address that mails come from."""
        self._at = urlsplit(url)
        self._sender = sender

    def send(self, message: Outgoing) -> Receipt:
        """As :class:`Gateway`. 5xx of the server is refused for ever, 4xx and a lost connection are not now."""
        mail = EmailMessage()
        title = " ".join(message.subject.split())  # a line break would begin another header
        mail["From"], mail["To"], mail["Subject"] = self._sender, message.to, title
        mail["Message-ID"] = f"<{message.id.replace(':', '.')}@{self._sender.rpartition('@')[2]}>"
        mail["Date"] = formatdate(message.at)
        mail.set_content(message.text, cte="base64")  # every server takes it, also without 8BITMIME
        try:
            self._post(mail)
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _said in error.recipients.values()]
            return Receipt(
                "refused" if all(code >= 500 for code in codes) else "failed", error=f"smtp_{codes[0]}"
            )
        except smtplib.SMTPResponseException as error:
            state: Literal["failed", "refused"] = "refused" if error.smtp_code >= 500 else "failed"
            return Receipt(state, error=f"smtp_{error.smtp_code}")
        except (OSError, smtplib.SMTPException) as error:
            return Receipt("failed", error=type(error).__name__)
        return Receipt("sent", reference=message.id)

    def _post(self, mail: EmailMessage) -> None:
        """Hand it over. Once it is taken, nothing that goes wrong with saying goodbye makes it come twice."""
        door = smtplib.SMTP_SSL if self._at.scheme == "smtps" else smtplib.SMTP
        server = door(self._at.hostname or "", self._at.port or 0, timeout=PATIENCE)
        try:
            if self._at.username:
                server.login(unquote(self._at.username), unquote(self._at.password or ""))
            server.send_message(mail)
            with suppress(OSError, smtplib.SMTPException):
                server.quit()
        finally:
            server.close()

    def outcomes(self, references: Sequence[str]) -> Mapping[str, Receipt]:
        """A mail server says nothing later."""
        return {}


def gateways() -> Mapping[str, Gateway]:
    """The ways that this installation has, by channel; none: people are told in the inbox only."""
    names = ("BANCHENG_GATEWAY_URL", "BANCHENG_GATEWAY_TOKEN", "BANCHENG_SMTP_URL", "BANCHENG_MAIL_FROM")
    known = tuple(str(getattr(settings, name, "") or "") for name in names)
    with _lock:
        if known not in _built:
            _built[known] = _build(*known)
        return _built[known]


_built: dict[tuple[str, ...], Mapping[str, Gateway]] = {}
_lock = threading.Lock()


def hang_up() -> None:
    """Close the connections to all gateways (tests, the end of a process)."""
    with _lock:
        found = [one for made in _built.values() for one in made.values()]
        _built.clear()
    for one in found:
        if isinstance(one, HttpGateway):
            one.close()


def _build(url: str, token: str, smtp: str, sender: str) -> Mapping[str, Gateway]:
    made: dict[str, Gateway] = {}
    if url:
        made = {channel: HttpGateway(url, channel, token) for channel in ("sms", "email", "webhook")}
    if smtp:
        made["email"] = SmtpGateway(smtp, sender or "bancheng@localhost")
    return made
