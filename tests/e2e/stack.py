"""A stack of this machine under a state directory of its own, as the tests of whole stacks drive it: by the program
that users run, seen through what users see."""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

CACHE = pathlib.Path(os.environ.get("TRIMTAB_DEPS", pathlib.Path.home() / ".cache/trimtab/deps")).parent / "uv"


def missing_programs(*needed):
    path = os.environ["PATH"] + ":/usr/sbin:/sbin"
    return [program for program in needed if not shutil.which(program, path=path)]


def until(condition, seconds, what):
    """The first true value of `condition`; fails with `what` when there is none in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if value := condition():
            return value
        time.sleep(0.05)
    raise AssertionError(f"not within {seconds} s: {what() if callable(what) else what}")


class Stack:
    """A spec under a name and a state directory of its own. `sets` hold for every command."""

    def __init__(self, trimtab, spec, name, *sets, options=()):
        self.trimtab, self.options = trimtab, list(options)
        self.top = pathlib.Path(tempfile.mkdtemp(prefix="trimtab-e2e-", dir="/var/tmp"))
        self.top.chmod(0o711)
        # The accounts of components read DAGs beside the spec, and a checkout may lie where only its owner may look.
        shutil.copytree(pathlib.Path(spec).parent, self.top / "specs")
        subprocess.run(["chmod", "-R", "a+rX", self.top / "specs"], check=True)
        self.spec = self.top / "specs" / pathlib.Path(spec).name
        self.state = self.top / "state"
        self.sets = [f"metadata.name={name}", f"spec.target.local.stateDir={self.state}", *sets]
        self.said = []  # by every command

    def arguments(self, command, *more, sets=()):
        words = [self.trimtab, command, "-f", self.spec, *self.options]
        for one in [*self.sets, *sets]:
            words += ["--set", one]
        return words + list(more)

    def run(self, command, *more, sets=()):
        done = subprocess.run(self.arguments(command, *more, sets=sets), capture_output=True, text=True, timeout=600)
        self.said.append(done.stdout + done.stderr)
        return done

    def remove(self):
        """Whatever state a test left it in. What cannot be removed stays, because it is the evidence."""
        if not self.state.exists():
            shutil.rmtree(self.top)
            return
        result = self.run("destroy", "--yes", "--delete-volumes", "--delete-protected")
        if result.returncode != 0 or self.processes():
            raise AssertionError(f"left over: {self.processes()}\n{result.stdout}{result.stderr}")
        shutil.rmtree(self.top)

    def services(self):
        """Service and process number of everything that is supervised."""
        pids = {}
        for service in sorted((self.state / "supervise/scan").iterdir()):
            if not (service / "supervise").is_dir():
                continue
            said = subprocess.run(["s6-svstat", "-o", "pid", str(service)], capture_output=True, text=True, check=True)
            pids[service.name] = int(said.stdout)
        return pids

    def processes(self):
        """Every process that works in the state directory or was started with a path in it."""
        found = []
        for process, command in command_lines():
            try:
                directory = os.readlink(f"/proc/{process}/cwd")
            except OSError:
                continue
            if str(self.state) in command or directory.startswith(str(self.state)):
                found.append(f"{process} {command[:120]}")
        return found

    def secret_values(self):
        """What the files of secrets hold."""
        values = set()
        for file in (self.state / "run").rglob("*"):
            if file.is_file() and file.stat().st_size >= 16:
                values.add(file.read_text(encoding="utf-8").strip())
        return values


def command_lines():
    """Process number and command line of every other process."""
    for process in pathlib.Path("/proc").iterdir():
        if not process.name.isdigit() or int(process.name) == os.getpid():
            continue
        try:
            command = (process / "cmdline").read_bytes()
        except OSError:
            continue
        yield process.name, command.replace(b"\0", b" ").decode(errors="replace")


class StackTest(unittest.TestCase):
    """Tests that run in order on one stack; each is one sentence about what a user sees."""

    stack = None

    @classmethod
    def tearDownClass(cls):
        if cls.stack is not None:
            cls.stack.remove()

    def expect(self, result, code, *texts):
        output = result.stdout + result.stderr
        self.assertEqual(result.returncode, code, output)
        for text in texts:
            self.assertIn(text, output)
        return output

    def expect_no_secret_in_a_command_line(self):
        values = self.stack.secret_values()
        self.assertTrue(values)
        for process, command in command_lines():
            for value in values:
                self.assertNotIn(value, command, f"process {process}")

    def expect_gone(self):
        self.expect(self.stack.run("destroy", "--yes", "--delete-volumes"), 0)
        self.assertEqual(self.stack.processes(), [])
        self.assertFalse(self.stack.state.exists(), list(self.stack.top.rglob("*"))[:20])


def main(*needed, tests=(), root=False):
    """Runs the calling file's tests, or those named, or says why not and exits as skipped."""
    lacking = missing_programs("s6-svscan", *needed)
    if lacking or (root and os.geteuid() != 0):
        print(f"skipped: not installed: {', '.join(lacking)}" if lacking else "skipped: needs root")
        sys.exit(77)
    CACHE.mkdir(parents=True, exist_ok=True)
    unittest.main(module="__main__", argv=[sys.argv[0], "-v", "--failfast", *tests])
