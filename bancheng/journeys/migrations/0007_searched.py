"""Which words were searched, per day, without persons: for 常有人搜 on the home page."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models

from bancheng.kernel.database import grants, load_sql


class Migration(migrations.Migration):
    dependencies: ClassVar = [("journeys", "0006_revisions")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="SearchedDay",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey("day", "term", blank=True, editable=False, primary_key=True),
                ),
                ("day", models.DateField()),
                ("term", models.TextField()),
                ("marks", models.BigIntegerField()),
                ("searches", models.IntegerField()),
            ],
            options={"db_table": "journeys_searched_day"},
        ),
        grants("journeys_searched_day", insert=False),
        load_sql(__file__, "count_searches_v1.sql"),
    ]
