"""Writes the documents of a journey from another city into the folder of one's own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from bancheng.config.cities.loading import RULEBOOKS
from bancheng.journeys.portable import Manifest
from bancheng.kernel.rulebooks import Document, Folder, as_yaml


class CannotPlace(Exception):
    """Why nothing was written, for the person who typed the command."""


def write_documents(
    city: Path, folder: Folder, documents: Mapping[str, Document], manifest: Manifest
) -> list[Path]:
    """Write each document where the city has it, or as a file of its own. CannotPlace before anything is written."""
    places = {key: _place(city, folder, document) for key, document in documents.items()}
    line = f"# 从{manifest.origin.city}拿来：{manifest.name}，版本{manifest.version}。{manifest.licence}\n"
    for key, path in places.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(line + as_yaml(documents[key]), encoding="utf-8")
    return sorted(places.values())


def _place(city: Path, folder: Folder, document: Document) -> Path:
    root = city / RULEBOOKS
    if document.key not in folder.documents:
        path = root / f"{document.kind}s" / f"{document.code}.yaml"
        if path.exists():
            raise CannotPlace(f"{path} 已经有了，里面不是 {document.key}。给它换个名字再来。")
        return path
    file = folder.place(document.key).file
    others = [key for key in folder.documents if key != document.key and folder.place(key).file == file]
    if others:
        raise CannotPlace(f"{file} 里还有别的规则书（{'、'.join(others)}）。拆成一份一个文件再来。")
    return root / file
