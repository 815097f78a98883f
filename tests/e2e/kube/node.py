"""The real node of a cluster: containerd, runc, a bridge for pods, kubelet, kube-proxy and a name server in a machine
of their own."""

import json
import os
import shutil
import subprocess

import images
import machine
from daemon import until
from machine import Machine

NAME = "real"
PAUSE = "trimtab.test/pause:1"
PLUGINS = "/usr/lib/cni"

CONTAINERD = """\
version = 2
root = "{top}/root"
state = "{top}/state"
[grpc]
  address = "{top}/containerd.sock"
[plugins."io.containerd.grpc.v1.cri"]
  # Without the right to make processes less likely victims of a full memory, every pod would fail.
  restrict_oom_score_adj = true
  sandbox_image = "{pause}"
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "{plugins}"
    conf_dir = "{top}/cni"
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
      SystemdCgroup = false
"""

# There is nobody else to ask: any other name fails at once.
NAMES = """\
. {{
  bind {address}
  errors
  kubernetes cluster.local {{
    kubeconfig {kubeconfig}
  }}
}}
"""


def unable():
    """One line that says why this machine can have no real node even with all programs, or nothing."""
    if os.geteuid() != 0:
        return "a real node needs root"
    if not os.path.exists(f"{PLUGINS}/bridge"):
        return "not installed (tools/deps kube-node): containernetworking-plugins"
    return machine.unable()


class Node:
    def __init__(self, top, tied=True):
        self.machine = Machine(top, tied)
        self.top = top / "node"

    def start(self, cluster, archives=()):
        """Joins the cluster, with these images at hand; comes back when the node is ready."""
        (self.top / "cni").mkdir(parents=True)
        self._start_containerd(cluster, archives)
        flags = [f"--config={self._kubelet_config(cluster)}", f"--root-dir={self.top / 'kubelet'}"]
        flags += [f"--hostname-override={NAME}", f"--node-ip={self.machine.network}.2", "--node-labels=type=real"]
        flags += [f"--kubeconfig={cluster.kubeconfig_of('kubelet', f'/O=system:nodes/CN=system:node:{NAME}')}"]
        cluster.run("kubelet", *flags, door=self.machine.door())
        cluster.run("kube-proxy", f"--config={self._proxy_config(cluster)}", door=self.machine.door())
        cluster.run("coredns", f"-conf={self._names(cluster)}", door=self.machine.door())
        cluster.wait_for_nodes("real")

    def load(self, *archives):
        """Makes images known to the node."""
        for file in archives:
            self._ctr("images", "import", file)

    def _ctr(self, *words):
        return self.machine.run("ctr", "--address", self.top / "containerd.sock", "--namespace", "k8s.io", *words)

    def _start_containerd(self, cluster, archives):
        config = self.top / "containerd.toml"
        config.write_text(CONTAINERD.format(top=self.top, pause=PAUSE, plugins=PLUGINS), encoding="utf-8")
        network = self.machine.network
        addresses = {"subnet": f"{network}.128/25", "rangeStart": f"{network}.130", "gateway": f"{network}.129"}
        bridge = {
            "type": "bridge",
            "bridge": "pods",
            "isGateway": True,
            "hairpinMode": True,
            "ipam": {
                "type": "host-local",
                "dataDir": str(self.top / "addresses"),
                "ranges": [[addresses]],
                "routes": [{"dst": "0.0.0.0/0"}],
            },
        }
        plugins = {"cniVersion": "1.0.0", "name": "pods", "plugins": [bridge]}
        (self.top / "cni" / "pods.conflist").write_text(json.dumps(plugins), encoding="utf-8")
        cluster.run("containerd", f"--config={config}", door=self.machine.door())
        until((self.top / "containerd.sock").exists, 30, cluster.daemons["containerd"].tail)
        pause = self.top / "pause"
        pause.mkdir()
        shutil.copy2(cluster.programs / "pause", pause / "pause")
        self.load(images.archive(pause, PAUSE, self.top / "pause.tar", ["/pause"]), *archives)

    def _kubelet_config(self, cluster):
        address = f"{self.machine.network}.2"
        certificate, key = cluster.authority.issue("kubelet-server", f"/CN={NAME}", [f"IP:{address}"])
        resolver = self.top / "resolv.conf"
        resolver.write_text("# there is no way out, so nobody to ask\n", encoding="ascii")
        return self._write(
            "kubelet",
            {
                "apiVersion": "kubelet.config.k8s.io/v1beta1",
                "kind": "KubeletConfiguration",
                "address": address,
                "healthzPort": 0,
                "authentication": {
                    "anonymous": {"enabled": False},
                    "webhook": {"enabled": True},
                    "x509": {"clientCAFile": str(cluster.ca)},
                },
                "authorization": {"mode": "Webhook"},
                "tlsCertFile": str(certificate),
                "tlsPrivateKeyFile": str(key),
                "containerRuntimeEndpoint": f"unix://{self.top}/containerd.sock",
                "cgroupDriver": "cgroupfs",
                "cgroupRoot": f"/{self.machine.cgroup}",
                "failCgroupV1": False,
                "enforceNodeAllocatable": [],
                "failSwapOn": False,
                "oomScoreAdj": 0,
                "resolvConf": str(resolver),
                "clusterDNS": [address],
                "clusterDomain": "cluster.local",
                "podLogsDir": str(self.top / "logs"),
                "volumePluginDir": str(self.top / "plugins"),
                # The disk and the memory are those of a machine that does something else too.
                "evictionHard": {"memory.available": "50Mi", "nodefs.available": "1%", "imagefs.available": "1%"},
                # What is unused stays: it could not be fetched again.
                "imageGCHighThresholdPercent": 100,
                "imageMaximumGCAge": "0s",
            },
        )

    def _proxy_config(self, cluster):
        return self._write(
            "kube-proxy",
            {
                "apiVersion": "kubeproxy.config.k8s.io/v1alpha1",
                "kind": "KubeProxyConfiguration",
                "mode": "iptables",
                # A pod that reaches its neighbour through a service must get the answer from the service. Rules follow late, as
                # on a large cluster: what takes a pod that is ready for a service that answers is found here.
                "iptables": {"masqueradeAll": True, "minSyncPeriod": "3s"},
                "nodePortAddresses": ["primary"],
                "hostnameOverride": NAME,
                "bindAddress": f"{self.machine.network}.2",
                "conntrack": {"maxPerCore": 0, "min": 0},
                "clientConnection": {
                    "kubeconfig": str(cluster.kubeconfig_of("kube-proxy", "/CN=system:kube-proxy")),
                },
            },
        )

    def _names(self, cluster):
        kubeconfig = cluster.kubeconfig_of("coredns", "/O=system:masters/CN=coredns")
        path = self.top / "Corefile"
        path.write_text(NAMES.format(address=f"{self.machine.network}.2", kubeconfig=kubeconfig), encoding="ascii")
        return path

    def _write(self, name, content):
        path = self.top / f"{name}.json"
        path.write_text(json.dumps(content, indent=1), encoding="utf-8")
        return path
