#!/usr/bin/env python3
"""Programs that behave badly, each a service of one stack: programs.py [NAME…].

Those that come up are healthy, the others are told as what they are; those that only exit are given up after a few
starts; logs keep their size; and after destroy nothing of any is left.
"""

import argparse
import dataclasses
import json
import sys
import time
from typing import Dict, Iterator, Optional

import checker
from engine import Sandbox

MOST_STARTS = 10  # of one service, until it is given up


@dataclasses.dataclass(frozen=True)
class Program:
    """`body` is a shell script; READY is the file that says that it is ready."""

    body: str
    healthy: Optional[bool]  # absent: now and then
    exits: bool = False  # and is never ready, so it is given up


READY = ': > "$READY"; '
FOREVER = "while :; do sleep 1000; done"
PROGRAMS: Dict[str, Program] = {
    "exits-at-once": Program("exit 0", False, exits=True),
    "fails-at-once": Program("exit 1", False, exits=True),
    "dies-of-a-signal": Program("kill -SEGV $$", False, exits=True),
    "crash-loops": Program("sleep 0.3; exit 3", False, exits=True),
    "never-ready": Program(FOREVER, False),
    "stops-itself": Program("kill -STOP $$", False),
    "is-not-there": Program("exec /nonexistent/program", False, exits=True),
    "forks-away": Program("setsid sleep 1000 & exit 0", False, exits=True),
    "forks-away-twice": Program("( setsid setsid sleep 1000 & ) & exit 0", False, exits=True),
    "ready-then-dead": Program(READY + "sleep 0.2; rm $READY; exit 1", None),
    "speaks-in-tongues": Program("printf '\\033[2J\\342\\200\\256evil\\r\\a\\377\\n'; exit 1", False, exits=True),
    "ignores-term": Program("trap '' TERM INT HUP; " + READY + FOREVER, True),
    "children-ignore-term": Program(
        "for i in 1 2 3; do (trap '' TERM; exec setsid sleep 1000) & done; " + READY + FOREVER, True),
    "closes-its-log": Program("exec >&- 2>&- <&-; " + READY + FOREVER, True),
    "floods-its-log": Program("yes flood | head -c 30000000; " + READY + FOREVER, True),
    "floods-without-lines": Program("head -c 30000000 /dev/zero | tr '\\0' x; " + READY + FOREVER, True),
    "many-zombies": Program(
        "exec python3 -c 'import os,time\nfor _ in range(300):\n if os.fork() == 0: os._exit(0)\n"
        "open(os.environ[\"READY\"], \"w\").close()\ntime.sleep(1000)'", True),
    "much-memory": Program(
        "exec python3 -c 'import os,time\nheld = bytearray(400 << 20)\nopen(os.environ[\"READY\"], \"w\").close()\n"
        "time.sleep(1000)'", True),
    "closes-every-descriptor": Program(
        "exec python3 -c 'import os,time\nopen(os.environ[\"READY\"], \"w\").close()\nos.closerange(0, 4096)\n"
        "time.sleep(1000)'", True),
    "leaves-a-child-with-its-work": Program(
        "exec python3 -c 'import os,time\nif os.fork() == 0:\n os.setsid()\n time.sleep(1000)\n"
        "open(os.environ[\"READY\"], \"w\").close()\ntime.sleep(1000)'", True),
}


class Misbehaving:
    """A stack of them, in the place of the objects that are otherwise tortured."""

    def __init__(self, names):
        self.names = names

    def spec(self, _generation: int, state: str, open_directory: str, name: str) -> str:
        components = {one: self.daemon(one, open_directory) for one in self.names}
        return json.dumps({
            "apiVersion": "trimtab.dev/v1", "kind": "Stack", "metadata": {"name": name},
            "spec": {"target": {"local": {"stateDir": state}}, "components": components},
        })

    def daemon(self, name: str, open_directory: str) -> dict:
        ready = f"{open_directory}/ready-{name}"
        script = f'echo start >> {open_directory}/starts-{name}; READY={ready}; export READY; {PROGRAMS[name].body}'
        spec = {"command": ["/bin/sh", "-c", script], "ready": ["/usr/bin/test", "-e", ready], "startTimeout": "5s" if PROGRAMS[name].healthy is False else "30s"}
        return {"kind": "daemon", "spec": spec, "timeout": "60s"}


def starts(box: Sandbox, name: str) -> int:
    file = box.open / f"starts-{name}"
    return len(file.read_text().splitlines()) if file.exists() else 0


def health(box: Sandbox) -> dict:
    said = box.run("status", "--stack", box.name, "--state-dir", str(box.state), "--output", "json")
    try:
        return json.loads(said.out)["components"]
    except (ValueError, KeyError):
        return {"": said.text()}


def given_up(box: Sandbox, names) -> Iterator[str]:
    """What exits whenever it is started ends as failed, after a few starts."""
    exiting = [name for name in names if PROGRAMS[name].exits]
    deadline = time.monotonic() + 90
    known = health(box)
    while any(known.get(name, {}).get("state") != "failed" for name in exiting):
        if time.monotonic() > deadline:
            yield f"not given up: {known}"
            break
        time.sleep(0.5)
        known = health(box)
    for name in names:
        if starts(box, name) > MOST_STARTS:
            yield f"{name}: was started {starts(box, name)} times"


def told(box: Sandbox, names) -> Iterator[str]:
    known = health(box)
    for name in names:
        state = known.get(name, {}).get("state")
        if PROGRAMS[name].healthy is not None and (state == "healthy") != PROGRAMS[name].healthy:
            yield f"{name}: is told to be {known.get(name)}"


def trial(names) -> Iterator[str]:
    box = Sandbox(Misbehaving(names))
    try:
        said = box.apply(1)
        bad = [name for name in names if PROGRAMS[name].healthy is False]
        if (said.code != 0) != bool(bad):
            yield f"apply: {said.text()[-1500:]}"
        yield from checker.message(said) if bad else ()
        yield from told(box, names)
        yield from given_up(box, names)
        size = sum(file.stat().st_size for file in (box.state / "logs").rglob("*") if file.is_file())
        if size > 200 << 20:
            yield f"the logs take {size >> 20} MiB"
        for name in bad:
            if name not in said.err + said.out:
                yield f"{name}: the apply does not name it"
        destroyed = box.destroy()
        if destroyed.code != 0:
            yield f"destroy: {destroyed.text()[-600:]}"
        yield from checker.nothing_left(box)
    finally:
        box.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", default=list(PROGRAMS), metavar="NAME")
    names = parser.parse_args().names
    started = time.monotonic()
    problems = list(trial(names))
    for problem in problems:
        print(f"FAIL programs: {problem}\n     again: tests/torture/run programs.py {' '.join(names)}", flush=True)
    print(f"programs: {len(names)} tried, {len(problems)} failed, {time.monotonic() - started:.0f} s")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
