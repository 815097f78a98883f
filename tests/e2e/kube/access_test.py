#!/usr/bin/env python3
"""Ways not to get to a cluster, each with one clear message and nothing changed: access_test.py TRIMTAB PLUGINS"""

import contextlib
import json
import socket
import ssl
import threading

from kube_target import KubeTarget, component, manifest
from suite import run_tests


@contextlib.contextmanager
def server_with(certificate, key):
    """A port on loopback where somebody shows this certificate and says no more."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    listener = socket.create_server(("127.0.0.1", 0))

    def serve():
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with contextlib.suppress(OSError), context.wrap_socket(connection, server_side=True) as spoken_to:
                spoken_to.recv(1)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


def callers_of(listener):
    """How many connections have come since the last time; nobody has said a word to them."""
    listener.setblocking(False)
    count = 0
    with contextlib.suppress(BlockingIOError):
        while True:
            listener.accept()[0].close()
            count += 1
    return count


class Access(KubeTarget):
    parts = ("api",)
    stack = {"c": component(manifest("m", data={"a": "1"}))}

    def with_config(self, change):
        """The administrator's kubeconfig with one thing changed."""
        config = json.loads(self.cluster.kubectl("config", "view", "--raw", "--output=json").stdout)
        change(config)
        self.kubeconfig = self.top / f"{self.name}.json"
        self.kubeconfig.write_text(json.dumps(config), encoding="utf-8")

    def refused(self, code, said, **target):
        """Whatever is asked for, and nothing is there afterwards."""
        for command in (["plan"], ["apply", "--yes"], ["status"], ["destroy", "--yes"]):
            self.expect(code, command[0], self.stack, *command[1:], said=["error[", *said], **target)
        self.assertNotIn(self.name, self.cluster.kubectl("get", "namespaces", "--output=name").stdout)

    def test_a_server_that_nobody_is_at(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
        self.with_config(lambda config: config["clusters"][0]["cluster"].update(server=f"https://127.0.0.1:{port}"))
        self.refused(9, ["E0792", f"https://127.0.0.1:{port}", "cannot connect"])

    def test_a_mistake_in_the_spec_is_told_without_waiting_for_the_server(self):
        with socket.create_server(("127.0.0.1", 0)) as silent:
            server = f"https://127.0.0.1:{silent.getsockname()[1]}"
            self.with_config(lambda config: config["clusters"][0]["cluster"].update(server=server))
            for command in (["plan"], ["apply", "--yes"], ["status"]):
                self.expect(8, command[0], {"c": {"kind": "nobody"}}, *command[1:], said=["E0250", "nobody"])
                self.assertLessEqual(callers_of(silent), 1)  # a silent server would be asked four times

    def test_a_server_whose_certificate_has_expired(self):
        pair = self.cluster.authority.issue("expired-server", "/CN=old", ["IP:127.0.0.1"], expired=True)
        with server_with(*pair) as port:
            self.with_config(
                lambda config: config["clusters"][0]["cluster"].update(server=f"https://127.0.0.1:{port}")
            )
            self.refused(9, ["E0795", "cannot be trusted", "expired"])

    def test_a_certificate_of_our_own_that_has_expired(self):
        certificate, key = self.cluster.authority.issue("expired", "/O=system:masters/CN=old", expired=True)
        user = {"client-certificate": str(certificate), "client-key": str(key)}
        self.with_config(lambda config: config["users"][0].update(user=user))
        self.refused(9, ["E0805", "does not know who we are (401)"])

    def test_a_token_that_nobody_has(self):
        self.with_config(lambda config: config["users"][0].update(user={"token": "made-up"}))
        self.refused(9, ["E0805", "does not know who we are (401)"])

    def test_a_context_that_the_kubeconfig_has_not(self):
        self.refused(8, ["E0803", "no context", "prod-eu", "test"], context="prod-eu")


if __name__ == "__main__":
    run_tests(KubeTarget, "program", "plugins")
