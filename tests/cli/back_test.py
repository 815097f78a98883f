"""Back: rollback to an earlier revision, and destroy."""

import shutil
import unittest

from sandbox import CliTest


class Rollback(CliTest):
    def spec(self, value):
        self.box.stack(
            f"""\
one: {{kind: file, spec: {{content: {value}}}}}
two:
  kind: command
  spec:
    run: [/bin/sh, -c, "echo do {value} >> OPEN/log"]
    undo: [/bin/sh, -c, "echo from {value} to $PREVIOUS_value >> OPEN/log"]
    back: undo
    inputs: {{value: {value}}}"""
        )

    def setUp(self):
        super().setUp()
        for value in "ab":
            self.spec(value)
            self.holds("apply -f demo.yaml --yes", 0)

    def text(self):
        return (self.box.state / "config/one/file/file").read_text(encoding="utf-8")

    def test_it_goes_to_the_revision_before_and_takes_back_what_was_done_since(self):
        self.says(
            "rollback -f demo.yaml --yes",
            """\
Stack demo on local, against revision 2 of DATE; 2 objects read in TIME
one                                                                                     undo
  ~  config/file   content: b -> a                                                      restorable
       text, line 1:
         - b
         + a
two
  >  task/command  taken back                                                           kept
       inputs.value: b -> a
       run.command.2: echo do b >> /var/tmp... -> echo do a >> /var/tmp...
       undo.command.2: echo from b to $PREVI... -> echo from a to $PREVI...
Plan: 0 to create, 1 to run, 1 to update, 0 to delete (2 objects)
Restarts: none. Undo: everything; what 1 task did would be kept
Run 3 of stack demo, 2 changes. Ctrl-C stops at a safe point, twice stops now.
  ok    one/config/file TIME  it is there
  ok    two/task/command TIME
Done: stack demo is healthy, revision 3.
exit 0
""",
        )
        self.assertEqual(self.text(), "a\n")
        self.assertEqual((self.box.open / "log").read_text(encoding="utf-8"), "do a\ndo b\nfrom b to a\n")
        self.holds("status -f demo.yaml", 0)

    def test_it_needs_neither_spec_nor_plugin(self):
        (self.box.top / "demo.yaml").unlink()
        self.box.environment["TRIMTAB_PLUGIN_PATH"] = ""
        self.holds(f"rollback --stack demo --state-dir {self.box.state} --to 1 --yes", 0, "healthy, revision 3")
        self.assertEqual(self.text(), "a\n")

    def test_a_revision_that_is_not_there_is_refused(self):
        self.holds("rollback -f demo.yaml --to 9 --yes", 8, "error[E0661]: there is no revision 9")
        self.assertEqual(self.text(), "b\n")

    def test_it_asks_like_every_other_change(self):
        self.holds("rollback -f demo.yaml", 11, "next: trimtab rollback … --yes")


class NothingEarlier(CliTest):
    def test_a_stack_without_revisions_cannot_go_back(self):
        self.box.stack("one: {kind: file, spec: {content: x}}")
        self.says(
            "rollback -f demo.yaml --yes",
            """\
error[E0605]: stack demo has no revision to go back to
  nothing was changed
  next: trimtab history -f demo.yaml
exit 11
""",
        )
        self.holds("apply -f demo.yaml --yes", 0)
        self.holds("rollback -f demo.yaml --yes", 11, "error[E0605]: revision 1 is the only one")


class Destroy(CliTest):
    def test_nothing_is_left(self):
        self.box.stack(
            "one: {kind: file, spec: {content: x}}\n"
            "two: {kind: daemon, spec: {command: [/bin/sleep, infinity], needs: one}}"
        )
        self.holds("apply -f demo.yaml --yes", 0)
        self.says(
            "destroy -f demo.yaml --yes",
            """\
Stack demo on local, against revision 1 of DATE; 2 objects read in TIME
one                                                                                     undo
  -  config/file      no longer wanted                                                  restorable
two
  -  workload/daemon  no longer wanted                                                  restorable
Plan: 0 to create, 0 to run, 0 to update, 2 to delete (2 objects touched, 0 not)
Restarts: none. Undo: everything
Run 2 of stack demo, 2 changes. Ctrl-C stops at a safe point, twice stops now.
  ok    two/workload/daemon TIME
  ok    one/config/file TIME
Stack demo is gone.
exit 0
""",
        )
        self.assertEqual(self.box.processes(), {})
        self.assertFalse(self.box.state.exists())
        self.holds("destroy -f demo.yaml --yes", 0, "Stack demo is gone.")

    def test_one_that_fails_puts_nothing_back_and_goes_on_later(self):
        self.box.stack("one: {kind: file, spec: {content: x}}\ntwo: {kind: file, spec: {content: y, needs: one}}")
        self.holds("apply -f demo.yaml --yes", 0)
        path = self.box.state / "config/one/file/file"
        path.unlink()
        path.mkdir()
        self.holds("destroy -f demo.yaml --yes", 3, "what run 2 did stays as it is; destroy continues from there")
        self.says(
            "status -f demo.yaml",
            """\
demo  destroyed in part by run 2; still there:
  one/config/file
next: trimtab destroy -f demo.yaml
exit 10
""",
        )
        path.rmdir()
        self.holds("destroy -f demo.yaml --yes", 0, "Stack demo is gone.")

    @unittest.skipUnless(shutil.which("redis-server"), "redis-server is not installed")
    def test_data_stays_until_it_is_asked_for(self):
        self.box.stack("broker: {kind: redis}")
        self.holds("apply -f demo.yaml --yes", 0)
        text = self.holds("destroy -f demo.yaml --yes", 0, "Stack demo is stopped and removed;")
        self.assertIn("next: trimtab destroy -f demo.yaml --delete-volumes removes ", text)
        self.assertNotIn("redis", " ".join(self.box.processes().values()))
        self.assertEqual(self.box.processes(), {})
        self.says(
            "status -f demo.yaml",
            """\
demo  destroyed by run 2; kept with its data:
  broker/secret/authentication
  broker/secret/password
  broker/volume/data
next: trimtab destroy -f demo.yaml --delete-volumes
exit 10
""",
        )
        data = [path for path in self.box.state.rglob("*") if path.name == "data"]
        self.assertTrue(data, list(self.box.state.rglob("*")))
        self.holds("destroy -f demo.yaml --yes --delete-volumes", 0, "Stack demo is gone.")
        self.assertFalse(self.box.state.exists())


if __name__ == "__main__":
    unittest.main(verbosity=2)
