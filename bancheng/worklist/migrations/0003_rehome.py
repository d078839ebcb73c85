"""Work goes to another post, or back to its own."""

from django.db import migrations

from bancheng.kernel.database import load_sql


class Migration(migrations.Migration):
    dependencies = [
        ("worklist", "0002_due"),
    ]

    operations = [
        load_sql(__file__, "rehome_v1.sql", to=()),
    ]
