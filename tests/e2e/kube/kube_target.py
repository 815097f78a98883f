"""Stacks whose resources stand in the spec, by the plugin tests/fixtures/plugins/cluster: one cluster for a suite, a stack
for each test."""

import json
import os
import pathlib
import subprocess
import tempfile
import unittest
import zlib

from cluster import Cluster


def workload(name, **spec):
    spec = {"command": ["/bin/run"], "image": "any:1", "account": {"uid": 7, "gid": 7}} | spec
    return {"type": "workload", "name": name, "spec": spec}


def manifest(name, **spec):
    return {"type": "kubernetes", "name": name, "spec": {"apiVersion": "v1", "kind": "ConfigMap"} | spec}


def component(*resources, **spec):
    return {"kind": "any", "spec": {"resources": list(resources)} | spec}


class KubeTarget(unittest.TestCase):
    """A cluster for all tests of a class; each has a stack named `s` and a namespace of its own."""

    program, plugins, parts = None, None, ("api", "controllers", "kwok")

    @classmethod
    def setUpClass(cls):
        cls.cluster = Cluster(cls.parts)
        cls.addClassCleanup(cls.cluster.stop)
        cls.cluster.start()
        directory = tempfile.TemporaryDirectory(prefix="trimtab-kube-target-", dir="/var/tmp")
        cls.addClassCleanup(directory.cleanup)
        cls.top = pathlib.Path(directory.name)

    def setUp(self):
        name = self.id().rpartition(".")[2].removeprefix("test_").replace("_", "-")
        self.name = f"{name[:14].rstrip('-')}-{zlib.crc32(name.encode()):08x}"
        self.kubeconfig = self.cluster.kubeconfig

    def environment(self):
        directories = {"XDG_STATE_HOME": str(self.top / self.name), "XDG_CACHE_HOME": str(self.top / "cache")}
        return os.environ | directories | {"NO_COLOR": "1"}

    def spec_of(self, components, **target):
        """The file; `self.lines` are what stands in it."""
        target = {"kubeconfig": str(self.kubeconfig), "namespace": self.name} | target
        spec = {
            "apiVersion": "trimtab.dev/v1",
            "kind": "Stack",
            "metadata": {"name": "s"},
            "spec": {"target": {"kubernetes": target}, "components": components},
        }
        file = self.top / f"{self.name}.yaml"
        text = json.dumps(spec, indent=1)
        file.write_text(text, encoding="utf-8")
        self.lines = text.splitlines()
        return file

    def place_of(self, text):
        """Where the spec has it, as messages say places."""
        (line,) = (number for number, line in enumerate(self.lines, 1) if text in line)
        return f"{self.name}.yaml:{line}:"

    def command(self, command, components, *words, **target):
        return [self.program, "--plugin-dir", self.plugins, command, "-f", self.spec_of(components, **target), *words]

    def run_trimtab(self, command, components, *words, **target):
        return subprocess.run(
            self.command(command, components, *words, **target),
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
            env=self.environment(),
        )

    def expect(self, code, command, components, *words, said=(), **target):
        done = self.run_trimtab(command, components, *words, **target)
        text = done.stdout + done.stderr
        self.assertEqual(done.returncode, code, text)
        for part in said:
            self.assertIn(part, text)
        return text

    def apply(self, components, *words, said=()):
        return self.expect(0, "apply", components, "--yes", *words, said=said)

    def kubectl(self, *words, **how):
        return self.cluster.kubectl(*words, f"--namespace={self.name}", **how)

    def get(self, what, path, namespace=None):
        where = f"--namespace={namespace or self.name}"
        return self.cluster.kubectl("get", what, where, f"--output=jsonpath={{{path}}}").stdout.strip()

    def make_namespace(self, *labels):
        self.cluster.kubectl("create", "namespace", self.name)
        if labels:
            self.cluster.kubectl("label", "namespace", self.name, *labels)
