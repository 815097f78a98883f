#!/usr/bin/env python3
"""Databases and shares on Kubernetes, by the program that users run: stores_test.py TRIMTAB PLUGINS

Controllers and the API server are real; nodes are not: pods count as ready at once, and Jobs as done. PLUGINS is the
directory of the plugin whose kinds claim what the stores offer.
"""

import json

from kube_stack import COMPONENTS, KubeStack, header
from suite import run_tests

OURS = """\
    db: {kind: mysql, spec: {storage: {size: 64Mi}}}
    first: {kind: sql-client, spec: {database: db, image: "mysql:8.4"}}
    second: {kind: sql-client, spec: {database: {from: db, name: team_b, user: b}, image: "mysql:8.4"}}
    files: {kind: nfs, spec: {shares: {logs: {size: 1Gi}}, storage: {size: 64Mi}}}
    reader: {kind: volume-client, spec: {volume: {from: files, share: logs}, file: x, image: "busybox:1.37"}}
"""

THEIRS = """\
    db:
      kind: mysql
      spec:
        external: {host: mysql.acme.internal}
        admin: {password: {secretKeyRef: {name: theirs, key: password}}}
    broker:
      kind: redis
      spec: {external: {host: redis.acme.internal}, password: {secretKeyRef: {name: theirs, key: password}}}
    efs: {kind: nfs, spec: {external: {server: fs-1.efs.internal, path: /}}}
    pvc: {kind: nfs, spec: {external: {claimName: theirs}}}
    sql: {kind: sql-client, spec: {database: db, image: "mysql:8.4"}}
    index: {kind: broker-client, spec: {broker: broker, image: "redis:7.2"}}
    reader: {kind: volume-client, spec: {volume: {from: efs, subdir: dags}, file: x, image: "busybox:1.37"}}
    other: {kind: volume-client, spec: {volume: pvc, file: x, image: "busybox:1.37"}}
"""

PROXY = """\
    db:
      kind: cloudsql-proxy
      spec:
        instance: acme-data:europe-west1:airflow
        image: {repository: mirror/cloud-sql-proxy}
        admin: {password: {secretKeyRef: {name: theirs, key: password}}}
    sql: {kind: sql-client, spec: {database: db, image: "mysql:8.4"}}
"""

SECRET = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "theirs"}, "stringData": {"password": "x"}}


class Stores(KubeStack):
    parts, name_space = ("api", "controllers", "kwok"), "stores"

    def create(self, *objects):
        text = json.dumps({"apiVersion": "v1", "kind": "List", "items": list(objects)})
        self.cluster.kubectl("apply", f"--namespace={self.name_space}", "-f", "-", text=text)


class Ours(Stores):
    overlay, disks = header("one", "stores") + COMPONENTS + OURS, ("", "")

    def test_1_a_plan_says_what_nodes_and_images_must_bring_and_changes_nothing(self):
        said = ["MySQL 8.4", "database and user one_first", "W0465", "W0492", "+  volume/share-logs"]
        self.expect(2, "plan", said=said)
        self.assertNotIn("stores", self.cluster.kubectl("get", "namespaces", "--output=name").stdout)
        self.assertNotIn("stores-one", self.cluster.kubectl("get", "pv", "--output=name").stdout)

    def test_2_an_apply_ends_when_servers_are_ready_and_claims_are_made(self):
        self.expect(0, "apply", "--yes", said=["healthy, revision 1"])
        self.assertEqual(self.get("statefulset/one-db-server", ".status.readyReplicas"), "1")
        self.assertEqual(self.get("statefulset/one-files-server", ".status.readyReplicas"), "1")
        jobs = self.get("jobs").split()
        self.assertEqual(len([job for job in jobs if job.startswith("job.batch/one-db-")]), 2, jobs)
        self.assertEqual(self.get("pvc/one-files-share-logs", ".status.phase"), "Bound")

    def test_3_nodes_are_told_an_address_that_is_the_services(self):
        address = self.get("service/one-files-nfs", ".spec.clusterIP")
        volume = self.get("pvc/one-files-share-logs", ".spec.volumeName")
        self.assertEqual(self.get(f"pv/{volume}", ".spec.nfs.server"), address)

    def test_4_a_second_apply_changes_nothing(self):
        self.expect(0, "plan", said=["Nothing to do"])

    def test_5_a_setting_rolls_the_database_alone(self):
        files = self.get("statefulset/one-files-server", ".metadata.generation")
        self.expect(0, "apply", "--yes", "--set", "spec.components.db.spec.config.max_connections=50")
        self.assertEqual(self.get("statefulset/one-files-server", ".metadata.generation"), files)
        self.expect(0, "rollback", "--yes", "--to", "1", said=["revision 3"])

    def test_6_no_password_is_where_it_should_not_be(self):
        for name in ("root-v1", "user-first-v1"):
            password = self.get(f"secret/one-db-{name}", ".data.password")
            self.assertGreater(len(password), 20)
            for file in (self.top / "state").rglob("*"):
                if file.is_file():
                    self.assertNotIn(password.encode(), file.read_bytes())

    def test_7_destroy_keeps_the_data_until_it_is_asked_for(self):
        self.expect(0, "destroy", "--yes", said=["is stopped and removed"])
        self.assertEqual(self.get("pvc").split(), ["persistentvolumeclaim/one-db-data", "persistentvolumeclaim/one-files-data"])
        self.expect(0, "destroy", "--yes", "--delete-volumes", said=["Stack one is gone."])
        self.assertNotIn("stores-one", self.cluster.kubectl("get", "pv", "--output=name").stdout)


class Refused(Stores):
    overlay = header("one", "stores") + COMPONENTS + OURS

    def test_a_namespace_that_forbids_the_server_is_known_at_plan(self):
        level = {"pod-security.kubernetes.io/enforce": "baseline"}
        metadata = {"name": "stores", "labels": level}
        self.create({"apiVersion": "v1", "kind": "Namespace", "metadata": metadata})
        self.expect(8, "plan", said=["E0464", "its Pod Security level is baseline", "external: {server, path}"])
        self.assertEqual(self.get("statefulsets,services,pvc"), "")


class Theirs(Stores):
    overlay = header("one", "stores") + COMPONENTS + THEIRS

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cluster.kubectl("create", "namespace", "stores")

    def test_1_a_claim_that_is_not_there_is_refused_at_plan(self):
        self.expect(8, "plan", said=["E0490", "there is no PersistentVolumeClaim theirs"])

    def test_2_what_exists_is_used_and_nothing_of_it_is_made(self):
        spec = {"accessModes": ["ReadWriteMany"], "resources": {"requests": {"storage": "1Gi"}}, "storageClassName": ""}
        claim = {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "theirs"}, "spec": spec}
        self.create(SECRET, claim)
        before = self.get("pvc/theirs", ".metadata.uid")
        self.expect(0, "apply", "--yes", said=["healthy, revision 1"])
        self.assertEqual(self.get("statefulsets,deployments,services,configmaps").split(), ["configmap/kube-root-ca.crt"])
        mine = ["one-efs-readers"]
        claims = [name.removeprefix("persistentvolumeclaim/") for name in self.get("pvc").split()]
        self.assertEqual(sorted(claims), sorted([*mine, "theirs"]))
        self.assertEqual(self.get("pv/stores-one-efs-readers", ".spec.nfs"), '{"path":"/","readOnly":true,"server":"fs-1.efs.internal"}')
        self.assertEqual(self.get("pvc/theirs", ".metadata.uid"), before)

    def test_3_what_exists_is_there_when_the_stack_is_gone(self):
        self.expect(0, "destroy", "--yes", "--delete-volumes", said=["Stack one is gone."])
        self.assertIn("persistentvolumeclaim/theirs", self.get("pvc"))
        self.assertIn("secret/theirs", self.get("secrets"))


class Proxy(Stores):
    overlay = header("one", "stores") + COMPONENTS + PROXY

    def test_a_proxy_is_applied_and_destroyed(self):
        self.cluster.kubectl("create", "namespace", "stores")
        self.create(SECRET)
        self.expect(0, "apply", "--yes", said=["healthy, revision 1"])
        self.assertEqual(self.get("deployment/one-db-proxy", ".status.availableReplicas"), "2")
        self.assertEqual(self.get("service/one-db-sql", ".spec.ports[0].port"), "3306")
        self.expect(0, "destroy", "--yes", "--delete-volumes", said=["Stack one is gone."])


if __name__ == "__main__":
    run_tests(Stores, "program", "plugins")
