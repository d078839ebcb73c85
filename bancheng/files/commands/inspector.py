"""Looks inside one uploaded file, in a process of its own that cannot take more than it is given.

Run as `python -I inspector.py <kind>`: the file on standard input; on standard output one line of JSON and
then the bytes of the picture for display. Imports nothing of the platform, reads no configuration, opens
no other file. A bomb ends this process, not the server.
"""

from __future__ import annotations

import io
import json
import resource
import sys
import warnings
import zipfile
from collections.abc import Iterator
from typing import Any

MEMORY = 700 * 1024 * 1024  # address space, most of it mapped libraries; the resident part stays below 200 MB
SECONDS = 4
MOST_PIXELS = {"image/jpeg": 120_000_000, "image/png": 32_000_000, "image/webp": 32_000_000}
"""JPEG is decoded at a reduced scale, so a large photo costs little; the others are decoded whole."""
SIDE = 2000
SMALL = 500
MOST_PAGES = 200
MOST_OBJECTS = 60_000
MOST_STREAM_BYTES = 64 * 1024 * 1024
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
ACTIVE = {
    "/JavaScript",
    "/JS",
    "/Launch",
    "/EmbeddedFile",
    "/EmbeddedFiles",
    "/RichMedia",
    "/XFA",
    "/ImportData",
    "/SubmitForm",
}
MARKUP = (b"<?php", b"<script", b"<html")


class Refused(Exception):  # noqa: N818
    """The file is not taken; the reason is a key of files.spec.sentence."""

    def __init__(self, reason: str, **facts: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.facts = facts


def inspect(kind: str, data: bytes) -> tuple[dict[str, Any], bytes]:
    """What the file is, and a JPEG for display (empty for PDF). Refused with a reason."""
    if EICAR in data:
        raise Refused("infected")
    if zipfile.is_zipfile(io.BytesIO(data)):
        raise Refused("two_faced")
    if kind == "application/pdf":
        return _pdf(data), b""
    lowered = data.lower()
    if any(mark in lowered for mark in MARKUP):
        raise Refused("two_faced")
    return _image(kind, data)


def _image(kind: str, data: bytes) -> tuple[dict[str, Any], bytes]:
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None  # our own limit below speaks first and by kind
    with Image.open(io.BytesIO(data), formats=[kind.removeprefix("image/").upper()]) as image:
        width, height = image.size
        if width * height > MOST_PIXELS[kind]:
            raise Refused("too_many_pixels")
        if getattr(image, "n_frames", 1) > 1:
            image.seek(0)
        image.draft("RGB", (SIDE, SIDE))
        image.thumbnail((SIDE, SIDE))
        upright = ImageOps.exif_transpose(image)
        flat = Image.new("RGB", upright.size, "white")
        flat.paste(upright, mask=upright.convert("RGBA").getchannel("A") if _transparent(upright) else None)
    shown = io.BytesIO()
    flat.save(shown, "JPEG", quality=82)  # a new picture: no metadata (place, device), no trailing bytes
    return {"pages": 1, "warnings": ["small"] if min(width, height) < SMALL else []}, shown.getvalue()


def _transparent(image: Any) -> bool:
    return image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info


def _pdf(data: bytes) -> dict[str, Any]:
    from pypdf import PdfReader
    from pypdf.generic import StreamObject

    if b"%%EOF" not in data[-2048:]:
        raise Refused("damaged")
    tail = data[data.rindex(b"%%EOF") + 5 :].lower()
    if any(mark in part for mark in MARKUP for part in (data[:1024].lower(), tail)):
        raise Refused("two_faced")
    reader = PdfReader(io.BytesIO(data), strict=False)
    if reader.is_encrypted:
        raise Refused("locked")
    tree: Any = reader.root_object["/Pages"]
    declared = tree.get("/Count", 0)
    pages = (
        declared if declared > MOST_PAGES else len(reader.pages)
    )  # told before a tree of thousands is walked
    if pages > MOST_PAGES:
        raise Refused("too_many_pages", pages=pages)
    if pages == 0:
        raise Refused("damaged")
    unpacked = 0
    for thing in _objects(reader):
        _judge(thing)
        if isinstance(thing, StreamObject) and not _is_picture(thing):
            content = thing.get_data()
            unpacked += len(content)
            if unpacked > MOST_STREAM_BYTES:
                raise Refused("too_heavy")
            if EICAR in content:
                raise Refused("infected")
    return {"pages": pages, "warnings": []}


def _objects(reader: Any) -> Iterator[Any]:
    """Every object that the cross-reference names, in use by a page or not: what is hidden counts too."""
    from pypdf.generic import IndirectObject

    yield reader.trailer
    numbers = {(number, generation) for generation, entries in reader.xref.items() for number in entries}
    numbers |= {(number, 0) for number in reader.xref_objStm}
    if len(numbers) > MOST_OBJECTS:
        raise Refused("too_heavy")
    for number, generation in sorted(numbers):
        if number:
            yield reader.get_object(IndirectObject(number, generation, reader))


def _judge(thing: Any) -> None:
    """Refuse what acts by itself: scripts, launching, embedded files, forms that send. Names are compared
    decoded."""
    todo, seen = [thing], 0
    while todo:
        seen += 1
        if seen > MOST_OBJECTS:
            raise Refused("too_heavy")
        current = todo.pop()
        if isinstance(current, dict):
            if ACTIVE & {str(key) for key in current} or str(dict.get(current, "/S", "")) in ACTIVE:
                raise Refused("active")
            if (
                str(dict.get(current, "/Type", "")) in ACTIVE
                or str(dict.get(current, "/Subtype", "")) in ACTIVE
            ):
                raise Refused("active")
            todo.extend(dict.values(current))
        elif isinstance(current, list):
            todo.extend(list.__iter__(current))


def _is_picture(stream: Any) -> bool:
    return str(dict.get(stream, "/Subtype", "")) == "/Image"


def _answer(found: dict[str, Any], shown: bytes = b"") -> None:
    sys.stdout.buffer.write(json.dumps(found).encode() + b"\n" + shown)
    sys.stdout.buffer.flush()


def main(kind: str) -> None:
    """Take the limits on first, then touch the file."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.setrecursionlimit(2_000)
    warnings.simplefilter("ignore")
    try:
        found, shown = inspect(kind, sys.stdin.buffer.read())
        _answer(found, shown)
    except Refused as refused:
        _answer({"refused": refused.reason, **refused.facts})
    except (MemoryError, RecursionError):
        _answer({"refused": "too_heavy"})
    except Exception as error:
        # Whatever a parser stumbles over is a file that officers could not open either.
        reason = (
            "too_heavy"
            if type(error).__name__ in {"LimitReachedError", "DecompressionBombError"}
            else "damaged"
        )
        _answer({"refused": reason})


if __name__ == "__main__":
    import logging

    logging.disable(logging.CRITICAL)
    main(sys.argv[1])
