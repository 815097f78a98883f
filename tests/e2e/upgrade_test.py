"""Airflow moved to a newer version and back, with real programs: the schema of the database moves with it, and what
is in the database stays. Each test is one sentence about what a user sees; they run in order on one stack.

Usage: upgrade_test.py TRIMTAB SPEC
"""

import subprocess
import sys

from stack import CACHE, Stack, StackTest, main

TRIMTAB, SPEC = sys.argv[1], sys.argv[2]
OLDER, NEWER = "3.2.2", "3.3.2"
# The last migration of each version, as `airflow db migrate` leaves it in the database.
SCHEMA = {OLDER: "1d6611b6ab7c", NEWER: "d2f4e1b3c5a7"}


def version(wanted):
    return f"spec.components.airflow.spec.version={wanted}"


class Upgrade(StackTest):
    @classmethod
    def setUpClass(cls):
        cls.stack = Stack(TRIMTAB, SPEC, "e2e-upgrade", f"spec.components.airflow.spec.packages.cache={CACHE}")

    def rows(self, statement):
        options = self.stack.state / "run/db/login-airflow/v1/client.cnf"
        command = ["mysql", f"--defaults-file={options}", "--batch", "--skip-column-names", f"--execute={statement}"]
        answer = subprocess.run([*command, "e2e_upgrade_airflow"], capture_output=True, text=True, timeout=30)
        self.assertEqual(answer.returncode, 0, answer.stderr)
        return answer.stdout.split()

    def expect_schema_of(self, wanted):
        self.assertEqual(self.rows("SELECT version_num FROM alembic_version"), [SCHEMA[wanted]])

    def expect_runs(self, *states):
        self.assertEqual(self.rows("SELECT state FROM dag_run ORDER BY id"), list(states))

    def test_1_the_older_version_runs_a_dag(self):
        self.expect(self.stack.run("apply", "--yes", sets=[version(OLDER)]), 0, "healthy, revision 1")
        self.expect_schema_of(OLDER)
        self.expect_runs("success")

    def test_2_an_upgrade_that_fails_is_taken_back_with_its_schema(self):
        broken = [
            version(NEWER),
            "spec.components.airflow.spec.triggerer.env.PYTHONHOME=/nonexistent",
            "spec.components.airflow.spec.triggerer.startTimeout=15s",
        ]
        result = self.stack.run("apply", "--yes", sets=broken)
        self.expect(result, 4, "undo  airflow/task/migrate", "Rolled back: revision 1 is live again")
        self.expect_schema_of(OLDER)
        self.expect_runs("success")
        self.assertEqual(self.stack.run("status").returncode, 0)

    def test_3_an_upgrade_moves_the_schema_and_keeps_what_was_recorded(self):
        output = self.expect(self.stack.run("apply", "--yes", sets=[version(NEWER)]), 0, "healthy, revision 2")
        self.assertLess(output.index("scheduler/1"), output.index("ok    airflow/task/migrate"), "not stopped before")
        self.expect_schema_of(NEWER)
        self.expect_runs("success", "success")

    def test_4_a_rollback_moves_the_schema_back_and_keeps_what_was_recorded(self):
        self.expect(self.stack.run("rollback", "--yes"), 0, "taken back", "healthy, revision 3")
        self.expect_schema_of(OLDER)
        self.expect_runs("success", "success")
        self.assertEqual(self.stack.run("status").returncode, 0)


if __name__ == "__main__":
    main("mariadbd", "mysql")
