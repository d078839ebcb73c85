"""Who signs on, and for whom they may act."""

from bancheng.accounts.models.acting import Clerk, Enterprise, Guardianship, Mandate
from bancheng.accounts.models.display import DisplayChoice
from bancheng.accounts.models.people import Appointment, FailedLogin, Identity, Person, Session, StaffMember

__all__ = [
    "Appointment",
    "Clerk",
    "DisplayChoice",
    "Enterprise",
    "FailedLogin",
    "Guardianship",
    "Identity",
    "Mandate",
    "Person",
    "Session",
    "StaffMember",
]
