#!/usr/bin/env python3
"""What the Kubernetes target promises beside the life of a stack, on real controllers and fake nodes:
target_test.py TRIMTAB PLUGINS

PLUGINS is the folder of a plugin whose kinds take resources as the spec says them. One cluster for all tests; each has
a stack and a namespace of its own.
"""

import json
import os
import pathlib
import re
import subprocess
import tempfile

from cluster import Cluster
from kube_target import KubeTarget, component, manifest, workload
from suite import run_tests

RESTRICTED = "pod-security.kubernetes.io/enforce=restricted"


class Placement(KubeTarget):
    def test_everything_of_the_block_stands_in_the_pod_and_the_restricted_level_admits_it(self):
        self.make_namespace(RESTRICTED)
        block = {
            "nodeSelector": {"type": "fake"},
            "tolerations": [{"key": "k", "operator": "Exists"}],
            "topologySpreadConstraints": [
                {"topologyKey": "kubernetes.io/hostname", "maxSkew": 1, "whenUnsatisfiable": "ScheduleAnyway"}
            ],
            "resources": {"requests": {"cpu": "10m"}},
            "imagePullSecrets": ["registry"],
            "podLabels": {"team": "data"},
            "podAnnotations": {"note": "n"},
            "volumes": [{"name": "cache", "emptyDir": {}}],
            "volumeMounts": [{"name": "cache", "mountPath": "/cache"}],
            "sidecars": [{"name": "proxy", "image": "proxy:1"}],
            "initContainers": [{"name": "prepare", "image": "prepare:1"}],
            "serviceAccount": {"annotations": {"role": "r"}},
            "networkPolicy": True,
            "ingress": {"className": "nginx", "host": "h.example"},
        }
        web = component(
            {"type": "endpoint", "name": "http", "spec": {"port": 80, "protocol": "http"}},
            workload("web", replicas=2, identity="stable", serves=["endpoint/http"], kubernetes=block),
        )
        self.apply({"web": web}, said=["revision 1"])
        pod = json.loads(self.kubectl("get", "statefulset/s-web-web", "--output=json").stdout)["spec"]["template"]
        self.assertEqual(pod["metadata"]["labels"]["team"], "data")
        self.assertEqual(pod["metadata"]["labels"]["app.kubernetes.io/part-of"], "s")
        self.assertEqual(pod["spec"]["serviceAccountName"], "s-web")
        self.assertEqual([one["name"] for one in pod["spec"]["initContainers"]], ["proxy", "prepare"])
        self.assertEqual(self.get("statefulset/s-web-web", ".status.readyReplicas"), "2")
        self.assertEqual(self.get("service/s-web-web-headless", ".spec.clusterIP"), "None")
        self.assertEqual(self.get("pdb/s-web-web-pdb", ".status.disruptionsAllowed"), "1")
        self.assertEqual(self.get("ingress/s-web-http-ingress", ".spec.rules[0].host"), "h.example")
        self.assertEqual(self.get("networkpolicy/s-web-web-network", ".spec.policyTypes"), '["Ingress"]')
        self.expect(0, "plan", {"web": web}, said=["Nothing to do"])

    def test_two_namespaces_share_a_secret_and_go_together(self):
        key = {"type": "secret", "name": "key", "spec": {"keys": {"k": {"generated": {}}}}}
        reader = workload("w", secret_env={"K": "@{base/secret:key/k}"})
        team = component(reader, kubernetes={"namespace": "team-ns"})
        stack = {"base": component(key, workload("b")), "team": team}
        self.apply(stack)
        first = self.get("secret/s-base-key-v1", ".data.k")
        self.assertGreater(len(first), 20)
        self.assertEqual(self.get("secret/s-base-key-v1", ".data.k", "team-ns"), first)
        self.assertEqual(self.get("deployment/s-team-w", ".status.readyReplicas", "team-ns"), "1")
        self.expect(0, "plan", stack, said=["Nothing to do"])
        self.expect(0, "destroy", stack, "--yes", said=["Stack s is gone."])
        left = self.cluster.kubectl("get", "namespaces", "--output=name").stdout
        self.assertNotIn("team-ns", left)
        self.assertNotIn(self.name, left)

    def test_a_directory_is_published_rolls_its_readers_and_goes_back(self):
        folder = self.top / "dags"
        (folder / "sub").mkdir(parents=True)
        (folder / "sub" / "a.py").write_text("one", encoding="utf-8")
        reader = workload("w", command=["/bin/run", "@{tree:dags}/sub/a.py"])
        stack = {"c": component({"type": "tree", "name": "dags"}, reader, tree=str(folder))}
        self.apply(stack)
        volume = ".spec.template.spec.volumes[0].configMap"
        first = self.get("deployment/s-c-w", f"{volume}.name")
        self.assertEqual(self.get("deployment/s-c-w", f"{volume}.items[0].path"), "sub/a.py")
        self.assertEqual(self.get(f"configmap/{first}", ".binaryData.f0"), "b25l")
        (folder / "sub" / "a.py").write_text("two", encoding="utf-8")
        self.expect(2, "plan", stack, said=["tree/dags", "workload/w"])
        self.apply(stack)
        self.assertNotEqual(self.get("deployment/s-c-w", f"{volume}.name"), first)
        self.expect(0, "rollback", stack, "--yes", "--to", "1")
        self.assertEqual(self.get("deployment/s-c-w", f"{volume}.name"), first)
        (folder / "large").write_bytes(b"x" * 1_000_001)
        self.expect(8, "plan", stack, said=["E0847", "let the cluster take it from git"])


class Patches(KubeTarget):
    def test_an_object_is_patched_last_and_the_plan_says_so(self):
        web = component(workload("web"))
        web["patches"] = [
            {"at": "Deployment/s-web-web", "merge": {"metadata": {"annotations": {"team": "data"}}}},
            {"at": "Deployment/s-web-web", "json": [{"op": "add", "path": "/spec/minReadySeconds", "value": 1}]},
        ]
        self.expect(2, "plan", {"web": web}, said=["patched by "])
        self.apply({"web": web})
        self.assertEqual(self.get("deployment/s-web-web", ".metadata.annotations.team"), "data")
        self.assertEqual(self.get("deployment/s-web-web", ".spec.minReadySeconds"), "1")
        web["patches"][0]["at"] = "Deployment/s-web-wbe"
        text = self.expect(8, "plan", {"web": web}, said=["E0311", 'did you mean "Deployment/s-web-web"?'])
        self.assertRegex(text, r"--> \S+yaml:\d+:\d+")


class Render(KubeTarget):
    def test_every_manifest_is_what_kubectl_takes_and_no_secret_is_among_them(self):
        folder = self.top / "published"
        folder.mkdir()
        (folder / "a.py").write_text("é\n", encoding="utf-8")
        parts = [
            {"type": "secret", "name": "key", "spec": {"keys": {"k": {"generated": {}}}}},
            {"type": "config", "name": "c", "spec": {"files": {"f": {"text": "a: 'b'\n\nc\n"}}}},
            {"type": "volume", "name": "v", "spec": {"size": "1Mi", "kubernetes": {"storageClass": "none"}}},
            {"type": "endpoint", "name": "e", "spec": {"port": 80, "protocol": "http"}},
            {"type": "tree", "name": "t"},
            {"type": "task", "name": "init", "spec": {"run": {"command": ["/bin/true"], "image": "any:1"}}},
        ]
        command = ["/bin/run", "@{config:c/f}", "@{tree:t}", "@{volume:v}"]
        block = {"ingress": {}, "networkPolicy": True, "serviceAccount": {}}
        uses = {"secret_env": {"K": "@{secret:key/k}"}, "serves": ["endpoint/e"], "kubernetes": block}
        parts.append(workload("web", command=command, replicas=2, identity="stable", **uses))
        stack = {"web": component(*parts, tree=str(folder))}
        self.make_namespace()
        done = self.run_trimtab("render", stack)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("# web/secret/key: Secret s-web-key-v1", done.stdout)
        self.assertNotIn("kind: Secret", done.stdout)
        applied = self.cluster.kubectl(
            "apply", "--dry-run=server", "--validate=strict", "-f", "-", text=done.stdout
        ).stdout
        kinds = re.findall(r"(?m)^(\S+?)/\S+ \w+ ?\w* \(server dry run\)", applied)
        self.assertEqual(len(kinds), done.stdout.count("\n---\n") + 1, applied)
        self.assertIn("statefulset.apps", kinds)
        self.assertIn("job.batch", kinds)


class Cost(KubeTarget):
    def no_op(self, count):
        """The requests of the first command that reads the memory, and of those after it."""
        stack = {"many": {"kind": "bulk", "spec": {"count": count}}}
        self.apply(stack)
        texts = [self.expect(0, word, stack, "--stats", said=["Nothing to do"]) for word in ("plan", "plan", "apply")]
        first, planned, applied = (re.search(r"stats: (.*)", text).group(1) for text in texts)
        self.assertEqual(planned, applied)
        return first, planned

    def test_a_plan_without_changes_costs_as_much_for_ten_times_as_many_objects(self):
        few = self.no_op(20)
        self.name = "cost-many"
        many = self.no_op(200)
        self.assertEqual(few, many)
        for requests in many:
            self.assertRegex(requests, r"^\d+ requests: 2 discover, \d+ get, \d+ list$")
            self.assertIn(", 3 list", requests)  # the secrets of the stack, the storage classes, the objects

    def test_of_a_memory_that_this_machine_has_read_only_the_head_is_asked_for(self):
        self.name = "cost-read"
        _, again = self.no_op(5)
        self.assertIn(", 2 get, ", again)  # the head, and which cluster this is


class Identity(KubeTarget):
    def test_another_cluster_is_refused_whatever_is_asked_for(self):
        stack = {"c": component(manifest("m", data={"a": "1"}))}
        self.apply(stack)
        with tempfile.TemporaryDirectory(prefix="trimtab-kube-other-", dir="/var/tmp"):
            other = Cluster(("api",))
            self.addCleanup(other.stop)
            other.start()
            self.kubeconfig = other.kubeconfig
            for command in (["plan"], ["apply", "--yes"], ["status"], ["destroy", "--yes"]):
                self.expect(11, command[0], stack, *command[1:], said=["E0830", "kube-system"])
        self.kubeconfig = self.cluster.kubeconfig
        self.expect(0, "plan", stack, said=["Nothing to do"])

    def test_a_saved_plan_is_for_its_own_cluster_only(self):
        stack = {"c": component(manifest("m", data={"a": "1"}))}
        file = self.top / "saved.plan"
        self.expect(2, "plan", stack, "--out", str(file))
        saved = json.loads(file.read_text(encoding="utf-8"))
        saved["facts"]["@target"]["cluster"] = "another"
        file.write_text(json.dumps(saved), encoding="utf-8")
        done = subprocess.run(
            [self.program, "apply", "--yes", file],
            capture_output=True,
            text=True,
            check=False,
            env=os.environ | {"XDG_STATE_HOME": str(self.top / self.name), "NO_COLOR": "1"},
        )
        self.assertEqual(done.returncode, 11, done.stdout + done.stderr)
        self.assertIn("E0830", done.stderr)


class Review(KubeTarget):
    stack = {"c": component(manifest("m", data={"a": "1"}))}

    def as_viewer(self):
        self.kubectl("create", "serviceaccount", "viewer")
        self.kubectl("create", "role", "view", "--verb=get,list", "--resource=configmaps,secrets,deployments.apps")
        self.kubectl("create", "rolebinding", "view", "--role=view", f"--serviceaccount={self.name}:viewer")
        token = self.kubectl("create", "token", "viewer").stdout.strip()
        config = json.loads(self.cluster.kubectl("config", "view", "--raw", "--output=json").stdout)
        for user in config["users"]:
            user["user"] = {"token": token}
        self.kubeconfig = self.top / "viewer.json"
        self.kubeconfig.write_text(json.dumps(config), encoding="utf-8")

    def test_rights_that_the_plan_needs_are_asked_for_before_anything_starts(self):
        self.make_namespace()
        self.as_viewer()
        said = ["E0831", f'user "system:serviceaccount:{self.name}:viewer"', f"create configmaps in namespace {self.name}"]
        text = self.expect(11, "plan", self.stack, said=said)
        self.assertIn("patch configmaps", text)
        self.assertNotIn("get configmaps", text)

    def test_a_namespace_that_is_not_there_and_shall_not_be_made(self):
        self.expect(11, "plan", self.stack, said=["E0829", "kubectl create namespace"], createNamespaces=False)

    def test_a_namespace_that_is_going_is_told_with_what_holds_it(self):
        self.make_namespace()
        held = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "held", "finalizers": ["example.com/hold"]}}
        self.kubectl("apply", "-f", "-", text=json.dumps(held))
        self.cluster.kubectl("delete", "namespace", self.name, "--wait=false")
        state = f"namespace/{self.name}"
        self.cluster.wait(lambda: "hold" in self.get(state, ".status.conditions"), lambda: self.get(state, ".status"))
        self.expect(11, "plan", self.stack, said=["E0832", "example.com/hold"])
        self.kubectl("patch", "configmap/held", "--type=json", '--patch=[{"op":"remove","path":"/metadata/finalizers"}]')

    def test_a_kind_that_nobody_defines_is_told(self):
        odd = {"o": component(manifest("m", apiVersion="example.com/v1", kind="Odd"))}
        self.expect(11, "plan", odd, said=["E0810", "Odd"])

    def test_shared_storage_from_a_class_that_serves_one_node_is_refused(self):
        storage = {
            "apiVersion": "storage.k8s.io/v1",
            "kind": "StorageClass",
            "metadata": {"name": "one-node"},
            "provisioner": "ebs.csi.aws.com",
        }
        self.cluster.kubectl("apply", "-f", "-", text=json.dumps(storage))
        volume = {"size": "1Mi", "access": "rwx", "kubernetes": {"storageClass": "one-node"}}
        shared = {"c": component({"type": "volume", "name": "v", "spec": volume})}
        self.expect(11, "plan", shared, said=["E0833", "ebs.csi.aws.com"])
        volume["kubernetes"]["storageClass"] = "absent"
        self.expect(2, "plan", shared, said=["W0833", "there is no storage class absent"])


class Grounds(KubeTarget):
    def definition(self, group):
        """Of boats, in a group that no other test has: definitions are the whole cluster's."""
        oars = {"type": "object", "properties": {"oars": {"type": "integer"}}}
        schema = {"type": "object", "properties": {"spec": oars}}
        spec = {
            "group": group,
            "scope": "Namespaced",
            "names": {"kind": "Boat", "plural": "boats", "singular": "boat", "listKind": "BoatList"},
            "versions": [{"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": schema}}],
        }
        kind = {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition"}
        return manifest("definition", **kind, metadata={"name": f"boats.{group}"}, spec=spec)

    def boat(self, group):
        return manifest("boat", apiVersion=f"{group}/v1", kind="Boat", spec={"oars": 2})

    def left(self, what):
        return self.cluster.kubectl("get", what, "--output=name").stdout

    def check_life(self, stack, group):
        """From nothing to nothing: nobody says what comes first."""
        self.apply(stack, said=["revision 1"])
        self.assertEqual(self.get(f"boats.{group}/s-c-boat", ".spec.oars"), "2")
        self.assertIn("Nothing to do", self.expect(0, "apply", stack, "--yes"))
        self.expect(0, "destroy", stack, "--yes", said=["Stack s is gone."])
        self.assertNotIn(group, self.left("customresourcedefinitions"))

    def test_a_kind_is_defined_and_used_in_one_run_of_one_component(self):
        group = "one.example.org"
        self.check_life({"c": component(self.boat(group), self.definition(group))}, group)

    def test_a_kind_is_defined_by_another_component_than_uses_it(self):
        group = "two.example.org"
        self.check_life({"c": component(self.boat(group)), "definitions": component(self.definition(group))}, group)

    def test_a_version_that_the_definition_does_not_serve_is_told_before_anything_starts(self):
        boat = self.boat("three.example.org")
        boat["spec"]["apiVersion"] = "three.example.org/v2"
        stack = {"c": component(boat, self.definition("three.example.org"))}
        self.expect(11, "plan", stack, said=["E0810", "the cluster has no kind Boat in three.example.org/v2"])

    def test_a_namespace_of_the_stack_comes_before_what_lives_in_it_and_goes_after_it(self):
        self.make_namespace()
        harbour = f"{self.name}-harbour"
        ground = manifest("ground", kind="Namespace", metadata={"name": harbour, "labels": {"team": "sea"}})
        within = manifest("m", metadata={"namespace": harbour}, data={"a": "1"})
        stack = {"c": component(within), "grounds": component(ground)}
        # Nothing but the manifest may make it.
        self.expect(0, "apply", stack, "--yes", createNamespaces=False)
        self.assertEqual(self.get(f"namespace/{harbour}", ".metadata.labels.team"), "sea")
        self.assertEqual(self.get("configmap/s-c-m", ".data.a", harbour), "1")
        self.expect(0, "plan", stack, said=["Nothing to do"], createNamespaces=False)
        self.expect(0, "destroy", stack, "--yes", said=["Stack s is gone."], createNamespaces=False)
        self.assertNotIn(harbour, self.left("namespaces"))


class Immutable(KubeTarget):
    def test_a_field_that_cannot_be_changed_makes_the_object_anew_and_its_pods_stay(self):
        web = component(workload("web", identity="stable"))
        self.apply({"web": web})
        before = self.get("statefulset/s-web-web", ".metadata.uid")
        pod = self.get("pod/s-web-web-0", ".metadata.uid")
        web["patches"] = [{"at": "StatefulSet/s-web-web", "merge": {"spec": {"podManagementPolicy": "OrderedReady"}}}]
        self.expect(2, "plan", {"web": web}, said=["-/+", "spec.podManagementPolicy cannot be changed"])
        self.apply({"web": web})
        self.assertNotEqual(self.get("statefulset/s-web-web", ".metadata.uid"), before)
        self.assertEqual(self.get("pod/s-web-web-0", ".metadata.uid"), pod)

    def test_a_claim_that_would_shrink_is_refused_for_its_data(self):
        volume = {"apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": "shrinking"}}
        volume["spec"] = {
            "capacity": {"storage": "1Gi"},
            "accessModes": ["ReadWriteOnce"],
            "hostPath": {"path": str(self.top / "disk")},
            "claimRef": {"name": "s-c-v", "namespace": self.name},
        }
        self.cluster.kubectl("apply", "-f", "-", text=json.dumps(volume))
        claim = {"type": "volume", "name": "v", "spec": {"size": "64Mi"}}
        self.apply({"c": component(claim)})
        claim["spec"]["size"] = "32Mi"
        self.expect(11, "plan", {"c": component(claim)}, said=["E0416", "it would shrink from 64Mi to 32Mi"])


class OwnType(KubeTarget):
    parts = ("api",)

    def environment(self):
        return super().environment() | {"TRIMTAB_PLUGIN_PATH": str(pathlib.Path(self.plugins).parent / "notebook")}

    def test_a_resource_type_of_a_plugin_is_driven_and_gets_the_secret_it_declared(self):
        self.make_namespace()
        with tempfile.TemporaryDirectory() as pages:
            spec = {"text": "dear diary", "directory": pages, "password": {"generated": {"length": 12}}}
            stack = {"diary": {"kind": "notebook", "spec": spec}}
            self.apply(stack)
            page = pathlib.Path(pages, "page")
            self.assertEqual(page.read_text(encoding="utf-8"), "dear diary")
            self.assertEqual(pathlib.Path(pages, "page.length").read_text(encoding="utf-8"), "12")
            self.expect(0, "plan", stack, said=["Nothing to do"])
            self.expect(0, "destroy", stack, "--yes")
            self.assertFalse(page.exists())


class Adoption(KubeTarget):
    def test_what_somebody_else_made_is_shown_and_taken_over_only_when_told(self):
        self.make_namespace()
        theirs = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "s-c-m"}, "data": {"a": "0", "b": "2"}}
        self.kubectl("apply", "--server-side", "--field-manager=helm", "-f", "-", text=json.dumps(theirs))
        stack = {"c": component(manifest("m", data={"a": "1"}))}
        said = ["E0419", "it belongs to helm", "data.a: 0 -> 1", "--adopt c/kubernetes/m"]
        self.expect(11, "plan", stack, said=said)
        self.assertEqual(self.get("configmap/s-c-m", ".data.a"), "0")
        self.expect(2, "plan", stack, "--adopt", "c/kubernetes/m", said=["=  kubernetes/m", "taken over from helm"])
        self.apply(stack, "--adopt", "c/kubernetes/m")
        self.assertEqual(self.get("configmap/s-c-m", ".data"), '{"a":"1","b":"2"}')

    def test_a_field_of_another_manager_is_told_with_its_owner(self):
        stack = {"c": component(manifest("m", data={"a": "1"}))}
        self.apply(stack)
        theirs = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "s-c-m"}, "data": {"b": "theirs"}}
        self.kubectl("apply", "--server-side", "--field-manager=other", "-f", "-", text=json.dumps(theirs))
        stack["c"]["spec"]["resources"][0]["spec"]["data"]["b"] = "ours"
        text = self.run_trimtab("apply", stack, "--yes")
        self.assertIn("E0807", text.stderr)
        self.assertIn(".data.b belongs to other", text.stderr)
        self.assertEqual(self.get("configmap/s-c-m", ".data.b"), "theirs")

    def test_what_does_not_go_names_what_it_waits_for(self):
        parts = [manifest(f"m{number}", data={"a": "1"}) for number in range(5)]
        stack = {"c": component(*parts) | {"timeout": "5s", "onFailure": "hold"}}
        self.apply(stack)
        hold = '{"metadata":{"finalizers":["example.com/hold"]}}'
        self.kubectl("patch", "configmap/s-c-m0", "--type=merge", f"--patch={hold}")
        stack["c"]["spec"]["resources"] = parts[1:]
        text = self.expect(3, "apply", stack, "--yes", said=["E0826"])
        self.assertIn("it is being deleted and waits for example.com/hold", text)
        self.kubectl("patch", "configmap/s-c-m0", "--type=merge", '--patch={"metadata":{"finalizers":null}}')
        self.apply(stack)


if __name__ == "__main__":
    run_tests(KubeTarget, "program", "plugins")
