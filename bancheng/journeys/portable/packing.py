"""The file itself: a zip of a cover and readable documents, the same bytes for the same content; read with suspicion."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Iterator

from django.utils.translation import gettext as _
from pydantic import ValidationError

from bancheng.journeys.portable.manifest import FILE_WRONG, Manifest, Package
from bancheng.kernel.rulebooks import Document, as_yaml, load_text

MOST_BYTES = 1_000_000
"""Of the file: some ten times the largest one known; it has to pass through a form."""
MOST_INSIDE = 20_000_000
MOST_DOCUMENT = 2_000_000
MOST_FILES = 1_100
COVER, LEAFLET, FOLDER = "manifest.json", "说明.txt", "documents"
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def pack(package: Package) -> bytes:
    """The bytes of the file. The same package gives the same bytes."""
    made = io.BytesIO()
    cover = json.dumps(package.manifest.model_dump(mode="json"), ensure_ascii=False, indent=1, sort_keys=True)
    with zipfile.ZipFile(made, "w") as file:
        _put(file, COVER, cover + "\n")
        _put(file, LEAFLET, _leaflet(package.manifest))
        for key in sorted(package.documents):
            _put(file, _place(key), as_yaml(package.documents[key]))
    return made.getvalue()


def _put(file: zipfile.ZipFile, name: str, said: str) -> None:
    entry = zipfile.ZipInfo(name, _LONG_AGO)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    entry.create_system = 3
    file.writestr(entry, said.encode())


def _place(key: str) -> str:
    return f"{FOLDER}/{key}.yaml"


def _leaflet(manifest: Manifest) -> str:
    return (
        f"{manifest.name}\n来自{manifest.origin.city}，版本{manifest.version}。\n\n"
        "这是一件“一件事”的全部规则：问什么、办哪些事项、要哪些材料、用哪些文书。\n"
        "机构、岗位、区划都只写了是什么，没有写是谁；拿去以后填上自己的。\n"
        "用办成平台的工作台“事项与一件事”里的“拿来一件”导入，或者：\n\n"
        "    bancheng journey import 这个文件 自己的城市 --map 对照表.yaml\n\n"
        f"{manifest.licence}。\n"
    )


def unpack(data: bytes) -> Package:
    """Read a file from another city. FILE_WRONG with a sentence: too large, not ours, incomplete, changed."""
    if len(data) > MOST_BYTES:
        raise _wrong(_("太大了，最多{n}兆。").format(n=MOST_BYTES // 1_000_000))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            entries = _entries(file)
            manifest = _cover(entries)
            documents = dict(_documents(entries, manifest))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, UnicodeError) as error:
        raise _wrong(_("打不开，不是导出的那种文件，或者传坏了。")) from error
    return Package(manifest, documents)


def _entries(file: zipfile.ZipFile) -> dict[str, bytes]:
    """Everything inside by name, never more than is allowed: what an entry says of its own size is not believed."""
    rows = file.infolist()
    if len(rows) > MOST_FILES or len({row.filename for row in rows}) < len(rows):
        raise _wrong(_("里面的东西太多，或者有重名的。"))
    left, found = MOST_INSIDE, {}
    for row in rows:
        if row.flag_bits & 1 or row.compress_type not in _METHODS or not _ours(row.filename):
            raise _wrong(_("里面有不该有的东西：{name}。").format(name=row.filename[:60]))
        most = min(MOST_DOCUMENT, left)
        with file.open(row) as reading:
            read = reading.read(most + 1)
        if len(read) > most:
            raise _wrong(_("解开以后太大：{name}。").format(name=row.filename[:60]))
        left -= len(read)
        found[row.filename] = read
    return found


def _ours(name: str) -> bool:
    """Names are only compared, never used as places on a disk; still nothing else may be there."""
    if name in (COVER, LEAFLET):
        return True
    parts = name.split("/")
    return (
        len(parts) == 3
        and parts[0] == FOLDER
        and name.endswith(".yaml")
        and ".." not in name
        and "\\" not in name
    )


def _cover(entries: dict[str, bytes]) -> Manifest:
    try:
        manifest = Manifest.model_validate(json.loads(entries[COVER].decode("utf-8")))
    except KeyError as error:
        raise _wrong(_("缺封面（manifest.json）。")) from error
    except (ValidationError, ValueError, RecursionError) as error:
        raise _wrong(_("封面（manifest.json）读不懂，或者是别的版本的格式。")) from error
    if manifest.own_digest() != manifest.digest:
        raise _wrong(_("封面被改过，和它自己的摘要对不上。"))
    return manifest


def _documents(entries: dict[str, bytes], manifest: Manifest) -> Iterator[tuple[str, Document]]:
    there = {name for name in entries if name.startswith(f"{FOLDER}/")}
    if there != {_place(key) for key in manifest.documents} or manifest.root not in manifest.documents:
        raise _wrong(_("里面的规则书和封面上写的不一样多。"))
    for key, digest in manifest.documents.items():
        folder = load_text(entries[_place(key)], key)
        document = folder.documents.get(key)
        if folder.problems or document is None or len(folder.documents) != 1:
            said = folder.problems[0].sentence if folder.problems else _("里面不是这份规则书")
            raise _wrong(_("{key}读不懂：{said}。").format(key=key, said=said))
        if document.digest != digest:
            raise _wrong(_("{key}被改过，和封面上的摘要对不上。").format(key=key))
        yield key, document


def _wrong(why: str) -> Exception:
    return FILE_WRONG(why=why, fields={"file": str(FILE_WRONG(why=why).message)})
