"""A directory of one's own, the real program in it, and what it said in a form that is the same on every machine.

TRIMTAB names the program, TRIMTAB_FIXTURES the folder of the plugin for tests ("files").
"""

import os
import pathlib
import re
import shlex
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

TRIMTAB = os.environ["TRIMTAB"]
FIXTURES = os.environ["TRIMTAB_FIXTURES"]
ROOT = pathlib.Path(__file__).resolve().parents[2]
PATIENCE = 60  # seconds, of a machine that does something else too

# What differs from run to run, and what it becomes.
VARYING = [
    (re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"), "DATE"),
    (re.compile(r"(on local) \([^)]*\)"), r"\1"),
    (re.compile(r" +(\d+m )?\d+(\.\d)? (s|ms)\b"), " TIME"),
    (re.compile(r"\bpid \d+"), "pid PID"),
    (re.compile(r"\b[0-9a-f]{32,}\b"), "HEX"),
    (re.compile(r"(kinds at hand:) .*"), r"\1 KINDS"),
]


class Said:
    """What one command printed, as it would stand on a screen, and its exit status."""

    def __init__(self, code, text):
        self.code = code
        self.text = text

    def __str__(self):
        return f"{self.text}exit {self.code}\n"


class Sandbox:
    """A state directory, specs and files; everything is gone after close()."""

    def __init__(self):
        self.top = pathlib.Path(tempfile.mkdtemp(prefix="trimtab-cli-", dir="/var/tmp"))
        self.top.chmod(0o711)
        # Accounts follow from a stack's name; two tests at a time must not want the same.
        self.name = "demo-" + os.urandom(4).hex()
        self.state = self.top / "state"
        self.open = self.top / "open"  # where the commands of a stack, which may run as another user, can write
        self.open.mkdir()
        self.open.chmod(0o777)
        self.environment = {
            "PATH": os.environ["PATH"] + ":/usr/sbin:/sbin",
            "HOME": str(self.top),
            "TRIMTAB_PLUGIN_PATH": FIXTURES,
        }
        self.variables = {}

    def write(self, name, text):
        path = self.top / name
        path.write_text(text, encoding="utf-8")
        return name

    def stack(self, components, file="demo.yaml"):
        """Writes the spec of the stack, which tests call demo: `components` are lines of YAML, OPEN is the writable
        directory."""
        lines = "".join(f"    {line}\n" for line in components.strip().replace("OPEN", str(self.open)).splitlines())
        return self.write(
            file,
            f"apiVersion: trimtab.dev/v1\nkind: Stack\nmetadata: {{name: {self.name}}}\nspec:\n"
            f"  target: {{local: {{stateDir: {self.state}}}}}\n  components:\n{lines}",
        )

    def start(self, *words, **how):
        """The program, started and not waited for."""
        words = [self.name if word == "demo" else word for word in words]
        return subprocess.Popen([TRIMTAB, *words], cwd=self.top, env={**self.environment, **self.variables}, **how)

    def run(self, *words, text=None, separate=False):
        """Runs the program to its end; `separate`: standard output alone."""
        process = self.start(
            *words,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL if separate else subprocess.STDOUT,
            text=True,
        )
        out, _ = process.communicate(text, timeout=PATIENCE)
        return Said(process.returncode, out if separate else self.tidy(out))

    def tidy(self, text):
        text = text.replace(str(self.top), "TOP").replace(self.name, "demo")
        for pattern, word in VARYING:
            text = pattern.sub(word, text)
        return text

    def processes(self):
        """Every process that works in this directory or was started with a path in it, but not this test."""
        found = {}
        for process in pathlib.Path("/proc").iterdir():
            if not process.name.isdigit() or int(process.name) == os.getpid():
                continue
            try:
                command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
                directory = os.readlink(process / "cwd")
            except OSError:
                continue
            if str(self.top) in command or directory.startswith(str(self.top)):
                found[int(process.name)] = command
        return found

    def close(self):
        if self.state.exists():
            words = ("--yes", "--delete-volumes", "--delete-protected", "--allow-delete", "100000")
            self.run("destroy", "--stack", "demo", "--state-dir", str(self.state), *words)
        for pid in self.processes():
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        shutil.rmtree(self.top, ignore_errors=True)


class CliTest(unittest.TestCase):
    """A test with a sandbox of its own."""

    maxDiff = None

    def setUp(self):
        self.box = Sandbox()
        self.addCleanup(self.box.close)

    def says(self, line, expected, text=None):
        """`line` is a command as a user types it; `expected` all it says and "exit N"."""
        said = self.box.run(*shlex.split(line), text=text)
        self.assertEqual(str(said), expected)

    def holds(self, line, code, *parts, text=None):
        """The same where only parts of what it says matter; the whole text comes back."""
        said = self.box.run(*shlex.split(line), text=text)
        self.assertEqual(said.code, code, said.text)
        for part in parts:
            self.assertIn(part, said.text)
        return said.text

    def eventually(self, true, what):
        deadline = time.monotonic() + PATIENCE
        while not true():
            self.assertLess(time.monotonic(), deadline, what)
            time.sleep(0.02)
