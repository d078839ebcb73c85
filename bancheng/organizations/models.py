"""Tables of the administrative world. Rows are never deleted: they end with a date."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from bancheng.organizations.spec import Level, Nature, Place

LEVELS = [(level.value, level.value) for level in Level]
PLACES = [(place.value, place.value) for place in Place]
NATURES = [(nature.value, nature.value) for nature in Nature]


class DatedRow(models.Model):
    """A row that holds from a day (inclusive) to a day (exclusive), or still."""

    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True


def _dates_in_order(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name=f"{name}_dates_in_order"
    )


class Region(DatedRow):
    """行政区划。"""

    id = models.UUIDField(primary_key=True)
    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=60)
    level = models.CharField(max_length=10, choices=LEVELS)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    succeeded_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors"
    )

    class Meta:
        db_table = "organizations_region"
        constraints = [
            _dates_in_order("region"),
            models.CheckConstraint(condition=Q(level__in=[v for v, _ in LEVELS]), name="region_level_known"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Organization(DatedRow):
    """机构。 Its identity is permanent; what it is called on a day is in `OrganizationName`."""

    id = models.UUIDField(primary_key=True)
    code = models.CharField(max_length=64, unique=True)
    uscc = models.CharField(max_length=18)
    nature = models.CharField(max_length=12, choices=NATURES, default=Nature.GOVERNMENT.value)
    level = models.CharField(max_length=10, choices=LEVELS)
    region = models.ForeignKey(Region, models.PROTECT, related_name="organizations")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    succeeded_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors"
    )

    class Meta:
        db_table = "organizations_organization"
        constraints = [
            _dates_in_order("organization"),
            models.CheckConstraint(
                condition=Q(uscc__regex=r"^[0-9A-HJ-NP-RTUWXY]{18}$"), name="organization_uscc_form"
            ),
            models.CheckConstraint(
                condition=Q(succeeded_by__isnull=True) | Q(valid_to__isnull=False),
                name="organization_successor_after_end",
            ),
            models.CheckConstraint(
                condition=Q(nature__in=[v for v, _ in NATURES]), name="organization_nature_known"
            ),
            # Two bodies may bear one credit code only one after the other (机构改革), never at once.
            models.UniqueConstraint(
                fields=["uscc"], condition=Q(valid_to__isnull=True), name="organization_uscc_once"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class OrganizationName(models.Model):
    """机构名称沿革。 The name from a day on; papers of older days keep the older name."""

    id = models.UUIDField(primary_key=True)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="names")
    name = models.CharField(max_length=120)
    short_name = models.CharField(max_length=60, blank=True, default="")
    valid_from = models.DateField()

    class Meta:
        db_table = "organizations_organization_name"
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "valid_from"], name="organization_name_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Post(DatedRow):
    """岗位。 A queue of work: people are appointed to it, cases wait in it."""

    id = models.UUIDField(primary_key=True)
    code = models.CharField(max_length=128, unique=True)
    name = models.CharField(max_length=60)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="posts")
    roles = models.JSONField(default=list)
    succeeded_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors"
    )

    class Meta:
        db_table = "organizations_post"
        constraints = [_dates_in_order("post")]

    def __str__(self) -> str:
        return self.code


class ServicePoint(DatedRow):
    """办理点。"""

    id = models.UUIDField(primary_key=True)
    code = models.CharField(max_length=128, unique=True)
    name = models.CharField(max_length=120)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="service_points")
    region = models.ForeignKey(Region, models.PROTECT, related_name="service_points")
    address = models.CharField(max_length=200)
    phone = models.CharField(max_length=30)
    hours = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=PLACES, default=Place.COUNTER.value)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    latitude = models.DecimalField(max_digits=8, decimal_places=6, null=True, blank=True)

    class Meta:
        db_table = "organizations_service_point"
        constraints = [
            _dates_in_order("service_point"),
            models.CheckConstraint(
                condition=Q(kind__in=[v for v, _ in PLACES]), name="service_point_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(longitude__isnull=True, latitude__isnull=True)
                | Q(longitude__range=(-180, 180), latitude__range=(-90, 90)),
                name="service_point_on_earth",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class ReorganizationNotice(models.Model):
    """机构改革、区划调整的通知。 Taken once by its number; takes effect when its day begins, whole."""

    id = models.UUIDField(primary_key=True)
    notice = models.CharField(max_length=120, unique=True)
    title = models.CharField(max_length=200)
    effective_on = models.DateField()
    body = models.JSONField()
    taken_at = models.DateTimeField()
    taken_by = models.CharField(max_length=80)
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "organizations_notice"
        indexes = [
            models.Index(
                fields=["effective_on"],
                name="organizations_notice_pending",
                condition=Q(applied_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return self.notice


class Former(models.Model):
    """沿革。 What a row said until a day: the world of an older day is read with these laid over today's rows."""

    KINDS = [(kind, kind) for kind in ("regions", "organizations", "posts", "service_points")]

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=14, choices=KINDS)
    code = models.CharField(max_length=128)
    valid_to = models.DateField()
    facts = models.JSONField()
    notice = models.ForeignKey(ReorganizationNotice, models.PROTECT, related_name="formers")

    class Meta:
        db_table = "organizations_former"
        constraints = [models.UniqueConstraint(fields=["kind", "code", "valid_to"], name="former_once_a_day")]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"
