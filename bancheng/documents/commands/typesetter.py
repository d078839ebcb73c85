"""The process that sets papers: typst behind a door. Run by path, with nothing of the platform in it.

A layout comes from a rulebook, so perhaps from another city: it may read the files of its job and nothing else. Files
outside are refused by typst (the job's folder is its root); a package would come over the network, and there is none
here (own network namespace where the system allows it, and every proxy points at a closed door); memory and the size
of files are bounded; time is watched by the caller, who ends this process.

One JSON line in (`files`, `main`, `timestamp`), one JSON line out (`pdf` in base64, or `error`).
"""

from __future__ import annotations

import base64
import ctypes
import json
import os
import resource
import sys
import tempfile
from pathlib import Path
from typing import Any

MEMORY = 2 << 30
LARGEST = 32 << 20
NOWHERE = "http://127.0.0.1:9"
_NEW_NETWORK = 0x40000000


def close_the_doors() -> None:
    """No network, bounded memory, no large files, no core dumps."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        os.environ[name] = os.environ[name.lower()] = NOWHERE
    # Where the system does not let us (no privilege), the closed proxies alone stand in the way.
    ctypes.CDLL(None, use_errno=True).unshare(_NEW_NETWORK)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST, LARGEST))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def run(fonts: list[str]) -> None:
    """Answer jobs until the caller closes the pipe."""
    import typst

    # Nobody prints here but us: whatever a library writes goes to the error channel.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    family = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=fonts)
    for line in sys.stdin:
        answers.write(json.dumps(_job(typst, family, json.loads(line))) + "\n")
        answers.flush()


def _job(typst: Any, family: Any, job: dict[str, Any]) -> dict[str, str]:
    with tempfile.TemporaryDirectory() as folder:
        for name, text in job["files"].items():
            (Path(folder) / name).write_text(text, encoding="utf-8")
        nothing = str(Path(folder) / "no-packages")
        try:
            compiler = typst.Compiler(
                root=folder, font_paths=family, package_path=nothing, package_cache_path=nothing
            )
            made = compiler.compile(
                input=str(Path(folder) / job["main"]), timestamp=job["timestamp"], pdf_standards=["ua-1"]
            )
        except typst.TypstError as error:
            return {"error": _said(error, folder)}
        except MemoryError:
            return {"error": "memory"}
        return {"pdf": base64.b64encode(made).decode()}


def _said(error: Exception, folder: str) -> str:
    place = (getattr(error, "diagnostic", "") or "").replace(folder, "")
    return (place or str(getattr(error, "message", error)))[:2000]


if __name__ == "__main__":
    close_the_doors()
    run(sys.argv[1:])
