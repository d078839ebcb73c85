"""Whether a body is an authority, an institution or a public utility."""

from django.db import migrations, models
from django.db.models import Q

from bancheng.kernel.database import grants


class Migration(migrations.Migration):
    dependencies = [
        ("organizations", "0002_reorganizations"),
    ]

    operations = [
        migrations.AddField(
            model_name="organization",
            name="nature",
            field=models.CharField(
                choices=[
                    ("government", "government"),
                    ("institution", "institution"),
                    ("enterprise", "enterprise"),
                ],
                default="government",
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="organization",
            constraint=models.CheckConstraint(
                condition=Q(("nature__in", ["government", "institution", "enterprise"])),
                name="organization_nature_known",
            ),
        ),
        grants(
            "organizations_organization",
            update=["uscc", "level", "nature", "region_id", "parent_id", "valid_to", "succeeded_by_id"],
        ),
    ]
