#!/usr/bin/env python3
"""A database and a file server that truly run, on a real node: node_stores_test.py TRIMTAB PLUGINS"""

import pathlib
import tempfile

import images
from kube_stack import COMPONENTS, KubeStack, header
from suite import run_tests

DATABASE = """\
    db:
      kind: mysql
      spec:
        flavor: mariadb
        version: "10.11"
        image: {repository: trimtab.test/mariadb, tag: "1"}
        storage: {size: 64Mi}
    first: {kind: sql-client, spec: {database: db, image: "trimtab.test/mariadb:1"}}
    second: {kind: sql-client, spec: {database: {from: db, name: team_b, user: b}, image: "trimtab.test/mariadb:1"}}
"""

FILES = """\
    files:
      kind: nfs
      spec:
        image: {repository: trimtab.test/ganesha, tag: "1"}
        shares: {logs: {size: 1Gi}}
        storage: {size: 64Mi}
"""


class Node(KubeStack):
    parts, name_space, packages, image = ("api", "controllers", "node"), "stores", (), ""

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(dir="/var/tmp")
        cls.addClassCleanup(folder.cleanup)
        root = images.debian_root(*cls.packages)
        cls.archives = [images.archive(root, cls.image, pathlib.Path(folder.name) / "image.tar")]
        super().setUpClass()


class Database(Node):
    packages, image = ("mariadb-server-core", "mariadb-client-core"), "trimtab.test/mariadb:1"
    overlay = header("one", "stores") + COMPONENTS + DATABASE

    def query(self, sql, login="administration"):
        options = f"--defaults-file=/run/trimtab/db/{login}/client.cnf --connect-timeout=3 --batch --skip-column-names"
        return self.inside("statefulset/one-db-server", f"mariadb {options} --execute='{sql}'")

    def test_1_a_server_runs_and_each_claim_uses_its_database_through_the_service(self):
        self.expect(0, "apply", "--yes", said=["healthy, revision 1"])
        self.assertIn("one_first", self.query("SHOW DATABASES"))
        self.assertEqual(self.query("SELECT CHAR_LENGTH(word) FROM team_b.seen"), "7")
        self.assertIn("10.11", self.query("SELECT VERSION()"))

    def test_2_it_runs_as_the_account_of_its_image_and_shows_no_password(self):
        self.assertEqual(self.inside("statefulset/one-db-server", "id -u"), "999")
        password = self.inside("statefulset/one-db-server", "cat /run/trimtab/db/administration/client.cnf")
        password = password.partition("password = ")[2].splitlines()[0].strip('"')
        self.assertGreater(len(password), 20)
        words = self.inside("statefulset/one-db-server", "cat /proc/*/cmdline /proc/*/environ 2>/dev/null || :")
        self.assertNotIn(password, words)

    def test_3_a_claim_may_do_nothing_beside_its_database(self):
        self.assertEqual(self.query("SELECT COUNT(*) FROM mysql.db WHERE User = \"b\""), "1")
        self.assertEqual(self.query("SELECT Db FROM mysql.db WHERE User = \"b\"").replace("\\", ""), "team_b")

    def test_4_a_pod_that_was_deleted_comes_back_with_its_data(self):
        self.cluster.kubectl("delete", "pod", "--namespace=stores", "one-db-server-0", "--wait=true")
        server = "statefulset/one-db-server"
        self.cluster.kubectl("rollout", "status", "--namespace=stores", server, "--timeout=120s")
        self.assertEqual(self.query("SELECT CHAR_LENGTH(word) FROM team_b.seen"), "7")

    def test_5_a_setting_that_the_server_does_not_know_is_rolled_back(self):
        sets = ("--set", "spec.components.db.spec.config.no_such_setting=1", "--set", "spec.components.db.timeout=60s")
        text = self.expect(4, "apply", "--yes", *sets)
        self.assertIn("no_such_setting", text)
        self.assertEqual(self.query("SELECT CHAR_LENGTH(word) FROM team_b.seen"), "7")

    def test_6_nothing_is_left_when_it_is_destroyed_with_its_data(self):
        self.expect(0, "destroy", "--yes", "--delete-volumes", said=["Stack one is gone."])


class Files(Node):
    packages, image = ("nfs-ganesha", "nfs-ganesha-vfs", "libnfs-utils"), "trimtab.test/ganesha:1"
    overlay = header("one", "stores") + COMPONENTS + FILES

    def test_1_a_file_is_written_and_read_through_the_service(self):
        self.expect(0, "apply", "--yes", said=["healthy, revision 1"])
        address = self.get("service/one-files-nfs", ".spec.clusterIP")
        share = f"nfs://{address}/files/logs/x?version=4"
        self.inside("statefulset/one-files-server", f"echo hello >/tmp/x && timeout 5 nfs-cp /tmp/x '{share}'")
        self.assertEqual(self.inside("statefulset/one-files-server", f"nfs-cat '{share}'"), "hello")

    def test_2_who_ever_writes_the_file_is_nobodys_and_versions_are_read_only(self):
        disk = "/var/lib/trimtab/files/data"
        self.assertEqual(self.inside("statefulset/one-files-server", f"stat -c %u {disk}/shares/logs/x"), "65534")
        address = self.get("service/one-files-nfs", ".spec.clusterIP")
        write = f"nfs-cp /tmp/x 'nfs://{address}/files/source/x?version=4' >&2 && echo written || echo refused"
        self.assertEqual(self.inside("statefulset/one-files-server", write), "refused")

    def test_3_nothing_is_left_when_it_is_destroyed_with_its_data(self):
        self.expect(0, "destroy", "--yes", "--delete-volumes", said=["Stack one is gone."])


if __name__ == "__main__":
    run_tests(Node, "program", "plugins")
