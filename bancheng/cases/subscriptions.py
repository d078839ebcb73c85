"""What this app does when its own applications come to their end: deliver, and make sure of the one letter."""

from __future__ import annotations

from django.utils import timezone

from bancheng.cases import commands
from bancheng.cases.commands.silence import CLOCK
from bancheng.kernel.events import Event
from bancheng.kernel.outbox import subscriber


@subscriber("cases.deliver_completed", "application_completed")
def deliver_completed(event: Event) -> None:
    """Every department has ended and something was issued: hand it over."""
    commands.deliver(actor=CLOCK, application_id=event.application_id, now=timezone.now())


@subscriber("cases.write_closing_letter", "application_ended")
def write_closing_letter(event: Event) -> None:
    """Nothing was issued: there is one closing letter, whichever end was the last."""
    commands.write_letter(event.application_id, timezone.now())
