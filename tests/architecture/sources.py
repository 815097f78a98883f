"""The C++ sources of a tree, and the includes in them."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Iterator

SUFFIXES = {".h", ".hpp", ".c", ".cc", ".cpp"}
INCLUDE = re.compile(r'^\s*#\s*include\s*(?:"(?P<quoted>[^"]+)"|<(?P<angled>[^>]+)>)')


@dataclass(frozen=True)
class Include:
    file: str  # relative to the root of the tree
    line: int
    name: str
    quoted: bool


def cpp_files(root: Path, *folders: str) -> Iterator[str]:
    for folder in folders:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in SUFFIXES and path.is_file():
                yield path.relative_to(root).as_posix()


def includes(root: Path, file: str) -> Iterator[Include]:
    text = (root / file).read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines(), start=1):
        match = INCLUDE.match(line)
        if match:
            quoted = match["quoted"] is not None
            yield Include(file, number, match["quoted"] if quoted else match["angled"], quoted)
