#!/usr/bin/env python3
"""A real Kubernetes cluster under a directory of its own, on loopback, that leaves nothing behind.

    cluster.py up DIR [--with PART,...]   starts one; parts: controllers, kwok, node (besides the API, which is always)
    cluster.py down DIR                   stops it and removes the directory
"""

import argparse
import os
import pathlib
import random
import secrets
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request

import control_plane
import kwok
import node
import pki
import programs
from daemon import Daemon, until
from machine import Machine

PARTS = ("api", "controllers", "kwok", "node")
PATIENCE = 90  # seconds, of a machine that does something else too
# Below what the kernel gives to outgoing connections, so a stopped server's port is free when it starts again, and
# below what the API server gives to services.
PORTS = range(20000, 30000)


def lacking(parts):
    """One line that says why this machine cannot have a cluster of these parts, or nothing."""
    return programs.missing(parts) or (node.unable() if "node" in parts else "")


class Cluster:
    """`extra` are more flags for a program: {"kube-apiserver": ["--max-requests-inflight=3"]}. `tied`: it ends with the
    process that started it. `stages` say more about how fake nodes behave, `archives` are images for the real one."""

    def __init__(self, parts=("api",), directory=None, fake_nodes=2, stages="", archives=(), extra=None,
                 tied=True):
        self.parts = [part for part in PARTS if part == "api" or part in parts]
        if unknown := set(parts) - set(PARTS):
            raise ValueError(f"no such part: {', '.join(sorted(unknown))}; these are: {', '.join(PARTS)}")
        self.top = pathlib.Path(directory or tempfile.mkdtemp(prefix="trimtab-kube-", dir="/var/tmp")).resolve()
        self.fake_nodes, self.stages, self.archives = fake_nodes, stages, archives
        self.extra, self.tied = extra or {}, tied
        self.daemons, self.ports = {}, {}
        self.node = node.Node(self.top, tied) if "node" in self.parts else None
        self.address, self.services, self.first_service = "127.0.0.1", "10.96.0.0/16", "10.96.0.1"
        self.token, self.nobody_token = secrets.token_hex(16), secrets.token_hex(16)
        self.kubeconfig, self.tokens = self.top / "kubeconfig", self.top / "pki" / "tokens.csv"

    # ---- life --------------------------------------------------------------------------------------------------------

    def start(self):
        """Comes back when every part answers; a cluster that does not come up leaves nothing either."""
        if why := lacking(self.parts):
            raise FileNotFoundError(why)
        self.programs = programs.directory()
        try:
            self._start()
        except BaseException as error:
            said = "\n".join(daemon.tail() for daemon in self.daemons.values())
            self.stop()
            if not isinstance(error, Exception):
                raise
            raise AssertionError(f"the cluster did not start: {error}\n{said}") from None
        return self

    def stop(self):
        """Ends what was started and removes the directory; once more does nothing."""
        if self.top.exists():
            take_down(self.top)
        for daemon in self.daemons.values():
            daemon.collect()
        self.daemons.clear()

    def restart(self, name, number=signal.SIGKILL):
        """Ends one program by a signal and starts it again as it was; comes back when the API server answers."""
        self.daemons[name].end(number)
        self.daemons[name].start()
        self._wait_for_the_api()

    def _start(self):
        self.top.mkdir(mode=0o700, parents=True, exist_ok=True)
        for folder in ("log", "run", "pki"):
            (self.top / folder).mkdir()
        if self.node:
            self._enter_the_machine()
        self.run("etcd", *control_plane.etcd(self))
        self._make_identities()
        self.run("kube-apiserver", *control_plane.kube_apiserver(self))
        self._wait_for_the_api()
        if "controllers" in self.parts:
            self.run("kube-controller-manager", *control_plane.kube_controller_manager(self))
            self.run("kube-scheduler", *control_plane.kube_scheduler(self))
        if "kwok" in self.parts:
            kwok.start(self, self.fake_nodes, self.stages)
        if self.node:
            self.node.start(self, self.archives)
        if "kwok" in self.parts:
            self.wait_for_nodes("fake")
        if "controllers" in self.parts:
            account = "/api/v1/namespaces/default/serviceaccounts/default"
            self.wait(lambda: self.ask(account)[0] == 200, "no service account in the default namespace")

    def _enter_the_machine(self):
        machine = self.node.machine
        self.daemons["machine"] = machine.first
        machine.start()
        self.address = f"{machine.network}.1"
        self.services, self.first_service = f"{machine.services}.0/24", f"{machine.services}.1"

    def _make_identities(self):
        self.authority = pki.Authority(self.top / "pki")
        self.ca, self.server = self.authority.certificate, f"https://{self.address}:{self.port('kube-apiserver')}"
        self.service_accounts = self.authority.issue("service-accounts", "/CN=service-accounts")
        users = [f'{self.token},admin-by-token,1,"system:masters"', f"{self.nobody_token},nobody,2"]
        self.tokens.write_text("\n".join(users) + "\n", encoding="ascii")
        os.rename(self.kubeconfig_of("admin", "/O=system:masters/CN=admin"), self.kubeconfig)

    # ---- what its parts are made with --------------------------------------------------------------------------------

    def run(self, name, *flags, door=()):
        """Starts one of the built programs, or an installed one, in the background."""
        program = self.programs / name
        command = [program if program.exists() else name, *flags, *self.extra.get(name, [])]
        self.daemons[name] = Daemon(self.top, name, command, self.tied, door)
        self.daemons[name].start()

    def port(self, name):
        while name not in self.ports:
            port = random.choice(PORTS)
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind(("", port))
                except OSError:
                    continue
            if port not in self.ports.values():
                self.ports[name] = port
        return self.ports[name]

    def kubeconfig_of(self, name, subject):
        path = self.top / f"{name}.kubeconfig"
        return pki.write_kubeconfig(path, self.server, self.ca, *self.authority.issue(name, subject))

    # ---- use ---------------------------------------------------------------------------------------------------------

    def kubectl(self, *words, text=None, check=True):
        """Runs kubectl as the administrator; `text` is its standard input."""
        command = [self.programs / "kubectl", f"--kubeconfig={self.kubeconfig}", *words]
        done = subprocess.run(
            command, input=text, capture_output=True, text=True, check=False, env=programs.environment(self.top)
        )
        if check and done.returncode != 0:
            raise AssertionError(f"kubectl {' '.join(words)}: exit {done.returncode}: {done.stdout}{done.stderr}")
        return done

    def ask(self, path, token=None):
        """Status and body of a GET, as the administrator or with another token; status 0: nobody answered."""
        request = urllib.request.Request(self.server + path)
        request.add_header("Authorization", f"Bearer {token or self.token}")
        trust = ssl.create_default_context(cafile=str(self.ca))
        # No proxy that the environment may name.
        opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=trust)
        )
        try:
            with opener.open(request, timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError:
            return 0, ""

    def wait(self, condition, what, seconds=PATIENCE):
        """Polls until the condition is true; fails at once when a program of the cluster has ended."""

        def checked():
            for daemon in self.daemons.values():
                if not daemon.alive():
                    raise AssertionError(f"{daemon.name} has ended:\n{daemon.tail()}")
            return condition()

        return until(checked, seconds, what)

    def wait_for_nodes(self, type_):
        states = ["get", "nodes", f"--selector=type={type_}"]
        states += ['--output=jsonpath={.items[*].status.conditions[?(@.type=="Ready")].status}']
        count = self.fake_nodes if type_ == "fake" else 1
        self.wait(lambda: self.kubectl(*states).stdout.split() == ["True"] * count, f"{type_} nodes are not ready")

    def _wait_for_the_api(self):
        self.wait(lambda: self.ask("/readyz") == (200, "ok"), lambda: f"not ready: {self.ask('/readyz?verbose')[1]}")


def take_down(top):
    """Ends whatever is recorded under a cluster's directory, no matter who started it, and removes the directory."""
    for record in (top / "run").glob("*.json"):
        Daemon(top, record.stem).recall().end()
    if (top / "machine").exists():
        Machine(top).remove_traces()
    shutil.rmtree(top)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["up", "down"])
    parser.add_argument("directory", type=pathlib.Path)
    parser.add_argument("--with", dest="parts", default="", help="controllers, kwok, node")
    arguments = parser.parse_args()
    top = arguments.directory.resolve()
    if arguments.what == "down":
        if not (top / "run").is_dir():
            sys.exit(f"cluster: there is no cluster under {top}")
        take_down(top)
        return
    if top.exists() and any(top.iterdir()):
        sys.exit(f"cluster: {top} is not empty")
    parts = ["api", *filter(None, arguments.parts.split(","))]
    if code := programs.build(parts):
        sys.exit(code)
    cluster = Cluster(parts, top, tied=False).start()
    for name in ("token", "nobody_token"):
        (top / name).write_text(getattr(cluster, name), encoding="ascii")
    print(f"export KUBECONFIG={cluster.kubeconfig}\nalias kubectl={cluster.programs / 'kubectl'}")


if __name__ == "__main__":
    main()
