"""An HTTPS proxy on loopback in front of a test cluster's API server that does what servers and networks do on bad days.

It passes everything on, with who is asking by their token, until it is told otherwise: a PUT to /-/faults replaces its
rules by a JSON list. Each rule lets `skip` requests that fit it pass (0), holds for the next `times` of them (1), and is
then used up:

    {"method": "PATCH", "path": "/configmaps", "times": 2, "fault": {...}}     path: any part of the path and query

    {"delay": 1.5}                           passed on that many seconds later
    {"hold": true}                           goes on when the rules are replaced, which ends after its answer
    {"status": 429, "retry_after": 1}        answered by the proxy; the server never hears of it
    {"status": 500, "after": true}           the server does it, and the answer is another
    {"cut": 100}                             the answer breaks off after so many bytes of its body
    {"stall": 100}                           after so many bytes nothing more comes, and nobody hangs up

A GET of /-/faults gives the rules that are left.
"""

import contextlib
import http.client
import http.server
import json
import ssl
import threading
import urllib.parse

CONTROL = "/-/faults"
HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "host"}


class Held:
    """A request that waits until it may go, and then says when it is done."""

    def __init__(self):
        self.may_go, self.is_done = threading.Event(), threading.Event()

    def let_go(self):
        self.may_go.set()
        self.is_done.wait()

    def __enter__(self):
        self.may_go.wait()

    def __exit__(self, *_):
        self.is_done.set()


class Faults:
    """Runs until `stop`. `url` is where clients find it; its certificate is from the cluster's own authority."""

    def __init__(self, cluster):
        certificate, key = cluster.authority.issue("faults", "/CN=faults", ["IP:127.0.0.1"])
        self.upstream = urllib.parse.urlsplit(cluster.server)
        self.trust = ssl.create_default_context(cafile=str(cluster.ca))
        self.rules, self.lock, self.over = [], threading.Lock(), threading.Event()
        self.held = []
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads, self.server.faults = True, self
        # The handshake belongs to the thread of the connection, not to the one that accepts.
        self.server.socket = context.wrap_socket(
            self.server.socket, server_side=True, do_handshake_on_connect=False
        )
        self.url = f"https://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def stop(self):
        self.over.set()
        self.replace([])
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def connection(self):
        return http.client.HTTPSConnection(self.upstream.hostname, self.upstream.port, context=self.trust)

    def fault_for(self, method, path):
        """The fault of the first rule that fits, which has then one time less."""
        with self.lock:
            for rule in self.rules:
                fits = rule.get("method", method) == method and rule.get("path", "") in path
                if not fits or rule.get("times", 1) <= 0:
                    continue
                if rule.get("skip", 0) > 0:
                    rule["skip"] -= 1
                    continue
                rule["times"] = rule.get("times", 1) - 1
                return rule["fault"] | ({"hold": self.hold()} if rule["fault"].get("hold") else {})
        return {}

    def hold(self):
        request = Held()
        self.held.append(request)
        return request

    def left(self):
        with self.lock:
            return [rule for rule in self.rules if rule.get("times", 1) > 0]

    def replace(self, rules):
        """In place of those before. What these held is let go, and has had its answer when this returns."""
        with self.lock:
            self.rules, held, self.held = rules, self.held, []
        for request in held:
            request.let_go()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def handle(self):
        try:
            super().handle()
        except (OSError, http.client.HTTPException):
            self.close_connection = True  # either side hung up: there is nobody left to tell

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        faults = self.server.faults
        if self.path == CONTROL:
            if self.command == "PUT":
                faults.replace(json.loads(body))
            return self.say(200, faults.left())
        fault = faults.fault_for(self.command, self.path)
        if "delay" in fault:
            faults.over.wait(fault["delay"])
        with fault.get("hold", contextlib.nullcontext()):
            if "status" in fault and not fault.get("after"):
                return self.refuse(fault)
            return self.pass_on(body, fault)

    do_GET = do_PUT = do_POST = do_PATCH = do_DELETE = answer

    def pass_on(self, body, fault):
        upstream = self.server.faults.connection()
        try:
            headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP_BY_HOP}
            upstream.request(self.command, self.path, body or None, headers)
            response = upstream.getresponse()
            if fault.get("after"):
                response.read()
                return self.refuse(fault)
            if response.headers.get("Content-Length") is None:
                return self.stream(response, fault)
            return self.whole(response, fault)
        finally:
            upstream.close()

    def whole(self, response, fault):
        body = response.read()
        self.head(response, "Content-Length", str(len(body)))
        self.wfile.write(body[: fault.get("cut", fault.get("stall", len(body)))])
        self.break_off(fault)

    def stream(self, response, fault):
        """Passed on as it comes, in chunks."""
        self.head(response, "Transfer-Encoding", "chunked")
        left = fault.get("cut", fault.get("stall"))
        while data := response.read1(65536):
            if left is not None:
                data, left = data[:left], left - len(data[:left])
            if data:
                self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
            if left == 0:
                return self.break_off(fault)
        self.wfile.write(b"0\r\n\r\n")
        return None

    def break_off(self, fault):
        if "stall" in fault:
            self.wfile.flush()
            self.server.faults.over.wait()
        if "cut" in fault or "stall" in fault:
            self.close_connection = True

    def head(self, response, name, value):
        self.send_response_only(response.status)
        for key, text in response.headers.items():
            if key.lower() not in HOP_BY_HOP:
                self.send_header(key, text)
        self.send_header(name, value)
        self.end_headers()

    def refuse(self, fault):
        status = fault["status"]
        body = {"kind": "Status", "apiVersion": "v1", "status": "Failure", "code": status, "message": "a bad day"}
        if "reason" in fault:
            body["reason"] = fault["reason"]
        return self.say(status, body, fault.get("retry_after"))

    def say(self, status, value, retry_after=None):
        body = json.dumps(value).encode()
        self.send_response_only(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        if retry_after is not None:
            self.send_header("Retry-After", str(retry_after))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass  # what happens is seen by who asks
