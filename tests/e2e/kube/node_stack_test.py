#!/usr/bin/env python3
"""Stacks whose programs truly run, on a real node: node_stack_test.py TRIMTAB PLUGINS"""

import json
import pathlib
import tempfile
import unittest

import images
from daemon import until
from kube_stack import KubeStack, header
from suite import run_tests

SERVER = "statefulset/one-broker-server"
# Rules of before lead to an address that is nobody's any more, where a client would wait for minutes.
REDIS = "REDISCLI_AUTH=$(cat /run/trimtab/broker/password/password) timeout 3 redis-cli -h one-broker-broker.brokers.svc"
PING = f"{REDIS} ping"


# Says "two" only when somebody has heard "one".
SCRIPT = "echo one; until test -e /tmp/go; do sleep 0.1; done; echo two"
RUN = {"command": ["sh", "-c", SCRIPT], "image": "trimtab.test/redis:1", "account": {"uid": 999, "gid": 999}}
TASK = {"type": "task", "name": "t", "spec": {"run": RUN}}


class Node(KubeStack):
    parts = ("api", "controllers", "node")

    @classmethod
    def setUpClass(cls):
        if cls is Node:
            raise unittest.SkipTest("what the suites share")
        folder = tempfile.TemporaryDirectory(dir="/var/tmp")
        cls.addClassCleanup(folder.cleanup)
        root = images.debian_root("redis-server")
        cls.archives = [images.archive(root, "trimtab.test/redis:1", pathlib.Path(folder.name) / "redis.tar")]
        super().setUpClass()


class NodeStack(Node):
    image = "spec.components.broker.spec.image"
    sets = (f"{image}.repository=trimtab.test/redis", f"{image}.tag=1")

    def test_1_a_real_server_answers_an_authenticated_ping_through_its_service(self):
        self.expect(0, "apply", "--yes", said=["healthy, revision 1"])
        self.assertEqual(self.inside(SERVER, PING), "PONG")
        self.assertIn("NOAUTH", self.inside(SERVER, "redis-cli ping 2>&1"))

    def test_2_it_runs_as_the_account_of_its_image_and_may_do_nothing_else(self):
        self.assertEqual(self.inside(SERVER, "id -u"), "999")
        self.assertEqual(self.inside(SERVER, "touch /etc/x 2>/dev/null || echo refused"), "refused")

    def test_3_a_pod_that_was_deleted_comes_back_with_its_data(self):
        self.inside(SERVER, f"{REDIS} set key kept")
        self.cluster.kubectl("delete", "pod", "--namespace=brokers", "one-broker-server-0", "--wait=true")
        self.cluster.kubectl("rollout", "status", "--namespace=brokers", SERVER, "--timeout=60s")
        self.assertEqual(self.inside(SERVER, f"{REDIS} get key"), "kept")

    def test_4_an_image_that_is_not_there_is_named_and_rolled_back(self):
        text = self.expect(4, "apply", "--yes", "--set", f"{self.image}.tag=2")
        self.assertIn("one-broker-server-0: server: ", text)
        self.assertIn("revision 1", text)
        self.assertEqual(self.inside(SERVER, PING), "PONG")

    def test_5_nothing_is_left_when_it_is_destroyed_with_its_data(self):
        self.expect(0, "destroy", "--yes", "--delete-volumes", said=["Stack one is gone."])
        self.assertNotIn("brokers", self.cluster.kubectl("get", "namespaces", "--output=name").stdout)


class NodeTask(Node):
    """A stack of one task."""

    disks = ()
    overlay = header("one", "tasks") + "  components: " + json.dumps({"a": {"kind": "any", "spec": {"resources": [TASK]}}})

    def test_what_a_task_writes_is_told_while_it_runs(self):
        going, log = self.start("apply", "--yes")
        until(lambda: "  log   a/task/t" in log.read_text(encoding="utf-8"), 60, lambda: log.read_text(encoding="utf-8"))
        self.assertNotIn("two", log.read_text(encoding="utf-8"))
        job = self.cluster.kubectl("get", "job", "--namespace=tasks", "--output=name").stdout.strip()
        self.cluster.kubectl("exec", job, "--namespace=tasks", "--", "touch", "/tmp/go")
        self.assertEqual(going.wait(timeout=120), 0, log.read_text(encoding="utf-8"))
        told = [line.split() for line in log.read_text(encoding="utf-8").splitlines() if line.startswith("  log ")]
        self.assertEqual(told, [["log", "a/task/t", "one"], ["log", "a/task/t", "two"]])


if __name__ == "__main__":
    run_tests(Node, "program", "plugins")
