"""Who handed a file over, where that is not its owner."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("files", "0001_files")]
    operations: ClassVar = [
        migrations.AddField("file", "uploaded_by", models.UUIDField(null=True)),
    ]
