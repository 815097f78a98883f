"""Looks for the values of a stack's secrets where none may be: in what was said, in files, in command lines and in
environments of processes, however they are written there."""

import base64
import json
import os
import pathlib
import threading
import urllib.parse


def writings(value):
    """A value as programs write it: by itself, in base64, in a URL, in hexadecimal, in JSON."""
    raw = value.encode()
    plain = base64.b64encode(raw).decode().rstrip("=")
    return {
        value,
        plain,
        base64.urlsafe_b64encode(raw).decode().rstrip("="),
        urllib.parse.quote(value, safe=""),
        raw.hex(),
        raw.hex().upper(),
        json.dumps(value)[1:-1],
    }


class Canaries:
    """The values, ready to be looked for."""

    def __init__(self, values):
        self.all = sorted({writing.encode() for value in values for writing in writings(value)})

    def in_bytes(self, content):
        return any(one in content for one in self.all)

    def files(self, top, but=()):
        """The files under `top` that hold one; what is under `but` is passed over."""
        found, passed_over = [], {str(folder) for folder in but}
        for folder, folders, names in os.walk(top):
            folders[:] = [name for name in folders if os.path.join(folder, name) not in passed_over]
            for name in names:
                file = pathlib.Path(folder, name)
                try:
                    if file.is_file() and not file.is_symlink() and self.in_bytes(file.read_bytes()):
                        found.append(str(file))
                except FileNotFoundError:
                    continue  # a log that was rotated meanwhile
        return found


class ProcessWatch:
    """Sees every process of the machine, many times a second: what it was started with. Short-lived ones are seen by
    chance, so a run of minutes sees each kind of them."""

    def __init__(self, pause=0.02):
        self.command_lines, self.environments = set(), {}
        self._pause, self._ends = pause, threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self):
        self._ends.set()
        self._thread.join()

    def _watch(self):
        while not self._ends.wait(self._pause):
            for name in os.listdir("/proc"):
                if name.isdigit():
                    self._look(f"/proc/{name}")

    def _look(self, process):
        try:
            with open(f"{process}/cmdline", "rb") as file:
                command = file.read()
            if command in self.command_lines:
                return
            self.command_lines.add(command)
            with open(f"{process}/environ", "rb") as file:
                self.environments[command] = file.read()
        except OSError:
            return  # it has ended
