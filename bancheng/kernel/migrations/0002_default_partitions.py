"""The application may see that a row fell into a month nobody prepared (the doctor asks)."""

from django.db import migrations

from bancheng.kernel.database import grants


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]

    operations = [
        grants("kernel_event_default", insert=False),
        grants("kernel_evidence_default", insert=False),
    ]
