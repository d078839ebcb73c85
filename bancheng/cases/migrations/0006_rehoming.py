"""Open work follows reorganizations, and goes back to the post when somebody left."""

from django.db import migrations, models

from bancheng.kernel.database import grants, load_sql


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0005_offers"),
        ("organizations", "0002_reorganizations"),
        ("worklist", "0003_rehome"),
    ]

    operations = [
        migrations.CreateModel(
            name="Rehoming",
            fields=[
                ("notice_id", models.UUIDField(primary_key=True, serialize=False)),
                ("after", models.UUIDField()),
                ("moved", models.IntegerField()),
                ("done_at", models.DateTimeField(null=True)),
            ],
            options={"db_table": "cases_rehoming"},
        ),
        grants("cases_rehoming", update=["after", "moved", "done_at"]),
        load_sql(__file__, "rehome_v1.sql"),
    ]
