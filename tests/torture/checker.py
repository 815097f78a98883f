"""The invariants, looked for by something that shares no code with the engine.

I1 every acknowledged operation is in the state          I5 the database is whole, every seal fits
I2 nothing is there twice, no effect was had twice       I6 a message names step, object and next command
I3 nothing is there without an owner or a live intent    I7 no secret's value is where it does not belong
I4 a second apply reaches the spec, a third does nothing I8 no process, lock or temporary file is left
"""

import contextlib
import pathlib
from typing import Iterator, List, Set

from engine import Said, Sandbox
from stored import Stored
from world import CANARY

OPEN = {"intended", "failed", "undo_failed"}


def store_of(box: Sandbox) -> pathlib.Path:
    return box.state / "private/state.db"


def world_ids(box: Sandbox) -> Set[str]:
    """The ids of what lies in the state directory, by the layout in docs/architecture.md."""
    found = set()
    for path in box.state.glob("config/*/*/*"):
        component, name, file = path.relative_to(box.state / "config").parts
        if not file.startswith(".trimtab-"):
            found.add(f"{component}/config/{name}")  # of one file each, here
    for top, kind in (("tasks", "task"), ("run", "secret"), ("data", "volume"), ("trees", "tree")):
        for path in box.state.glob(f"{top}/*/*"):
            if any(path.iterdir()):
                found.add(f"{path.parent.name}/{kind}/{path.name}")
    for path in box.state.glob("supervise/svc/*"):
        component, name = path.name.split(".")[:2]
        found.add(f"{component}/workload/{name}")
    return found


def after_fault(box: Sandbox, said: Said) -> Iterator[str]:
    """What must hold right after the engine was killed or gave up, before anybody looks."""
    stored = Stored(store_of(box))
    yield from (f"I5 {problem}" for problem in stored.problems)
    if not stored.there and box.stack.verb == "destroy":
        return  # it was destroyed, with the memory of it
    yield from unknown_acknowledged(stored, said)
    owned = set(stored.inventory())
    owned |= {one["id"] for one in stored.operations(stored.newest_run()) if one["status"] in OPEN}
    for stranger in sorted(world_ids(box) - owned):
        yield f"I3 {stranger} is there, and neither in the inventory nor intended"
    yield from told_secrets(box, said)


def unknown_acknowledged(stored: Stored, said: Said) -> Iterator[str]:
    settled = {
        (one["id"], one["step"], one["undoing"] != 0)
        for one in stored.operations(stored.newest_run())
        if one["status"] != "intended"
    }
    for event in said.events():
        if event["event"] in ("change_done", "change_undone"):
            if (event["id"], event["step"], event["event"] == "change_undone") not in settled:
                yield f"I1 {event['id']} was said to be done, the state does not know"
        if event["event"] == "run_ended" and event.get("text") == "converged":
            if not any(row["run"] == event["run"] and row["result"] == "converged" for row in stored.rows["runs"]):
                yield f"I1 run {event['run']} was said to have converged"


def told_secrets(box: Sandbox, said: Said) -> Iterator[str]:
    if CANARY in said.text():
        yield "I7 a secret's value is in the output"
    for path in sorted(box.state.rglob("*")):
        below = path.relative_to(box.state).parts
        if below[0] == "run" or not path.is_file() or path.is_symlink():
            continue
        with contextlib.suppress(FileNotFoundError):  # a command that outlived its engine tidies up meanwhile
            if CANARY.encode() in path.read_bytes():
                yield f"I7 a secret's value is in {path.relative_to(box.state)}"


def message(said: Said) -> Iterator[str]:
    """A command that failed says what, and what to do next."""
    text = said.err
    consequences = ("next:", "resumed", "continues", "again", "nothing was changed")
    if "error[E" not in text:
        yield f"I6 no error is told: {text.strip()[-300:]!r}"
    elif not any(word in text for word in consequences):
        yield f"I6 nothing is said about what to do: {text.strip()[-300:]!r}"


def at_rest(box: Sandbox, generation: int) -> Iterator[str]:
    """What must hold when an apply says that it has reached the spec."""
    stored = Stored(store_of(box))
    yield from (f"I5 {problem}" for problem in stored.problems)
    if any(row["result"] == "" for row in stored.rows["runs"]):
        yield "I5 a run is open"
    world, inventory = world_ids(box), set(stored.inventory())
    yield from (f"I3 {one} is there without an owner" for one in sorted(world - inventory))
    yield from (f"I1 {one} is recorded and not there" for one in sorted(inventory - world))
    yield from contents(box, generation)
    yield from left_files(box)
    yield from running(box, generation)


def contents(box: Sandbox, generation: int) -> Iterator[str]:
    for node in box.stack.members(generation).values():
        value = box.stack.value(node, generation)
        kind = node.kinds[generation - 1]
        if kind in ("file", "secret"):
            path = box.state / f"config/{node.name}/file/file"
            found = path.read_text() if path.exists() else "nothing"
            if found != value + "\n":
                yield f"I4 {node.name} is {found!r}, not {value!r}"
        if kind == "secret":
            wanted = f"{CANARY}{value.split()[1]}"
            current = sorted((box.state / f"run/{node.name}/beside").glob("v*/value"))
            if wanted not in [one.read_text() for one in current]:
                yield f"I4 the secret of {node.name} is not that of generation {generation}"


def left_files(box: Sandbox) -> Iterator[str]:
    for path in sorted(box.state.rglob("*")):
        name = path.name
        if name.startswith(".trimtab-") or name.endswith((".new", "-journal")):
            yield f"I8 left behind: {path.relative_to(box.state)}"


def running(box: Sandbox, generation: int) -> Iterator[str]:
    """One process for each service, and those that supervise."""
    services = {
        f"sleep 1000{box.stack.value(node, generation).split()[1]}": node.name
        for node in box.stack.members(generation).values()
        if node.kinds[generation - 1] == "daemon"
    }
    commands: List[str] = list(box.processes().values())
    for service, name in services.items():
        if commands.count(service) != 1:
            yield f"I2 {name} runs {commands.count(service)} times"
    for command in commands:
        program = pathlib.Path(command.split(" ")[0]).name
        if command not in services and not program.startswith("s6-"):
            yield f"I8 a process is left: {command}"


def effects(box: Sandbox, generations: List[int], repeats: bool) -> Iterator[str]:
    """Each command's line once; where a rollback came between, a command may have run again."""
    wanted = sorted(line for generation in generations for line in box.stack.effects(generation))
    had = box.effects()
    for line in sorted(set(had)):
        if had.count(line) > wanted.count(line) and not repeats:
            yield f"I2 the effect {line!r} was had {had.count(line)} times"
    for line in sorted(set(wanted)):
        if line not in had:
            yield f"I4 the effect {line!r} was never had"


def nothing_left(box: Sandbox) -> Iterator[str]:
    if box.state.exists():
        yield f"I8 after destroy: {sorted(str(path.relative_to(box.state)) for path in box.state.rglob('*'))[:5]}"
    for command in box.processes().values():
        yield f"I8 after destroy a process is left: {command}"
