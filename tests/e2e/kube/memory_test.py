#!/usr/bin/env python3
"""What a stack on Kubernetes remembers is in its cluster: memory_test.py TRIMTAB

The scheduler is stopped where an apply shall wait: then its pod is not placed, and nothing becomes healthy.
"""

import base64
import json
import os
import signal
import subprocess
import zlib

from daemon import until
from kube_stack import KubeStack, volume
from suite import run_tests

EVERYTHING = "configmaps,secrets,leases,services,statefulsets,pvc,serviceaccounts"


def memory(size):
    """Another config, so another pod."""
    return "--set", f"spec.components.broker.spec.maxMemory={size}"


class Memory(KubeStack):
    parts = ("api", "controllers", "kwok")

    # ---- what the tests are written in -------------------------------------------------------------------------------

    def start(self, command, machine, *words):
        """As another machine would: what a user has on this one is not there."""
        home = self.top / machine
        home.mkdir(exist_ok=True)
        environment = os.environ | {"HOME": str(home), "XDG_STATE_HOME": str(home / "state"), "NO_COLOR": "1"}
        process = subprocess.Popen(
            [self.program, command, "-f", self.spec, *words, *(["--yes"] if command == "apply" else [])],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=environment,
        )
        self.addCleanup(process.kill)
        return process

    def on(self, machine, code, command, *words, said=()):
        process = self.start(command, machine, *words)
        text = process.communicate(timeout=120)[0]
        self.assertEqual(process.returncode, code, text)
        for part in said:
            self.assertIn(part, text)
        return text

    def scheduler(self, number):
        self.cluster.daemons["kube-scheduler"].send(number)

    def all_in(self, namespace):
        return set(self.get(EVERYTHING, namespace=namespace).split())

    def pod_is_there(self):
        return "one-broker-server-0" in self.get("pods")

    def remembered(self):
        """All texts of the memory, as trimtab wrote them."""
        secrets = json.loads(self.cluster.kubectl(
            "get", "secrets", "--namespace=brokers", "--selector=trimtab.dev/memory", "--output=json").stdout)
        data = {(item["metadata"]["name"], key): base64.b64decode(value)
                for item in secrets["items"] for key, value in item["data"].items()}
        self.assertTrue(data)
        return {name: zlib.decompress(value) for name, value in data.items()}

    # ---- one life ----------------------------------------------------------------------------------------------------

    def test_1_an_apply_that_is_killed_is_continued_from_another_machine(self):
        self.scheduler(signal.SIGSTOP)
        try:
            first = self.start("apply", "one-machine")
            until(self.pod_is_there, 60, "the apply has made a pod")
            first.send_signal(signal.SIGKILL)
            first.communicate()
            made = self.get("statefulset/one-broker-server", ".metadata.uid")
        finally:
            self.scheduler(signal.SIGCONT)
        self.on("another-machine", 0, "apply", said=["has the lock; looking whether it is still there", "healthy, revision 1"])
        self.assertEqual(self.get("statefulset/one-broker-server", ".metadata.uid"), made)
        self.on("a-third-one", 0, "plan", said=["Nothing to do"])
        self.on("a-third-one", 0, "history", said=["interrupted", "converged"])
        self.assertFalse(list(self.top.rglob("*.db")))

    def test_2_of_two_at_once_the_second_is_told_who_has_the_lock(self):
        self.scheduler(signal.SIGSTOP)
        try:
            first = self.start("apply", "one-machine", *memory("65Mi"))
            until(self.lease_names_a_run, 60, "the first has a run")
            self.on("another-machine", 7, "apply",
                    said=["E0651", f"the stack is locked by trimtab apply (pid {first.pid} on ", "since 20"])
            self.on("another-machine", 10, "status", said=["one"])
            self.on("another-machine", 2, "plan", said=["goes on, or was cut off"])
            self.on("another-machine", 0, "history", said=["open"])
        finally:
            self.scheduler(signal.SIGCONT)
        text = first.communicate(timeout=120)[0]
        self.assertEqual(first.returncode, 0, text)

    def lease_names_a_run(self):
        holder = self.get("lease/trimtab.one", r".metadata.annotations.trimtab\.dev/holder")
        return holder and json.loads(holder)["run"] > 0

    def test_3_who_was_stopped_until_its_lease_ran_out_does_nothing_more(self):
        self.scheduler(signal.SIGSTOP)
        try:
            first = self.start("apply", "one-machine", *memory("66Mi"))
            until(self.lease_names_a_run, 60, "the first has a run")
            first.send_signal(signal.SIGSTOP)
        finally:
            self.scheduler(signal.SIGCONT)
        self.on("another-machine", 0, "apply", *memory("66Mi"))
        runs = self.on("another-machine", 0, "history")
        first.send_signal(signal.SIGCONT)
        text = first.communicate(timeout=120)[0]
        self.assertEqual(first.returncode, 7, text)
        self.assertRegex(text, "taken over|take it over")  # what it looks at first: the journal or its own lease
        self.assertEqual(self.on("another-machine", 0, "history"), runs)

    def test_4_no_secret_value_is_in_it(self):
        password = base64.b64decode(self.get("secret/one-broker-password-v1", ".data.password"))
        self.assertGreater(len(password), 20)
        for name, text in self.remembered().items():
            self.assertNotIn(password, text, name)
            self.assertNotIn(base64.b64encode(password), text, name)

    def test_5_who_may_not_see_secrets_is_told_so_and_does_not_take_it_for_a_new_stack(self):
        nobody = self.top / "nobody"
        config = json.loads(self.cluster.kubectl("config", "view", "--raw", "--output=json").stdout)
        config["users"] = [{"name": user["name"], "user": {"token": self.cluster.nobody_token}}
                           for user in config["users"]]
        nobody.write_text(json.dumps(config), encoding="utf-8")
        self.expect(11, "history", "--set", f"spec.target.kubernetes.kubeconfig={nobody}",
                    said=["not allowed (403)", "nobody"])

    def test_6_a_destroy_from_anywhere_leaves_nothing_in_a_namespace_that_was_there_before(self):
        self.cluster.kubectl("create", "namespace", "shared")
        own = {"serviceaccount/default", "configmap/kube-root-ca.crt"}  # every namespace has them, a moment later
        there = until(lambda: self.all_in("shared") if self.all_in("shared") >= own else None, 60, "its own objects")
        elsewhere = ("--set", "spec.target.kubernetes.namespace=shared", "--set", "metadata.name=two")
        another = volume(self.top / "disk", "") | {"metadata": {"name": "another-disk"}}
        self.cluster.kubectl("apply", "-f", "-", text=json.dumps(another))
        self.expect(0, "apply", "--yes", *elsewhere, said=["revision 1"])
        self.assertIn("lease.coordination.k8s.io/trimtab.two", self.all_in("shared"))
        self.expect(0, "destroy", "--yes", "--delete-volumes", *elsewhere, said=["Stack two is gone."])
        self.assertEqual(self.all_in("shared"), there)

    def test_7_a_destroy_takes_the_memory_along(self):
        self.expect(0, "destroy", "--yes", "--delete-volumes", said=["Stack one is gone."])
        self.assertNotIn("brokers", self.cluster.kubectl("get", "namespaces", "--output=name").stdout)


if __name__ == "__main__":
    run_tests(Memory, "program")
