"""Static files under names with digests, collected only when one of them changed (it takes seconds)."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.test.utils import override_settings

HASHED = {"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}


def collect() -> bool:
    """Collect into STATIC_ROOT what the apps and the packages bring; False when nothing changed."""
    mark = Path(settings.STATIC_ROOT) / ".collected"
    wanted = _digest()
    if mark.exists() and mark.read_text() == wanted:
        return False
    with override_settings(STORAGES={**settings.STORAGES, **HASHED}):
        call_command(
            "collectstatic", interactive=False, verbosity=0
        )  # old names stay for pages that are open
    mark.write_text(wanted)
    return True


def _digest() -> str:
    """A digest of names, sizes and times of every file that would be collected."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            about = os.stat(storage.path(name))
            digest.update(f"{name}:{about.st_size}:{about.st_mtime_ns}\n".encode())
    return digest.hexdigest()
