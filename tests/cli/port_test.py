"""A port that someone else has: who it is is told, and it stays alive."""

import json
import shutil
import socket
import subprocess
import sys
import unittest

from sandbox import CliTest

LISTEN = """
import socket, sys
server = socket.create_server(("127.0.0.1", 0))
print(server.getsockname()[1], flush=True)
sys.stdin.read()
"""


class Port(CliTest):
    def setUp(self):
        super().setUp()
        self.other = subprocess.Popen(
            [sys.executable, "-c", LISTEN], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.addCleanup(self.other.communicate)
        self.port = int(self.other.stdout.readline())

    def assert_alive(self):
        self.assertIsNone(self.other.poll())
        with socket.create_connection(("127.0.0.1", self.port), timeout=5):
            pass

    def test_a_wanted_port_is_given_up_for_a_free_one_which_is_kept(self):
        self.box.stack(
            "web: {kind: daemon, spec: {port: PORT, command: [PYTHON, -m, http.server, --bind, 127.0.0.1, "
            "'@{endpoint:main/port}']}}".replace("PORT", str(self.port)).replace("PYTHON", "/usr/bin/python3")
        )
        said = self.box.run("plan", "-f", "demo.yaml", separate=True)
        self.assertEqual(said.code, 2, said.text)
        self.assertIn(f"warning[W0418]: port {self.port}, wanted by web/endpoint/main, is taken\n", said.text)
        who = rf"pid {self.other.pid} \(\S*python\S*, user \w+\)"
        self.assertRegex(said.text, f"why: {who} has it; it is not ours and stays")
        plan = json.loads(self.box.run("plan", "-f", "demo.yaml", "-o", "json", separate=True).text)
        chosen = next(one["desired"]["port"] for one in plan["objects"] if one["driver"] == "port")
        self.assertNotEqual(chosen, self.port)
        self.assert_alive()

    @unittest.skipUnless(shutil.which("redis-server"), "redis-server is not installed")
    def test_a_fixed_port_stops_the_plan(self):
        self.box.stack(f"broker: {{kind: redis, spec: {{local: {{port: {self.port}}}}}}}")
        for command in ("plan -f demo.yaml", "apply -f demo.yaml --yes"):
            said = self.box.run(*command.split())
            self.assertEqual(said.code, 8, said.text)
            self.assertIn(f"error[E0418]: port {self.port}, wanted by broker/endpoint/", said.text)
            self.assertIn("it is not ours and stays", said.text)
        self.assertFalse(self.box.state.exists())
        self.assert_alive()

    def test_a_port_taken_after_the_plan_was_made_stops_the_apply(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.box.stack(f"web: {{kind: daemon, spec: {{port: {port}, command: [/bin/sleep, infinity]}}}}")
        self.holds("plan -f demo.yaml --out it.plan", 2)
        with socket.socket() as late:
            late.bind(("127.0.0.1", port))
            late.listen()
            said = self.box.run("apply", "it.plan", "--yes")
            self.assertEqual(said.code, 6, said.text)
            self.assertRegex(said.text, r"why: web/endpoint/main: pid PID \(\S+, user \w+\) is there now")


if __name__ == "__main__":
    unittest.main(verbosity=2)
