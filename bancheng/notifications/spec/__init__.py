"""`message/1` and `messaging/1`: what people are told in which words, and when, how often and at what cost."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Annotated, Any, ClassVar, Final, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from bancheng.kernel.rulebooks import Rulebook, Text, rulebook, text
from bancheng.notifications.spec.kinds import KINDS, Kind

__all__ = [
    "CHANNELS", "KINDS", "SMS_LENGTH", "Channel", "Kind", "MessageTemplate", "Messaging", "Quiet", "Told", "Way",
    "blanks", "filled", "text_length",
]  # fmt: skip

Channel = Literal["sms", "email", "webhook"]
CHANNELS: Final[tuple[Channel, ...]] = ("sms", "email", "webhook")
SHANGHAI = ZoneInfo("Asia/Shanghai")
SMS_LENGTH: Final = 70
"""Characters of one text message (YD/T 1039.1: 140 bytes of UCS-2)."""
_BLANK: Final = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_CLOCK = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


@rulebook("message/1", title="消息模板")
class MessageTemplate(Rulebook):
    """消息模板: the words of one kind of message, long for the inbox, short for the telephone."""

    office_only: ClassVar[frozenset[str]] = frozenset({"sms"})
    schema_: Literal["message/1"] = Field(alias="schema")
    code: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
    """The kind of message: `submitted`, `correction_requested` …"""
    name: Text
    title: Text
    text: Text
    word: Text
    """What the link says."""
    sms: Text | None = None
    """At most 70 characters with the signature and its longest values; without it no text message goes out."""
    urgent: bool = False
    """May ring at night."""
    channels: tuple[Channel, ...] = ("sms", "email")
    """The ways out of the site, first to last: the next one is taken when one is given up."""


class Way(BaseModel):
    """一种发法. What it costs, how much a day may cost, how often it is tried and after which waits (seconds)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    price_fen: int = Field(default=0, ge=0, le=100_000)
    daily_cap_fen: int | None = Field(default=None, ge=0)
    waits: tuple[Annotated[int, Field(ge=1, le=86_400)], ...] = (30, 120, 600, 3_600)


class Quiet(BaseModel):
    """免打扰时段, in Asia/Shanghai; it may run over midnight."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    since: _CLOCK = Field(alias="from")
    until: _CLOCK

    @model_validator(mode="after")
    def _differ(self) -> Quiet:
        if self.since == self.until:
            raise ValueError("免打扰时段的开始和结束不能一样")
        return self

    def holds(self, at: datetime) -> bool:
        """Whether the instant lies in it."""
        clock = at.astimezone(SHANGHAI).strftime("%H:%M")
        if self.since < self.until:
            return self.since <= clock < self.until
        return clock >= self.since or clock < self.until

    def after(self, at: datetime) -> datetime:
        """The instant itself, or the end of the quiet hours that it lies in."""
        if not self.holds(at):
            return at
        local = at.astimezone(SHANGHAI)
        end = datetime.combine(local.date(), time.fromisoformat(self.until), SHANGHAI)
        return (end if end > local else end + timedelta(days=1)).astimezone(UTC)


@rulebook("messaging/1", title="消息规则")
class Messaging(Rulebook):
    """消息规则 of the city: signature, quiet hours, and the ways out of the site."""

    office_only: ClassVar[frozenset[str]] = frozenset({"name", "signature"})
    schema_: Literal["messaging/1"] = Field(alias="schema")
    signature: Text = ""
    """短信签名, e.g. 【善美市】; counted as part of the text."""
    quiet: Quiet | None = None
    ways: dict[Channel, Way] = {}

    def way(self, channel: str) -> Way:
        """The rule of a channel, or the plain one."""
        return self.ways.get(channel, Way())  # type: ignore[call-overload,no-any-return]


@dataclass(frozen=True, slots=True)
class Told:
    """Something to tell somebody. `values` hold labels, names of matters and dates; `url_name` is where it leads."""

    event_id: UUID
    application_id: UUID
    kind: str
    recipient_kind: str
    recipient_id: UUID
    contact_id: UUID | None
    values: Mapping[str, Any]
    url_name: str
    url_args: Sequence[str] = field(default_factory=tuple)


def blanks(sentence: str) -> set[str]:
    """The names of the blanks in a sentence."""
    return set(_BLANK.findall(sentence))


def filled(sentence: Text | None, values: Mapping[str, Any]) -> str:
    """The sentence with its blanks filled; what is not there stays empty. Never a format string."""
    return _BLANK.sub(lambda found: str(values.get(found[1], "")), text(sentence))


def text_length(words: str) -> int:
    """Characters as a text message counts them (UTF-16 units)."""
    return len(words.encode("utf-16-le")) // 2
