"""Workers say that they live, so that a health check and an alarm on any host can see it."""

from django.db import migrations

from bancheng.kernel.database import grants, load_sql


class Migration(migrations.Migration):
    dependencies = [("kernel", "0003_deliveries")]

    operations = [
        migrations.RunSQL(
            "CREATE TABLE public.kernel_beat ("
            " process uuid PRIMARY KEY, at timestamptz NOT NULL, loops jsonb NOT NULL)",
            migrations.RunSQL.noop,
        ),
        grants("kernel_beat", insert=False),
        load_sql(__file__, "beats_v1.sql"),
    ]
