"""For whom somebody may act: enterprises with their clerks, minors with their guardians, mandates."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from bancheng.accounts.lifecycle import MANDATE
from bancheng.accounts.models.people import Person
from bancheng.kernel.ids import uuid7


class Enterprise(models.Model):
    """企业。 As the enterprise register last told it; its credit code is public (GB 32100).

    The legal representative is met by the blind index of the identity number, as persons are: the number itself is
    not kept here. `state` follows the register: being_set_up 设立中 | in_being 存续 | deregistered 注销.
    """

    STATES = ("being_set_up", "in_being", "deregistered")

    id = models.UUIDField(primary_key=True, default=uuid7)
    uscc = models.CharField(max_length=18, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, blank=True, default="")
    state = models.CharField(max_length=20)
    representative_name = models.CharField(max_length=100)
    representative_index = models.CharField(max_length=80)
    region = models.CharField(max_length=12, blank=True, default="")
    address = models.CharField(max_length=300, blank=True, default="")
    told_at = models.DateTimeField()
    """When the register said so."""

    class Meta:
        db_table = "accounts_enterprise"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=["being_set_up", "in_being", "deregistered"]),
                name="accounts_enterprise_state",
            ),
            models.CheckConstraint(condition=Q(uscc__regex=r"^[0-9A-Z]{18}$"), name="enterprise_uscc_form"),
        ]
        indexes: ClassVar = [models.Index(fields=["representative_index"], name="enterprise_representative")]

    def __str__(self) -> str:
        return self.uscc


class Clerk(models.Model):
    """经办人。 Somebody whom the legal representative lets act for the enterprise, in a scope and for a time.

    Appointed by name and identity number (only its blind index is kept), so that it may be done before the person
    ever signed on. `journeys` None: every thing. `until` is the last day, None: until taken back.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="clerks")
    person_index = models.CharField(max_length=80)
    name = models.CharField(max_length=100)
    journeys = ArrayField(models.TextField(), null=True)
    acts = ArrayField(models.TextField())
    for_clients = models.BooleanField(default=False)
    """Also acts for those who gave this enterprise a mandate."""
    valid_from = models.DateField()
    until = models.DateField(null=True)
    appointed_at = models.DateTimeField()
    appointed_by = models.UUIDField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)

    class Meta:
        db_table = "accounts_clerk"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["enterprise", "person_index"],
                condition=Q(ended_at__isnull=True),
                name="clerk_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("valid_from")), name="clerk_dates_in_order"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["person_index"], name="clerk_person")]

    def __str__(self) -> str:
        return str(self.id)


class Guardianship(models.Model):
    """监护。 A minor's parent, as a register told it (民法典第二十七条). Ends by itself on the 18th birthday
    (`adult_on`, the first day on which the ward is of age; 第十七、十八条), never begins without a register's word.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    ward = models.ForeignKey(Person, models.PROTECT, related_name="guardianships")
    guardian = models.ForeignKey(Person, models.PROTECT, related_name="wards")
    relation = models.CharField(max_length=40)
    source = models.CharField(max_length=100)
    told_at = models.DateTimeField()
    adult_on = models.DateField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "accounts_guardianship"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ward", "guardian"], name="guardianship_once"),
            models.CheckConstraint(condition=~Q(ward=F("guardian")), name="guardianship_of_another"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Mandate(models.Model):
    """委托。 A person or enterprise lets another act for it (民法典第一百六十三、一百六十五条): in a scope, for a time,
    once the other accepted; taken back at any time with immediate effect. `state` moves through SQL functions only.

    An agent is an enterprise (`agent_id`) or a person, met by the blind index of the identity number.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    principal_kind = models.CharField(max_length=10)
    principal_id = models.UUIDField()
    principal_name = models.CharField(max_length=200)
    """The name on the day of the offer: what the agent searches its clients by."""
    agent_kind = models.CharField(max_length=10)
    agent_id = models.UUIDField(null=True)
    agent_index = models.CharField(max_length=80, blank=True, default="")
    agent_name = models.CharField(max_length=200)
    journeys = ArrayField(models.TextField(), null=True)
    acts = ArrayField(models.TextField())
    valid_from = models.DateField()
    until = models.DateField()
    state = models.CharField(max_length=20)
    version = models.IntegerField(default=1)
    offered_at = models.DateTimeField()
    offered_by = models.UUIDField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)

    class Meta:
        db_table = "accounts_mandate"
        constraints: ClassVar = [
            MANDATE.constraint("accounts_mandate_state"),
            models.CheckConstraint(condition=Q(until__gte=F("valid_from")), name="mandate_dates_in_order"),
            models.CheckConstraint(
                condition=Q(agent_kind="enterprise", agent_id__isnull=False)
                | (Q(agent_kind="person") & ~Q(agent_index="")),
                name="mandate_agent_is_known",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["agent_id", "state", "principal_name", "id"], name="mandate_agent"),
            models.Index(fields=["agent_index", "state", "principal_name", "id"], name="mandate_agent_index"),
            models.Index(fields=["principal_id", "-offered_at"], name="mandate_principal"),
        ]

    def __str__(self) -> str:
        return str(self.id)
