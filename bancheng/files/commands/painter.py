"""Draws one page of a PDF as a picture, in a process of its own that cannot take more than it is given.

Run as `python -I painter.py <page>` (the first is 1): the PDF on standard input; on standard output one line of JSON and
then the bytes of a JPEG. PDFium is large and reads what strangers wrote: when the reading begins this process can open
nothing any more, no file, no socket, and its time and memory end before the server's do.
"""

from __future__ import annotations

import io
import json
import resource
import sys
from typing import Any

MEMORY = 900 * 1024 * 1024  # address space; the resident part stays far below
SECONDS = 4
SIDE = 2000
"""Pixels of the longer side: an A4 page at 170 dots an inch, which can be enlarged and read."""
LARGEST = 4.0
"""A page the size of a stamp is not blown up further."""


def confine() -> None:
    """Take the limits on; what was opened before stays open (the three standard streams)."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def draw(pdfium: Any, data: bytes, page: int) -> bytes:
    """The page as a JPEG. No script runs (this PDFium has none), forms are not filled, notes on the page are shown."""
    document = pdfium.PdfDocument(data)
    sheet = document[page - 1]
    width, height = sheet.get_size()
    scale = min(SIDE / max(width, height, 1.0), LARGEST)
    picture = sheet.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
    shown = io.BytesIO()
    picture.save(shown, "JPEG", quality=82)
    return shown.getvalue()


def main(page: int) -> None:
    """Load what is needed, take the limits on, then touch the file."""
    import pypdfium2
    from PIL import Image

    Image.preinit()  # its writers are loaded now: later nothing can be opened
    data = sys.stdin.buffer.read()
    confine()
    try:
        shown = draw(pypdfium2, data, page)
    except Exception:
        shown = b""  # whatever it stumbles over: there is no picture, the paper itself can be downloaded
    sys.stdout.buffer.write(json.dumps({"drawn": bool(shown)}).encode() + b"\n" + shown)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]))
