"""Exit 0 when the Celery worker of that name answers through the broker.

Usage: worker_ping.py BROKER_URL_FILE WORKER, where %h in WORKER stands for the host's name
Asks through a plain Celery application, because loading Airflow for one question costs seconds of CPU.
"""

import pathlib
import socket
import sys

from celery import Celery


def name_of(worker: str) -> str:
    return worker.replace("%h", socket.gethostname())


def main() -> int:
    broker, worker = pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"), name_of(sys.argv[2])
    app = Celery(broker=broker, set_as_current=False)
    app.conf.broker_connection_retry = False
    app.conf.broker_connection_timeout = 3
    answers = app.control.ping(destination=[worker], timeout=3)
    if any(worker in answer for answer in answers):
        return 0
    print(f"{worker} does not answer through the broker")
    return 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Exception as error:  # whatever it is, the worker was not reached
        print(f"{type(error).__name__}: {error}".splitlines()[0][:300])
        sys.exit(1)
