"""A stack on a test cluster, as users drive it: by the program, seen through what users see. A cluster and a spec for
all tests of a class, which are one life in the order of their names."""

import json
import os
import pathlib
import subprocess
import tempfile
import unittest

from cluster import Cluster

SPEC = """\
apiVersion: trimtab.dev/v1
kind: Stack
metadata: {name: one}
spec:
  target: {kubernetes: {kubeconfig: KUBECONFIG, namespace: brokers}}
  components:
    broker: {kind: redis, spec: {storage: {size: 64Mi}}}
"""


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

    def trimtab(self, command, *words):
        environment = os.environ | {"XDG_STATE_HOME": str(self.top / "state"), "NO_COLOR": "1"}
        if self.plugins:
            environment["TRIMTAB_PLUGIN_PATH"] = str(self.plugins)
        sets = [word for one in self.sets for word in ("--set", one)]
        return subprocess.run(
            [self.program, command, *(["-f", self.base] if self.base else []), "-f", self.spec, *sets, *words],
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
            env=environment,
        )

    def expect(self, code, command, *words, said=()):
        done = self.trimtab(command, *words)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        for part in said:
            self.assertIn(part, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def get(self, what, path="", namespace=None):
        words = [f"--output=jsonpath={{{path}}}"] if path else ["--output=name"]
        return self.cluster.kubectl("get", what, f"--namespace={namespace or self.name_space}", *words).stdout.strip()
