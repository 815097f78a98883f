"""The real node of a test cluster: pods that run, on a machine that is left as it was. Each test is one sentence.

Usage: node_test.py RealNode [TEST...]
"""

import os
import pathlib
import socket
import subprocess
import tempfile

import images
from cluster import Cluster
from machine import CGROUPS
from suite import ClusterTest, job, main, workload

SETTINGS = ("net/ipv4/ip_forward", "vm/overcommit_memory", "vm/panic_on_oom", "kernel/panic", "kernel/panic_on_oops")
PLACES = ("/run/containerd", "/run/netns", "/var/lib/cni", "/var/lib/kubelet", "/var/log/containers", "/var/log/pods")


class RealNode(ClusterTest):
    parts = ("api", "controllers", "node")
    IMAGE = "trimtab.test/redis:1"
    SERVER = {
        "image": IMAGE,
        "command": ["redis-server", "--bind", "0.0.0.0", "--protected-mode", "no", "--save", ""],
        "readinessProbe": {"exec": {"command": ["redis-cli", "ping"]}, "periodSeconds": 1},
        "resources": {"limits": {"memory": "64Mi"}},
    }

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(dir="/var/tmp")
        cls.addClassCleanup(folder.cleanup)
        root = images.debian_root("redis-server")
        cls.archives = [images.archive(root, cls.IMAGE, pathlib.Path(folder.name) / "redis.tar")]
        super().setUpClass()

    def start_redis(self):
        self.apply(workload("Deployment", "redis", self.SERVER))
        self.expect_rolled_out("deployment/redis")

    def test_a_deployment_runs_a_real_server(self):
        self.start_redis()
        self.assertEqual(self.kubectl("exec", "deployment/redis", "--", "redis-cli", "ping").stdout, "PONG\n")
        self.assertIn("Ready to accept connections", self.kubectl("logs", "deployment/redis").stdout)

    def test_a_service_is_reached_by_its_name_from_a_pod_and_from_this_machine(self):
        self.start_redis()
        self.kubectl("expose", "deployment/redis", "--port=6379")
        address = self.get("service/redis", ".spec.clusterIP")
        ping = ["exec", "deployment/redis", "--", "redis-cli", "-h", "redis", "ping"]
        self.cluster.wait(lambda: self.kubectl(*ping, check=False).stdout == "PONG\n", "no answer in the pod", 20)
        with socket.create_connection((address, 6379), timeout=10) as connection:
            connection.sendall(b"PING\r\n")
            self.assertEqual(connection.recv(16), b"+PONG\r\n")

    def test_a_pod_reaches_nothing_outside(self):
        self.start_redis()
        outside = ["exec", "deployment/redis", "--", "redis-cli", "-h", "203.0.113.1", "ping"]
        self.assertIn("Network is unreachable", self.kubectl(*outside, check=False).stderr)

    def test_the_way_out_of_a_pod_stays_when_other_pods_come_and_go(self):
        before = self.way_out()
        self.start_redis()
        self.assertEqual(self.way_out(), before)

    def way_out(self):
        return self.cluster.node.machine.run("ip", "-brief", "link", "show", "pods").split()[2]

    def test_a_pod_runs_as_the_account_it_asks_for(self):
        account = {"image": self.IMAGE, "command": ["id", "-u"], "securityContext": {"runAsUser": 4242}}
        self.apply(job("account", account))
        self.kubectl("wait", "--for=condition=complete", "job/account", "--timeout=60s")
        self.assertEqual(self.kubectl("logs", "job/account").stdout, "4242\n")

    def test_a_job_that_fails_tells_its_exit_status(self):
        self.apply(job("fails", {"image": self.IMAGE, "command": ["sh", "-c", "exit 3"]}))
        self.kubectl("wait", "--for=condition=failed", "job/fails", "--timeout=60s")
        self.assertEqual(self.get("pods", ".items[0].status.containerStatuses[0].state.terminated.exitCode"), "3")

    def test_a_pod_that_takes_more_memory_than_it_may_is_killed(self):
        greedy = {"image": self.IMAGE, "command": ["tail", "/dev/zero"], "resources": {"limits": {"memory": "16Mi"}}}
        self.apply(job("greedy", greedy))
        self.kubectl("wait", "--for=condition=failed", "job/greedy", "--timeout=60s")
        reason = self.get("pods", ".items[0].status.containerStatuses[0].state.terminated.reason")
        self.assertEqual(reason, "OOMKilled")

    def test_a_killed_kubelet_comes_back_and_its_pods_never_stopped(self):
        self.start_redis()
        before = self.get("pods", ".items[0].status.containerStatuses[0].containerID")
        self.cluster.restart("kubelet")
        self.kubectl("scale", "deployment/redis", "--replicas=2")
        self.expect_rolled_out("deployment/redis")
        self.assertIn(before, self.get("pods", ".items[*].status.containerStatuses[0].containerID"))

    def test_a_second_node_leaves_this_machine_as_it_was(self):
        before = self.seen_of_this_machine()
        second = Cluster(("api", "node")).start()
        try:
            self.assertNotEqual(self.seen_of_this_machine(), before)
        finally:
            second.stop()
        self.assertEqual(self.seen_of_this_machine(), before)
        self.assertFalse(second.top.exists())

    @staticmethod
    def seen_of_this_machine():
        """What a node could have changed."""

        def said(*words):
            return subprocess.run(words, capture_output=True, text=True, check=True).stdout

        network = [said("iptables", "-S"), said("iptables", "-t", "nat", "-S"), said("ip", "route")]
        links = [line.split()[0] for line in said("ip", "-brief", "link").splitlines()]
        settings = [pathlib.Path("/proc/sys", name).read_text(encoding="ascii") for name in SETTINGS]
        mounts = pathlib.Path("/proc/mounts").read_text(encoding="utf-8").splitlines()
        files = [(place, os.path.exists(place)) for place in PLACES]
        return network, links, settings, mounts, files, sorted(CGROUPS.glob("*/*/"))


if __name__ == "__main__":
    main(RealNode)
