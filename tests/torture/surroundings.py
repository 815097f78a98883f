#!/usr/bin/env python3
"""What the machine around the engine can do to it: surroundings.py [--starts N] [NAME…].

  two-engines   N starts at random offsets on one stack: no two at work at a time, none forgets what another did
  full-disk     a small disk for the stack, of many sizes: a clear error, and all is well when there is room again
  filled-disk   a task that uses the disk up itself: it has ended, and is not run again
  read-only     a disk that cannot be written: nothing is done, and it is said
  descriptors   few open files allowed: it works, or says why not

The three disks are file systems of their own; to mount them takes root, elsewhere they are skipped with a notice.
"""

import argparse
import contextlib
import dataclasses
import os
import random
import signal
import subprocess
import sys
import time
from typing import Iterator, List

import checker
from engine import Said, Sandbox
from world import Node, Stack

MOUNTED = "TRIMTAB_TORTURE_MOUNTS"  # set in the mount namespace


def settled(box: Sandbox, repeats: bool = False, generations=(1, 2)) -> Iterator[str]:
    """A plain apply, the invariants, and nothing left of it."""
    said = box.apply(2)
    if said.code != 0:
        yield f"plain apply: {said.text()[-400:]}"
    yield from checker.at_rest(box, 2)
    yield from checker.effects(box, list(generations), repeats)
    third = box.apply(2)
    if "Nothing to do" not in third.out:
        yield f"third apply: {third.text()[-400:]}"
    destroyed = box.destroy()
    if destroyed.code != 0:
        yield f"destroy: {destroyed.text()[-400:]}"
    yield from checker.nothing_left(box)


def two_engines(starts: int) -> Iterator[str]:
    dice = random.Random(7)
    box = Sandbox(Stack("update", "diamond"))
    try:
        box.apply(1)
        intervals, refused, running = [], 0, []
        for number in range(starts):
            words = ("apply", "-f", box.spec(1 + number % 2), "--yes", "-o", "json")
            running.append(box.start(*words))
            time.sleep(dice.uniform(0, 0.03))  # the offsets are what is tried here
            while len(running) >= 4 or (number + 1 == starts and running):
                said = running.pop(0).said()
                refused += said.code == 7
                if said.code not in (0, 7):
                    yield f"start {number}: {said.text()[-400:]}"
                intervals += at_work(said)
        intervals.sort()
        for (begun, ended, run), (next_begun, _, next_run) in zip(intervals, intervals[1:]):
            if next_begun < ended:
                yield f"run {next_run} began {ended - next_begun} ms before run {run} had ended"
        runs = [run for _, _, run in intervals]
        if len(set(runs)) != len(runs):
            yield "two engines had the same run"
        print(f"  two-engines: {starts} starts, {len(runs)} runs, {refused} refused")
        yield from (f"{one}" for one in settled(box, repeats=True))
    finally:
        box.close()


def at_work(said: Said) -> List[tuple]:
    """When the engine said that its run began and ended."""
    begun = {event["run"]: event["at_ms"] for event in said.events() if event["event"] == "run_started"}
    ended = {event["run"]: event["at_ms"] for event in said.events() if event["event"] == "run_ended"}
    return [(begun[run], ended[run], run) for run in begun if run in ended]


@contextlib.contextmanager
def on_a_disk_of_its_own(stack: Stack) -> Iterator[Sandbox]:
    """Of 8 MiB, until it is mounted anew."""
    box = Sandbox(stack)
    try:
        box.state.mkdir(mode=0o711)
        command = ["mount", "-t", "tmpfs", "-o", "size=8m,mode=0711", "trimtab-torture", str(box.state)]
        subprocess.run(command, check=True)
        yield box
    finally:
        subprocess.run(["umount", "-l", str(box.state)], check=False)
        box.close()


def remount(box: Sandbox, options: str):
    subprocess.run(["mount", "-o", f"remount,{options}", str(box.state)], check=True)


def eventually(true):
    deadline = time.monotonic() + 60
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def after_mount(box: Sandbox) -> Iterator[str]:
    """The last step of a destroy, removing the directory itself, is not possible for a mount."""
    yield from (one for one in settled(box) if not one.startswith(("destroy:", "I8 after destroy: [")))


def full_disk(_starts: int) -> Iterator[str]:
    hurt = 0
    for size in range(48, 208, 8):
        with on_a_disk_of_its_own(Stack("update", "diamond")) as box:
            said = box.apply(1)
            if said.code != 0:
                yield f"{size} KiB: apply before: {said.text()[-400:]}"
            used = os.statvfs(box.state)
            inside = (used.f_blocks - used.f_bfree) * used.f_frsize
            remount(box, f"size={inside + (size - 48) * 1024 // 2}")
            for _ in range(3):  # not to be taken for a desired state that cannot be reached
                said = box.apply(2)
            hurt += said.code != 0
            if said.code != 0:
                yield from (f"{size} KiB: {one}" for one in checker.message(said))
            yield from (f"{size} KiB: {one}" for one in checker.after_fault(box, said))
            remount(box, "size=8m")
            yield from (f"{size} KiB: {one}" for one in after_mount(box))
    print(f"  full-disk: 20 sizes, {hurt} of them too small")


@dataclasses.dataclass(frozen=True)
class Filling(Stack):
    """Its last command has its effect, and then takes what room there is."""

    def component(self, node: Node, generation: int, open_directory: str) -> dict:
        one = super().component(node, generation, open_directory)
        if node.name == "n4":
            one["spec"]["run"][2] += "; cat /dev/zero > fill; true"
        return one


def filled_disk(_starts: int) -> Iterator[str]:
    with on_a_disk_of_its_own(Filling("create", "chain")) as box:
        said = box.apply(2)
        if said.code != 0:
            yield from checker.message(said)
        free = os.statvfs(box.state).f_bavail
        if free > 32:
            yield f"the disk was not filled: {free} blocks are free, {said.text()[-400:]}"
        remount(box, "size=64m")
        yield from after_mount(box)


def read_only(_starts: int) -> Iterator[str]:
    with on_a_disk_of_its_own(Stack("update", "diamond")) as box:
        box.apply(1)
        box.kill()  # the supervisor, whose log keeps the disk from becoming read-only
        eventually(lambda: not box.processes())
        remount(box, "ro")
        before = checker.Stored(checker.store_of(box)).as_text()
        said = box.apply(2)
        if said.code not in (9, 11):
            yield f"read-only: {said.text()[-400:]}"
        yield from checker.message(said)
        if box.effects() != box.stack.effects(1):
            yield "read-only: effects were had"
        remount(box, "rw")
        if checker.Stored(checker.store_of(box)).as_text() != before:
            yield "read-only: the state changed"
        yield from after_mount(box)


def descriptors(_starts: int) -> Iterator[str]:
    outcomes = {}
    for limit in (8, 12, 16, 20, 24, 28, 32, 40, 48, 64):
        box = Sandbox(Stack("update", "fan"))
        try:
            box.apply(1)
            said = limited(box, limit)
            outcomes[limit] = said.code
            if said.code != 0 and said.code != 127:
                yield from (f"{limit} descriptors: {one}" for one in checker.message(said))
            yield from (f"{limit} descriptors: {one}" for one in checker.after_fault(box, said))
            yield from (f"{limit} descriptors: {one}" for one in settled(box))
        finally:
            box.close()
    print(f"  descriptors: exit status by limit {outcomes}")


def limited(box: Sandbox, limit: int) -> Said:
    through = ("sh", "-c", f'ulimit -n {limit} && exec "$@"', "sh")
    return box.start("apply", "-f", box.spec(2), "--yes", "-o", "json", through=through).said()


NAMES = {
    "two-engines": two_engines,
    "full-disk": full_disk,
    "filled-disk": filled_disk,
    "read-only": read_only,
    "descriptors": descriptors,
}
MOUNTING = ("full-disk", "filled-disk", "read-only")


def can_mount() -> bool:
    return os.geteuid() == 0 and subprocess.run(["unshare", "-m", "true"], check=False).returncode == 0


def run(name: str, starts: int) -> int:
    if name in MOUNTING and not os.environ.get(MOUNTED):
        if not can_mount():
            print(f"  {name}: skipped, it takes root to mount a file system of its own")
            return 0
        command = ["unshare", "-m", "--propagation", "private", sys.executable, __file__, "--starts", str(starts), name]
        return subprocess.run(command, env={**os.environ, MOUNTED: "1"}, check=False).returncode
    started = time.monotonic()
    problems = list(NAMES[name](starts))
    for problem in problems:
        print(f"FAIL {name}: {problem}\n     again: tests/torture/run surroundings.py --starts {starts} {name}", flush=True)
    print(f"{name}: {len(problems)} failed, {time.monotonic() - started:.0f} s", flush=True)
    return 1 if problems else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--starts", type=int, default=100)
    parser.add_argument("names", nargs="*", default=list(NAMES), metavar="NAME")
    options = parser.parse_args()
    return max(run(name, options.starts) for name in options.names)


if __name__ == "__main__":
    sys.exit(main())
