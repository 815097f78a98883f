"""The programs that a test cluster consists of: which part needs which, where they are, which are not built."""

import os
import pathlib
import shutil
import subprocess

BUILD = pathlib.Path(__file__).resolve().parent / "build"
SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

BUILT = {
    "api": ("etcd", "kube-apiserver", "kubectl"),
    "controllers": ("kube-controller-manager", "kube-scheduler"),
    "kwok": ("kwok",),
    "node": ("kubelet", "kube-proxy", "coredns", "pause"),
}
INSTALLED = {
    "api": ("openssl", "setpriv"),
    "node": ("containerd", "ctr", "runc", "iptables", "ip", "nsenter", "unshare", "debootstrap"),
}


def directory():
    said = subprocess.run([BUILD, "where"], capture_output=True, text=True, check=True)
    return pathlib.Path(said.stdout.strip())


def build(parts):
    """Builds what these parts need and is absent; exit status as `build` gives it."""
    return subprocess.run([BUILD, *_names(BUILT, parts)], stdout=subprocess.DEVNULL, check=False).returncode


def missing(parts):
    """One line that says what these parts lack, or nothing."""
    where = directory()
    absent = [name for name in _names(BUILT, parts) if not os.path.exists(where / name)]
    if absent:
        return f"not built (tests/e2e/kube/build): {', '.join(absent)}"
    absent = [name for name in _names(INSTALLED, parts) if not shutil.which(name, path=SYSTEM_PATH)]
    return f"not installed (tools/deps kube kube-node): {', '.join(absent)}" if absent else ""


def environment(home):
    """What every program of a cluster is started with: no proxy, nobody's home."""
    return {"PATH": SYSTEM_PATH, "HOME": str(home), "LANG": "C.UTF-8"}


def _names(table, parts):
    return [name for part in parts for name in table.get(part, ())]
