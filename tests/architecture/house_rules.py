#!/usr/bin/env python3
"""The house rules that a program can check: house_rules.py [ROOT]. Exit status 1 if one is broken."""

import re
import sys
from pathlib import Path
from typing import Iterator

from sources import cpp_files

MAX_LINES = 500
MAX_COLUMNS = 120
FOLDERS = ("core", "plugins", "tests", "bench")
# Split, so that this file does not break its own rule.
MARKS = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"]) + r")\b")
TYPE = re.compile(r"^\s*(?:template\s*<.*>\s*)?(?:class|struct|union|enum(?:\s+class)?|concept|using)\s+"
                  r"(?:\[\[[^\]]*\]\]\s*)?(?P<name>[A-Za-z_]\w*)\s*(?:final\b)?\s*[:{=;]")
VAGUE = {"Manager", "Helper", "Helpers", "Util", "Utils", "Impl", "Info"}
WORD = re.compile(r"[A-Z][a-z0-9]*")


def line_violations(file: str, number: int, line: str) -> Iterator[str]:
    where = f"{file}:{number}"
    if MARKS.search(line):
        yield f"{where}: a mark for later; finish it or open an issue"
    if len(line) > MAX_COLUMNS:
        yield f"{where}: {len(line)} columns, at most {MAX_COLUMNS}"
    if line != line.rstrip():
        yield f"{where}: white space at the end of the line"
    declared = TYPE.match(line)
    if declared and VAGUE & set(WORD.findall(declared["name"])):
        yield f"{where}: {declared['name']}: name it by what it is"


def file_violations(root: Path, file: str) -> Iterator[str]:
    lines = (root / file).read_text(encoding="utf-8").splitlines()
    if len(lines) > MAX_LINES:
        yield f"{file}:1: {len(lines)} lines, at most {MAX_LINES}"
    if file.endswith((".h", ".hpp")) and "#pragma once" not in lines and not any("#ifndef" in line for line in lines):
        yield f"{file}:1: a header without #pragma once"
    for number, line in enumerate(lines, start=1):
        yield from line_violations(file, number, line)


def unbuilt(root: Path, file: str) -> Iterator[str]:
    """A source that no CMakeLists.txt above it names is never compiled, and a test in it never runs. Fixtures are built
    by folder, in a loop, and each is loaded by name in a test."""
    if file.endswith((".h", ".hpp")) or file.startswith("tests/fixtures/"):
        return
    folder = (root / file).parent
    while folder != root:
        lists = folder / "CMakeLists.txt"
        relative = (root / file).relative_to(folder).as_posix()
        if lists.is_file() and re.search(rf"(?<![\w./-]){re.escape(relative)}(?![\w./-])", lists.read_text()):
            return
        folder = folder.parent
    yield f"{file}:1: no CMakeLists.txt names it"


def violations(root: Path) -> Iterator[str]:
    for file in cpp_files(root, *FOLDERS):
        yield from file_violations(root, file)
        yield from unbuilt(root, file)


def main() -> int:
    root = Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    found = list(violations(root))
    print("\n".join(found) if found else "the house rules are kept")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
