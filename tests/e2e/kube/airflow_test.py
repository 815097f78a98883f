#!/usr/bin/env python3
"""Airflow on Kubernetes, by the program that users run: airflow_test.py TRIMTAB

Controllers and the API server are real; nodes are not: pods count as ready at once, and Jobs as done. The namespace
admits pods of the level "restricted" only.
"""

import pathlib
import sys
import unittest

import programs
from kube_stack import KubeStack

SPECS = pathlib.Path(__file__).resolve().parents[3] / "specs"

OVERLAY = """\
apiVersion: trimtab.dev/v1
kind: Stack
metadata: {name: demo}
spec:
  target: {kubernetes: {kubeconfig: KUBECONFIG, namespace: airflow}}
"""

# The demo of one machine with nothing but its target changed, and the way its DAGs come.
DEMO = """\
  components:
    dags: null
    airflow: {spec: {version: 3.2.2, dags: {image: {path: /opt/airflow/dags}}}}
"""

ROLES = ("api-server", "scheduler", "dag-processor", "triggerer", "flower")


class Demo(KubeStack):
    parts, disks, name_space = ("api", "controllers", "kwok"), 2, "airflow"
    base, overlay = SPECS / "demo.yaml", OVERLAY + DEMO

    def secret_data(self, name):
        return self.get(f"secret/demo-airflow-{name}-v1", ".data")

    def images(self):
        path = ".items[*].spec.template.spec.containers[0].image"
        selector = "--selector=app.kubernetes.io/name=airflow"
        words = ("get", "deployments,statefulsets", "--namespace=airflow", selector)
        return set(self.cluster.kubectl(*words, f"--output=jsonpath={{{path}}}").stdout.split())

    def test_1_a_plan_changes_nothing(self):
        self.expect(2, "plan", said=["task/migrate", "workload/worker", "airflow db migrate"])
        self.assertEqual(self.get("deployments,statefulsets,jobs,secrets"), "")

    def test_2_an_apply_ends_when_every_role_is_ready(self):
        self.expect(0, "apply", "--yes", said=["healthy, revision 1", "task/migrate", "task/smoke"])
        for role in ROLES:
            self.assertEqual(self.get(f"deployment/demo-airflow-{role}", ".status.availableReplicas"), "1", role)
        self.assertEqual(self.get("statefulset/demo-airflow-worker", ".status.readyReplicas"), "2")
        self.assertEqual(self.images(), {"apache/airflow:3.2.2"})
        self.expect(0, "status", said=["demo  healthy"])
        type(self).keys = self.secret_data("keys")
        self.assertGreater(len(self.keys), 100)

    def test_3_nothing_is_applied_twice(self):
        self.expect(0, "plan", said=["Nothing to do"])

    def test_4_one_more_worker_restarts_none(self):
        before = self.get("statefulset/demo-airflow-worker", ".status.updateRevision")
        self.expect(0, "apply", "--yes", "--set", "spec.components.airflow.spec.workers.replicas=3")
        self.assertEqual(self.get("statefulset/demo-airflow-worker", ".status.readyReplicas"), "3")
        self.assertEqual(self.get("statefulset/demo-airflow-worker", ".status.updateRevision"), before)

    def test_5_an_upgrade_stops_every_role_before_the_schema_moves(self):
        version = ("--set", "spec.components.airflow.spec.version=3.3.2")
        self.expect(2, "plan", *version, said=["3.2.2 -> 3.3.2", "task/migrate"])
        said = self.expect(0, "apply", "--yes", *version)
        order = [said.index(line) for line in ("airflow/workload/scheduler", "airflow/task/migrate")]
        self.assertLess(*order, said)
        self.assertIn("stopped", said[: order[1]])
        self.assertEqual(self.images(), {"apache/airflow:3.3.2"})

    def test_6_a_rollback_takes_the_schema_back_by_the_newer_version(self):
        said = self.expect(0, "rollback", "--yes", "--to", "1")
        self.assertIn("task/migrate", said)
        self.assertEqual(self.images(), {"apache/airflow:3.2.2"})
        self.assertEqual(self.get("statefulset/demo-airflow-worker", ".spec.replicas"), "2")
        self.expect(0, "plan", said=["Nothing to do"])

    def test_7_keys_outlive_all_of_that(self):
        self.assertEqual(self.secret_data("keys"), self.keys)

    def test_8_destroy_leaves_the_data_and_then_nothing(self):
        self.expect(0, "destroy", "--yes", said=["is stopped and removed"])
        self.assertEqual(self.get("deployments,statefulsets,services"), "")
        self.expect(0, "destroy", "--yes", "--delete-volumes", said=["Stack demo is gone."])
        self.assertEqual(self.get("pvc,secrets,configmaps").split(), ["configmap/kube-root-ca.crt"])


if __name__ == "__main__":
    KubeStack.program = sys.argv.pop(1)
    if lacking := programs.missing(Demo.parts):
        print(f"skipped: {lacking}")
        sys.exit(77)
    unittest.main(verbosity=2)
