"""Ctrl-C once, twice, and a kill: nothing is done twice, nothing is forgotten."""

import subprocess
import time
import unittest

from running import Running
from sandbox import CliTest


class Interrupt(CliTest):
    def done(self):
        return (self.box.open / "log").read_text(encoding="utf-8").split()

    def test_the_first_lets_what_is_in_flight_end_and_starts_nothing_more(self):
        running = Running(self)
        running.interrupt()
        self.eventually(lambda: "skip" in running.said(), "the interruption is not told")
        self.assertIsNone(running.process.poll())
        running.let_go()
        code, said = running.end()
        self.assertEqual(code, 130)
        self.assertEqual(
            said,
            """\
Run 1 of stack demo, 2 changes. Ctrl-C stops at a safe point, twice stops now.
  skip  after/config/file                   interrupted
  ok    slow/task/command TIME  done
Stopped. Run 1 can be resumed: apply again.
""",
        )
        self.holds("apply -f demo.yaml --yes", 0, "ok    after/config/file")
        self.assertEqual(self.done(), ["begin", "end"])

    def twice(self, between):
        running = Running(self)
        running.interrupt()
        between(running)
        running.interrupt()
        code, said = running.end()
        self.assertEqual(code, 130, said)
        self.assertNotIn("fail  ", said)
        self.assertTrue(said.endswith("Stopped. Run 1 can be resumed: apply again.\n"), said)
        running.let_go()
        self.holds("apply -f demo.yaml --yes", 0, "ok    after/config/file")
        self.assertEqual(self.done(), ["begin", "end"])
        self.holds("destroy -f demo.yaml --yes", 0, "ok    slow/task/command", "Stack demo is gone.")

    def test_the_second_stops_now_and_what_was_begun_is_found_again(self):
        self.twice(lambda running: self.eventually(lambda: "skip" in running.said(), "the interruption is not told"))

    def test_so_does_one_that_comes_hard_on_the_first(self):
        # Two signals at the very same time are one for the kernel.
        self.twice(lambda running: time.sleep(0.01))

    def test_sigterm_is_heard_as_the_first(self):
        running = Running(self)
        running.process.terminate()
        self.eventually(lambda: "skip" in running.said(), "the interruption is not told")
        running.let_go()
        self.assertEqual(running.end()[0], 130)

    def test_a_kill_repeats_no_effect(self):
        running = Running(self)
        running.kill()
        self.assertEqual(self.done(), ["begin"])
        running.let_go()
        self.eventually(lambda: running.happened("end"), "the command does not outlive the engine")
        text = self.holds("apply -f demo.yaml --yes", 0, "note  slow/task/command found done after an interruption")
        self.assertIn("(1 object touched, 1 not)", text)
        self.assertEqual(self.done(), ["begin", "end"])
        self.holds("history -f demo.yaml", 0, "interrupted", "ended without a word")

    def test_a_kill_at_any_moment_repeats_no_effect(self):
        """Twenty commands that each leave one line; the engine is killed after every fourth."""
        commands = "\n".join(
            f'c{i:02}: {{kind: command, spec: {{run: [/bin/sh, -c, "echo {i:02} >> OPEN/log; sleep 0.02"]'
            + (f", needs: c{i - 1:02}}}}}" if i else "}}")
            for i in range(20)
        )
        self.box.stack(commands)
        (self.box.open / "log").touch()
        (self.box.open / "log").chmod(0o666)
        for enough in range(4, 20, 4):
            quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            process = self.box.start("apply", "-f", "demo.yaml", "--yes", **quiet)
            self.eventually(lambda: len(self.done()) >= enough or process.poll() is not None, "nothing happens")
            process.kill()
            process.wait()
        self.holds("apply -f demo.yaml --yes", 0, "Done: stack demo is healthy, revision 1.")
        self.assertEqual(self.done(), [f"{i:02}" for i in range(20)])


if __name__ == "__main__":
    unittest.main(verbosity=2)
