"""Persons, staff, what they are appointed to, and their sessions."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from bancheng.kernel.ids import uuid7
from bancheng.organizations.models import Post


class Person(models.Model):
    """自然人。 A citizen whom the identity provider has verified, or whom a register knows.

    Identity number and telephone are sealed (the associated data binds them to this row and column); the
    blind index answers “do we know this number” without opening anything.
    """

    SEXES = [("1", "男"), ("2", "女")]  # GB/T 2261.1

    id = models.UUIDField(primary_key=True, default=uuid7)
    name = models.CharField(max_length=100)
    sex = models.CharField(max_length=1, choices=SEXES, blank=True, default="")
    born_on = models.DateField(null=True, blank=True)
    id_kind = models.CharField(max_length=3, default="111")
    """GA/T 2000.156: 111 居民身份证."""
    id_number_sealed = models.TextField()
    id_number_index = models.CharField(max_length=80)
    phone_sealed = models.TextField(blank=True, default="")
    household_region = models.CharField(max_length=12, blank=True, default="")
    died_on = models.DateField(null=True, blank=True)
    """As a register or an officer told: nobody signs on, acts or is acted for after that."""
    registered_at = models.DateTimeField()

    class Meta:
        db_table = "accounts_person"
        constraints = [
            models.UniqueConstraint(fields=["id_kind", "id_number_index"], name="person_document_once")
        ]

    def __str__(self) -> str:
        return str(self.id)


class Identity(models.Model):
    """登录身份。 Whom an identity provider means by a subject; a provider never names two persons by one."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    issuer = models.CharField(max_length=200)
    subject = models.CharField(max_length=200)
    person = models.ForeignKey(Person, models.PROTECT, related_name="identities")
    linked_at = models.DateTimeField()

    class Meta:
        db_table = "accounts_identity"
        constraints = [models.UniqueConstraint(fields=["issuer", "subject"], name="identity_subject_once")]

    def __str__(self) -> str:
        return str(self.id)


class StaffMember(models.Model):
    """工作人员。 An account with a password. The second factor (GB/T 22239 level 3) will hang on this row."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    account = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=100)
    person_index = models.CharField(max_length=80, blank=True, default="", db_default="")
    """Blind index of the own identity number, so that nobody handles a matter of their own (回避); empty: not known."""
    password = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "accounts_staff_member"
        constraints = [
            models.CheckConstraint(
                condition=Q(account__regex=r"^[a-z0-9][a-z0-9._-]*$"), name="staff_account_form"
            )
        ]

    def __str__(self) -> str:
        return self.account


class Appointment(models.Model):
    """任职。 A person holds a post from a day (inclusive) to a day (exclusive), or still."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    staff = models.ForeignKey(StaffMember, models.PROTECT, related_name="appointments")
    post = models.ForeignKey(Post, models.PROTECT, related_name="appointments")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "accounts_appointment"
        constraints = [
            models.UniqueConstraint(
                fields=["staff", "post"],
                condition=Q(valid_to__isnull=True),
                name="appointment_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="appointment_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Session(models.Model):
    """会话。 Lives on the server; the browser holds a random key of which only a digest is kept here."""

    KINDS = [("person", "person"), ("staff", "staff")]

    id = models.UUIDField(primary_key=True, default=uuid7)
    key_digest = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=6, choices=KINDS)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="sessions")
    staff = models.ForeignKey(StaffMember, models.PROTECT, null=True, blank=True, related_name="sessions")
    post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="sessions")
    """The post that a member of staff acts in; None until one was chosen."""
    acting_basis = models.CharField(max_length=20, blank=True, default="", db_default="")
    """By what right a person acts for another (`spec.BASES`); empty: for themself."""
    acting_kind = models.CharField(max_length=10, blank=True, default="", db_default="")
    acting_id = models.UUIDField(null=True, blank=True)
    """The enterprise or person acted for."""
    authority_id = models.UUIDField(null=True, blank=True)
    """The row that gives the right. It is looked at with every request, so that it ends at once."""
    opened_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    """Kept to the minute: one write a minute at most."""
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "accounts_session"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="person", person__isnull=False, staff__isnull=True, post__isnull=True)
                | Q(kind="staff", person__isnull=True, staff__isnull=False),
                name="session_is_of_one",
            )
        ]
        indexes = [models.Index(fields=["expires_at"], name="session_expires")]

    def __str__(self) -> str:
        return str(self.id)


class FailedLogin(models.Model):
    """登录失败计数。 One row per thing that is counted: an account from an address, an account, an address.

    The key is a keyed digest: the table lists neither accounts that exist nor addresses of people.
    """

    key = models.CharField(max_length=80, primary_key=True)
    failures = models.IntegerField()
    since = models.DateTimeField()

    class Meta:
        db_table = "accounts_failed_login"

    def __str__(self) -> str:
        return self.key
