"""An apply that is under way: its first command has begun and waits until it is let go."""

import signal
import subprocess

SPEC = """\
slow: {kind: command, spec: {run: [/bin/sh, -c, "echo begin >> OPEN/log; while [ ! -e OPEN/go ]; do sleep 0.05; done; \
echo end >> OPEN/log"]}}
after: {kind: file, spec: {content: x, needs: slow}}"""


class Running:
    def __init__(self, test):
        self.test, self.box = test, test.box
        self.box.stack(SPEC)
        self.log = self.box.top / "apply.log"
        with self.log.open("w", encoding="utf-8") as output:
            self.process = self.box.start(
                "apply", "-f", "demo.yaml", "--yes", stdin=subprocess.DEVNULL, stdout=output, stderr=output
            )
        test.addCleanup(self.kill)
        test.eventually(lambda: self.happened("begin"), "the command did not begin")

    def happened(self, word):
        log = self.box.open / "log"
        return log.exists() and word in log.read_text(encoding="utf-8")

    def let_go(self):
        (self.box.open / "go").touch()

    def interrupt(self):
        self.process.send_signal(signal.SIGINT)

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()

    def said(self):
        return self.box.tidy(self.log.read_text(encoding="utf-8"))

    def end(self):
        """Its exit status and what it said of the run."""
        code = self.process.wait(timeout=60)
        text = self.said()
        return code, text[text.index("Run 1") :]
