#!/usr/bin/env python3
"""Airflow on Kubernetes, by the program that users run: airflow_test.py TRIMTAB [SUITE...]

Controllers and the API server are real; nodes are not: pods count as ready at once, and Jobs as done.
"""

import json
import os
import pathlib
import re
import unittest

import kwok
from kube_stack import KubeStack, header
from suite import run_tests

SPECS = pathlib.Path(__file__).resolve().parents[3] / "specs"

# The demo of one machine with nothing but its target changed, and the way its DAGs come.
DEMO = """\
  components:
    dags: null
    airflow: {spec: {version: 3.2.2, dags: {image: {path: /opt/airflow/dags}}}}
"""


LEVEL = "pod-security.kubernetes.io/enforce"
CONFINED = [(verb, "pods") for verb in ("create", "get", "list", "watch", "delete", "patch")]
CONFINED += [("get", "pods/log"), ("create", "pods/exec"), ("get", "pods/exec")]
ROLES = ("api-server", "scheduler", "dag-processor", "triggerer", "flower")


class AirflowStack(KubeStack):
    """In a namespace that admits pods of the level "restricted" only, where nothing else is said."""

    parts, level = ("api", "controllers", "kwok"), "restricted"
    golden = None  # the plan's name where it is not the spec's

    @classmethod
    def setUpClass(cls):
        if cls is AirflowStack:
            raise unittest.SkipTest("what the suites share")
        super().setUpClass()
        cls.cluster.kubectl("create", "namespace", cls.name_space)
        cls.cluster.kubectl("label", "namespace", cls.name_space, f"{LEVEL}={cls.level}")

    def test_0_the_plan_is_as_it_was_looked_at(self):
        """TRIMTAB_ACCEPT=1 accepts what it is now."""
        done = self.trimtab("plan")
        self.assertEqual(done.returncode, 2, done.stderr)
        said = done.stdout
        for found, word in ((r"https://[0-9.:]+", "SERVER"), (str(SPECS.parent) + "/", ""), (str(self.top) + "/", "")):
            said = re.sub(found, word, said)
        said = re.sub(" +undo$", "  undo", said, flags=re.MULTILINE)  # stands where the paths' lengths put it
        golden = SPECS.parent / "tests" / "golden" / "plan" / f"kubernetes-{self.golden or self.base.stem}.txt"
        if os.environ.get("TRIMTAB_ACCEPT") == "1":
            golden.write_text(said, encoding="utf-8")
        self.assertEqual(said, golden.read_text(encoding="utf-8"))

    def may(self, account, verb, what, name_space):
        """What `kubectl auth can-i` says of an account of the stack's namespace."""
        who = f"--as=system:serviceaccount:{self.name_space}:{account}"
        words = ("auth", "can-i", verb, what, f"--namespace={name_space}", who)
        return self.cluster.kubectl(*words, check=False).stdout.strip()

    def expect_confined(self, account, tasks, others):
        """Pods in the namespace of tasks, and nothing in any other."""
        for verb, what in CONFINED:
            self.assertEqual(self.may(account, verb, what, tasks), "yes", f"{verb} {what}")
            for other in others:
                self.assertEqual(self.may(account, verb, what, other), "no", f"{verb} {what} in {other}")
        for what in ("secrets", "configmaps", "deployments.apps", "roles.rbac.authorization.k8s.io"):
            self.assertEqual(self.may(account, "get", what, tasks), "no", what)


class Demo(AirflowStack):
    """The life of a stack."""

    disks, name_space = ("", ""), "airflow"
    base, overlay = SPECS / "demo.yaml", header("demo", "airflow") + DEMO

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
        # What proved the newer version stays as it was; this one is proved by the next apply, and nothing else is done.
        self.expect(0, "apply", "--yes", said=["task/smoke"])
        self.expect(0, "plan", said=["Nothing to do"])

    def test_7_keys_outlive_all_of_that(self):
        self.assertEqual(self.secret_data("keys"), self.keys)

    def test_8_destroy_leaves_the_data_and_then_nothing(self):
        self.expect(0, "destroy", "--yes", said=["is stopped and removed"])
        self.assertEqual(self.get("deployments,statefulsets,services"), "")
        self.expect(0, "destroy", "--yes", "--delete-volumes", said=["Stack demo is gone."])
        self.assertEqual(self.get("pvc,secrets,configmaps").split(), ["configmap/kube-root-ca.crt"])


class SameDemo(AirflowStack):
    """The demo of one machine with nothing but its target changed. The server of its share may not be confined."""

    disks, name_space, level, golden = ("", "", ""), "airflow", "privileged", "demo-target"
    base, overlay = SPECS / "demo.yaml", header("demo", "airflow")

    def test_1_an_apply_brings_all_of_it_to_health(self):
        said = self.expect(0, "apply", "--yes", said=["healthy, revision 1", "dags/task/publish"])
        self.assertRegex(said, f"(?m)^  log +airflow/task/smoke +{kwok.LOG}$")
        for role in ROLES:
            self.assertEqual(self.get(f"deployment/demo-airflow-{role}", ".status.availableReplicas"), "1", role)
        self.assertEqual(self.get("pvc/demo-dags-readers", ".status.phase"), "Bound")
        self.expect(0, "plan", said=["Nothing to do"])

    def test_2_a_status_counts_pods_and_not_what_stands_beside_them(self):
        said = self.expect(0, "status", said=["demo  healthy  revision 1"])
        self.assertRegex(said, r"(?m)^ +worker +healthy +2 of 2 ready$")

    def test_3_what_somebody_changed_is_put_right(self):
        scheduler = "deployment/demo-airflow-scheduler"
        self.cluster.kubectl("scale", scheduler, "--namespace=airflow", "--replicas=0")
        self.expect(2, "plan", said=["workload/scheduler", "replicas"])
        self.expect(0, "apply", "--yes")
        self.assertEqual(self.get(scheduler, ".status.availableReplicas"), "1")
        self.expect(0, "plan", said=["Nothing to do"])

    def test_4_a_change_is_taken_back(self):
        self.expect(0, "apply", "--yes", "--set", "spec.components.airflow.spec.workers.replicas=3")
        self.assertEqual(self.get("statefulset/demo-airflow-worker", ".status.readyReplicas"), "3")
        self.expect(0, "rollback", "--yes", "--to", "1")
        self.assertEqual(self.get("statefulset/demo-airflow-worker", ".spec.replicas"), "2")

    def test_5_a_destroy_leaves_nothing(self):
        self.expect(0, "destroy", "--yes", "--delete-volumes", said=["Stack demo is gone."])
        left = self.get("deployments,statefulsets,jobs,services,pvc,secrets,configmaps").split()
        self.assertEqual(left, ["configmap/kube-root-ca.crt"])
        self.assertNotIn("demo-dags", self.cluster.kubectl("get", "pv", "--output=name").stdout)


class Executor(AirflowStack):
    """Every task in a pod of its own."""

    disks, name_space = ("",), "etl"
    base, overlay = SPECS / "airflow-kubernetes-executor.yaml", header("etl", "etl")

    def test_1_an_apply_makes_the_namespace_of_tasks_and_what_its_pods_need(self):
        self.expect(0, "apply", "--yes", said=["healthy, revision 1"])
        self.assertIn("serviceaccount/etl-airflow", self.get("serviceaccounts", namespace="etl-tasks"))
        self.expect(0, "plan", said=["Nothing to do"])

    def test_2_the_scheduler_may_make_pods_there_and_nowhere_else(self):
        self.expect_confined("etl-airflow", "etl-tasks", ("default", "etl", "kube-system"))

    def test_3_its_token_is_let_in_there_and_refused_elsewhere(self):
        token = self.cluster.kubectl("create", "token", "etl-airflow", "--namespace=etl").stdout.strip()
        self.assertEqual(self.cluster.ask("/api/v1/namespaces/etl-tasks/pods", token=token)[0], 200)
        self.assertEqual(self.cluster.ask("/api/v1/namespaces/default/pods", token=token)[0], 403)

    def test_4_only_roles_that_make_pods_have_a_token(self):
        path = "{range .items[*]}{.metadata.name}={.spec.template.spec.automountServiceAccountToken} {end}"
        words = ("get", "deployments", "--namespace=etl", f"--output=jsonpath={path}")
        tokens = dict(one.split("=") for one in self.cluster.kubectl(*words).stdout.split())
        self.assertEqual({name for name, has in tokens.items() if has == "true"},
                         {"etl-airflow-scheduler", "etl-airflow-triggerer"})

    def test_5_the_template_is_a_pod_that_the_strictest_level_admits_and_that_reads_no_secret(self):
        self.cluster.kubectl("label", "namespace", "etl-tasks", f"{LEVEL}=restricted")
        maps = json.loads(self.cluster.kubectl("get", "configmaps", "--namespace=etl", "--output=json").stdout)
        pod = next(one["data"]["pod.yaml"] for one in maps["items"] if "pod.yaml" in one["data"])
        self.cluster.kubectl("create", "--namespace=etl-tasks", "-f", "-", text=pod)
        self.assertEqual(self.get("pod/task", ".spec.serviceAccountName", "etl-tasks"), "etl-airflow")
        self.assertNotIn("secret", pod.lower().replace("secretname", ""))
        self.cluster.kubectl("delete", "pod", "task", "--namespace=etl-tasks", "--wait=true")

    def test_6_all_of_it_goes(self):
        self.expect(0, "destroy", "--yes", "--delete-volumes", said=["Stack etl is gone."])
        self.assertNotIn("etl-tasks", self.cluster.kubectl("get", "namespaces", "--output=name").stdout)


def storage_class(name):
    metadata = {"name": name}
    provisioner = "kubernetes.io/no-provisioner"
    return {"apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "metadata": metadata, "provisioner": provisioner}


class Celery(AirflowStack):
    """The production spec: what it wants of the cluster is made first."""

    disks, name_space = ("ssd", "ssd", "ssd", "nfs-client"), "airflow"
    base, overlay = SPECS / "airflow-on-kubernetes.yaml", header("prod", "airflow")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        classes = {"apiVersion": "v1", "kind": "List", "items": [storage_class("ssd"), storage_class("nfs-client")]}
        cls.cluster.kubectl("apply", "-f", "-", text=json.dumps(classes))
        cls.cluster.kubectl("label", "nodes", "--all", "pool=platform")
        pull = ("--docker-server=registry.test", "--docker-username=u", "--docker-password=p")
        cls.cluster.kubectl("create", "secret", "docker-registry", "registry", "--namespace=airflow", *pull)
        key = "--from-literal=id_ed25519=k"
        cls.cluster.kubectl("create", "secret", "generic", "dags-key", "--namespace=airflow", key)

    def test_1_an_apply_brings_all_of_it_to_health(self):
        self.expect(0, "apply", "--yes", said=["healthy, revision 1", "task/dags", "task/migrate", "task/smoke"])
        worker = "statefulset/prod-airflow-worker"
        self.assertEqual(self.get(worker, ".status.readyReplicas"), "3")
        self.assertEqual(self.get(worker, ".metadata.annotations.team"), "data")
        self.assertEqual(self.get(worker, ".spec.template.spec.terminationGracePeriodSeconds"), "1860")
        self.expect(0, "plan", said=["Nothing to do"])

    def test_2_workers_may_make_pods_in_the_namespace_of_tasks_and_nowhere_else(self):
        self.expect_confined("prod-airflow", "airflow-workers", ("default", "airflow"))

    def test_3_the_secret_for_pulling_images_is_in_the_namespace_of_tasks_too(self):
        here = self.get("secret/registry", ".data", "airflow")
        self.assertEqual(self.get("secret/registry", ".data", "airflow-workers"), here)
        self.assertEqual(self.get("secret/registry", ".type", "airflow-workers"), "kubernetes.io/dockerconfigjson")

    def test_4_a_new_commit_is_published_and_restarts_nothing(self):
        path = ".items[*].metadata.generation"
        before = self.get("deployments,statefulsets", path)
        ref = f"spec.components.airflow.spec.dags.git.ref={'a' * 40}"
        self.expect(0, "apply", "--yes", "--set", ref, said=["task/dags"])
        self.assertEqual(self.get("deployments,statefulsets", path), before)
        self.expect(0, "apply", "--yes", said=["task/dags"])  # and the one before is published again

    def test_5_all_of_it_goes(self):
        self.expect(0, "destroy", "--yes", "--delete-volumes", "--delete-protected", said=["Stack prod is gone."])


class TwoClusters(AirflowStack):
    """One base, two teams."""

    disks, name_space = ("", ""), "airflow-base"
    base, overlay = SPECS / "base-and-two-clusters.yaml", header("shared", "airflow-base")

    def test_1_both_teams_come_to_health_in_namespaces_of_their_own(self):
        self.expect(0, "apply", "--yes", said=["healthy, revision 1"])
        image = ".spec.template.spec.containers[0].image"
        self.assertEqual(self.get("statefulset/shared-team-a-worker", image, "team-a"), "apache/airflow:3.3.2")
        self.assertEqual(self.get("statefulset/shared-team-b-worker", image, "team-b"), "apache/airflow:3.2.2")
        self.expect(0, "plan", said=["Nothing to do"])

    def test_2_no_team_may_do_anything_in_the_namespaces_of_the_other(self):
        for team, other in (("team-a", "team-b"), ("team-b", "team-a")):
            account = f"system:serviceaccount:{team}:shared-{team}"
            for place, says in ((f"{team}-tasks", "yes"), (f"{other}-tasks", "no"), (other, "no"), (team, "no")):
                words = ("auth", "can-i", "create", "pods", f"--namespace={place}", f"--as={account}")
                self.assertEqual(self.cluster.kubectl(*words, check=False).stdout.strip(), says, (team, place))

    def test_3_a_change_of_one_team_touches_nothing_of_the_other(self):
        before = self.get("deployments,statefulsets", ".items[*].metadata.resourceVersion", "team-b")
        self.expect(0, "apply", "--yes", "--set", "spec.components.team-a.spec.workers.replicas=2")
        after = self.get("deployments,statefulsets", ".items[*].metadata.resourceVersion", "team-b")
        self.assertEqual(after, before)

    def test_4_all_of_it_goes(self):
        self.expect(0, "destroy", "--yes", "--delete-volumes", "--delete-protected", said=["Stack shared is gone."])


class CloudSql(AirflowStack):
    """The database is elsewhere; what leads to it is a workload."""

    disks, name_space = (), "etl"
    base, overlay = SPECS / "cloudsql.yaml", header("etl", "etl")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        password = "--from-literal=password=secret"
        cls.cluster.kubectl("create", "secret", "generic", "cloudsql-root", "--namespace=etl", password)

    def test_1_an_apply_brings_all_of_it_to_health_and_each_account_has_its_own_identity(self):
        self.expect(0, "apply", "--yes", said=["healthy, revision 1"])
        identity = ".metadata.annotations.iam\\.gke\\.io/gcp-service-account"
        for name_space in ("etl", "etl-tasks"):
            said = self.get("serviceaccount/etl-airflow", identity, name_space)
            self.assertEqual(said, "airflow@acme-data.iam.gserviceaccount.com")
        self.expect(0, "plan", said=["Nothing to do"])

    def test_2_all_of_it_goes(self):
        self.expect(0, "destroy", "--yes", "--delete-volumes", said=["Stack etl is gone."])


if __name__ == "__main__":
    run_tests(AirflowStack, "program")
