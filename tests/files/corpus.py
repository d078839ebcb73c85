"""Files that people hand in by mistake or on purpose, made here (no sample is kept in the repository)."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

from PIL import Image, ImageDraw
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject, TextStringObject

# Written in two halves so that scanners leave this very file alone.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def picture(kind: str = "JPEG", size: tuple[int, int] = (900, 700), **how: object) -> bytes:
    image = Image.new("RGB", size, "#F7F6F2")
    ImageDraw.Draw(image).rectangle((50, 50, size[0] // 2, size[1] // 2), fill="#155A8A")
    out = io.BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


def pdf(
    pages: int = 1, change: Callable[[PdfWriter], None] | None = None, size: tuple[int, int] = (200, 200)
) -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(*size)
    if change:
        change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def pdf_coloured(*colours: str) -> bytes:
    """A page of each colour: red and blue when none is said."""
    first, *others = [Image.new("RGB", (300, 400), one) for one in colours or ("#E01010", "#1010E0")]
    out = io.BytesIO()
    first.save(out, "PDF", save_all=True, append_images=others)
    return out.getvalue()


def pdf_action(kind: str) -> bytes:
    def change(writer: PdfWriter) -> None:
        action = DictionaryObject(
            {NameObject("/S"): NameObject(kind), NameObject("/F"): TextStringObject("calc.exe")}
        )
        writer.root_object[NameObject("/OpenAction")] = writer._add_object(action)

    return pdf(change=change)


def pdf_script() -> bytes:
    def change(writer: PdfWriter) -> None:
        action = {
            NameObject("/S"): NameObject("/JavaScript"),
            NameObject("/JS"): TextStringObject("app.alert(1)"),
        }
        writer._add_object(DictionaryObject(action))

    return pdf(change=change)


def pdf_hidden_script() -> bytes:
    """The script that no page reaches, its names spelled with an escape."""
    return pdf_script().replace(b"/JavaScript", b"/J#61vaScript").replace(b"/JS", b"/J#53")


def pdf_attachment() -> bytes:
    return pdf(change=lambda writer: writer.add_attachment("x.exe", b"MZ"))


def pdf_xfa() -> bytes:
    def change(writer: PdfWriter) -> None:
        writer.root_object[NameObject("/AcroForm")] = DictionaryObject({NameObject("/XFA"): ArrayObject()})

    return pdf(change=change)


def pdf_locked() -> bytes:
    return pdf(change=lambda writer: writer.encrypt("secret", algorithm="RC4-128"))


def pdf_stream(content: bytes) -> bytes:
    def change(writer: PdfWriter) -> None:
        stream = DecodedStreamObject()
        stream.set_data(content)
        writer._add_object(stream.flate_encode())

    return pdf(change=change)


def pdf_bomb() -> bytes:
    """A stream that unpacks to a gigabyte."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b"\0" * 10_000_000) for _ in range(100)) + packer.flush()
    base = pdf()
    body = (
        b"9 0 obj\n<< /Length %d /Filter /FlateDecode >>\nstream\n" % len(packed)
        + packed
        + b"\nendstream\nendobj\n"
    )
    cut = base.rindex(b"xref\n", 0, base.rindex(b"startxref"))
    start = int(base[base.rindex(b"startxref") + 9 :].split()[0])
    return (
        base + body[:0] + b"".join([body])
        + b"xref\n9 1\n%010d 00000 n \ntrailer\n<< /Size 10 /Root 1 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n"
        % (len(base), start, len(base) + len(body))
    ) if cut else base  # fmt: skip


def pdf_deep() -> bytes:
    base = pdf()
    return base.replace(b"%%EOF", b"") + b"5 0 obj\n" + b"[" * 200_000 + b"]" * 200_000 + b"\nendobj\n%%EOF\n"


def png_bomb(side: int) -> bytes:
    """A small file that says it is side × side pixels, all there."""
    rows = zlib.compressobj(9)
    line = b"\0" + b"\0" * (side // 8 + 1)
    data = b"".join(rows.compress(line) for _ in range(side)) + rows.flush()

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack("!L", len(body)) + name + body + struct.pack("!L", zlib.crc32(name + body))

    head = struct.pack("!LLBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def archive(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name.replace("__", "/"), content)
    return out.getvalue()


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "0 bytes": (lambda: b"", "empty"),
    "a text": (lambda: b"hello", "unknown"),
    "HTML": (lambda: b"<!doctype html><script>alert(1)</script>", "unknown"),
    "SVG": (lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "unknown"),
    "a program": (lambda: b"MZ\x90\0" + b"\0" * 100, "unknown"),
    "an ELF program": (lambda: b"\x7fELF" + b"\0" * 100, "unknown"),
    "a shell script": (lambda: b"#!/bin/sh\nrm -rf /\n", "unknown"),
    "GIF with JS": (lambda: b"GIF89a/*" + b"*/=1;alert(1)", "unknown"),
    "XML bomb": (lambda: b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "a">]><l>&a;</l>', "unknown"),
    "BMP": (lambda: picture("BMP"), "unknown"),
    "TIFF": (lambda: picture("TIFF"), "unknown"),
    "HEIC": (lambda: b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 100, "heic"),
    "AVIF": (lambda: b"\0\0\0\x18ftypavif\0\0\0\0mif1avif" + b"\0" * 100, "heic"),
    "ZIP": (lambda: archive(a=b"x"), "archive"),
    "ZIP in ZIP": (lambda: archive(a=archive(b=archive(c=b"\0" * 1_000_000))), "archive"),
    "ZIP bomb": (lambda: archive(a=b"\0" * 30_000_000), "archive"),
    "docx": (lambda: archive(**{"[Content_Types].xml": b"<x/>", "word__document.xml": b"<x/>"}), "office"),
    "xlsx with macro": (
        lambda: archive(**{"[Content_Types].xml": b"<x/>", "xl__vbaProject.bin": b"x"}),
        "office",
    ),
    "old doc": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "office"),
    "RAR": (lambda: b"Rar!\x1a\x07\x01\0" + b"\0" * 50, "archive"),
    "7z": (lambda: b"7z\xbc\xaf\x27\x1c" + b"\0" * 50, "archive"),
    "gzip": (lambda: b"\x1f\x8b\x08\0" + b"\0" * 50, "archive"),
    "EICAR": (lambda: EICAR, "unknown"),
    "EICAR in ZIP": (lambda: archive(eicar=EICAR), "archive"),
    "EICAR in docx": (lambda: archive(**{"word__media": EICAR}), "office"),
    "EICAR after a photo": (lambda: picture() + EICAR, "infected"),
    "EICAR in a PDF": (lambda: pdf() + EICAR + b"\n%%EOF", "infected"),
    "EICAR packed in a PDF": (lambda: pdf_stream(EICAR), "infected"),
    "half a JPEG": (lambda: picture()[:3000], "damaged"),
    "only a JPEG's head": (lambda: picture()[:20], "damaged"),
    "half a PNG": (lambda: picture("PNG", compress_level=0)[:5000], "damaged"),
    "half a WebP": (lambda: picture("WEBP")[:60], "damaged"),
    "half a PDF": (lambda: pdf(20)[:1500], "damaged"),
    "only a PDF's head": (lambda: b"%PDF-1.7\n", "damaged"),
    "PDF without pages": (lambda: pdf(0), "damaged"),
    "garbage PDF": (lambda: b"%PDF-1.7\n" + b"\xff" * 5000 + b"%%EOF", "damaged"),
    "PNG 50,000 × 50,000": (lambda: png_bomb(50_000), "too_many_pixels"),
    "PDF with a gigabyte stream": (pdf_bomb, "too_heavy"),
    "PDF with 201 pages": (lambda: pdf(201), "too_many_pages"),
    "PDF with 10,000 pages": (lambda: pdf(10_000), "too_many_pages"),
    "locked PDF": (pdf_locked, "locked"),
    "PDF with script": (pdf_script, "active"),
    "PDF with a hidden script": (pdf_hidden_script, "active"),
    "PDF that launches": (lambda: pdf_action("/Launch"), "active"),
    "PDF that sends": (lambda: pdf_action("/SubmitForm"), "active"),
    "PDF that imports": (lambda: pdf_action("/ImportData"), "active"),
    "PDF with a file inside": (pdf_attachment, "active"),
    "PDF with XFA": (pdf_xfa, "active"),
    "PDF + ZIP": (lambda: pdf() + archive(a=b"x"), "two_faced"),
    "JPEG + ZIP": (lambda: picture() + archive(a=b"x"), "two_faced"),
    "PNG + ZIP": (lambda: picture("PNG") + archive(a=b"x"), "two_faced"),
    "JPEG + PHP": (lambda: picture(comment=b"<?php system($_GET[0]);"), "two_faced"),
    "JPEG + HTML": (lambda: picture() + b"<HTML><script>alert(1)</script>", "two_faced"),
    "PNG + script": (lambda: picture("PNG") + b"<ScRiPt>alert(1)</script>", "two_faced"),
    "PDF + HTML": (lambda: pdf() + b"<html><script>alert(1)</script>", "two_faced"),
    "HTML in a PDF's head": (
        lambda: pdf().replace(b"%PDF-1.3\n", b"%PDF-1.3\n%<script>x</script>\n"),
        "two_faced",
    ),
}
