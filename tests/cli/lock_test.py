"""Two at once: one works, the other one is told who does, and looking is always possible."""

import unittest

from running import Running
from sandbox import CliTest


class Lock(CliTest):
    def test_a_second_apply_is_told_who_works_on_the_stack(self):
        running = Running(self)
        said = self.box.run("apply", "-f", "demo.yaml", "--yes")
        self.assertEqual(
            str(said),
            """\
error[E0651]: the stack is locked by trimtab apply (pid PID, run 1) since DATE
  why: the lock is TOP/state/private/lock; it is given back when that process ends
  nothing was changed
  next: wait for it, or look with: trimtab status
exit 7
""",
        )
        self.holds("destroy -f demo.yaml --yes", 7, "E0651")
        self.holds("rollback -f demo.yaml --yes", 7, "E0651")
        running.let_go()
        self.assertEqual(running.end()[0], 0)

    def test_looking_needs_no_lock(self):
        running = Running(self)
        self.says(
            "status -f demo.yaml",
            "demo  nothing is there yet; run 1 goes on, or was cut off and the next apply resumes it\nexit 10\n",
        )
        self.says(
            "history -f demo.yaml",
            "demo\n  run 1     DATE  apply     open                      2 changes\nexit 0\n",
        )
        self.holds("plan -f demo.yaml", 2, "note: run 1 goes on, or was cut off and the next apply settles it")
        self.holds("logs slow -f demo.yaml", 0)
        running.let_go()
        self.assertEqual(running.end()[0], 0)

    def test_a_lock_ends_with_the_process_that_has_it(self):
        running = Running(self)
        running.kill()
        running.let_go()
        self.holds("apply -f demo.yaml --yes", 0, "done after an interruption")
        self.assertEqual((self.box.open / "log").read_text(encoding="utf-8"), "begin\nend\n")


if __name__ == "__main__":
    unittest.main(verbosity=2)
