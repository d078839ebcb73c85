"""Old delivery marks are forgotten; rows lie in the order of their time, so a block index finds them."""

from django.db import migrations

from bancheng.kernel.database import load_sql


class Migration(migrations.Migration):
    dependencies = [("kernel", "0002_default_partitions")]

    operations = [
        migrations.RunSQL(
            "CREATE INDEX kernel_delivery_age ON public.kernel_delivery USING brin (at)",
            migrations.RunSQL.noop,
        ),
        load_sql(__file__, "deliveries_v1.sql"),
    ]
