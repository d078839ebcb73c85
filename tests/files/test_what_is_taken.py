"""Which files are taken and which are not, each refusal with its sentence (verification S10, S11)."""

from __future__ import annotations

import io
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from PIL import Image

from bancheng.files import commands, queries, spec
from bancheng.files.commands import inspection, inspector, keep
from bancheng.files.models import store
from bancheng.kernel.access import PlainActor
from bancheng.kernel.database import fetch_all
from bancheng.kernel.errors import DomainError, InvalidInput, NotPermitted, Unavailable
from bancheng.kernel.ids import uuid7
from tests.files import corpus

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 21, 2, 32, tzinfo=UTC)
PERSON = PlainActor("person", uuid7())


def blobs() -> set[str]:
    return {path.name for path in store().root.glob("??/??/*")} | {
        p.name for p in store().root.glob("incoming/*")
    }


def take(content: bytes, name: str = "身份证.jpg", actor: PlainActor = PERSON) -> queries.KeptFile:
    return keep(upload=io.BytesIO(content), name=name, actor=actor, now=NOW)


@pytest.mark.parametrize("name", corpus.REFUSED)
def test_a_file_that_cannot_be_used_or_trusted_is_not_taken(name: str) -> None:
    make, reason = corpus.REFUSED[name]
    content, before = make(), blobs()
    with pytest.raises(InvalidInput) as caught:
        take(content)
    assert caught.value.facts["reason"] == reason
    assert (
        caught.value.message == spec.sentence(reason, pages=caught.value.facts.get("pages", 0))
        or reason == "too_many_pages"
    )
    assert blobs() == before
    assert fetch_all("SELECT 1 FROM files_file") == []


@pytest.mark.parametrize(
    ("content", "kind", "pages"),
    [
        (corpus.picture(), "image/jpeg", 1),
        (corpus.picture(quality=95, progressive=True), "image/jpeg", 1),
        (corpus.picture("PNG"), "image/png", 1),
        (corpus.picture("WEBP"), "image/webp", 1),
        (corpus.pdf(), "application/pdf", 1),
        (corpus.pdf(200), "application/pdf", 200),
        (corpus.picture() + b"\0" * 2000, "image/jpeg", 1),
    ],
    ids=["JPEG", "progressive JPEG", "PNG", "WebP", "PDF", "PDF 200 pages", "JPEG with a trailer"],
)
def test_photos_and_pdfs_are_taken_as_they_are(content: bytes, kind: str, pages: int) -> None:
    kept = take(content)
    assert (kept.kind, kept.pages, kept.size, kept.state) == (kind, pages, len(content), "kept")
    assert queries.content(PERSON, kept.id).body == content
    assert kept.preview == (kind != "application/pdf")


def test_a_file_over_the_limit_is_told_its_size() -> None:
    with pytest.raises(InvalidInput) as caught:
        take(b"\xff\xd8\xff" + b"\0" * (25 * spec.MEGABYTE))
    assert caught.value.message == "这份文件21MB，超过20MB。可以用手机自带的“编辑”压小，或者交PDF。"


def test_the_display_picture_is_a_new_one_without_place_and_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    exif[0x010E] = "secret place"
    kept = take(corpus.picture(size=(3000, 1000), exif=exif))
    shown = queries.preview(PERSON, kept.id)
    with Image.open(io.BytesIO(shown.body)) as image:
        assert image.format == "JPEG"
        assert image.size == (667, 2000)
        assert not image.getexif()
    assert b"secret place" not in shown.body


def test_a_transparent_picture_is_shown_on_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (600, 600), (0, 0, 0, 0)).save(out, "PNG")
    shown = queries.preview(PERSON, take(out.getvalue()).id)
    with Image.open(io.BytesIO(shown.body)) as image:
        assert image.getpixel((10, 10)) == (255, 255, 255)


def test_a_small_photo_is_taken_with_a_warning_that_may_be_overruled() -> None:
    assert take(corpus.picture(size=(300, 900))).warning_sentences == [
        "这张照片很小，字可能看不清。重拍一张更稳，也可以照交。"
    ]
    assert take(corpus.picture()).warning_sentences == []


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("身份证.jpg", "身份证.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\Windows\\win.ini", "win.jpg"),
        ("/absolute/a.png", "a.jpg"),
        ("a\0b.jpg", "ab.jpg"),
        ("照片\u202egpj.exe", "照片gpj.jpg"),
        ("x.php.jpg", "x.php.jpg"),
        ("CON.jpg", "_CON.jpg"),
        ("..", "文件.jpg"),
        ("", "文件.jpg"),
        (".htaccess", "htaccess.jpg"),
        ('a"b<c>.jpg', "a b c.jpg"),
        ("a\r\nSet-Cookie: x.jpg", "aSet-Cookie x.jpg"),
        ("𬤊.jpg", "𬤊.jpg"),
        ("林小雨449902199305210029.jpg", "林小雨449…29.jpg"),
        ("44990219930521007X正面.jpg", "449…7X正面.jpg"),
        ("１９９００００１２３４.jpg", "１９９…３４.jpg"),
        ("IMG_20261121.jpg", "IMG_20261121.jpg"),
    ],
)
def test_names_are_made_safe_and_end_in_what_the_file_is(raw: str, clean: str) -> None:
    assert spec.clean_name(raw, "image/jpeg") == clean


def test_a_long_name_is_cut_between_characters() -> None:
    name = spec.clean_name("证" * 300 + ".jpg", "image/jpeg")
    assert len(name.encode()) <= 185
    assert set(name) == set("证.jpg")


def test_nobody_unknown_hands_anything_in() -> None:
    with pytest.raises(DomainError) as caught:
        take(corpus.picture(), actor=PlainActor("anonymous"))
    assert isinstance(caught.value, NotPermitted)


# --- limits of the inspector -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["PDF with a gigabyte stream", "PNG 50,000 × 50,000", "PDF with 10,000 pages", "24 megapixels"]
)
def test_looking_inside_costs_little_memory(name: str) -> None:
    content = corpus.REFUSED[name][0]() if name in corpus.REFUSED else corpus.picture(size=(6000, 4000))
    kind = spec.sniff(content[:4096]).kind
    # Measured by a small process in between: a child's peak includes the memory of whoever started it.
    measure = (
        "import resource, subprocess, sys;"
        "subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    command = [sys.executable, "-S", "-c", measure, sys.executable, "-I", str(Path(inspector.__file__)), kind]
    done = subprocess.run(command, input=content, capture_output=True, check=True)
    assert int(done.stdout) < 200 * 1024


def test_a_parser_that_wants_everything_is_stopped_by_its_own_process() -> None:
    greedy = (
        "import runpy, sys; main = runpy.run_path(sys.argv[1])['main'];"
        "main.__globals__['inspect'] = lambda kind, data: ({'size': len(bytearray(2 << 30))}, b'');"
        "main('image/png')"
    )
    command = [sys.executable, "-I", "-c", greedy, str(Path(inspector.__file__))]
    done = subprocess.run(command, input=b"", capture_output=True, check=True)
    assert done.stdout == b'{"refused": "too_heavy"}\n'


def test_whoever_waits_for_the_machine_is_told_to_come_back_and_not_that_the_file_is_wrong(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    sleepy = tmp_path / "sleepy.py"
    sleepy.write_text("import time; time.sleep(30)")
    monkeypatch.setattr(inspection, "_INSPECTOR", sleepy)
    monkeypatch.setattr(inspection, "_SECONDS", 0.3)
    with pytest.raises(Unavailable) as caught:
        take(corpus.picture())
    assert caught.value.code == "files_inspection_busy"


def test_too_many_at_once_are_told_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inspection, "_WAIT", 0.01)
    for _ in range(inspection._AT_ONCE):
        inspection._places.acquire()
    try:
        with pytest.raises(Unavailable):
            take(corpus.picture())
    finally:
        for _ in range(inspection._AT_ONCE):
            inspection._places.release()


# --- the scanner -------------------------------------------------------------------------------------------


class Clamd:
    """Speaks clamd's INSTREAM to one caller after another."""

    def __init__(self, verdict: str) -> None:
        import socketserver
        import threading

        outer = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                stream = self.request.makefile("rb")
                assert stream.read(10) == b"zINSTREAM\0"
                got = b""
                while length := int.from_bytes(stream.read(4), "big"):
                    got += stream.read(length)
                outer.got = got
                self.request.sendall(outer.verdict.encode() + b"\0")
                stream.close()

        self.verdict, self.got = verdict, b""
        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        self.url = f"tcp://127.0.0.1:{self.server.server_address[1]}"

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


def test_a_scanner_sees_the_whole_file_and_its_word_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    scanner = Clamd("stream: OK")
    monkeypatch.setattr(settings, "BANCHENG_SCANNER", scanner.url, raising=False)
    try:
        content = corpus.picture(size=(1500, 1500), quality=100)
        assert take(content).state == "kept"
        assert scanner.got == content
        scanner.verdict = "stream: Some.Virus FOUND"
        with pytest.raises(InvalidInput) as caught:
            take(content)
        assert caught.value.facts["reason"] == "infected"
    finally:
        scanner.close()


def test_a_scanner_that_is_down_is_never_clean(monkeypatch: pytest.MonkeyPatch) -> None:
    scanner = Clamd("stream: OK")
    url = scanner.url
    scanner.close()
    monkeypatch.setattr(settings, "BANCHENG_SCANNER", url, raising=False)
    kept = take(corpus.picture())
    assert kept.state == "quarantined"
    with pytest.raises(Unavailable):
        queries.content(PERSON, kept.id)
    assert commands.rescan(now=NOW) == 0

    for verdict, state in (("stream: OK", "kept"), ("stream: X FOUND", "infected")):
        monkeypatch.setattr(settings, "BANCHENG_SCANNER", url, raising=False)
        waiting = kept if verdict.endswith("OK") else take(corpus.picture())
        scanner = Clamd(verdict)
        monkeypatch.setattr(settings, "BANCHENG_SCANNER", scanner.url, raising=False)
        try:
            assert commands.rescan(now=NOW) == 1
        finally:
            scanner.close()
        assert queries.readable(PERSON, waiting.id).state == state
