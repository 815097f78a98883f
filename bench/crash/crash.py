#!/usr/bin/env python3
"""kill -9 at a random instant of an apply, then one plain apply: crash.py [--kills N] [--objects N] [--only NAME].

Both tools make the same objects, each with one side effect: a line appended to one file. The instant is uniform over
the time that an undisturbed apply takes here. Terraform is measured where it is installed, with what it brings along:
terraform_data and local-exec, local state.
"""

import argparse
import json
import pathlib
import random
import shutil
import signal
import sqlite3
import statistics
import subprocess
import sys
import time
from typing import List, Optional, Set

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from this_machine import described  # noqa: E402  (its folder is known only now)
from trial import TerraformTrial, TrimtabTrial, is_installed  # noqa: E402

PATIENCE = 300


class Killed:
    """What is looked at of either tool: the file that every object appends its line to."""

    def __init__(self, objects: int):
        super().__init__(objects)
        self.open = self.top / "open"
        self.open.mkdir()
        self.open.chmod(0o777)
        self.effects = self.open / "effects"
        self.effects.touch()
        self.effects.chmod(0o666)

    def made(self) -> List[str]:
        return self.effects.read_text().split()

    def start(self) -> subprocess.Popen:
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        return subprocess.Popen(self.apply(), cwd=self.top, env=self.environment(), **quiet)

    def settle(self):
        """Until what the killed program had started has ended: only then it is known what was made."""
        deadline, before = time.monotonic() + 20, None
        while time.monotonic() < deadline:
            now = len(self.made())
            if now == before and not self.busy():
                return
            before = now
            time.sleep(0.05)

    def busy(self) -> bool:
        for process in pathlib.Path("/proc").iterdir():
            try:
                command = (process / "cmdline").read_bytes() if process.name.isdigit() else b""
            except OSError:
                continue
            if str(self.effects).encode() in command:
                return True
        return False


class Trimtab(Killed, TrimtabTrial):
    def __init__(self, objects: int):
        super().__init__(objects)
        components = {
            f"n{number}": {"kind": "command", "spec": {"run": ["/bin/sh", "-c", f"echo {number} >> {self.effects}"]}}
            for number in range(self.objects)
        }
        self.write(components)

    def known(self) -> Optional[Set[str]]:
        """Objects that the state has: recorded, or intended and not yet recorded. Read from a copy."""
        database = self.state / "private/state.db"
        if not database.exists():
            return set()
        copy = self.top / "copy.db"
        for suffix in ("", "-journal"):
            pathlib.Path(f"{copy}{suffix}").unlink(missing_ok=True)
            if pathlib.Path(f"{database}{suffix}").exists():
                shutil.copyfile(f"{database}{suffix}", f"{copy}{suffix}")
        connection = sqlite3.connect(copy)
        try:
            if connection.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
                return None
            rows = connection.execute("SELECT id FROM objects UNION SELECT id FROM operations").fetchall()
            return {row[0].split("/")[0].removeprefix("n") for row in rows}
        except sqlite3.DatabaseError:
            return None
        finally:
            connection.close()

    def remove(self):
        self.run(*self.destroy(), check=False)
        super().remove()


class Terraform(Killed, TerraformTrial):
    def __init__(self, objects: int):
        super().__init__(objects)
        self.write(
            f'resource "terraform_data" "n" {{\n  count = {self.objects}\n  provisioner "local-exec" {{\n'
            f'    command = "echo ${{count.index}} >> {self.effects}"\n  }}\n}}\n'
        )

    def known(self) -> Optional[Set[str]]:
        state = self.top / "terraform.tfstate"
        if not state.exists():
            return set()
        try:
            resources = json.loads(state.read_text())["resources"]
        except (json.JSONDecodeError, KeyError):
            return None
        return {str(instance["index_key"]) for one in resources for instance in one["instances"]}


class Tally:
    def __init__(self, name: str, seconds: float):
        self.name, self.seconds = name, seconds
        self.kills = self.amid = self.made = self.unknown = self.losing = 0
        self.repeated = self.unreadable = self.missing = self.refused = 0

    def add(self, trial: Killed, killed: bool, made: List[str], known: Optional[Set[str]], refused: bool):
        self.kills += 1
        self.amid += killed
        self.made += len(made)
        lost = len(set(made) - (known or set()))
        self.unknown += lost
        self.losing += lost > 0
        self.unreadable += known is None
        after = trial.made()
        self.repeated += len(after) - len(set(after))
        self.missing += trial.objects - len(set(after))
        self.refused += refused

    def line(self) -> str:
        share = 100 * self.unknown / self.made if self.made else 0
        return (
            f"{self.name:<10} {self.seconds:>7.2f} {self.kills:>6} {self.amid:>9} {self.made:>8} {self.unknown:>8} {share:>5.1f}% "
            f"{self.losing:>7} {self.repeated:>9} {self.unreadable:>11} {self.refused:>8} {self.missing:>8}"
        )


HEADING = (
    f"{'tool':<10} {'apply s':>7} {'kills':>6} {'mid-apply':>9} {'made':>8} {'unknown':>8} {'':>6} {'in runs':>7} "
    f"{'repeated':>9} {'unreadable':>11} {'refused':>8} {'missing':>8}"
)
LEGEND = """\
made        effects had when the program was killed       repeated    effects had again by the plain apply after it
unknown     of their objects, those the state has not     unreadable  state files empty or broken after the kill
in runs     runs that lost some                           refused     plain applies that ended with an error
mid-apply   kills that came before the end of the apply   missing     effects that were never had"""


def undisturbed(tool, objects: int) -> float:
    took = []
    for _ in range(3):
        trial = tool(objects)
        started = time.monotonic()
        trial.start().wait(PATIENCE)
        took.append(time.monotonic() - started)
        if len(trial.made()) != objects:
            sys.exit(f"{tool.name}: an undisturbed apply made {len(trial.made())} of {objects} objects")
        trial.remove()
    return statistics.median(took)


def trial_of(tool, tally: Tally, objects: int, dice: random.Random):
    trial = tool(objects)
    process = trial.start()
    time.sleep(dice.uniform(0, tally.seconds))  # the instant is what is tried
    killed = process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.wait()
    known = trial.known()  # at once: what it left in flight may go on
    trial.settle()
    made = trial.made()
    refused = trial.start().wait(PATIENCE) != 0
    tally.add(trial, killed, made, known, refused)
    trial.remove()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--objects", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=("trimtab", "terraform"))
    options = parser.parse_args()
    tools = [tool for tool in (Trimtab, Terraform) if options.only in (None, tool.name)]
    if Terraform in tools and not is_installed(Terraform):
        print("terraform is not installed: its line is left out")
        tools.remove(Terraform)
    print(f"{described()}; {options.objects} objects, seed {options.seed}", flush=True)
    tallies = [Tally(tool.name, undisturbed(tool, options.objects)) for tool in tools]
    dice = random.Random(options.seed)
    for number in range(options.kills):  # in turns, so that both meet the same machine
        for tool, tally in zip(tools, tallies):
            trial_of(tool, tally, options.objects, dice)
        if sys.stderr.isatty():
            print(f"\r{number + 1} of {options.kills}", end="", file=sys.stderr)
    print("\n".join(["", HEADING, *(tally.line() for tally in tallies), "", LEGEND]))
    ours = next((tally for tally in tallies if tally.name == "trimtab"), None)
    return 1 if ours and (ours.unknown or ours.repeated or ours.unreadable or ours.refused or ours.missing) else 0


if __name__ == "__main__":
    sys.exit(main())
