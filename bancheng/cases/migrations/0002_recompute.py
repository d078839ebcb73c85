"""Due dates follow a holiday notice."""

from django.db import migrations

from bancheng.kernel.database import load_sql


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0001_tables"),
        ("worklist", "0002_due"),
    ]

    operations = [
        load_sql(__file__, "recompute_v1.sql"),
    ]
