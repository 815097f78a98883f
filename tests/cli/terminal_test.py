"""What it looks like on a terminal, and where there is none."""

import re
import unittest

from sandbox import CliTest
from terminal import Terminal, screen

COLOUR = re.compile(r"\x1b\[[0-9;]*m")
CURSOR = re.compile(r"\x1b\[[0-9;]*[A-HJK]")
SLOW = """\
slow: {kind: command, spec: {run: [/bin/sh, -c, "touch OPEN/begun; while [ ! -e OPEN/go ]; do sleep 0.05; done"]}}
after: {kind: file, spec: {content: x, needs: slow}}"""


class OnATerminal(CliTest):
    def apply(self, columns=100, rows=30, **variables):
        """An apply that waits until it was seen waiting."""
        self.box.stack(SLOW)
        size = {"columns": columns, "rows": rows}
        with Terminal(self.box, "apply", "-f", "demo.yaml", "--yes", **size, **variables) as terminal:
            self.eventually(lambda: terminal.read() and (self.box.open / "begun").exists(), "it did not begin")
            if variables.get("TERM") != "dumb":
                terminal.until("run   slow/task/command")
            (self.box.open / "go").touch()
            self.assertEqual(terminal.end(), 0, terminal.text)
            return terminal.text

    def test_progress_is_coloured_redrawn_and_gone_in_the_end(self):
        text = self.apply()
        self.assertRegex(text, COLOUR)
        self.assertRegex(text, CURSOR)
        self.assertEqual(
            self.box.tidy(screen(text)),
            """\
Stack demo on local, no revision yet
slow  command  demo.yaml:7:5                                                            undo
  >  task/command                                                                       kept
after  file  demo.yaml:8:5
  +  config/file   26 bytes; needs slow/task/command                                    restorable
Plan: 1 to create, 1 to run, 0 to update, 0 to delete (2 objects)
Restarts: none. Undo: everything; what 1 task did would be kept
Run 1 of stack demo, 2 changes. Ctrl-C stops at a safe point, twice stops now.
  ok    slow/task/command TIME  done
  ok    after/config/file TIME  it is there
Done: stack demo is healthy, revision 1.
""",
        )

    def test_no_color_is_heard(self):
        text = self.apply(NO_COLOR="1")
        self.assertNotRegex(text, COLOUR)
        self.assertRegex(text, CURSOR)

    def test_a_dumb_terminal_gets_plain_lines(self):
        self.assertNotIn("\x1b", self.apply(TERM="dumb"))

    def test_no_line_that_is_redrawn_is_wider_than_a_narrow_terminal(self):
        text = self.apply(columns=40, NO_COLOR="1")
        redrawn = [line for line in text.split("\n") if re.match(r"\S*(-----|  run |  held)", line)]
        self.assertTrue(redrawn)
        for line in redrawn:
            self.assertLess(len(CURSOR.sub("", line).strip("\r")), 40, line)


class Elsewhere(CliTest):
    def test_a_pipe_gets_plain_lines(self):
        self.box.stack("one: {kind: file, spec: {content: x}}")
        self.box.variables["TERM"] = "xterm"
        self.assertNotIn("\x1b", self.holds("apply -f demo.yaml --yes", 0, "ok    one/config/file"))

    def test_results_go_to_standard_output_and_words_about_them_elsewhere(self):
        self.box.stack("one: {kind: file, spec: {content: x}}")
        said = self.box.run("apply", "-f", "demo.yaml", "--yes", separate=True)
        self.assertIn("Done: stack demo", said.text)
        self.assertNotIn("Run 1 of", said.text)

    def test_control_characters_of_a_program_do_not_reach_the_terminal(self):
        self.box.stack("bad: {kind: command, spec: {run: [/bin/sh, -c, \"printf 'a\\\\033[31mb\\\\n'; exit 1\"]}}")
        self.assertNotIn("\x1b", self.holds("apply -f demo.yaml --yes", 3, "its log: a"))
        self.assertNotIn("\x1b", self.holds("logs bad -f demo.yaml", 0, "31mb"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
