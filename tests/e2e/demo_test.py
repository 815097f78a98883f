"""The whole life of the demo stack on this machine, with real programs: killed, resumed, unchanged, broken, rolled
back, changed, destroyed. Each test is one sentence about what a user sees; they run in order on one stack.

Usage: demo_test.py TRIMTAB SPEC
"""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time

from canaries import Canaries, ProcessWatch
from stack import CACHE, Stack, StackTest, main

TRIMTAB, SPEC = sys.argv[1], sys.argv[2]


class Demo(StackTest):
    @classmethod
    def setUpClass(cls):
        cls.stack = Stack(TRIMTAB, SPEC, "e2e-demo", f"spec.components.airflow.spec.packages.cache={CACHE}")
        cls.watch = ProcessWatch()

    @classmethod
    def tearDownClass(cls):
        cls.watch.stop()
        super().tearDownClass()

    def test_1_a_plan_says_what_will_be_made_and_changes_nothing(self):
        self.expect(self.stack.run("plan"), 2, "+  workload/api-server", ">  task/migrate")
        self.assertFalse(self.stack.state.exists())

    def test_2_an_apply_that_is_killed_is_finished_by_the_next_one(self):
        log = self.stack.top / "killed.log"
        with log.open("w", encoding="utf-8") as output:
            engine = subprocess.Popen(self.stack.arguments("apply", "--yes"), stdout=output, stderr=output)
            deadline = time.monotonic() + 120
            while "ok    db/workload/server" not in log.read_text(encoding="utf-8"):
                self.assertLess(time.monotonic(), deadline, log.read_text(encoding="utf-8"))
                self.assertIsNone(engine.poll(), log.read_text(encoding="utf-8"))
                time.sleep(0.05)
            engine.send_signal(signal.SIGKILL)
            engine.wait()
        database = self.stack.services()["db.server"]
        output = self.expect(self.stack.run("apply", "--yes"), 0, "healthy, revision 1", "airflow/task/smoke")
        self.assertEqual(self.stack.services()["db.server"], database, "the database was started a second time")
        self.assertNotIn("ok    db/task/initialize", output)

    def test_3_a_second_apply_changes_nothing_and_says_so(self):
        before = self.stack.services()
        self.expect(self.stack.run("apply", "--yes"), 0, "Nothing to do")
        self.assertEqual(self.stack.services(), before)

    def test_4_status_is_healthy_and_names_every_role(self):
        result = self.stack.run("status", "--output", "json")
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        programs = json.loads(result.stdout)["components"]["airflow"]["programs"]
        self.assertEqual(
            sorted(programs), ["api-server", "dag-processor", "flower", "scheduler", "triggerer", "worker"]
        )
        self.assertEqual(programs["worker"]["healthy"], 2)

    def test_5_a_worker_that_cannot_start_is_rolled_back(self):
        before = self.stack.services()
        broken = [
            "spec.components.airflow.spec.workers.env.PYTHONHOME=/nonexistent",
            "spec.components.airflow.spec.workers.startTimeout=15s",
        ]
        self.expect(self.stack.run("apply", "--yes", sets=broken), 4, "Rolled back: revision 1 is live again")
        after = self.stack.services()
        for service in before:
            if not service.startswith("airflow.worker"):
                self.assertEqual(after[service], before[service], f"{service} was restarted")
        self.assertEqual(self.stack.run("status").returncode, 0)

    def test_6_a_change_is_proved_by_the_dag(self):
        change = ["spec.components.airflow.spec.workers.concurrency=4"]
        self.expect(self.stack.run("apply", "--yes", sets=change), 0, "ok    airflow/task/smoke", "revision 2")

    def test_7_a_foreign_process_on_a_fixed_port_is_named_and_stays(self):
        with socket.socket() as server:
            server.bind(("127.0.0.1", 0))
            server.listen()
            port = server.getsockname()[1]
            fixed = [f"spec.components.airflow.spec.apiServer.local.port={port}"]
            output = self.expect(self.stack.run("plan", sets=fixed), 8, "E0418", f"pid {os.getpid()}")
            self.assertRegex(output, re.compile(rf"port {port}"))

    def test_8_no_secret_value_is_anywhere_but_where_secrets_are_kept(self):
        """After all of the above: plans, applies, a kill, a rollback, a DAG run by every role."""
        saved = self.stack.top / "saved.plan"
        self.stack.run("plan", "--out", str(saved), sets=["spec.components.airflow.spec.workers.concurrency=3"])
        for command in (("status", "--output", "json"), ("history",), ("graph", "--output", "json"), ("logs", "airflow")):
            self.stack.run(*command)
        values = self.stack.secret_values()
        self.assertGreater(len(values), 5)
        secrets = Canaries(values)
        kept = [self.stack.state / "run", self.stack.state / "data"]  # the programs' own data is theirs
        self.assertEqual(secrets.files(self.stack.top, but=kept), [])
        self.assertTrue(saved.exists())
        self.assertEqual([said for said in self.stack.said if secrets.in_bytes(said.encode())], [])
        self.assertEqual([line for line in self.watch.command_lines if secrets.in_bytes(line)], [])
        in_environment = {
            line for line, variables in self.watch.environments.items() if secrets.in_bytes(variables)
        }
        self.assertEqual(in_environment, set())

    def test_9_destroy_leaves_no_process_and_no_file(self):
        self.expect_gone()


if __name__ == "__main__":
    main("mariadbd", "redis-server", "ganesha.nfsd")
