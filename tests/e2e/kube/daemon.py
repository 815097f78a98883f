"""A program in the background of a test cluster. It is known by its process number together with the moment it began,
so that no other process is ever met, not even by someone who only reads the record of it."""

import json
import os
import pathlib
import select
import signal
import subprocess
import time

import programs

POLL = 0.05  # seconds


def until(condition, seconds, what):
    """The first true value of `condition`; fails with `what` when there is none in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if value := condition():
            return value
        time.sleep(POLL)
    raise AssertionError(f"not within {seconds} s: {what() if callable(what) else what}")


def began(pid):
    """When a process began, in ticks since the machine did; None when it has ended."""
    try:
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] in "ZX" else int(fields[19])


class Daemon:
    """`tied`: it does not outlive the process that starts it. `door`: the command only opens a door (nsenter, unshare)
    and the program is the one child that goes through."""

    def __init__(self, top, name, command=(), tied=True, door=()):
        self.name, self.tied, self.door = name, tied, [str(word) for word in door]
        self.command = [str(word) for word in command]
        self.log = top / "log" / f"{name}.log"
        self.record = top / "run" / f"{name}.json"
        self.process, self.pid, self.began = None, None, None

    def recall(self):
        """Knows the process that the record speaks of, whoever started it."""
        if self.record.exists():
            known = json.loads(self.record.read_text(encoding="utf-8"))
            self.pid, self.began = known["pid"], known["began"]
        return self

    def start(self):
        words = [*self.door, *self.command]
        if self.tied:
            words = ["setpriv", "--pdeathsig", "KILL", *words]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                words,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                cwd="/",
                umask=0o022,  # what a container engine unpacks must be open to every account in a pod
                env=programs.environment(self.log.parent),
            )
        self.pid = self.process.pid
        if self.door:
            self.pid = until(self._behind_the_door, 10, lambda: f"{self.name} is not there: {self.tail()}")
        self.began = began(self.pid)
        known = {"pid": self.pid, "began": self.began, "command": self.command}
        self.record.write_text(json.dumps(known), encoding="utf-8")

    def alive(self):
        return self.pid is not None and self.began is not None and began(self.pid) == self.began

    def send(self, number):
        if (process := self._hold()) is not None:
            signal.pidfd_send_signal(process, number)
            os.close(process)

    def end(self, number=signal.SIGKILL, seconds=20):
        """Sends the signal and waits; what does not heed it in time is killed."""
        if (process := self._hold()) is not None:
            waiting = select.poll()
            waiting.register(process, select.POLLIN)
            signal.pidfd_send_signal(process, number)
            if not waiting.poll(seconds * 1000):
                signal.pidfd_send_signal(process, signal.SIGKILL)
                waiting.poll()
            os.close(process)
        self.collect()
        self.record.unlink(missing_ok=True)

    def collect(self):
        """Once it has ended: leaves no zombie of it, nor of its door."""
        if self.process is not None:
            self.process.wait()

    def tail(self, lines=15):
        """The end of what it said."""
        text = self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""
        return "\n".join([f"--- {self.name}", *text.splitlines()[-lines:]])

    def _hold(self):
        """A handle on the process, None when it has ended. Taken before looking: what it holds cannot change after."""
        if self.pid is None:
            return None
        try:
            process = os.pidfd_open(self.pid)
        except ProcessLookupError:
            return None
        if self.alive():
            return process
        os.close(process)
        return None

    def _behind_the_door(self):
        pid = self.process.pid
        try:
            children = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8").split()
            name = pathlib.Path(f"/proc/{children[0]}/cmdline").read_bytes().split(b"\0")[0].decode()
        except (OSError, IndexError):
            return None
        # Until then the child is still the door.
        return int(children[0]) if name == self.command[0] else None
