"""Before a Celery worker is stopped: it takes no more tasks, and those under way get time to end. Always exit 0.

Usage: drain.py BROKER_URL_FILE WORKER QUEUE,QUEUE SECONDS
What is left when the time is over is named in the worker's own log, because nobody sees what this prints.
"""

import pathlib
import sys
import time

from celery import Celery

from worker_ping import name_of

PAUSE = 2.0
SILENCES = 5  # so many questions without an answer, and the worker is gone


def say(text):
    try:
        with open("/proc/1/fd/1", "w", encoding="utf-8") as log:
            log.write(f"drain: {text}\n")
    except OSError:
        print(text)


def left_after(app, worker, deadline):
    """Tasks still under way at the deadline."""
    silences, active = 0, []
    while time.monotonic() < deadline:
        answer = app.control.inspect(destination=[worker], timeout=3).active()
        if answer is None:
            silences += 1
            if silences == SILENCES:
                say(f"{worker} does not answer any more")
                return []
        else:
            silences, active = 0, answer.get(worker, [])
            if not active:
                return []
        time.sleep(PAUSE)
    return active


def main():
    broker, worker, queues, seconds = sys.argv[1:]
    worker, deadline = name_of(worker), time.monotonic() + float(seconds)
    app = Celery(broker=pathlib.Path(broker).read_text(encoding="utf-8"), set_as_current=False)
    app.conf.broker_connection_timeout = 3
    for queue in queues.split(","):
        app.control.cancel_consumer(queue, destination=[worker], reply=True, timeout=3)
    say(f"{worker} takes no more tasks from {queues}")
    left = left_after(app, worker, deadline)
    for task in left:
        say(f"cut after {seconds} s: {task.get('name')} {task.get('id')}")
    if not left:
        say("no task is under way")


if __name__ == "__main__":
    try:
        main()
    except Exception as error:  # the stop goes on: Celery itself waits for what it can
        say(f"{type(error).__name__}: {error}".splitlines()[0][:300])
