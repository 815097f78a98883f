"""How an apply ends: converged, partly applied, rolled back, rollback incomplete."""

import fcntl
import unittest

from sandbox import CliTest

ISLANDS = """\
good: {kind: file, spec: {content: VALUE}}
bad: {kind: command, spec: {run: [/bin/sh, -c, "echo the reason; exit CODE"]}}"""


class Apply(CliTest):
    def islands(self, value, code):
        self.box.stack(ISLANDS.replace("VALUE", value).replace("CODE", str(code)))

    def test_what_converged_is_a_revision_and_a_second_apply_does_nothing(self):
        self.box.stack(
            "one: {kind: file, spec: {content: x}}\n"
            'two: {kind: command, spec: {run: [/bin/sh, -c, "echo ran >> OPEN/log"], needs: one}}'
        )
        self.says(
            "apply -f demo.yaml --yes",
            """\
Stack demo on local, no revision yet
one  file  demo.yaml:7:5                                                                undo
  +  config/file   2 bytes                                                              restorable
two  command  demo.yaml:8:5
  >  task/command                                                                       kept
Plan: 1 to create, 1 to run, 0 to update, 0 to delete (2 objects)
Restarts: none. Undo: everything; what 1 task did would be kept
Run 1 of stack demo, 2 changes. Ctrl-C stops at a safe point, twice stops now.
  ok    one/config/file TIME  it is there
  ok    two/task/command TIME  done
Done: stack demo is healthy, revision 1.
exit 0
""",
        )
        self.says(
            "apply -f demo.yaml",
            "Stack demo on local, against revision 1 of DATE; 2 objects read in TIME\n"
            "Nothing to do: 2 objects are as wanted\nexit 0\n",
        )
        self.assertEqual((self.box.open / "log").read_text(encoding="utf-8"), "ran\n")

    def test_where_nothing_is_to_be_done_nothing_is_written_and_nobody_waited_for(self):
        self.box.stack("one: {kind: file, spec: {content: x}}")
        self.holds("apply -f demo.yaml --yes", 0)
        private = self.box.state / "private"
        before = {path.name: (path.stat().st_mtime_ns, path.read_bytes()) for path in private.iterdir()}
        with open(private / "lock", "rb+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self.holds("apply -f demo.yaml --yes", 0, "Nothing to do")
        self.assertEqual({path.name: (path.stat().st_mtime_ns, path.read_bytes()) for path in private.iterdir()}, before)

    def test_a_first_apply_that_fails_is_held_as_evidence(self):
        self.islands("x", 3)
        text = self.holds("apply -f demo.yaml --yes", 3)
        self.assertEqual(
            text[text.index("error[") :],
            """\
error[E0758]: /bin/sh exited 3
  --> demo.yaml:8:38
   |
 8 |     bad: {kind: command, spec: {run: [/bin/sh, -c, "echo the reason; exit 3"]}}
   |                                      ^ new
  why: its log: the reason
  what run 1 did stays as it is; apply continues from there
Partly applied.
""",
        )
        self.says("logs bad -f demo.yaml", "==> bad/task/command <==\nthe reason\nexit 0\n")
        self.says("status -f demo.yaml", "demo  incomplete  no revision yet on local\n  good             healthy\n"
                                         "next: trimtab plan -f demo.yaml\nexit 10\n")

    def test_unless_it_is_asked_to_roll_back_first(self):
        self.islands("x", 3)
        self.holds(
            "apply -f demo.yaml --yes --rollback-first",
            3,
            "Rolling back run 1",
            "ok    good/config/file",
        )

    def test_other_islands_stay_applied(self):
        self.islands("x", 0)
        self.holds("apply -f demo.yaml --yes", 0)
        self.islands("y", 1)
        text = self.holds("apply -f demo.yaml --yes", 3, "ok    good/config/file", "fail  bad/task/command")
        self.assertNotIn("undo  good", text)
        self.says("status -f demo.yaml", """\
demo  healthy  revision 1 of DATE on local
  bad              healthy
  good             healthy
exit 0
""")
        self.holds("plan -f demo.yaml", 2, "1 to run, 0 to update, 0 to delete (1 object touched, 1 not)")

    def test_what_belongs_together_is_rolled_back_together(self):
        spec = """\
one: {kind: file, spec: {content: VALUE}}
two: {kind: daemon, spec: {command: [/bin/sh, -c, "RUN"], startTimeout: 5s, needs: one}}"""
        self.box.stack(spec.replace("VALUE", "x").replace("RUN", "exec sleep infinity"))
        self.holds("apply -f demo.yaml --yes", 0)
        self.box.stack(spec.replace("VALUE", "y").replace("RUN", "echo last words; exit 1"))
        text = self.holds("apply -f demo.yaml --yes", 4, "error[E0507]: two/workload/daemon did not become healthy")
        self.assertIn("its log: last words", text)
        self.assertTrue(text.endswith("Rolled back: revision 1 is live again.\n"), text)
        self.assertEqual((self.box.state / "config/one/file/file").read_text(encoding="utf-8"), "x\n")
        self.holds("status -f demo.yaml", 0)

    def test_an_undo_that_fails_is_told_and_can_be_resumed(self):
        spec = """\
one:
  kind: command
  spec:
    run: [/bin/sh, -c, "echo do VALUE >> OPEN/log"]
    undo: [/bin/sh, -c, "test -e OPEN/well && echo undo to $PREVIOUS_value >> OPEN/log"]
    back: undo
    inputs: {value: VALUE}
two: {kind: command, spec: {run: [/bin/sh, -c, "exit CODE"], needs: one}}"""
        self.box.stack(spec.replace("VALUE", "a").replace("CODE", "0"))
        self.holds("apply -f demo.yaml --yes", 0)
        self.box.stack(spec.replace("VALUE", "b").replace("CODE", "1"))
        self.holds("apply -f demo.yaml --yes", 5, "Rollback incomplete.", "the rollback of run 2 is not complete")
        (self.box.open / "well").touch()
        self.holds("rollback -f demo.yaml --to 1 --yes", 0)
        self.assertEqual((self.box.open / "log").read_text(encoding="utf-8"), "do a\ndo b\nundo to a\n")


if __name__ == "__main__":
    unittest.main(verbosity=2)
