#!/usr/bin/env python3
"""docs/errors.md names every code a message can have, once, in its family, and no other: error_codes.py [ROOT].
Exit status 1 if not."""

import re
import sys
from pathlib import Path
from typing import Dict, Iterator

from sources import cpp_files

PAGE = "docs/errors.md"
IN_SOURCE = re.compile(r'"([EW]\d{4})"')
HEADING = re.compile(r"## E(\d\d): ")
ROW = re.compile(r"\| ([EW]\d{4}) \| (.*?) \| (.*?) \|$")
ANY = re.compile(r"\b[EW]\d{4}\b")


def codes_in_sources(root: Path) -> Dict[str, str]:
    """Each code and the first place that has it."""
    found: Dict[str, str] = {}
    for file in cpp_files(root, "core", "plugins"):
        for number, line in enumerate((root / file).read_text(encoding="utf-8").splitlines(), start=1):
            for code in IN_SOURCE.findall(line):
                found.setdefault(code, f"{file}:{number}")
    return found


def row_violations(lines, sources) -> Iterator[str]:
    family, rows = "", {}
    for number, line in enumerate(lines, start=1):
        where = f"{PAGE}:{number}"
        heading = HEADING.match(line)
        if heading:
            family = heading[1]
        row = ROW.match(line)
        if row:
            code, means, remedy = row.groups()
            if code in rows:
                yield f"{where}: {code} stands in line {rows[code]} too"
            rows[code] = number
            if code[1:3] != family:
                yield f"{where}: {code} is not of the family E{family}"
            if not means.strip() or not remedy.strip():
                yield f"{where}: {code} says neither what it means nor what to do"
        for code in ANY.findall(line):
            if code not in sources:
                yield f"{where}: {code} is not in the sources"
    for code, place in sorted(sources.items()):
        if code not in rows:
            yield f"{place}: {code} is not in {PAGE}"


def violations(root: Path) -> Iterator[str]:
    lines = (root / PAGE).read_text(encoding="utf-8").splitlines()
    yield from row_violations(lines, codes_in_sources(root))


def main() -> int:
    root = Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    found = list(violations(root))
    print("\n".join(found) if found else "every code is explained")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
