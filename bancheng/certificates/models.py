"""Certificates in force and the small registry of their identifiers."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

STATES = ["01", "02", "03", "04", "05", "06", "07", "99"]
"""证照状态: 01 有效 02 暂扣 03 撤销 04 注销 05 失效 06 办理转出 07 吊销 99 其他 (national C-standards family)."""


class Certificate(models.Model):
    """电子证照。One version of one certificate; a change is a new version that points to the old one.

    `application_id` is the application that issued it; certificates that were on file before carry their own id.
    Values are sealed; `holder_index` is the blind index of the holder's number, for look-up without an account.
    """

    pk = models.CompositePrimaryKey("application_id", "certificate_id")
    application_id = models.UUIDField()
    certificate_id = models.UUIDField()
    case_id = models.UUIDField()
    identifier = models.TextField()
    type = models.TextField()
    name = models.TextField()
    number = models.TextField()
    holder_kind = models.TextField()
    holder_id = models.UUIDField(null=True)
    holder_role = models.TextField()
    holder_index = models.TextField()
    issuer = models.UUIDField()
    issuer_name = models.TextField()
    state = models.TextField()
    version = models.IntegerField()
    previous = models.TextField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    values = models.TextField()
    values_digest = models.TextField()
    issued_at = models.DateTimeField()

    class Meta:
        db_table = "certificates_certificate"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=STATES), name="certificates_certificate_state"
            ),
            models.UniqueConstraint(
                fields=["application_id", "identifier"], name="certificates_certificate_identifier"
            ),
            models.UniqueConstraint(
                fields=["application_id", "case_id", "version"], name="certificates_certificate_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["holder_id", "type"],
                name="certificates_holder",
                condition=models.Q(holder_id__isnull=False),
            ),
            models.Index(
                fields=["holder_index", "type"],
                name="certificates_index",
                condition=~models.Q(holder_index=""),
            ),
        ]


class Identifier(models.Model):
    """证照标识登记。Identifier → certificate; the look-up by number goes through here, and no identifier twice."""

    identifier = models.TextField(primary_key=True)
    application_id = models.UUIDField()
    certificate_id = models.UUIDField()

    class Meta:
        db_table = "certificates_identifier"
