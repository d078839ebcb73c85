"""The words of the public face and their English: `python3 tools/words.py compile|extract|check`. Standard library only.

`extract` writes `bancheng/ui/locale/en/LC_MESSAGES/django.po` anew: every literal of the public face that the sources
mark, with the English it has (what left the sources leaves the file); `check` lists literals without English, and
English that does not carry the same figures; `compile` makes the `.mo` that the pages load (`make setup` does).

What only officers, editors and keepers of the system read stays Chinese and is not in the file, see `OFFICE`.
"""

from __future__ import annotations

import ast
import os
import re
import struct
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HOUSE = ROOT / "bancheng"
LOCALE = HOUSE / "ui" / "locale"
ENGLISH = LOCALE / "en" / "LC_MESSAGES" / "django.po"
HEADER = "Language: en\nContent-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=(n != 1);\n"

OFFICE = re.compile(
    r"^(workbench|demo_city|config|dashboards|supervision)/|/checks/|/access\.py$|/events\.py$|/invariants"
    r"|^kernel/(expressions|rulebooks|workdays/notices|beats|sealer|telling|crypto)"
    r"|^catalogue/(commands|spec/(changes|directory))|^organizations/|^documents/commands/layouts|^journeys/(authoring|portable|scheme)"
    r"|^ui/samples/|^ui/templates/ui/(design|desk|style_guide)"
    r"|^ui/templates/ui/components/(desk|action_panel|checklist|viewer|batch_bar)\.html"
    r"|^accounts/templates/accounts/(staff_login|choose_post)|^accounts/commands/(staff_login|persons|sessions)"
    r"|^cases/commands/(acceptance|delivery|recusal|results|review|transferring)|^exchange/commands/reports"
    r"|^journeys/commands/(adopting|importing|issuing|parting|releasing|revising)"
)
"""Parts of the house whose sentences no citizen sees."""

MARKS = {"gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"}
_CALL = re.compile(
    r"\b(_|n?gettext)\(\s*(\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')(?:\s*,\s*(\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'))?"
)
_FIGURE = re.compile(r"%\(\w+\)[sd]|\{\w*(?:![rs])?(?::[^}]*)?\}|%[sd%]")
Literal = tuple[str, str]
"""A literal and its plural form (empty mostly)."""


def literals() -> dict[Literal, str]:
    """Every literal of the public face → the first file that says it, in the order of the house."""
    found: dict[Literal, str] = {}
    for path in sorted([*HOUSE.glob("**/*.py"), *HOUSE.glob("*/templates/**/*.html")]):
        name = path.relative_to(HOUSE).as_posix()
        if OFFICE.search(name) or "/migrations/" in name:
            continue
        source = path.read_text(encoding="utf-8")
        for one in in_python(source) if path.suffix == ".py" else in_template(source):
            found.setdefault(one, name)
    return found


def in_python(source: str) -> Iterator[Literal]:
    """The literals that a module marks. A module whose `_` is `recorded` writes records: those stay Chinese."""
    tree = ast.parse(source)
    names = {
        each.asname or each.name: each.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for each in node.names
        if each.name in MARKS
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            texts = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            if texts:
                plural = texts[1] if names[node.func.id].startswith("ngettext") and len(texts) > 1 else ""
                yield texts[0], plural


def in_template(source: str) -> Iterator[Literal]:
    """The literals that a template marks (comments left out)."""
    for call, first, second in _CALL.findall(re.sub(r"\{#.*?#\}", "", source, flags=re.DOTALL)):
        one = ast.literal_eval(first)
        yield one, ast.literal_eval(second) if call == "ngettext" and second else ""


def read_po(path: Path) -> dict[Literal, list[str]]:
    """The entries of a catalogue: literal → its translations (one, or two where there is a plural)."""
    entries: dict[Literal, list[str]] = {}
    for block in re.split(r"\n\s*\n", path.read_text(encoding="utf-8") if path.exists() else ""):
        fields: dict[str, str] = {}
        field = ""
        for line in block.splitlines():
            if match := re.match(r"(msgid_plural|msgid|msgstr(?:\[\d\])?)\s+(\".*\")\s*$", line):
                field = match[1]
                fields[field] = ast.literal_eval(match[2])
            elif line.startswith('"') and field:
                fields[field] += ast.literal_eval(line)
        if fields.get("msgid"):
            said = [fields[key] for key in sorted(fields) if key.startswith("msgstr")]
            entries[fields["msgid"], fields.get("msgid_plural", "")] = said
    return entries


def write_po(path: Path, entries: dict[Literal, list[str]], places: dict[Literal, str]) -> None:
    """Write a catalogue, each entry under the file that says it first."""
    lines = ['msgid ""', 'msgstr ""', *(quoted(f"{one}\n") for one in HEADER.splitlines())]
    for (one, plural), said in entries.items():
        lines += ["", f"#: {places.get((one, plural), '')}", f"msgid {quoted(one)}"]
        if plural:
            lines += [f"msgid_plural {quoted(plural)}"]
            lines += [f"msgstr[{n}] {quoted(each)}" for n, each in enumerate(said or ["", ""])]
        else:
            lines += [f"msgstr {quoted(said[0] if said else '')}"]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def quoted(words: str) -> str:
    """A string as a catalogue writes it."""
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def compile_po(path: Path) -> None:
    """Make the binary catalogue beside a `.po` (the format of GNU gettext; entries without translation are left out)."""
    table = {"": HEADER}
    for (one, plural), said in read_po(path).items():
        if all(said):
            table[one + ("\0" + plural if plural else "")] = "\0".join(said)
    keys = sorted(table)
    ids = [key.encode() for key in keys]
    strings = [table[key].encode() for key in keys]
    start = 7 * 4 + 16 * len(keys)
    where: list[list[int]] = [[], []]
    for group, pieces in zip(where, (ids, strings), strict=True):
        for piece in pieces:
            group += [len(piece), start]
            start += len(piece) + 1
    head = struct.pack("<7I", 0x950412DE, 0, len(keys), 28, 28 + 8 * len(keys), 0, 0)
    body = struct.pack(f"<{4 * len(keys)}I", *where[0], *where[1])
    made = path.with_suffix(f".{os.getpid()}")
    made.write_bytes(head + body + b"\0".join([*ids, *strings]) + b"\0")
    made.replace(path.with_suffix(".mo"))  # at once: another process may be reading


def compile_all() -> list[Path]:
    """Compile every catalogue; answers which."""
    found = sorted(LOCALE.glob("*/LC_MESSAGES/*.po"))
    for path in found:
        compile_po(path)
    return found


def faults() -> list[str]:
    """Literals without English, and English with other figures than its literal."""
    known = read_po(ENGLISH)
    found = []
    for (one, plural), place in literals().items():
        said = known.get((one, plural), [])
        if not said or not all(said):
            found.append(f"{place}: no English for {one}")
        elif any(set(_FIGURE.findall(each)) - set(_FIGURE.findall(one)) for each in said) or (
            set(_FIGURE.findall(one)) - set(_FIGURE.findall(said[-1]))
        ):
            found.append(f"{place}: other figures in {said} than in {one}")
    return found


def main() -> int:
    """Do what the first argument says; 1 when `check` finds something."""
    what = sys.argv[1] if len(sys.argv) > 1 else "check"
    if what == "extract":
        places, known = literals(), read_po(ENGLISH)
        write_po(ENGLISH, {one: known.get(one, []) for one in places}, places)
    if what in ("extract", "compile"):
        compile_all()
        return 0
    found = faults()
    print("\n".join(found) or "Every literal of the public face has its English.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
