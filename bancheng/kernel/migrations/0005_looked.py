"""Whether an officer has opened a case is read from the log of looks: for an inbox, some thirty cases at a time."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("kernel", "0004_beats")]
    operations: ClassVar = [
        migrations.RunSQL(
            "CREATE INDEX kernel_evidence_looked ON public.kernel_evidence (actor, object) WHERE object LIKE 'case:%'",
            "DROP INDEX public.kernel_evidence_looked",
        ),
    ]
