"""Reading an upload from a request without ever holding more of it than is allowed."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

from . import spec
from .commands import refused

_OVERSIZED = "bancheng_oversized"


class BoundedUpload(FileUploadHandler):
    """First in FILE_UPLOAD_HANDLERS: the rest of a file beyond the limit is read past, not kept."""

    _posted = 0

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803 - the name is Django's
        content_length: int,
        boundary: Any,
        encoding: str | None = None,
    ) -> None:
        """Remember the size of the whole request: all that is known of a file that is not read to its end."""
        self._posted = content_length

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        if start + len(raw_data) > spec.MOST_BYTES:
            oversized: dict[str, int] = self.request.__dict__.setdefault(_OVERSIZED, {})
            oversized[str(self.field_name)] = max(self._posted, start + len(raw_data))
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> UploadedFile[Any] | None:
        return None


def uploaded(request: HttpRequest, name: str) -> UploadedFile[Any]:
    """The file posted under `name`. InvalidInput `file_refused`: none, or too large (with its size)."""
    files = request.FILES  # parsing happens here and may note an oversized one
    oversized = getattr(request, _OVERSIZED, {})
    if name in oversized:
        raise refused("too_large", size=oversized[name])
    if name not in files:
        raise refused("none")
    file = files[name]
    assert isinstance(file, UploadedFile)
    return file
