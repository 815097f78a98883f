#!/usr/bin/env python3
"""Loss of power at every moment of an apply, for the store: power_loss.py [--states N] [--seed S].

A run's writes to the store's files are recorded below SQLite. After each of them the power goes: of what was not synced,
any sectors may be on the disk and any may not, and a file that grew may hold anything there. SQLite then opens what is
left. It must be whole, and hold every commit whose end the engine had been told of.
"""

import argparse
import base64
import dataclasses
import hashlib
import itertools
import pathlib
import random
import sqlite3
import sys
import tempfile
import time
from typing import Dict, Iterator, List, Optional, Tuple

from engine import Sandbox
from world import Stack

SECTOR = 512
JOURNAL_MAGIC = bytes.fromhex("d9d505f920a163d7")


@dataclasses.dataclass
class Op:
    kind: str
    path: str
    offset: int = 0
    data: bytes = b""


def parsed(line: str) -> Op:
    words = line.split(" ")
    name = pathlib.Path(words[1]).name
    if words[0] == "write":
        return Op("write", name, int(words[2]), base64.b64decode(words[3]))
    return Op(words[0], name, int(words[2]) if len(words) > 2 else 0)


class File:
    """What is on the disk for certain, and the sectors that may be there."""

    def __init__(self, content: Optional[bytes]):
        self.durable = content  # nothing: the name itself may be lost
        self.pending: List[Op] = []

    def now(self) -> bytes:
        return with_all(self.durable or b"", self.pending)


def with_all(content: bytes, ops: List[Op]) -> bytes:
    image = bytearray(content)
    for op in ops:
        if op.kind == "truncate":
            del image[op.offset :]
            continue
        if len(image) < op.offset:
            image += bytes(op.offset - len(image))
        image[op.offset : op.offset + len(op.data)] = op.data
    return bytes(image)


def sectors(op: Op) -> List[Op]:
    """A write as the disk sees it."""
    if op.kind != "write":
        return [op]
    pieces, at = [], 0
    while at < len(op.data):
        size = min(SECTOR - (op.offset + at) % SECTOR, len(op.data) - at)
        pieces.append(Op("write", op.path, op.offset + at, op.data[at : at + size]))
        at += size
    return pieces


def subsets(count: int, dice: random.Random, most: int) -> Iterator[Tuple[bool, ...]]:
    """All there are, where they are few; else none, all, and a sample."""
    if 2**count <= most:
        yield from itertools.product((False, True), repeat=count)
        return
    yield (False,) * count
    yield (True,) * count
    for _ in range(max(0, most - 2)):
        chance = dice.random()
        yield tuple(dice.random() < chance for _ in range(count))


def valid_journal(path: str, file: Optional[File]) -> bool:
    """Whether it would be played back: it starts with its magic number (sqlite.org/fileformat2.html, 3.0)."""
    return path.endswith("-journal") and file is not None and (file.durable or b"")[:8] == JOURNAL_MAGIC


class Disk:
    def __init__(self, base: bytes):
        self.files: Dict[str, File] = {"state.db": File(base)}
        self.commits = 0

    def do(self, op: Op):
        """A commit is complete when the disk has a journal that says nothing: gone, or without its header."""
        file = self.files.setdefault(op.path, File(None))
        spoke = valid_journal(op.path, file)
        if op.kind == "delete":
            self.files.pop(op.path)
        elif op.kind == "sync":
            self.files[op.path] = File(file.now())
        else:
            file.pending += sectors(op)
        self.commits += spoke and not valid_journal(op.path, self.files.get(op.path))

    def states(self, dice: random.Random, most: int) -> Iterator[Dict[str, bytes]]:
        """What may be found after the power came back."""
        pending = [(name, op) for name, file in self.files.items() for op in file.pending]
        for chosen in subsets(len(pending), dice, most):
            found = {}
            for name, file in self.files.items():
                mine = [op for (owner, op), there in zip(pending, chosen) if owner == name and there]
                if file.durable is None and not mine and dice.random() < 0.5:
                    continue  # made, and the directory not yet synced
                found[name] = self.grown(file, mine, dice)
            yield found

    @staticmethod
    def grown(file: File, there: List[Op], dice: random.Random) -> bytes:
        image = with_all(file.durable or b"", there)
        holes = bytearray(image)
        if len(holes) > len(file.durable or b"") and dice.random() < 0.5:
            covered = {op.offset // SECTOR for op in there if op.kind == "write"}
            for at in range(len(file.durable or b"") // SECTOR + 1, len(holes) // SECTOR):
                if at not in covered:
                    holes[at * SECTOR : (at + 1) * SECTOR] = dice.randbytes(SECTOR)
        return bytes(holes)


def content_of(files: Dict[str, bytes], folder: pathlib.Path) -> str:
    """A digest of every row, after SQLite has put back what was cut off; or what is wrong."""
    for old in folder.iterdir():
        old.unlink()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    connection = sqlite3.connect(folder / "state.db")
    try:
        problem = connection.execute("PRAGMA integrity_check").fetchone()[0]
        if problem != "ok":
            return f"not whole: {problem}"
        return hashlib.sha256("\n".join(connection.iterdump()).encode()).hexdigest()
    except sqlite3.DatabaseError as error:
        return f"unreadable: {error}"
    finally:
        connection.close()


def recorded(verb: str, shape: str) -> Tuple[bytes, List[Op]]:
    """The store before a run, and what the run did to its files."""
    box = Sandbox(Stack(verb, shape))
    try:
        box.well(True)
        first = box.apply(1)
        assert first.code == 0, first.text()
        base = (box.state / "private/state.db").read_bytes()
        trace = box.top / "trace"
        second = box.apply(2, extra={"TRIMTAB_STORE_TRACE": str(trace)})
        assert second.code == 0, second.text()
        return base, [parsed(line) for line in trace.read_text().splitlines()]
    finally:
        box.destroy()
        box.close()


def contents_by_commit(base: bytes, ops: List[Op], folder: pathlib.Path) -> List[str]:
    disk = Disk(base)
    contents = [content_of({"state.db": base}, folder)]
    for op in ops:
        before = disk.commits
        disk.do(op)
        if disk.commits > before:
            contents.append(content_of({"state.db": disk.files["state.db"].now()}, folder))
    return contents


def check(base: bytes, ops: List[Op], dice: random.Random, most: int) -> Tuple[int, int, List[str]]:
    """How many commits there were, how many states were tried, and what was wrong with them."""
    place = "/dev/shm" if pathlib.Path("/dev/shm").is_dir() else None
    with tempfile.TemporaryDirectory(prefix="trimtab-power-", dir=place) as name:
        folder = pathlib.Path(name)
        contents = contents_by_commit(base, ops, folder)
        each = max(1, most // (len(ops) + 1))
        disk, tried, problems = Disk(base), 0, []
        for number, op in enumerate([None, *ops]):
            if op is not None:
                disk.do(op)
            for state in disk.states(dice, each):
                tried += 1
                found = content_of(state, folder)
                if found not in contents[disk.commits : disk.commits + 2]:
                    older = found in contents
                    what = "an older commit" if older else found[:60]
                    problems.append(f"after write {number} ({disk.commits} commits acknowledged): {what}")
        return disk.commits, tried, problems


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--states", type=int, default=20000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    started = time.monotonic()
    runs = [("update", "chain"), ("delete", "diamond"), ("replace", "fan")]
    total, failed = 0, 0
    for verb, shape in runs:
        base, ops = recorded(verb, shape)
        commits, tried, problems = check(base, ops, random.Random(options.seed), options.states // len(runs))
        print(f"{verb} {shape}: {len(ops)} writes, {commits} commits, {tried} states, {len(problems)} wrong")
        for problem in problems[:10]:
            print(f"FAIL {problem}\n     again: tests/torture/run power_loss.py --states {options.states} --seed {options.seed}")
        total, failed = total + tried, failed + len(problems)
    print(f"power loss: {total} states, {failed} wrong, {time.monotonic() - started:.0f} s")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
