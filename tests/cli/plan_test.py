"""plan: what it shows, when it says that changes are pending, and the plan that is saved and executed later."""

import json
import os
import unittest

from sandbox import CliTest

ONE = "one: {kind: file, spec: {content: VALUE}}\ntwo: {kind: file, spec: {content: same, needs: one}}"


class Plan(CliTest):
    def spec(self, value):
        self.box.stack(ONE.replace("VALUE", value))

    def test_a_first_plan_is_pending_and_changes_nothing(self):
        self.spec("a")
        self.says(
            "plan -f demo.yaml",
            """\
Stack demo on local, no revision yet
one  file  demo.yaml:7:5                                                                undo
  +  config/file  2 bytes                                                               restorable
two  file  demo.yaml:8:5
  +  config/file  29 bytes                                                              restorable
Plan: 2 to create, 0 to run, 0 to update, 0 to delete (2 objects)
Restarts: none. Undo: everything
next: trimtab apply -f demo.yaml
exit 2
""",
        )
        self.assertFalse(self.box.state.exists())

    def test_a_change_is_shown_with_its_reason_and_its_place(self):
        self.spec("a")
        self.holds("apply -f demo.yaml --yes", 0)
        self.says("plan -f demo.yaml", "Stack demo on local, against revision 1 of DATE; 2 objects read in TIME\n"
                                       "Nothing to do: 2 objects are as wanted\nexit 0\n")
        self.spec("b")
        self.says(
            "plan -f demo.yaml",
            """\
Stack demo on local, against revision 1 of DATE; 2 objects read in TIME
one  file  demo.yaml:7:5                                                                undo
  ~  config/file  content: a -> b (demo.yaml:7:39)                                      restorable
       text, line 1:
         - a
         + b
Plan: 0 to create, 0 to run, 1 to update, 0 to delete (1 object touched, 1 not)
Restarts: none. Undo: everything
next: trimtab apply -f demo.yaml
exit 2
""",
        )

    def test_what_was_changed_outside_is_changed_back(self):
        self.spec("a")
        self.holds("apply -f demo.yaml --yes", 0)
        (self.box.state / "config/one/file/file").write_text("by hand\n", encoding="utf-8")
        self.holds("plan -f demo.yaml", 2, "~  config/file  text was changed outside", "text: by hand -> a")


class SavedPlan(CliTest):
    def spec(self, value):
        self.box.stack(ONE.replace("VALUE", value))

    def test_a_saved_plan_is_for_its_owner_only_and_is_executed_as_it_is(self):
        self.spec("a")
        self.holds("plan -f demo.yaml --out it.plan", 2, "next: trimtab apply it.plan")
        self.assertEqual(os.stat(self.box.top / "it.plan").st_mode & 0o777, 0o600)
        (self.box.top / "demo.yaml").unlink()
        self.says(
            "apply it.plan --yes",
            """\
Stack demo on local, no revision yet
one                                                                                     undo
  +  config/file  2 bytes                                                               restorable
two
  +  config/file  29 bytes                                                              restorable
Plan: 2 to create, 0 to run, 0 to update, 0 to delete (2 objects)
Restarts: none. Undo: everything
Run 1 of stack demo, 2 changes. Ctrl-C stops at a safe point, twice stops now.
  ok    one/config/file TIME  it is there
  ok    two/config/file TIME  it is there
Done: stack demo is healthy, revision 1.
exit 0
""",
        )

    def test_a_plan_that_was_executed_is_stale(self):
        self.spec("a")
        self.holds("plan -f demo.yaml --out it.plan", 2)
        self.holds("apply it.plan --yes", 0)
        self.says(
            "apply it.plan --yes",
            """\
error[E0603]: this plan is stale: 3 things have moved since it was made
  why: the plan is against revision 0, the stack is at 1
  why: one/config/file is there now
  why: two/config/file is there now
  nothing was changed
  next: make the plan again: trimtab plan --out FILE
exit 6
""",
        )

    def test_a_plan_is_stale_once_the_world_moved_and_what_moved_is_named(self):
        self.spec("a")
        self.holds("apply -f demo.yaml --yes", 0)
        self.spec("b")
        self.holds("plan -f demo.yaml --out it.plan", 2)
        (self.box.state / "config/one/file/file").write_text("by hand\n", encoding="utf-8")
        self.says(
            "apply it.plan --yes",
            """\
error[E0603]: this plan is stale: 1 thing has moved since it was made
  why: one/config/file is not as it was when the plan was made
  nothing was changed
  next: make the plan again: trimtab plan --out FILE
exit 6
""",
        )
        self.assertEqual((self.box.state / "config/one/file/file").read_text(encoding="utf-8"), "by hand\n")

    def test_what_is_no_plan_is_refused(self):
        self.holds("apply not.there --yes", 9, "read not.there: No such file or directory")
        self.box.write("text.plan", "hello")
        self.holds("apply text.plan --yes", 8, "error[E0602]: text.plan is not a plan")
        self.box.write("later.plan", json.dumps({"v": 2}))
        self.holds("apply later.plan --yes", 8, "error[E0601]: this plan has format 2, this engine reads format 1")

    def test_a_plan_that_cannot_be_saved_is_told(self):
        self.spec("a")
        self.says(
            "plan -f demo.yaml --out nowhere/it.plan",
            """\
error[E0772]: save the plan: write nowhere/it.plan: No such file or directory
  nothing was changed
exit 9
""",
        )


if __name__ == "__main__":
    unittest.main(verbosity=2)
