"""What may be handed in: limits, kinds of file, and the sentence for every reason why one is not taken.

The limits are stated before the control (face 3.7) and checked again here; they are the same numbers.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext as _

MEGABYTE = 1024 * 1024
MOST_BYTES = 20 * MEGABYTE
MOST_FILES = 5
MOST_PAGES = 200

KINDS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "application/pdf": "pdf",
}
"""Sniffed type → the extension it is served under."""

ACCEPT = ",".join(KINDS)
"""For the `accept` attribute of the control."""

_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
# People name scans by identity or telephone number; the name stands in the clear, so the middle is left out.
_NUMBER = re.compile(r"\d[\d \-]{8,}\d[Xx]?")
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,5}$")


def limits_sentence() -> str:
    """The sentence before the control."""
    return _("照片或PDF，每份不超过{most}MB，最多{files}份").format(
        most=MOST_BYTES // MEGABYTE, files=MOST_FILES
    )


@dataclass(frozen=True)
class Content:
    """What the first bytes say a file is. `kind` is a key of KINDS, or "" with `reason` for what is not
    taken."""

    kind: str
    reason: str = ""


def sniff(head: bytes) -> Content:
    """The kind of a file by its first bytes. Names and declared types are not believed (CVE-2022-31041)."""
    if not head:
        return Content("", "empty")
    for magic, kind in (
        (b"\xff\xd8\xff", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"%PDF-", "application/pdf"),
    ):
        if head.startswith(magic):
            return Content(kind)
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return Content("image/webp")
    if head[4:8] == b"ftyp" and head[8:12] in {
        b"heic",
        b"heix",
        b"hevc",
        b"mif1",
        b"msf1",
        b"avif",
        b"heim",
        b"heis",
    }:
        return Content("", "heic")
    if head.startswith(b"PK\x03\x04"):
        return Content(
            "", "office" if b"word/" in head or b"xl/" in head or b"[Content_Types]" in head else "archive"
        )
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return Content("", "office")
    if head.startswith((b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")):
        return Content("", "archive")
    return Content("", "unknown")


def clean_name(raw: str, kind: str) -> str:
    """A name that is safe to show and to save: no folders, no invisible or direction characters, one true
    extension."""
    base = re.split(r"[/\\]", raw)[-1]
    base = "".join(c for c in base if unicodedata.category(c) not in _INVISIBLE)
    base = re.sub(r'[<>:"|?*\s]+', " ", base).strip(" .")
    base = _EXTENSION.sub("", base).strip(" .")
    base = _NUMBER.sub(lambda found: f"{found[0][:3]}…{found[0][-2:]}", base)
    if _RESERVED.fullmatch(base):
        base = f"_{base}"
    while len(base.encode()) > 180:
        base = base[:-1]
    return f"{base or _('文件')}.{KINDS[kind]}"


def sentence(reason: str, *, size: int = 0, pages: int = 0) -> str:
    """Why a file was not taken and what to do, in the person's words (face 6.3, sentences 6 and 7)."""
    if reason == "too_large":
        size_mb = -(-size // MEGABYTE)
        return _("这份文件{size}MB，超过{most}MB。可以用手机自带的“编辑”压小，或者交PDF。").format(
            size=size_mb, most=MOST_BYTES // MEGABYTE
        )
    if reason == "too_many_pages":
        return _("这份PDF有{pages}页，超过{most}页。请只留要交的几页。").format(pages=pages, most=MOST_PAGES)
    return {
        "none": _("还没有选文件。请选一份照片或者PDF。"),
        "empty": _("这个文件是空的，里面没有内容。请换一份。"),
        "heic": _("这是苹果手机的HEIC照片，部门打不开。请在“设置”的“相机”里选“兼容性最佳”再拍，或者交截图。"),
        "office": _("这是文字或表格文档。请另存为PDF再交，或者拍成照片。"),
        "archive": _("这是压缩包。请把里面的照片或PDF一份一份交。"),
        "unknown": _("这不是照片，也不是PDF。请交JPG、PNG、WebP照片或者PDF。"),
        "damaged": _("这个文件打不开，可能没下载完整。请换一份。"),
        "too_many_pixels": _("这张照片尺寸太大。请用手机自带的“编辑”缩小后再交。"),
        "locked": _("这份PDF设了密码，部门打不开。请去掉密码再交。"),
        "active": _("这份PDF里带有会自动运行的内容，不能收。请打印成新的PDF，或者拍成照片再交。"),
        "two_faced": _("这个文件里还藏着别的内容，不能收。请重新拍照，或者重新导出PDF。"),
        "too_heavy": _("这个文件太复杂，没有检查完。请重新导出，或者拍成照片再交。"),
        "infected": _("这个文件里查出病毒，没有收下。请换一台没有病毒的设备重新准备。"),
        "removed": _("这份文件已经删掉了。"),
    }[reason]


def warning(code: str) -> str:
    """What the person may mend or may overrule."""
    return {"small": _("这张照片很小，字可能看不清。重拍一张更稳，也可以照交。")}[code]
