#!/usr/bin/env python3
"""What somebody else put where the engine is about to make something: planted.py [--every N] [--seed N].

At every path that an apply makes: a link to a file or a directory outside, a second name of a file outside, a file and
a directory of another account (as root only). The apply refuses it, or replaces it; what lies outside is as it was,
and with the thing gone a plain apply reaches the spec. All of it under umask 000, and the modes of everything made are
looked at. --every 5 tries a fifth of the pairs.
"""

import argparse
import os
import pathlib
import random
import shutil
import stat
import sys
import time
from typing import Callable, Dict, Iterator, List

import checker
from engine import Sandbox
from world import Node, Stack

NOBODY = 65534
CONTENT = "nobody may read or change this through trimtab\n"


class Growing(Stack):
    """One file first; then a secret, a service and a command too."""

    def nodes(self) -> List[Node]:
        later = [("n1", "secret"), ("n2", "daemon"), ("n3", "command")]
        return [Node("n0", (), ("file", "file"))] + [Node(name, ("n0",), ("", kind)) for name, kind in later]


class Bait:
    """What lies outside, and whether it is as it was."""

    def __init__(self, top: pathlib.Path):
        self.file, self.directory = top / "bait-file", top / "bait-directory"
        self.file.write_text(CONTENT)
        self.directory.mkdir()
        for one in (self.file, self.directory):
            one.chmod(0o700)
        self.before = self.look()

    def remove(self):
        self.file.unlink()
        shutil.rmtree(self.directory)

    def look(self):
        stats = [os.stat(one) for one in (self.file, self.directory)]
        access = [(one.st_mode, one.st_uid, one.st_gid) for one in stats]
        return access, self.file.read_text(), os.listdir(self.directory)

    def is_touched(self) -> bool:
        return self.look() != self.before


def foreign_file(path: pathlib.Path, _bait: Bait):
    path.write_text("of somebody else\n")
    os.chown(path, NOBODY, NOBODY)
    path.chmod(0o666)


def foreign_directory(path: pathlib.Path, _bait: Bait):
    path.mkdir()
    os.chown(path, NOBODY, NOBODY)
    path.chmod(0o777)


PLANTS: Dict[str, Callable[[pathlib.Path, Bait], None]] = {
    "link to a file": lambda path, bait: path.symlink_to(bait.file),
    "link to a directory": lambda path, bait: path.symlink_to(bait.directory),
    "second name of a file": lambda path, bait: os.link(bait.file, path),
    "file of another account": foreign_file,
    "directory of another account": foreign_directory,
}
OF_ANOTHER = ("file of another account", "directory of another account")


def paths_of(box: Sandbox) -> Dict[str, os.stat_result]:
    return {str(path.relative_to(box.state)): path.lstat() for path in box.state.rglob("*")}


def made_between(box: Sandbox) -> List[str]:
    """The paths that the second apply makes, whatever is random in their names left out."""
    seen = []
    for _ in range(2):
        box.apply(1)
        before = set(paths_of(box))
        box.apply(2)
        seen.append(set(paths_of(box)) - before)
        box.destroy()
    return sorted(path for path in seen[0] & seen[1] if not is_made_by_s6(path))


def is_made_by_s6(path: str) -> bool:
    """Beside a service; and logs, under the service's own account."""
    return "/supervise/" in path or "/event" in path or (path.startswith("logs/") and path.count("/") > 2)


def modes(box: Sandbox) -> Iterator[str]:
    """Nobody else writes anywhere; only directories on the way to a service's own may be passed through by all."""
    for name, found in sorted(paths_of(box).items()):
        mode = stat.S_IMODE(found.st_mode)
        if stat.S_ISLNK(found.st_mode) or is_made_by_s6(name) or name == "stack":
            continue  # a link has no mode; the mark of the directory says to all whose it is
        wrong = mode & (0o022 if stat.S_ISDIR(found.st_mode) else 0o026)
        if os.geteuid() != 0:
            wrong = mode & 0o077
        if name.startswith("private"):
            wrong = mode & 0o077
        if wrong and not stat.S_ISFIFO(found.st_mode):
            yield f"{name} has the mode {mode:04o}"


def trial(box: Sandbox, where: str, plant: str) -> Iterator[str]:
    path, bait = box.state / where, Bait(box.top)
    first = box.apply(1)
    if first.code != 0:
        raise SystemExit(f"apply before: {first.text()[-400:]}")
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o711)
    if not os.path.lexists(path):
        PLANTS[plant](path, bait)
    planted = path.lstat()
    said = box.apply(2)
    if bait.is_touched():
        yield f"what lies outside was changed: {bait.look()}"
    if said.code == 0 and os.path.lexists(path) and plant not in OF_ANOTHER and path.lstat().st_ino == planted.st_ino:
        yield "it was used as it was"
    if said.code == 0 and os.path.lexists(path) and path.lstat().st_uid == NOBODY:
        yield "it is still of another account"
    if said.code != 0:
        yield from checker.message(said)
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    for _ in range(2):
        said = box.apply(2)
    if said.code != 0 or "Nothing to do" not in said.out:
        yield f"with it gone: {said.text()[-600:]}"
    yield from modes(box)
    yield from destroyed(box)
    bait.remove()


def destroyed(box: Sandbox) -> Iterator[str]:
    said = box.destroy()
    if said.code != 0:
        yield f"destroy: {said.text()[-400:]}"
        box.kill()
        shutil.rmtree(box.state, ignore_errors=True)
    (box.open / "effects").write_text("")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="paths that have this in them")
    options = parser.parse_args()
    os.umask(0)
    started, box, failed = time.monotonic(), Sandbox(Growing("create", "diamond")), 0
    try:
        paths = [path for path in made_between(box) if options.only in path]
        plants = [plant for plant in PLANTS if os.geteuid() == 0 or plant not in OF_ANOTHER]
        pairs = [(path, plant) for path in paths for plant in plants]
        random.Random(options.seed).shuffle(pairs)
        pairs = pairs[: -(-len(pairs) // options.every)]
        for path, plant in pairs:
            for problem in trial(box, path, plant):
                failed += 1
                again = f"tests/torture/run planted.py --only {path}"
                print(f"FAIL {plant} at {path}: {problem}\n     again: {again}", flush=True)
    finally:
        box.close()
    print(f"{len(paths)} paths, {len(pairs)} tried, {failed} failed, {time.monotonic() - started:.0f} s", flush=True)
    return 1 if failed or not paths else 0


if __name__ == "__main__":
    sys.exit(main())
