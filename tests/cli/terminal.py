"""The program on a terminal of a given size: what it writes, and what someone types."""

import fcntl
import os
import pty
import re
import select
import struct
import termios
import time

from sandbox import PATIENCE, TRIMTAB


CONTROL = re.compile(r"\x1b\[(\d*)([A-Za-z])")


def screen(text):
    """What is left to be seen of all that was written: lines, after every cursor movement."""
    lines, row = [""], 0
    for piece in re.split(r"(\x1b\[[0-9;]*[A-Za-z]|\n|\r)", text):
        control = CONTROL.fullmatch(piece)
        if piece == "\n":
            row += 1
            lines += [""] * (row + 1 - len(lines))
        elif control and control[2] == "A":
            row = max(0, row - int(control[1] or 1))
        elif control and control[2] == "J":
            lines[row:] = [""]
        elif not piece.startswith("\x1b") and piece != "\r":
            lines[row] += piece
    return "\n".join(lines)


class Terminal:
    def __init__(self, box, *words, columns=100, rows=30, **variables):
        environment = {**box.environment, **box.variables, "TERM": "xterm", **variables}
        self.text = ""
        self.pid, self.end_of_ours = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            os.chdir(box.top)
            os.execve(TRIMTAB, [TRIMTAB, *words], environment)
        self.status = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.status is None:
            os.kill(self.pid, 9)
            os.waitpid(self.pid, 0)
        os.close(self.end_of_ours)

    def read(self):
        """Takes in what is there, waiting a little; False once the other end is closed."""
        if not select.select([self.end_of_ours], [], [], 0.1)[0]:
            return True
        try:
            piece = os.read(self.end_of_ours, 65536)
        except OSError:  # how Linux says that nobody has the terminal open any more
            return False
        self.text += piece.decode("utf-8", errors="replace").replace("\r\n", "\n")
        return bool(piece)

    def until(self, text):
        deadline = time.monotonic() + PATIENCE
        while text not in self.text:
            if not self.read() or time.monotonic() > deadline:
                raise AssertionError(f"{text!r} was not written, but:\n{self.text}")

    def type(self, text):
        os.write(self.end_of_ours, text.encode())

    def end(self):
        """Waits for the program's end; its exit status."""
        deadline = time.monotonic() + PATIENCE
        while self.read():
            if time.monotonic() > deadline:
                raise AssertionError(f"it does not end:\n{self.text}")
        self.status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return self.status
