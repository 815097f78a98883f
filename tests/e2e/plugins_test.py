"""Each plugin alone, with real programs: planned, applied, unchanged, really used, changed, destroyed. Each test is one
sentence about what a user sees; the tests of a class run in order on one stack.

Usage: plugins_test.py TRIMTAB CLIENT_PLUGINS CLASS
CLIENT_PLUGINS is the directory of the plugin whose kinds use what the bundled plugins offer.
"""

import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request

from foreign_mysql import lacking, placed
from stack import CACHE, Stack, StackTest, main, until

TRIMTAB, CLIENTS = sys.argv[1], sys.argv[2]
SPECS = pathlib.Path(__file__).parent / "specs"


class PluginTest(StackTest):
    """What is asked of every plugin."""

    @classmethod
    def start(cls, name, *sets):
        cls.stack = Stack(TRIMTAB, SPECS / f"{name}.yaml", f"e2e-{name}", *sets, options=["--plugin-dir", CLIENTS])

    def component(self, name):
        result = self.stack.run("status", "--output", "json")
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        return json.loads(result.stdout)["components"][name]

    def port(self, component, endpoint):
        return int(self.component(component)["addresses"][endpoint].rpartition(":")[2])

    def secret(self, component, name, key):
        """Its value, read as an administrator of the machine would."""
        return (self.stack.state / "run" / component / name / "v1" / key).read_text(encoding="utf-8")

    def expect_a_plan_that_does_nothing(self, *lines):
        self.expect(self.stack.run("plan"), 2, *lines)
        self.assertFalse(self.stack.state.exists())

    def expect_nothing_to_do(self):
        before = self.stack.services()
        self.expect(self.stack.run("apply", "--yes"), 0, "Nothing to do")
        self.assertEqual(self.stack.services(), before)

    def expect_restarts(self, change, *services):
        """Applies one changed field: just these services get another process."""
        before = self.stack.services()
        output = self.expect(self.stack.run("apply", "--yes", sets=[change]), 0, "healthy, revision 2")
        after = self.stack.services()
        self.assertEqual({name for name, pid in after.items() if pid != before.get(name)}, set(services))
        return output

    def expect_healthy_again_after_kill(self, service, component):
        killed = self.stack.services()[service]
        os.kill(killed, signal.SIGKILL)
        until(lambda: self.stack.services()[service] not in (killed, -1), 30, f"{service} has no new process")
        until(lambda: self.stack.run("status").returncode == 0, 60, lambda: self.stack.run("status").stdout)
        self.assertEqual(self.component(component)["state"], "healthy")


class Mysql(PluginTest):
    client, flavor = "mysql", "MariaDB"

    @classmethod
    def setUpClass(cls):
        cls.start("mysql")

    def sql(self, statement, password=None):
        name = "e2e_mysql_first"
        command = [self.client, "--no-defaults", "--protocol=tcp", "--host=127.0.0.1", f"--port={self.port('db', 'sql')}"]
        command += [f"--user={name}", "--batch", "--skip-column-names", f"--execute={statement}", name]
        environment = {**os.environ, "MYSQL_PWD": password or self.secret("db", "user-first", "password")}
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=30)

    def selected(self, statement):
        answer = self.sql(statement)
        self.assertEqual(answer.returncode, 0, answer.stderr)
        return answer.stdout.strip()

    def test_1_the_plan_shows_the_server_and_changes_nothing(self):
        self.expect_a_plan_that_does_nothing("+  workload/server", ">  task/initialize", ">  task/first")

    def test_2_two_components_use_databases_of_their_own(self):
        self.expect(self.stack.run("apply", "--yes"), 0, "healthy, revision 1")
        self.expect(self.stack.run("logs", "first"), 0, "database of e2e_mysql_first e2e_mysql_first used")
        self.expect(self.stack.run("logs", "second"), 0, "database of b team_b used")

    def test_3_a_second_apply_changes_nothing(self):
        self.expect_nothing_to_do()

    def test_4_the_generated_password_and_no_other_opens_the_database(self):
        self.assertEqual(self.selected("SELECT CHAR_LENGTH(word) FROM seen"), "7")
        self.assertIn("Access denied", self.sql("SELECT 1", password="not-it").stderr)

    def test_5_no_password_is_in_a_command_line(self):
        self.expect_no_secret_in_a_command_line()

    def test_6_the_server_is_the_one_that_was_asked_for(self):
        self.assertEqual("MariaDB" in self.selected("SELECT VERSION()"), self.flavor == "MariaDB")

    def test_7_a_killed_server_comes_back_with_its_data(self):
        self.expect_healthy_again_after_kill("db.server", "db")
        self.assertEqual(self.selected("SELECT COUNT(*) FROM seen"), "1")

    def test_8_a_changed_option_restarts_the_server_alone_and_counts(self):
        self.expect_restarts("spec.components.db.spec.config.max_connections=50", "db.server")
        self.assertEqual(self.sql("SELECT @@max_connections").stdout.strip(), "50")

    def test_9_destroy_leaves_no_process_and_no_file(self):
        self.expect_gone()


class MysqlOfOracle(Mysql):
    """The same of a MySQL server, which no suite of this system has: it lies in a directory of its own."""

    flavor = "MySQL"

    @classmethod
    def setUpClass(cls):
        cls.start("mysql", "spec.components.db.spec.flavor=mysql")
        basedir = placed(cls.stack.top / "mysql")
        cls.client = basedir / "bin/mysql"
        cls.stack.sets += [f"spec.components.db.spec.local.basedir={basedir}"]
        cls.stack.sets += [f"spec.components.{one}.spec.client={cls.client}" for one in ("first", "second")]


class Redis(PluginTest):
    @classmethod
    def setUpClass(cls):
        cls.start("redis")

    def ask(self, *commands):
        with socket.create_connection(("127.0.0.1", self.port("broker", "broker")), timeout=10) as connection:
            stream = connection.makefile("rwb")
            answers = []
            for command in commands:
                words = command.split()
                parts = "".join(f"${len(word)}\r\n{word}\r\n" for word in words)
                stream.write(f"*{len(words)}\r\n{parts}".encode())
                stream.flush()
                answers.append(self.answer(stream))
            return answers

    def answer(self, stream):
        """One answer: a line as it is, a text without its length, a list."""
        line = stream.readline().decode().strip()
        if line.startswith("$"):
            return stream.readline().decode().strip()
        return [self.answer(stream) for _ in range(int(line[1:]))] if line.startswith("*") else line

    def logged_in(self):
        return "AUTH " + self.secret("broker", "password", "password")

    def test_1_the_plan_shows_the_server_and_changes_nothing(self):
        self.expect_a_plan_that_does_nothing("+  workload/server", "+  config/redis.conf")

    def test_2_two_components_use_indices_of_their_own(self):
        self.expect(self.stack.run("apply", "--yes"), 0, "healthy, revision 1")
        self.expect(self.stack.run("logs", "first"), 0, "index 0 used")
        self.expect(self.stack.run("logs", "second"), 0, "index 5 used")

    def test_3_a_second_apply_changes_nothing(self):
        self.expect_nothing_to_do()

    def test_4_a_ping_is_answered_with_the_password_and_refused_without(self):
        self.assertEqual(self.ask(self.logged_in(), "PING"), ["+OK", "+PONG"])
        self.assertRegex(self.ask("PING")[0], "^-NOAUTH")

    def test_5_no_password_is_in_a_command_line(self):
        self.expect_no_secret_in_a_command_line()

    def test_6_a_killed_server_comes_back_with_what_was_written(self):
        # Flushed before it is answered: the file's usual second is no part of this.
        answers = self.ask(self.logged_in(), "CONFIG SET appendfsync always", "SET kept yes")
        self.assertEqual(answers, ["+OK", "+OK", "+OK"])
        self.expect_healthy_again_after_kill("broker.server", "broker")
        self.assertEqual(self.ask(self.logged_in(), "GET kept")[-1], "yes")

    def test_7_a_changed_limit_restarts_the_server_alone_and_counts(self):
        self.expect_restarts("spec.components.broker.spec.maxMemory=32Mi", "broker.server")
        self.assertEqual(self.ask(self.logged_in(), "CONFIG GET maxmemory")[-1], ["maxmemory", str(32 << 20)])

    def test_8_destroy_leaves_no_process_and_no_file(self):
        self.expect_gone()


class Nfs(PluginTest):
    @classmethod
    def setUpClass(cls):
        cls.start("nfs")
        cls.source = cls.stack.top / "source"
        shutil.copytree(SPECS / "files", cls.source)
        cls.stack.sets.append(f"spec.components.dags.spec.source.path={cls.source}")

    def read(self, file):
        url = f"nfs://127.0.0.1/dags/current/{file}?version=4&nfsport={self.port('dags', 'nfs')}"
        return subprocess.run(["nfs-cat", url], capture_output=True, text=True, timeout=30).stdout

    def test_1_the_plan_shows_the_server_and_changes_nothing(self):
        self.expect_a_plan_that_does_nothing("+  workload/server", "+  tree/source")

    def test_2_two_components_read_the_directory_and_a_part_of_it(self):
        self.expect(self.stack.run("apply", "--yes"), 0, "healthy, revision 1")
        self.expect(self.stack.run("logs", "first"), 0, "hello.py read")
        self.expect(self.stack.run("logs", "second"), 0, "dag.py read")

    def test_3_a_second_apply_changes_nothing(self):
        self.expect_nothing_to_do()

    def test_4_a_published_file_is_read_over_nfs(self):
        self.assertEqual(self.read("hello.py"), (self.source / "hello.py").read_text(encoding="utf-8"))
        self.assertEqual(self.read("no-such-file.py"), "")

    def test_5_a_killed_server_comes_back(self):
        self.expect_healthy_again_after_kill("dags.server", "dags")
        self.assertNotEqual(self.read("hello.py"), "")

    def test_6_a_changed_field_restarts_the_server_alone(self):
        self.expect_restarts("spec.components.dags.spec.squash=root_squash", "dags.server")

    def test_7_a_changed_file_is_published_without_a_restart_of_the_server(self):
        (self.source / "hello.py").write_text("changed = True\n", encoding="utf-8")
        self.stack.sets.append("spec.components.dags.spec.squash=root_squash")
        before = self.stack.services()
        self.expect(self.stack.run("apply", "--yes"), 0, "ok    dags/tree/source")
        self.assertEqual(self.stack.services(), before)
        self.assertEqual(self.read("hello.py"), "changed = True\n")

    def test_8_destroy_leaves_no_process_and_no_file(self):
        self.expect_gone()


class Airflow(PluginTest):
    @classmethod
    def setUpClass(cls):
        cls.start("airflow", f"spec.components.airflow.spec.packages.cache={CACHE}")

    def call(self, path, body=None, token=None):
        request = urllib.request.Request(f"http://127.0.0.1:{self.port('airflow', 'api')}{path}")
        request.add_header("Content-Type", "application/json")
        if token:
            request.add_header("Authorization", f"Bearer {token}")
        data = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(request, data=data, timeout=30) as answer:
            return json.load(answer)

    def log_in(self, password):
        return self.call("/auth/token", {"username": "admin", "password": password})["access_token"]

    def runs(self):
        token = self.log_in(self.secret("airflow", "users", "admin"))
        return [run["state"] for run in self.call("/api/v2/dags/e2e/dagRuns", token=token)["dag_runs"]]

    def test_1_the_plan_shows_every_role_and_changes_nothing(self):
        self.expect_a_plan_that_does_nothing(
            ">  task/environment",
            ">  task/migrate",
            "+  workload/api-server",
            "+  workload/scheduler",
            "+  workload/dag-processor",
            "+  workload/triggerer",
            ">  task/smoke",
        )

    def test_2_an_apply_ends_with_a_dag_that_ran(self):
        self.expect(self.stack.run("apply", "--yes"), 0, "healthy, revision 1")
        self.expect(self.stack.run("logs", "airflow/task/smoke"), 0, "DAG e2e ended success: compare success")

    def test_3_a_second_apply_changes_nothing(self):
        self.expect_nothing_to_do()

    def test_4_the_generated_password_and_no_other_opens_the_api(self):
        self.assertEqual(self.runs(), ["success"])
        with self.assertRaises(urllib.error.HTTPError) as refused:
            self.log_in("not-it")
        refused.exception.close()
        self.assertEqual(refused.exception.code, 401)

    def test_5_no_secret_is_in_a_command_line(self):
        self.expect_no_secret_in_a_command_line()

    def test_6_a_changed_setting_restarts_the_roles_and_is_proved_by_the_dag(self):
        roles = [f"airflow.{role}" for role in ("api-server.1", "scheduler.1", "dag-processor.1", "triggerer.1")]
        output = self.expect_restarts("spec.components.airflow.spec.config.core.parallelism=8", *roles)
        self.assertIn("ok    airflow/task/smoke", output)
        for task in ("environment", "migrate"):
            self.assertNotIn(f"ok    airflow/task/{task}", output)
        self.assertEqual(self.runs(), ["success", "success"])

    def test_7_a_dag_that_ends_otherwise_than_expected_is_a_failed_change(self):
        self.stack.sets.append("spec.components.airflow.spec.config.core.parallelism=8")
        wrong = ["spec.components.airflow.spec.smoke.conf.word=another"]
        self.expect(self.stack.run("apply", "--yes", sets=wrong), 4, "compare is failed, expected success")

    def test_8_destroy_leaves_no_process_and_no_file(self):
        self.expect_gone()


NEEDED = {
    "Mysql": ("mariadbd", "mysql"),
    "MysqlOfOracle": (),
    "Redis": ("redis-server", "redis-cli"),
    "Nfs": ("ganesha.nfsd", "nfs-cat"),
    "Airflow": ("mariadbd", "mysql"),
}

if __name__ == "__main__":
    if sys.argv[3] == "MysqlOfOracle" and (why := lacking()):
        print(f"skipped: {why}")
        sys.exit(77)
    # An ordinary user has no right to serve NFS.
    main(*NEEDED[sys.argv[3]], tests=[sys.argv[3]], root=sys.argv[3] == "Nfs")
