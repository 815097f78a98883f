"""The real program in a directory of its own.

TRIMTAB names the program with failpoints, TRIMTAB_FIXTURES the folder of the plugin for tests ("files").
"""

import dataclasses
import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
from typing import Dict, List, Optional, Sequence

from world import CANARY, Stack

PROGRAM = os.environ.get("TRIMTAB", "")
FIXTURES = os.environ.get("TRIMTAB_FIXTURES", "")
PATIENCE = 120  # seconds; a machine that does something else too
LIMITS = ("--allow-delete", "100000", "--delete-volumes", "--delete-protected")


@dataclasses.dataclass
class Said:
    """One command that has ended: its exit status, negative for a signal, and what it wrote."""

    code: int
    out: str
    err: str

    def events(self) -> List[dict]:
        return [json.loads(line) for line in self.out.splitlines() if line.startswith('{"') and line.endswith("}")]

    def text(self) -> str:
        return f"exit {self.code}\n{self.out}{self.err}"


class Process(subprocess.Popen):
    """A command that writes into files: into a pipe that nobody reads it would stand still before its failpoint."""

    def __init__(self, words: Sequence[str], **how):
        self.written = tempfile.TemporaryFile(), tempfile.TemporaryFile()
        super().__init__(words, stdin=subprocess.DEVNULL, stdout=self.written[0], stderr=self.written[1], **how)

    def said(self) -> Said:
        """Waits for its end."""
        late = ""
        try:
            self.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            self.kill()
            self.wait()
            late = f"\nit did not end in {PATIENCE} s"
        out, err = map(self.text_of, self.written)
        return Said(self.returncode, out, err + late)

    @staticmethod
    def text_of(file) -> str:
        with file:
            file.seek(0)
            return file.read().decode(errors="replace")


class Sandbox:
    def __init__(self, stack: Stack):
        self.stack = stack
        self.top = pathlib.Path(tempfile.mkdtemp(prefix="trimtab-torture-", dir=os.environ.get("TRIMTAB_SANDBOX", "/var/tmp")))
        self.top.chmod(0o711)
        self.name = "t" + os.urandom(5).hex()  # accounts follow from it: two sandboxes must not want the same
        self.state = self.top / "state"
        self.open = self.top / "open"
        self.open.mkdir()
        self.open.chmod(0o777)
        (self.open / "effects").touch()
        (self.open / "effects").chmod(0o666)
        for generation in (1, 2):
            (self.open / f"secret-{generation}").write_text(f"{CANARY}{generation}")
        self.hits = self.top / "hits"

    def kill(self):
        """What runs in it."""
        for pid in self.processes():
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass

    def close(self):
        self.kill()
        shutil.rmtree(self.top, ignore_errors=True)

    def spec(self, generation: int) -> str:
        path = self.top / f"generation-{generation}.yaml"
        if not path.exists():
            path.write_text(self.stack.spec(generation, str(self.state), str(self.open), self.name))
        return str(path)

    def apply(self, generation: int, **how) -> Said:
        return self.run("apply", "-f", self.spec(generation), "--yes", *LIMITS, **how)

    def destroy(self, **how) -> Said:
        return self.run("destroy", "--stack", self.name, "--state-dir", str(self.state), "--yes", *LIMITS, **how)

    def well(self, is_well: bool):
        """Whether the last command of a stack that can fail succeeds."""
        if is_well:
            (self.open / "well").touch()
        else:
            (self.open / "well").unlink(missing_ok=True)

    def start(
        self, *words: str, points: str = "", extra: Optional[Dict[str, str]] = None, through: Sequence[str] = ()
    ) -> Process:
        """The program with failpoints and further variables, behind the command `through`."""
        environment = {
            "PATH": os.environ["PATH"] + ":/usr/sbin:/sbin",
            "HOME": str(self.top),
            "TRIMTAB_PLUGIN_PATH": FIXTURES,
            **(extra or {}),
        }
        if points:
            environment["TRIMTAB_FAILPOINTS"] = f"log={self.hits};{points}"
        return Process([*through, PROGRAM, *words], cwd=self.top, env=environment)

    def run(self, *words: str, **how) -> Said:
        return self.start(*words, **how).said()

    def reached(self) -> Dict[str, int]:
        """How often each point was reached in the commands that were run with points."""
        counts: Dict[str, int] = {}
        if self.hits.exists():
            for line in self.hits.read_text().splitlines():
                counts[line] = counts.get(line, 0) + 1
        return counts

    def effects(self) -> List[str]:
        return sorted((self.open / "effects").read_text().splitlines())

    def processes(self) -> Dict[int, str]:
        """What was started with a path in this directory or works in it, but not this program."""
        found = {}
        mark = str(self.top)
        for process in pathlib.Path("/proc").iterdir():
            if not process.name.isdigit() or int(process.name) == os.getpid():
                continue
            try:
                command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
                directory = os.readlink(process / "cwd")
                variables = (process / "environ").read_bytes().decode(errors="replace")
            except OSError:
                continue
            if mark in command or directory.startswith(mark) or f"TRIMTAB_UNIT={mark}" in variables:
                found[int(process.name)] = command
        return found
