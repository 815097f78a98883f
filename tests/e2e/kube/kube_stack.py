"""A stack on a test cluster, as users drive it: by the program, seen through what users see. A cluster and a spec for
all tests of a class, which are one life in the order of their names."""

import json
import os
import pathlib
import subprocess
import tempfile
import unittest

from cluster import Cluster

COMPONENTS = "  components:\n"


def header(stack, name_space):
    """What every stack begins with, or says of a stack from elsewhere: that it lives on the test cluster."""
    return f"""\
apiVersion: trimtab.dev/v1
kind: Stack
metadata: {{name: {stack}}}
spec:
  target: {{kubernetes: {{kubeconfig: KUBECONFIG, namespace: {name_space}}}}}
"""


SPEC = header("one", "brokers") + COMPONENTS + "    broker: {kind: redis, spec: {storage: {size: 64Mi}}}\n"


def volume(directory, storage_class):
    """Nothing on a test cluster makes volumes; this one is there already."""
    spec = {
        "capacity": {"storage": "100Gi"},
        "accessModes": ["ReadWriteOnce", "ReadWriteMany"],
        "persistentVolumeReclaimPolicy": "Retain",
        "hostPath": {"path": str(directory)},
        "storageClassName": storage_class,
    }
    return {"apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": directory.name}, "spec": spec}


class KubeStack(unittest.TestCase):
    program, parts, archives, sets = None, (), (), ()
    base, overlay, disks, name_space = None, SPEC, ("",), "brokers"
    plugins = None  # where further plugins are
    named = ()  # how the stack is named where that is not by its spec

    @classmethod
    def setUpClass(cls):
        cls.cluster = Cluster(cls.parts, archives=cls.archives)
        cls.addClassCleanup(cls.cluster.stop)
        cls.cluster.start()
        directory = tempfile.TemporaryDirectory(prefix="trimtab-kube-stack-", dir="/var/tmp")
        cls.addClassCleanup(directory.cleanup)
        cls.top = pathlib.Path(directory.name)
        for number, storage_class in enumerate(cls.disks):
            disk = cls.top / f"disk-{number}"
            disk.mkdir()
            disk.chmod(0o777)  # the account of an image is nobody here
            cls.cluster.kubectl("apply", "-f", "-", text=json.dumps(volume(disk, storage_class)))
        cls.spec = cls.top / "one.yaml"
        cls.spec.write_text(cls.overlay.replace("KUBECONFIG", str(cls.cluster.kubeconfig)), encoding="utf-8")

    def spec_words(self):
        files = [self.base, self.spec] if self.base else [self.spec]
        return [word for file in files for word in ("-f", file)] + [word for one in self.sets for word in ("--set", one)]

    def words(self, command, *words):
        return [self.program, command, *(self.named or self.spec_words()), *words]

    def environment(self):
        directories = {"XDG_STATE_HOME": str(self.top / "state"), "XDG_CACHE_HOME": str(self.top / "cache")}
        plugins = {"TRIMTAB_PLUGIN_PATH": str(self.plugins)} if self.plugins else {}
        return os.environ | directories | {"NO_COLOR": "1"} | plugins

    def trimtab(self, command, *words):
        return subprocess.run(
            self.words(command, *words),
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
            env=self.environment(),
        )

    def start(self, command, *words):
        """One that goes on while the test does something else, and the file that has what it says."""
        log = self.top / f"{command}.log"
        with log.open("w", encoding="utf-8") as out:
            process = subprocess.Popen(
                self.words(command, *words), stdout=out, stderr=subprocess.STDOUT, env=self.environment()
            )
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process, log

    def expect(self, code, command, *words, said=()):
        done = self.trimtab(command, *words)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        for part in said:
            self.assertIn(part, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def inside(self, workload, script):
        """What a script prints in a pod of the workload, at its first success: a node follows a pod that became ready
        with the rules of its services, once a second at most, and Kubernetes does not say when it has."""
        words = ("exec", workload, f"--namespace={self.name_space}", "--", "sh", "-c", script)

        def tried():
            self.done = self.cluster.kubectl(*words, check=False)
            return self.done.returncode == 0

        self.cluster.wait(tried, lambda: f"{script}: {self.done.stdout}{self.done.stderr}", 30)
        return self.done.stdout.strip()

    def get(self, what, path="", namespace=None):
        words = [f"--output=jsonpath={{{path}}}"] if path else ["--output=name"]
        return self.cluster.kubectl("get", what, f"--namespace={namespace or self.name_space}", *words).stdout.strip()
