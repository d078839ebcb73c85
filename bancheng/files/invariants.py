"""I7: every file row has its blob, with the size it was handed in with and the bytes its address says. I14: no
file's name is somebody's number."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from bancheng.files.models import store
from bancheng.kernel.database import fetch_all
from bancheng.kernel.invariants import Breach, invariant, search_for_personal_data

search_for_personal_data("files_file")

_PAGE = 500
_FIRST = UUID(int=0)


@invariant("I7", "每份文件的内容都在，大小和摘要相符")
def files_have_their_blobs() -> Iterator[Breach]:
    """Pages through all rows by id; reads every blob once."""
    after = _FIRST
    while True:
        rows = fetch_all(
            "SELECT id, size, blob, shown FROM public.files_file WHERE id > %s ORDER BY id LIMIT %s",
            [after, _PAGE],
        )
        for row in rows:
            yield from _breaches(row["id"], row["size"], row["blob"], row["shown"])
        if len(rows) < _PAGE:
            return
        after = rows[-1]["id"]


@invariant("I7", "画过的每一页都在")
def drawn_pages_have_their_blobs() -> Iterator[Breach]:
    """Pages through the pictures of pages by file and number."""
    after = (_FIRST, 0)
    while True:
        rows = fetch_all(
            "SELECT file_id, number, blob FROM public.files_drawn_page WHERE (file_id, number) > (%s, %s)"
            " ORDER BY file_id, number LIMIT %s",
            [*after, _PAGE],
        )
        for row in rows:
            if not store().intact(row["blob"]):
                yield Breach("I7", f"files_drawn_page {row['file_id']}", "画出来的一页不见了或者被改过")
        if len(rows) < _PAGE:
            return
        after = (rows[-1]["file_id"], rows[-1]["number"])


def _breaches(file_id: UUID, size: int, blob: str, shown: str) -> Iterator[Breach]:
    kept, row = store(), f"files_file {file_id}"
    found = kept.size(blob)
    if found is None:
        yield Breach("I7", row, "文件的内容不见了")
    elif found != size:
        yield Breach("I7", row, f"文件收下时{size}字节，现在{found}字节")
    elif not kept.intact(blob):
        yield Breach("I7", row, "文件的内容和摘要对不上")
    if shown and not kept.intact(shown):
        yield Breach("I7", row, "预览图不见了或者被改过")
