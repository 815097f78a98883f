"""What suites on a test cluster share: the cluster, short manifests, and when a suite is skipped."""

import json
import os
import pathlib
import sys
import unittest

from cluster import Cluster, lacking


def command_lines():
    """Of every process but this one."""
    for process in pathlib.Path("/proc").iterdir():
        if process.name.isdigit() and int(process.name) != os.getpid():
            try:
                yield (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            except OSError:
                continue


def workload(kind, name, container, replicas=1, annotations=None, **spec):
    """A Deployment or a StatefulSet of one container."""
    labels = {"app": name}
    template = {
        "metadata": {"labels": labels} | ({"annotations": annotations} if annotations else {}),
        "spec": {"terminationGracePeriodSeconds": 1, "containers": [{"name": "main", **container}]},
    }
    spec |= {"replicas": replicas, "selector": {"matchLabels": labels}, "template": template}
    return {"apiVersion": "apps/v1", "kind": kind, "metadata": {"name": name}, "spec": spec}


def job(name, container):
    template = {"spec": {"restartPolicy": "Never", "containers": [{"name": "main", **container}]}}
    spec = {"backoffLimit": 0, "template": template}
    return {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": name}, "spec": spec}


class ClusterTest(unittest.TestCase):
    """A cluster for all tests of a class, a namespace for each."""

    parts, archives = ("api",), ()

    @classmethod
    def setUpClass(cls):
        cls.cluster = Cluster(cls.parts, archives=cls.archives)
        cls.addClassCleanup(cls.cluster.stop)
        cls.cluster.start()

    def setUp(self):
        self.namespace = self.id().rpartition(".")[2].replace("_", "-")[:63].rstrip("-")
        self.cluster.kubectl("create", "namespace", self.namespace)

    def kubectl(self, *words, **how):
        return self.cluster.kubectl(f"--namespace={self.namespace}", *words, **how)

    def apply(self, *objects, by="first", check=True):
        text = json.dumps({"apiVersion": "v1", "kind": "List", "items": objects})
        return self.kubectl("apply", "--server-side", f"--field-manager={by}", "-f", "-", text=text, check=check)

    def get(self, what, path):
        return self.kubectl("get", what, f"--output=jsonpath={{{path}}}").stdout

    def eventually(self, what, path, value, seconds=60):
        self.cluster.wait(lambda: self.get(what, path) == value, lambda: self.kubectl("describe", what).stdout, seconds)

    def expect_rolled_out(self, what):
        self.kubectl("rollout", "status", what, "--timeout=60s")


def main(*suites):
    """Runs the tests of the suite that the command line names; one that this machine cannot run is skipped."""
    name, *tests = sys.argv[1:]
    suite = {suite.__name__: suite for suite in suites}[name]
    if why := lacking(suite.parts):
        print(f"skipped: {why}")
        sys.exit(77)
    unittest.main(module="__main__", argv=[sys.argv[0], "-v", *([f"{name}.{test}" for test in tests] or [name])])


def run_tests(base, *names):
    """Runs the tests of the calling program, or those that the command line names. Its first words are attributes of
    `base`, which its suites inherit, in this order; a suite that this machine cannot run is skipped."""
    for name in names:
        setattr(base, name, sys.argv.pop(1))
    if why := lacking(base.parts):
        print(f"skipped: {why}")
        sys.exit(77)
    unittest.main(module="__main__", verbosity=2)
