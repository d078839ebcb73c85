"""What a service point is (hall, town's station, counter) and where it lies."""

from django.db import migrations, models
from django.db.models import Q

from bancheng.kernel.database import grants


class Migration(migrations.Migration):
    dependencies = [
        ("organizations", "0003_nature"),
    ]

    operations = [
        migrations.AddField(
            model_name="servicepoint",
            name="kind",
            field=models.CharField(
                choices=[("hall", "hall"), ("station", "station"), ("counter", "counter")],
                default="counter",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="servicepoint",
            name="longitude",
            field=models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True),
        ),
        migrations.AddField(
            model_name="servicepoint",
            name="latitude",
            field=models.DecimalField(blank=True, decimal_places=6, max_digits=8, null=True),
        ),
        migrations.AddConstraint(
            model_name="servicepoint",
            constraint=models.CheckConstraint(
                condition=Q(("kind__in", ["hall", "station", "counter"])), name="service_point_kind_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="servicepoint",
            constraint=models.CheckConstraint(
                condition=Q(("latitude__isnull", True), ("longitude__isnull", True))
                | Q(("latitude__range", (-90, 90)), ("longitude__range", (-180, 180))),
                name="service_point_on_earth",
            ),
        ),
        grants(
            "organizations_service_point",
            update=[
                "name",
                "address",
                "phone",
                "hours",
                "kind",
                "longitude",
                "latitude",
                "valid_to",
                "organization_id",
                "region_id",
            ],
        ),
    ]
