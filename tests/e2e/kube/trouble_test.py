#!/usr/bin/env python3
"""What goes wrong in a cluster while a stack is applied, each told in one message, with nothing lost:
trouble_test.py TRIMTAB PLUGINS

Controllers and the API server are real; nodes are not.
"""

import contextlib
import json
import signal
import subprocess

import kwok
from daemon import until
from kube_target import KubeTarget, component, manifest, workload
from suite import run_tests

PATIENCE = "10s"  # of components that shall not become healthy


def task(name, **kubernetes):
    run = {"command": ["/bin/true"], "image": "any:1", "kubernetes": kubernetes}
    return {"type": "task", "name": name, "spec": {"run": run}}


def service(name):
    return manifest(name, kind="Service", spec={"ports": [{"port": 80}]})


class Trouble(KubeTarget):
    good = component(manifest("m", data={"a": "1"}))

    # ---- what the tests are written in -------------------------------------------------------------------------------

    def start(self, components, *words):
        """An apply that goes on while the test does something else."""
        command = self.command("apply", components, "--yes", *words)
        log = self.top / f"{self.name}.log"  # a pipe that nobody reads would stop it
        with log.open("w", encoding="utf-8") as out:
            process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, env=self.environment())
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process, log

    def ending_of(self, process, log):
        code = process.wait(timeout=240)
        return code, log.read_text(encoding="utf-8")

    def count(self, what):
        return len(self.kubectl("get", what, "--output=name").stdout.split())

    @contextlib.contextmanager
    def nothing_is_placed(self):
        scheduler = self.cluster.daemons["kube-scheduler"]
        scheduler.send(signal.SIGSTOP)
        try:
            yield
        finally:
            scheduler.send(signal.SIGCONT)

    def as_account(self, *rights):
        """A service account of the namespace with these rights in it; what a stack's memory needs among them."""
        self.make_namespace()
        self.kubectl("create", "serviceaccount", "somebody")
        for name, right in (("memory", "secrets,leases.coordination.k8s.io"), *rights):
            self.kubectl("create", "role", name, "--verb=*", f"--resource={right}")
            self.kubectl("create", "rolebinding", name, f"--role={name}", f"--serviceaccount={self.name}:somebody")
        token = self.kubectl("create", "token", "somebody").stdout.strip()
        config = json.loads(self.cluster.kubectl("config", "view", "--raw", "--output=json").stdout)
        config["users"][0]["user"] = {"token": token}
        self.kubeconfig = self.top / f"{self.name}.json"
        self.kubeconfig.write_text(json.dumps(config), encoding="utf-8")

    def expect_the_good_part_applied(self):
        self.assertEqual(self.get("configmap/s-good-m", ".data.a"), "1")

    # ---- the server says no ------------------------------------------------------------------------------------------

    def test_a_right_that_is_taken_away_is_told_and_other_branches_go_on(self):
        self.as_account(("maps", "configmaps"), ("jobs", "jobs.batch,pods,pods/log"), ("services", "services"))
        late = component(task("wait"), {**manifest("m", data={"a": "1"}), "needs": ["task/wait"]}, service("e"))
        with self.nothing_is_placed():
            going = self.start({"late": late, "good": component(service("e"))})
            until(lambda: self.count("jobs") == 1, 60, "the apply waits for its job")
            self.kubectl("delete", "rolebinding", "maps")
        code, text = self.ending_of(*going)
        self.assertEqual(code, 3, text)
        said = f'User "system:serviceaccount:{self.name}:somebody" cannot patch resource "configmaps"'
        for part in ("E0806", "late/kubernetes/m", said, f'in the namespace "{self.name}"', self.place_of('"late"')):
            self.assertIn(part, text)
        self.assertEqual(self.count("services"), 2)

    def test_a_quota_that_is_used_up(self):
        self.make_namespace()
        quota = {"apiVersion": "v1", "kind": "ResourceQuota", "metadata": {"name": "few"}}
        quota["spec"] = {"hard": {"services": "0"}}
        self.kubectl("apply", "-f", "-", text=json.dumps(quota))
        self.cluster.wait(lambda: self.get("quota/few", ".status.hard.services") == "0", "the quota is not in force")
        stack = {"bad": component(service("e")), "good": self.good}
        text = self.expect(3, "apply", stack, "--yes", said=["E0806", "exceeded quota: few", "limited: services=0"])
        self.assertIn(self.place_of('"bad"'), text)
        self.expect_the_good_part_applied()

    def test_what_the_server_does_not_accept_is_shown_where_the_spec_says_it(self):
        limits = {"requests": {"cpu": "2"}, "limits": {"cpu": "1"}}
        stack = {"bad": component(workload("w"), kubernetes={"resources": limits}), "good": self.good}
        text = self.expect(3, "apply", stack, "--yes", said=["E0808", "resources.requests", "cpu limit of 1"])
        self.assertIn(self.place_of('"requests"'), text)
        self.expect_the_good_part_applied()

    def test_a_policy_that_denies_an_object(self):
        rule = {"apiGroups": [""], "apiVersions": ["v1"], "resources": ["configmaps"], "operations": ["CREATE"]}
        only_here = {"kubernetes.io/metadata.name": self.name}
        policy = {
            "apiVersion": "admissionregistration.k8s.io/v1",
            "kind": "ValidatingAdmissionPolicy",
            "metadata": {"name": self.name},
            "spec": {
                "matchConstraints": {"resourceRules": [rule]},
                "validations": [{"expression": "object.?data.?a.orValue('') != 'bad'", "message": "no bad data here"}],
            },
        }
        binding = {
            "apiVersion": "admissionregistration.k8s.io/v1",
            "kind": "ValidatingAdmissionPolicyBinding",
            "metadata": {"name": self.name},
            "spec": {
                "policyName": self.name,
                "validationActions": ["Deny"],
                "matchResources": {"namespaceSelector": {"matchLabels": only_here}},
            },
        }
        self.make_namespace()
        for one in (policy, binding):
            self.cluster.kubectl("apply", "-f", "-", text=json.dumps(one))
        trial = ("create", "configmap", "trial", "--from-literal=a=bad", "--dry-run=server")
        self.cluster.wait(lambda: self.kubectl(*trial, check=False).returncode != 0, "the policy is not in force")
        stack = {"bad": component(manifest("m", data={"a": "bad"})), "good": self.good}
        text = self.expect(3, "apply", stack, "--yes", said=["no bad data here", self.name, "bad/kubernetes/m"])
        self.assertIn(self.place_of('"bad": {'), text)
        self.expect_the_good_part_applied()

    # ---- it does not come up -----------------------------------------------------------------------------------------

    def test_a_pod_that_fits_on_no_node(self):
        bad = component(workload("w", kubernetes={"nodeSelector": {"type": "none"}})) | {"timeout": PATIENCE}
        text = self.expect(3, "apply", {"bad": bad, "good": self.good}, "--yes", said=["E0507", "bad/workload/w"])
        self.assertRegex(text, r"s-bad-w-\S+: .*0/2 nodes are available")
        self.assertIn(self.place_of('"bad"'), text)
        self.expect_the_good_part_applied()

    def test_a_job_that_fails(self):
        failing = task("t", podAnnotations={kwok.FAILS: "true"})
        waiting = {**manifest("m", data={"a": "1"}), "needs": ["task/t"]}
        stack = {"bad": component(failing, waiting), "good": self.good}
        text = self.expect(3, "apply", stack, "--yes", said=["E0758", "bad/task/t", kwok.LOG])
        self.assertIn(self.place_of('"bad"'), text)
        self.assertEqual(self.kubectl("get", "configmap/s-bad-m", check=False).returncode, 1)
        self.expect_the_good_part_applied()
        self.apply({"bad": component(task("t"), waiting), "good": self.good}, said=["revision 1"])

    # ---- something goes away and comes back --------------------------------------------------------------------------

    def test_a_server_that_is_killed_in_the_middle_of_an_apply_loses_nothing(self):
        stack = {"many": {"kind": "bulk", "spec": {"count": 1000}}}
        going = self.start(stack)
        until(lambda: self.count("configmaps") > 50, 60, "the apply has begun")
        self.cluster.restart("kube-apiserver")
        code, text = self.ending_of(*going)
        self.assertIn(code, (0, 3, 7), text)  # a server that is away for long is given up on
        self.apply(stack)
        self.assertEqual(self.count("configmaps"), 1001)  # with that of the cluster's authority
        self.expect(0, "plan", stack, said=["Nothing to do"])
        self.expect(0, "history", stack, said=["converged"])


if __name__ == "__main__":
    run_tests(KubeTarget, "program", "plugins")
