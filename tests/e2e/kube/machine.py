"""A machine inside this one, for a node: its processes, mounts and network are namespaces of their own, so what a
kubelet does to a machine it does to nothing else, and all of it ends with the machine's first process. Only control
groups are not: they have a name of their own and are removed.

The network of machine N, from the range that is set aside for tests of networks:
    198.18.N.1     this end of the cable, where the API server listens
    198.18.N.2     the machine, and its name server
    198.18.N.128+  pods; the first is the bridge they hang on
    198.19.N.0+    services
There is no way out: what runs in the machine reaches nothing but this end of the cable.
"""

import os
import pathlib
import subprocess

import programs
from daemon import Daemon, until

CGROUPS = pathlib.Path("/sys/fs/cgroup")

SET_UP = """
machine=$1 network=$2 services=$3
mount -t tmpfs run /run
for name in lib log; do
  mkdir "$machine/$name"
  mount --bind "$machine/$name" "/var/$name"
done
# A kubelet sets these for the whole kernel; here it sets copies.
for setting in vm/overcommit_memory vm/panic_on_oom kernel/panic kernel/panic_on_oops kernel/keys/root_maxkeys \
  kernel/keys/root_maxbytes; do
  cp "/proc/sys/$setting" "$machine/${setting##*/}"
  mount --bind "$machine/${setting##*/}" "/proc/sys/$setting"
done
echo 1 >/proc/sys/net/ipv4/ip_forward
ip link set lo up
ip address add "$network.2/25" dev eth0
ip link set eth0 up
# Without an address of its own a bridge takes that of a pod, and another one when that pod ends: for half a minute the
# other pods then send to nobody.
ip link add pods address 02:00:00:00:00:81 type bridge
ip address add "$network.129/25" dev pods
ip link set pods up
ip route add "$services.0/24" via "$network.1"
"""

# What a machine cannot do without, in namespaces that are gone again with the command.
TRIAL = """
mount -t tmpfs run /run
ip link add cable type veth peer name eth0
ip link add pods type bridge
iptables --table nat --list >/dev/null
"""


def unable():
    """One line that says what root may not do here that a machine needs, or nothing."""
    door = ["unshare", "--mount", "--net", "--pid", "--fork", "--mount-proc"]
    tried = subprocess.run([*door, "sh", "-euc", TRIAL], capture_output=True, text=True, check=False)
    if tried.returncode != 0:
        return f"root may not make what a machine consists of here: {' '.join(tried.stderr.split())}"
    if _root_of_mounts() != _identity(os.stat("/")):
        return "this is a chroot, and what enters a container's mounts there comes out of it"
    hierarchies = _hierarchies()
    unwritable = [str(path) for path in hierarchies if os.statvfs(path).f_flag & os.ST_RDONLY]
    if not hierarchies or unwritable:
        return f"no control groups can be made here: {', '.join(unwritable) or f'nothing is mounted at {CGROUPS}'}"
    return ""


def _root_of_mounts():
    """That of this mount namespace, which whoever enters it gets."""
    enter = ["nsenter", "--target", str(os.getpid()), "--mount", "--", "stat", "--format=%d:%i", "/"]
    return subprocess.run(enter, capture_output=True, text=True, check=False).stdout.strip()


def _identity(status):
    return f"{status.st_dev}:{status.st_ino}"


def _hierarchies():
    """Where a control group is made: one place, or one for each controller."""
    if (CGROUPS / "cgroup.controllers").exists():
        return [CGROUPS]
    return [path for path in CGROUPS.iterdir() if path.is_dir()] if CGROUPS.is_dir() else []


class Machine:
    def __init__(self, top, tied=True):
        if str(top).startswith(("/run/", "/var/lib/", "/var/log/")):
            raise ValueError(f"{top} is not to be seen in the machine, which has its own /run, /var/lib and /var/log")
        self.top = top / "machine"
        door = ["unshare", "--mount", "--net", "--pid", "--fork", "--kill-child", "--mount-proc"]
        # A first process is left all orphans; one that ignores their end need not collect them.
        door += ["sh", "-c", 'trap "" CHLD; exec "$@"', "sh"]
        self.first = Daemon(top, "machine", ["sleep", "infinity"], tied, door)

    @property
    def number(self):
        return int((self.top / "number").read_text(encoding="ascii"))

    @property
    def network(self):
        return f"198.18.{self.number}"

    @property
    def services(self):
        return f"198.19.{self.number}"

    @property
    def cgroup(self):
        return f"trimtab-kube-{self.number}"

    def start(self):
        self.top.mkdir()
        self.first.start()
        link = self._plug_in()
        for words in (
            ["address", "add", f"{self.network}.1/25", "dev", link],
            ["link", "set", link, "up"],
        ):
            subprocess.run(["ip", *words], check=True)
        self.run("sh", "-euc", SET_UP, "sh", self.top, self.network, self.services)
        for words in ([f"{self.network}.128/25"], [f"{self.services}.0/24"]):
            subprocess.run(["ip", "route", "add", *words, "via", f"{self.network}.2"], check=True)
        self._remove_cgroups()
        self._make_cgroups()

    def door(self):
        """What stands before a command that is to run in the machine."""
        return ["nsenter", "--target", self.first.pid, "--mount", "--net", "--pid", "--"]

    def run(self, *words):
        """Runs a command in the machine to its end."""
        words = [str(word) for word in (*self.door(), *words)]
        done = subprocess.run(
            words, capture_output=True, text=True, check=False, env=programs.environment(self.top)
        )
        if done.returncode != 0:
            raise AssertionError(f"{words[-1]}: exit {done.returncode}: {done.stderr}")
        return done.stdout

    def remove_traces(self):
        """Once its first process has ended."""
        if (self.top / "number").exists():
            link = pathlib.Path(f"/sys/class/net/{self.cgroup}")
            until(lambda: not link.exists(), 10, f"{link} is still there")
            self._remove_cgroups()

    def _plug_in(self):
        """Lays the cable; the first number that is free is this machine's."""
        for number in range(256):
            link = f"trimtab-kube-{number}"
            words = ["ip", "link", "add", link, "type", "veth", "peer", "name", "eth0", "netns", str(self.first.pid)]
            done = subprocess.run(words, capture_output=True, text=True, check=False)
            if done.returncode == 0:
                (self.top / "number").write_text(str(number), encoding="ascii")
                return link
            if "File exists" not in done.stderr:
                raise AssertionError(done.stderr)
        raise AssertionError("no number is free")

    def _make_cgroups(self):
        for hierarchy in _hierarchies():
            (hierarchy / self.cgroup).mkdir()
            for settings in ("cpuset.cpus", "cpuset.mems"):
                if hierarchy != CGROUPS and (hierarchy / settings).exists():
                    value = (hierarchy / settings).read_text(encoding="ascii")
                    (hierarchy / self.cgroup / settings).write_text(value, encoding="ascii")

    def _remove_cgroups(self):
        """Innermost first. One whose last process has just ended can stay busy for a moment."""
        tops = [CGROUPS / self.cgroup, *CGROUPS.glob(f"*/{self.cgroup}")]

        def removed():
            try:
                for top in tops:
                    for path, _, _ in os.walk(top, topdown=False):
                        os.rmdir(path)
            except OSError:
                return False
            return True

        until(removed, 10, f"{self.cgroup} is still busy")
