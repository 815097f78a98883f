"""Fake nodes: kwok answers for them and for the pods on them. Pods are ready at once, whatever their probes say; those
of a Job complete; those with the annotation CRASHES never become ready, those with FAILS end badly. All print LOG."""

import json

CRASHES = "kwok.trimtab.dev/crashes"
FAILS = "kwok.trimtab.dev/fails"
LOG = "the last words of a fake pod"

# The weight makes it win over the stage that makes pods ready: those that come with kwok weigh nothing.
STAGES = """\
apiVersion: kwok.x-k8s.io/v1alpha1
kind: Stage
metadata: {name: pod-crashes}
spec:
  weight: 1
  resourceRef: {apiGroup: v1, kind: Pod}
  selector:
    matchAnnotations: {CRASHES: "true"}
    matchExpressions:
    - {key: .metadata.deletionTimestamp, operator: DoesNotExist}
    - {key: .status.podIP, operator: DoesNotExist}
  next:
    statusTemplate: |
      {{ $now := Now }}
      phase: Running
      startTime: {{ $now | Quote }}
      hostIP: {{ NodeIPWith .spec.nodeName | Quote }}
      podIP: {{ PodIPWith .spec.nodeName false .metadata.uid .metadata.name .metadata.namespace | Quote }}
      conditions:
      - {type: Initialized, status: "True", lastTransitionTime: {{ $now | Quote }}}
      - {type: Ready, status: "False", reason: ContainersNotReady, lastTransitionTime: {{ $now | Quote }}}
      - {type: ContainersReady, status: "False", reason: ContainersNotReady, lastTransitionTime: {{ $now | Quote }}}
      containerStatuses:
      {{ range .spec.containers }}
      - name: {{ .name | Quote }}
        image: {{ .image | Quote }}
        ready: false
        restartCount: 3
        state: {waiting: {reason: CrashLoopBackOff, message: "back-off 40s restarting failed container"}}
        lastState: {terminated: {exitCode: 1, reason: Error, finishedAt: {{ $now | Quote }}}}
      {{ end }}
---
apiVersion: kwok.x-k8s.io/v1alpha1
kind: Stage
metadata: {name: pod-fails}
spec:
  weight: 1
  resourceRef: {apiGroup: v1, kind: Pod}
  selector:
    matchAnnotations: {FAILS: "true"}
    matchExpressions:
    - {key: .metadata.deletionTimestamp, operator: DoesNotExist}
    - {key: .status.podIP, operator: DoesNotExist}
  next:
    statusTemplate: |
      {{ $now := Now }}
      phase: Failed
      startTime: {{ $now | Quote }}
      hostIP: {{ NodeIPWith .spec.nodeName | Quote }}
      podIP: {{ PodIPWith .spec.nodeName false .metadata.uid .metadata.name .metadata.namespace | Quote }}
      containerStatuses:
      {{ range .spec.containers }}
      - name: {{ .name | Quote }}
        image: {{ .image | Quote }}
        ready: false
        restartCount: 0
        state: {terminated: {exitCode: 3, reason: Error, startedAt: {{ $now | Quote }}, finishedAt: {{ $now | Quote }}}}
      {{ end }}
---
apiVersion: kwok.x-k8s.io/v1alpha1
kind: ClusterLogs
metadata: {name: all}
spec: {logs: [{logsFile: LOG_FILE, follow: false}]}
"""


def nodes(count):
    resources = {"cpu": "32", "memory": "256Gi", "pods": "110"}
    return {
        "apiVersion": "v1",
        "kind": "List",
        "items": [
            {
                "apiVersion": "v1",
                "kind": "Node",
                "metadata": {
                    "name": f"fake-{number}",
                    "annotations": {"kwok.x-k8s.io/node": "fake"},
                    "labels": {"type": "fake", "kubernetes.io/hostname": f"fake-{number}", "kubernetes.io/os": "linux"},
                },
                "status": {"allocatable": resources, "capacity": resources},
            }
            for number in range(count)
        ],
    }


def start(cluster, count, more):
    """Creates the nodes and starts kwok; they are ready soon after."""
    cluster.kubectl("create", "-f", "-", text=json.dumps(nodes(count)))
    log = cluster.top / "kwok.lines"
    log.write_text(f"2026-01-01T00:00:00.000000000Z stdout F {LOG}\n", encoding="ascii")
    config = cluster.top / "kwok.yaml"
    stages = (cluster.programs / "kwok-stages.yaml").read_text(encoding="utf-8")
    stages += STAGES.replace("CRASHES", CRASHES).replace("FAILS", FAILS).replace("LOG_FILE", str(log))
    config.write_text(f"{stages}---\n{more}" if more else stages, encoding="utf-8")
    certificate, key = cluster.authority.issue("kwok-server", "/CN=kwok", ["IP:127.0.0.1"])
    port = cluster.port("kwok")
    cluster.run(
        "kwok",
        f"--kubeconfig={cluster.kubeconfig_of('kwok', '/O=system:masters/CN=kwok')}",
        f"--config={config}",
        "--manage-all-nodes=false",
        "--manage-nodes-with-annotation-selector=kwok.x-k8s.io/node=fake",
        "--node-lease-duration-seconds=40",
        "--cidr=10.244.0.0/16",
        "--node-ip=127.0.0.1",
        f"--node-port={port}",
        f"--server-address=127.0.0.1:{port}",
        f"--tls-cert-file={certificate}",
        f"--tls-private-key-file={key}",
    )
