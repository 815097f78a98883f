#!/usr/bin/env python3
"""The life of a stack on Kubernetes, by the program that users run: stack_test.py TRIMTAB

Controllers and the API server are real; nodes are not, so pods count as ready at once.
"""

import kwok
from kube_stack import KubeStack
from suite import run_tests


class Stack(KubeStack):
    parts = ("api", "controllers", "kwok")

    def test_1_a_plan_changes_nothing(self):
        self.expect(2, "plan", said=["+  workload/server", "namespace brokers"])
        self.assertNotIn("brokers", self.cluster.kubectl("get", "namespaces", "--output=name").stdout)

    def test_2_an_apply_ends_when_everything_is_ready(self):
        self.expect(0, "apply", "--yes", said=["healthy, revision 1"])
        self.assertEqual(self.get("statefulset/one-broker-server", ".status.readyReplicas"), "1")
        image = self.get("statefulset/one-broker-server", ".spec.template.spec.containers[0].image")
        self.assertEqual(image, "redis:7.2")
        self.expect(0, "status", said=["one  healthy"])

    def test_2_later_it_is_found_by_its_name_alone(self):
        self.named = ("--stack", "one")
        self.expect(0, "status", said=["one  healthy"])
        self.expect(0, "history", said=["converged"])
        self.expect(0, "logs", "broker/server", said=[kwok.LOG])

    def test_3_a_second_apply_changes_nothing(self):
        before = self.get("statefulset/one-broker-server", ".metadata.generation")
        self.expect(0, "plan", said=["Nothing to do"])
        self.expect(0, "apply", "--yes")
        self.assertEqual(self.get("statefulset/one-broker-server", ".metadata.generation"), before)

    def test_4_what_somebody_changed_is_shown_and_put_right(self):
        self.cluster.kubectl("scale", "--namespace=brokers", "--replicas=3", "statefulset/one-broker-server")
        self.expect(2, "plan", said=["workload/server", "replicas"])
        self.expect(0, "apply", "--yes")
        self.assertEqual(self.get("statefulset/one-broker-server", ".spec.replicas"), "1")

    def test_5_a_changed_config_is_a_new_one_and_the_old_one_goes(self):
        before = self.get("configmaps").split()
        self.expect(0, "apply", "--yes", "--set", "spec.components.broker.spec.maxMemory=64Mi", said=["revision 2"])
        after = self.get("configmaps").split()
        self.assertEqual(len(after), len(before))
        self.assertNotEqual(sorted(after), sorted(before))

    def test_6_a_rollback_goes_back_to_the_config_before(self):
        self.expect(0, "rollback", "--yes", "--to", "1", said=["revision 3"])
        self.expect(0, "plan", said=["Nothing to do"])

    def test_7_the_password_is_in_the_cluster_and_nowhere_else(self):
        secret = self.get("secret/one-broker-password-v1", ".data.password")
        self.assertGreater(len(secret), 20)
        for file in (self.top / "state").rglob("*"):
            if file.is_file():
                self.assertNotIn(secret.encode(), file.read_bytes())

    def test_8_destroy_keeps_the_data_until_it_is_asked_for(self):
        self.expect(0, "destroy", "--yes", said=["is stopped and removed"])
        self.assertIn("persistentvolumeclaim/one-broker-data", self.get("pvc"))
        self.expect(0, "destroy", "--yes", "--delete-volumes", said=["Stack one is gone."])
        self.assertNotIn("brokers", self.cluster.kubectl("get", "namespaces", "--output=name").stdout)
        self.assertFalse(list((self.top / "state").rglob("*.db")))


if __name__ == "__main__":
    run_tests(Stack, "program")
