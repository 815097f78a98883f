"""What trimtab does not do without a word: exit 11, and nothing was changed."""

import unittest

from sandbox import CliTest
from terminal import Terminal


class Guard(CliTest):
    def fileset(self, count, more=""):
        self.box.stack(f"set: {{kind: fileset, {more}spec: {{count: {count}}}}}")

    def test_without_a_terminal_to_ask_on_yes_is_needed(self):
        self.fileset(1)
        self.holds(
            "apply -f demo.yaml",
            11,
            "+  config/file-000000",
            "error[E0410]: there is no terminal to ask on\n  nothing was changed\n  next: trimtab apply … --yes\n",
        )

    def test_the_answer_no_is_taken(self):
        self.fileset(1)
        for answer in ("n", "", "nein", "yess"):
            with Terminal(self.box, "apply", "-f", "demo.yaml", NO_COLOR="1") as terminal:
                terminal.until("Apply these changes? [y/N] ")
                terminal.type(answer + "\n")
                self.assertEqual(terminal.end(), 11, terminal.text)
                self.assertIn("error[E0411]: answered no", terminal.text)
        self.assertFalse((self.box.state / "config").exists())

    def test_the_answer_yes_is_taken(self):
        self.fileset(1)
        with Terminal(self.box, "apply", "-f", "demo.yaml") as terminal:
            terminal.until("Apply these changes? [y/N] ")
            terminal.type("y\n")
            self.assertEqual(terminal.end(), 0, terminal.text)

    def test_deleting_many_objects_needs_their_number(self):
        self.fileset(30)
        self.holds("apply -f demo.yaml --yes", 0)
        self.fileset(5)
        refused = """\
error[E0414]: 25 of 30 objects would be deleted
  why: more than 25 % or more than 20 objects at once need your word
  why: set/config/file-000005, set/config/file-000006, set/config/file-000007, set/config/file-000008, \
set/config/file-000009, set/config/file-000010, set/config/file-000011, set/config/file-000012 and 17 more
  nothing was changed
  next: if that is meant, add --allow-delete 25
exit 11
"""
        self.says("plan -f demo.yaml", refused)
        self.says("apply -f demo.yaml --yes --allow-delete 24", refused)
        self.holds("apply -f demo.yaml --yes --allow-delete 25", 0, "25 to delete (25 objects touched, 5 not)")

    def test_a_spec_without_components_deletes_nothing(self):
        self.fileset(1)
        self.holds("apply -f demo.yaml --yes", 0)
        self.box.write("empty.yaml", "spec: {components: {set: null}}\n")
        self.holds(
            "apply -f demo.yaml -f empty.yaml --yes --allow-delete 9",
            11,
            "error[E0413]: the spec names nothing",
            "next: to take the stack down: trimtab destroy",
        )

    def test_what_is_protected_stays(self):
        self.fileset(5, "protect: true, ")
        self.holds("apply -f demo.yaml --yes", 0)
        self.fileset(4, "protect: true, ")
        self.says(
            "apply -f demo.yaml --yes",
            """\
error[E0415]: set/config/file-000004 is protected and would be deleted
  --> demo.yaml:7:47
   |
 7 | ...fileset, protect: true, spec: {count: 4}}
   |                                  ^
  nothing was changed
  next: add --delete-protected if that is what you want
exit 11
""",
        )
        self.holds("destroy -f demo.yaml --yes", 11, "set/config/file-000000 is protected and would be deleted")
        self.holds("apply -f demo.yaml --yes --delete-protected", 0)

    def test_what_was_there_before_is_not_taken_over_without_a_word(self):
        self.fileset(1)
        self.holds("apply -f demo.yaml --yes", 0)
        self.box.stack("set: {kind: fileset, spec: {count: 1}}\none: {kind: file, spec: {content: ours}}")
        there = self.box.state / "config/one/file/file"
        there.mkdir(parents=True)
        self.says(
            "apply -f demo.yaml --yes",
            """\
error[E0419]: where one/config/file should be stands something trimtab did not make
  --> demo.yaml:8:39
   |
 8 |     one: {kind: file, spec: {content: ours}}
   |                                       ^^^^
  why: it belongs to whoever put something there that is not a file; it stays as it is
  nothing was changed
  next: move it away, or take it over: trimtab apply --adopt one/config/file
exit 11
""",
        )
        self.assertTrue(there.is_dir())


if __name__ == "__main__":
    unittest.main(verbosity=2)
