#!/usr/bin/env python3
"""Runs a program beside a cluster of its own and ends with its exit status.

    with_cluster.py PARTS PROGRAM [ARGUMENT ...]      PARTS: api, or a list: api,controllers,kwok

The program finds KUBECONFIG (the administrator), NOBODY_TOKEN (somebody without any right) and CLUSTER_PID in its
environment: that process restarts the API server by SIGKILL when it gets SIGUSR1, and writes a line into the file that
RESTARTED names when it answers again. FAULTS is the address of a proxy in front of the server (faults.py), which takes
ADMIN_TOKEN, since no certificate of a client gets through it.
"""

import os
import signal
import subprocess
import sys

from cluster import Cluster, lacking
from faults import Faults


def main():
    parts, command = sys.argv[1].split(","), sys.argv[2:]
    if why := lacking(parts):
        print(f"skipped: {why}")
        return 77
    cluster = Cluster(parts).start()
    faults = Faults(cluster)
    try:
        restarted = cluster.top / "restarted"
        restarted.touch()
        wanted = []
        signal.signal(signal.SIGUSR1, lambda *_: wanted.append(True))
        environment = os.environ | {
            "KUBECONFIG": str(cluster.kubeconfig),
            "ADMIN_TOKEN": cluster.token,
            "NOBODY_TOKEN": cluster.nobody_token,
            "FAULTS": faults.url,
            "CLUSTER_PID": str(os.getpid()),
            "RESTARTED": str(restarted),
        }
        with subprocess.Popen(command, env=environment) as program:
            while program.poll() is None:
                try:
                    program.wait(0.05)
                except subprocess.TimeoutExpired:
                    if wanted:
                        wanted.pop()
                        cluster.restart("kube-apiserver")
                        with restarted.open("a", encoding="ascii") as note:
                            note.write("again\n")
        return program.returncode
    finally:
        faults.stop()
        cluster.stop()


if __name__ == "__main__":
    sys.exit(main())
