"""The certificates of a test cluster, and the kubeconfig files that carry them. Elliptic keys take milliseconds."""

import base64
import json
import subprocess

DAYS = "365"


class Authority:
    """A certificate authority with a directory for what it issues."""

    def __init__(self, directory):
        self.directory = directory
        self.certificate, self.key = directory / "ca.crt", directory / "ca.key"
        # Without an empty configuration openssl adds what the machine's own says.
        (directory / "openssl.cnf").write_text("[req]\ndistinguished_name = name\n[name]\n", encoding="ascii")
        usage = ["basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign,cRLSign"]
        self._make("ca", "/CN=trimtab-test", usage)

    def issue(self, name, subject, addresses=(), expired=False):
        """A certificate for a client, or with addresses (`IP:127.0.0.1`, `DNS:localhost`) for a server, and its key."""
        usage = ["basicConstraints=critical,CA:FALSE", "keyUsage=critical,digitalSignature"]
        usage += [f"extendedKeyUsage={'serverAuth' if addresses else 'clientAuth'}"]
        if addresses:
            usage += [f"subjectAltName={','.join(addresses)}"]
        if expired:
            return self._sign_late(*self._make(name, subject, usage))
        return self._make(name, subject, usage, "-CA", self.certificate, "-CAkey", self.key)

    def _sign_late(self, certificate, key):
        """What signed itself is signed by the authority, with its last day in the past."""
        signed = certificate.with_suffix(".expired.crt")
        command = ["openssl", "x509", "-in", certificate, "-out", signed, "-days", "-1", "-CA", self.certificate]
        subprocess.run([*command, "-CAkey", self.key, "-CAcreateserial"], check=True, capture_output=True)
        return signed, key

    def _make(self, name, subject, usage, *signer):
        certificate, key = self.directory / f"{name}.crt", self.directory / f"{name}.key"
        command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-noenc"]
        command += ["-config", self.directory / "openssl.cnf", "-subj", subject, "-days", DAYS, *signer]
        command += ["-keyout", key, "-out", certificate]
        for one in usage:
            command += ["-addext", one]
        subprocess.run(command, check=True, capture_output=True)
        return certificate, key


def write_kubeconfig(path, server, authority, certificate, key):
    def data(file):
        return base64.b64encode(file.read_bytes()).decode()

    cluster = {"server": server, "certificate-authority-data": data(authority)}
    user = {"client-certificate-data": data(certificate), "client-key-data": data(key)}
    content = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": "test", "cluster": cluster}],
        "users": [{"name": "test", "user": user}],
        "contexts": [{"name": "test", "context": {"cluster": "test", "user": "test"}}],
        "current-context": "test",
    }
    path.write_text(json.dumps(content, indent=1), encoding="utf-8")
    return path
