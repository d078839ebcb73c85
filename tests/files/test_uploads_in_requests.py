"""Reading an upload from a request: no more than the limit is ever held."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from django.test import RequestFactory, override_settings

from bancheng.files import spec
from bancheng.files.forms import uploaded
from bancheng.kernel.errors import InvalidInput
from tests.files import corpus

HANDLERS = [
    "bancheng.files.forms.BoundedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]


def posted(**files: bytes) -> HttpRequest:
    data = {name: SimpleUploadedFile(f"{name}.jpg", content) for name, content in files.items()}
    return RequestFactory().post("/x/", {"note": "kept", **data})


@override_settings(FILE_UPLOAD_HANDLERS=HANDLERS)
def test_an_upload_arrives_whole() -> None:
    content = corpus.picture(size=(2500, 2500), quality=100)
    request = posted(photo=content)
    assert uploaded(request, "photo").read() == content
    request.close()


@override_settings(FILE_UPLOAD_HANDLERS=HANDLERS)
def test_a_file_beyond_the_limit_is_read_past_and_told_and_the_rest_of_the_form_arrives() -> None:
    request = posted(photo=b"\xff\xd8\xff" + b"\0" * (spec.MOST_BYTES + 4_000_000), other=corpus.picture())
    with pytest.raises(InvalidInput) as caught:
        uploaded(request, "photo")
    assert caught.value.message.startswith("这份文件24MB，超过20MB。")
    assert "photo" not in request.FILES
    assert request.POST["note"] == "kept"
    assert uploaded(request, "other").read() == corpus.picture()
    request.close()


@override_settings(FILE_UPLOAD_HANDLERS=HANDLERS)
def test_no_file_at_all_is_told() -> None:
    with pytest.raises(InvalidInput) as caught:
        uploaded(posted(), "photo")
    assert caught.value.message == "还没有选文件。请选一份照片或者PDF。"
