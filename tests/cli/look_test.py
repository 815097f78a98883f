"""status, logs and history."""

import json
import os
import signal
import unittest

from sandbox import CliTest

PAIR = "web: {kind: daemon, spec: {command: [/bin/sh, -c, 'echo hello; exec sleep infinity'], replicas: 2}}"


class Status(CliTest):
    def test_a_stack_that_is_not_there_is_not_healthy(self):
        self.box.stack(PAIR)
        self.says("status -f demo.yaml", "demo  not there: nothing was applied, or it was destroyed\nexit 10\n")
        self.says("history -f demo.yaml", "demo  nothing was ever applied\nexit 0\n")

    def test_a_healthy_one_says_since_when(self):
        self.box.stack(PAIR)
        self.holds("apply -f demo.yaml --yes", 0)
        self.says(
            "status -f demo.yaml",
            "demo  healthy  revision 1 of DATE on local\n  web              healthy TIME\nexit 0\n",
        )
        self.says(
            f"status --stack demo --state-dir {self.box.state}",
            "demo  healthy  revision 1 of DATE on local\n  web              healthy TIME\nexit 0\n",
        )

    def test_a_program_that_keeps_dying_is_named_with_its_end_and_where_to_read_on(self):
        # It lives once; a second start of it ends at once.
        self.box.stack(
            "web: {kind: daemon, spec: {command: [/bin/sh, -c, 'test -e OPEN/old && exit 5; touch OPEN/old; "
            "exec sleep infinity']}}"
        )
        self.holds("apply -f demo.yaml --yes", 0)
        for pid, command in self.box.processes().items():
            if command == "sleep infinity":
                os.kill(pid, signal.SIGKILL)
        self.eventually(lambda: "exited 5" in self.box.run("status", "-f", "demo.yaml").text, "its end is not seen")
        self.holds(
            "status -f demo.yaml",
            10,
            "revision 1 of DATE on local",
            "exited 5",
            "next: trimtab logs web/daemon -f demo.yaml\n",
        )
        seen = json.loads(self.box.run("status", "-f", "demo.yaml", "-o", "json", separate=True).text)
        self.assertFalse(seen["healthy"])
        self.assertEqual(seen["components"]["web"]["programs"]["daemon"]["wanted"], 1)

    def test_drift_is_named(self):
        self.box.stack("one: {kind: file, spec: {content: x}}")
        self.holds("apply -f demo.yaml --yes", 0)
        (self.box.state / "config/one/file/file").write_text("by hand\n", encoding="utf-8")
        self.says(
            "status -f demo.yaml",
            """\
demo  degraded  revision 1 of DATE on local
  one              degraded
    one/config/file differs at /text
next: trimtab plan -f demo.yaml
exit 10
""",
        )

    def test_a_supervisor_that_ended_is_started_again_by_status(self):
        self.box.stack("one: {kind: daemon, spec: {command: [/bin/sleep, infinity]}}")
        self.holds("apply -f demo.yaml --yes", 0)
        supervisors = [pid for pid, command in self.box.processes().items() if "s6-svscan" in command]
        self.assertEqual(len(supervisors), 1)
        os.kill(supervisors[0], signal.SIGKILL)
        self.eventually(lambda: supervisors[0] not in self.box.processes(), "the supervisor ends")
        note = "note  the supervisor was not running; it was started, and with it 1 service"
        self.assertIn(note, self.box.run("status", "-f", "demo.yaml").text)
        self.eventually(lambda: self.box.run("status", "-f", "demo.yaml").code == 0, "the service is up again")
        self.assertEqual(len([c for c in self.box.processes().values() if c == "/bin/sleep infinity"]), 1)


class Logs(CliTest):
    def setUp(self):
        super().setUp()
        self.box.stack(PAIR + "\none: {kind: file, spec: {content: x}}")
        self.holds("apply -f demo.yaml --yes", 0)
        self.eventually(lambda: "hello" in self.box.run("logs", "web", "-f", "demo.yaml").text, "it logs nothing")

    def test_each_copy_has_its_own(self):
        both = "==> web/workload/daemon/1 <==\nhello\n==> web/workload/daemon/2 <==\nhello\nexit 0\n"
        self.says("logs web -f demo.yaml", both)
        self.says("logs web/daemon -f demo.yaml -n 1", both)
        self.says("logs web/workload/daemon/2 -f demo.yaml", "==> web/workload/daemon/2 <==\nhello\nexit 0\n")

    def test_what_writes_nothing_says_nothing_and_what_is_not_there_is_refused(self):
        self.says("logs one -f demo.yaml", "exit 0\n")
        self.says(
            "logs two -f demo.yaml",
            'error[E0004]: stack demo has nothing named "two"\n  next: one of: one, web\nexit 64\n',
        )


class History(CliTest):
    def test_runs_are_listed_newest_first_and_one_is_told_in_detail(self):
        for code in (0, 1):
            self.box.stack(f'one: {{kind: command, spec: {{run: [/bin/sh, -c, "exit {code}"]}}}}')
            self.box.run("apply", "-f", "demo.yaml", "--yes")
        self.says(
            "history -f demo.yaml",
            """\
demo
  run 2     DATE  apply     rolled_back TIME      1 change
             /bin/sh exited 1
  run 1     DATE  apply     converged TIME      1 change  revision 1
exit 0
""",
        )
        self.says(
            "history -f demo.yaml --run 2",
            """\
  fail  run     act  one/task/command  /bin/sh exited 1
  kept  record  act  one/task/command
exit 0
""",
        )
        self.says(
            "history -f demo.yaml --run 9",
            "error[E0604]: there is no run 9, or it changed nothing\n  next: trimtab history -f demo.yaml\nexit 8\n",
        )
        runs = json.loads(self.box.run("history", "-f", "demo.yaml", "-o", "json", separate=True).text)["runs"]
        self.assertEqual([(one["run"], one["result"]) for one in runs], [(2, "rolled_back"), (1, "converged")])


if __name__ == "__main__":
    unittest.main(verbosity=2)
