"""The test clusters themselves, with real servers: what suites that use them rely on. Each test is one sentence.

Usage: cluster_test.py Api|Controllers [TEST...]
"""

import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile

import kwok
import programs
from cluster import Cluster, take_down
from daemon import began, until
from suite import ClusterTest, command_lines, job, main, workload

HERE = pathlib.Path(__file__).resolve().parent


class Api(ClusterTest):
    WEB = workload("Deployment", "web", {"image": "web:1"}, replicas=3)

    def test_the_server_is_of_the_version_that_is_pinned(self):
        pinned = programs.directory().name.split("-")[1]
        version = json.loads(self.cluster.ask("/version")[1])
        self.assertEqual(version["gitVersion"], f"v{pinned}")

    def test_what_was_applied_twice_is_not_changed(self):
        self.apply(self.WEB)
        before = self.get("deployment/web", ".metadata.resourceVersion")
        self.apply(self.WEB)
        self.assertEqual(self.get("deployment/web", ".metadata.resourceVersion"), before)

    def test_a_second_manager_meets_a_conflict(self):
        self.apply(self.WEB)
        result = self.apply(workload("Deployment", "web", {"image": "web:1"}, replicas=5), by="second", check=False)
        self.assertNotEqual(result.returncode, 0)
        self.assertIn('conflict with "first": .spec.replicas', " ".join(result.stderr.split()))

    def test_who_has_no_right_is_forbidden_and_who_is_nobody_is_refused(self):
        secrets = f"/api/v1/namespaces/{self.namespace}/secrets"
        self.assertEqual(self.cluster.ask(secrets)[0], 200)
        self.assertEqual(self.cluster.ask(secrets, token=self.cluster.nobody_token)[0], 403)
        self.assertEqual(self.cluster.ask(secrets, token="unknown")[0], 401)
        self.kubectl("create", "role", "reader", "--verb=list", "--resource=secrets")
        self.kubectl("create", "rolebinding", "reader", "--role=reader", "--user=nobody")
        nobody = self.cluster.nobody_token
        self.cluster.wait(lambda: self.cluster.ask(secrets, token=nobody)[0] == 200, "the role has no effect")

    def test_a_watch_begins_with_what_there_is(self):
        self.kubectl("create", "configmap", "one")
        how = "sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&timeoutSeconds=1"
        _, body = self.cluster.ask(f"/api/v1/namespaces/{self.namespace}/configmaps?watch=true&{how}")
        events = [json.loads(line) for line in body.splitlines()]
        self.assertEqual([event["type"] for event in events], ["ADDED", "BOOKMARK"])
        self.assertEqual(events[0]["object"]["metadata"]["name"], "one")

    def test_a_killed_api_server_comes_back_with_what_it_knew(self):
        self.kubectl("create", "configmap", "one", "--from-literal=key=value")
        before = self.cluster.daemons["kube-apiserver"].pid
        self.cluster.restart("kube-apiserver", signal.SIGKILL)
        self.assertNotEqual(self.cluster.daemons["kube-apiserver"].pid, before)
        self.assertEqual(self.get("configmap/one", ".data.key"), "value")

    def test_a_second_cluster_knows_nothing_of_the_first_and_leaves_nothing_after_stop(self):
        second = Cluster().start()
        try:
            self.assertNotIn(self.namespace, second.kubectl("get", "namespaces").stdout)
            self.assertTrue([line for line in command_lines() if str(second.top) in line])
        finally:
            second.stop()
        self.assertEqual([line for line in command_lines() if str(second.top) in line], [])
        self.assertFalse(second.top.exists())
        self.assertEqual(self.cluster.ask("/readyz"), (200, "ok"))

    def test_a_cluster_ends_with_the_test_that_started_it(self):
        with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
            top = pathlib.Path(folder) / "cluster"
            script = f"from cluster import Cluster; Cluster(directory={str(top)!r}).start(); print('up'); input()"
            test = subprocess.Popen([sys.executable, "-c", script], cwd=HERE, stdin=subprocess.PIPE,
                                    stdout=subprocess.PIPE, text=True)
            with test:
                self.assertEqual(test.stdout.readline(), "up\n")
                known = [json.loads(record.read_text(encoding="utf-8")) for record in (top / "run").iterdir()]
                self.assertEqual(len([one for one in known if began(one["pid"]) == one["began"]]), 2)
                test.kill()
            until(lambda: not any(began(one["pid"]) == one["began"] for one in known), 10, f"{known} are still there")
            take_down(top)

    def test_a_cluster_that_is_started_by_hand_goes_on_until_it_is_stopped_by_hand(self):
        with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
            script, top = str(HERE / "cluster.py"), f"{folder}/cluster"
            subprocess.run([sys.executable, script, "up", top], check=True, capture_output=True)
            kubectl = [programs.directory() / "kubectl", f"--kubeconfig={top}/kubeconfig", "get", "namespaces"]
            said = subprocess.run(kubectl, check=True, capture_output=True, text=True).stdout
            self.assertIn("kube-system", said)
            subprocess.run([sys.executable, script, "down", top], check=True)
            self.assertFalse(os.path.exists(top))
            self.assertEqual([line for line in command_lines() if top in line], [])

    def test_a_build_that_is_killed_leaves_nothing_that_counts_as_built(self):
        with tempfile.TemporaryDirectory(dir="/var/tmp") as cache:
            how = {"env": {**os.environ, "TRIMTAB_KUBE_CACHE": cache}, "capture_output": True, "text": True}
            where = pathlib.Path(subprocess.run([programs.BUILD, "where"], check=True, **how).stdout.strip())
            build = subprocess.Popen([programs.BUILD, "pause"], env=how["env"], stdout=subprocess.DEVNULL,
                                     start_new_session=True)
            until(lambda: build.poll() is not None or list(where.glob(".work.*")), 60, "the build does not begin")
            os.killpg(build.pid, signal.SIGKILL)
            if build.wait() == 77:
                self.skipTest("no go")
            self.assertEqual([path.name for path in where.iterdir() if not path.name.startswith(".")], [])
            subprocess.run([programs.BUILD, "pause"], check=True, **how)
            self.assertEqual(sorted(path.name for path in where.iterdir()), [".lock", "pause"])


class Controllers(ClusterTest):
    parts = ("api", "controllers", "kwok")

    def test_a_deployment_becomes_available(self):
        self.apply(workload("Deployment", "web", {"image": "web:1"}, replicas=3))
        self.expect_rolled_out("deployment/web")
        self.assertEqual(self.get("deployment/web", ".status.availableReplicas"), "3")

    def test_a_stateful_set_is_updated_one_pod_after_the_other(self):
        self.apply(workload("StatefulSet", "db", {"image": "db:1"}, replicas=2, serviceName="db"))
        self.expect_rolled_out("statefulset/db")
        self.kubectl("set", "image", "statefulset/db", "main=db:2")
        self.expect_rolled_out("statefulset/db")
        self.assertEqual(self.get("pods", ".items[*].spec.containers[0].image"), "db:2 db:2")

    def test_a_job_completes(self):
        self.apply(job("once", {"image": "once:1"}))
        self.kubectl("wait", "--for=condition=complete", "job/once", "--timeout=60s")

    def test_a_deployment_whose_pods_crash_exceeds_its_deadline(self):
        crashes = {kwok.CRASHES: "true"}
        self.apply(workload("Deployment", "web", {"image": "web:1"}, 3, crashes, progressDeadlineSeconds=2))
        self.eventually("deployment/web", '.status.conditions[?(@.type=="Progressing")].reason',
                        "ProgressDeadlineExceeded")
        states = self.get("pods", ".items[*].status.containerStatuses[0].state.waiting.reason")
        self.assertEqual(states, " ".join(["CrashLoopBackOff"] * 3))

    def test_the_log_of_a_pod_can_be_read(self):
        self.apply(workload("Deployment", "web", {"image": "web:1"}))
        self.expect_rolled_out("deployment/web")
        self.assertEqual(self.kubectl("logs", "deployment/web").stdout, kwok.LOG + "\n")


if __name__ == "__main__":
    main(Api, Controllers)
