"""Acts of telling people: into the inbox at once, out of the site by the worker."""

from bancheng.notifications.commands.preferring import prefer
from bancheng.notifications.commands.reading import read, read_all
from bancheng.notifications.commands.sending import ask_outcomes, send_due
from bancheng.notifications.commands.telling import tell

__all__ = ["ask_outcomes", "prefer", "read", "read_all", "send_due", "tell"]
