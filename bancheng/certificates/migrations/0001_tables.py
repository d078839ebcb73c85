"""Certificates and the registry of their identifiers."""

from django.db import migrations, models

from bancheng.kernel.database import grants, load_sql


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("kernel", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Identifier",
            fields=[
                ("identifier", models.TextField(primary_key=True, serialize=False)),
                ("application_id", models.UUIDField()),
                ("certificate_id", models.UUIDField()),
            ],
            options={
                "db_table": "certificates_identifier",
            },
        ),
        migrations.CreateModel(
            name="Certificate",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "application_id",
                        "certificate_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("application_id", models.UUIDField()),
                ("certificate_id", models.UUIDField()),
                ("case_id", models.UUIDField()),
                ("identifier", models.TextField()),
                ("type", models.TextField()),
                ("name", models.TextField()),
                ("number", models.TextField()),
                ("holder_kind", models.TextField()),
                ("holder_id", models.UUIDField(null=True)),
                ("holder_role", models.TextField()),
                ("holder_index", models.TextField()),
                ("issuer", models.UUIDField()),
                ("issuer_name", models.TextField()),
                ("state", models.TextField()),
                ("version", models.IntegerField()),
                ("previous", models.TextField()),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(null=True)),
                ("values", models.TextField()),
                ("values_digest", models.TextField()),
                ("issued_at", models.DateTimeField()),
            ],
            options={
                "db_table": "certificates_certificate",
                "indexes": [
                    models.Index(
                        condition=models.Q(("holder_id__isnull", False)),
                        fields=["holder_id", "type"],
                        name="certificates_holder",
                    ),
                    models.Index(
                        condition=models.Q(("holder_index", ""), _negated=True),
                        fields=["holder_index", "type"],
                        name="certificates_index",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["01", "02", "03", "04", "05", "06", "07", "99"])),
                        name="certificates_certificate_state",
                    ),
                    models.UniqueConstraint(
                        fields=("application_id", "identifier"), name="certificates_certificate_identifier"
                    ),
                    models.UniqueConstraint(
                        fields=("application_id", "case_id", "version"), name="certificates_certificate_once"
                    ),
                ],
            },
        ),
        load_sql(__file__, "issue_v1.sql"),
        grants("certificates_certificate", insert=False),
        grants("certificates_identifier", insert=False),
    ]
