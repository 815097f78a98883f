"""Runs one DAG through Airflow's REST API and waits for its end. Exit 0 when it ended as expected.

Usage: smoke.py JSON
JSON: {"url", "user", "password_file", "dag", "conf", "expect": {task: state}, "timeout": seconds}
Without "expect" the run itself must succeed; with it, each task named must end in the state given.
Standard library only: it runs before anything is known to work.
"""

import json
import pathlib
import sys
import time
import urllib.error
import urllib.request

PAUSE = 0.25
# A step that is not there yet is asked for again; these answers mean that asking again will not help.
FINAL = (400, 403, 409, 422)


class Failed(Exception):
    """The DAG could not be run, or did not end as expected."""


class Api:
    def __init__(self, url, deadline):
        self.url, self.deadline, self.token = url, deadline, None

    def call(self, method, path, body=None):
        request = urllib.request.Request(self.url + path, method=method)
        request.add_header("Content-Type", "application/json")
        if self.token:
            request.add_header("Authorization", f"Bearer {self.token}")
        data = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(request, data=data, timeout=15) as answer:
            return json.load(answer)

    def until(self, what, attempt):
        """The first result of `attempt` that is not None; says what was missing when the time is over."""
        last = "no answer"
        while time.monotonic() < self.deadline:
            try:
                result = attempt()
                if result is not None:
                    return result
                last = "not yet"
            except urllib.error.HTTPError as error:
                last = f"HTTP {error.code}: {error.read(1000).decode(errors='replace')}"
                if error.code in FINAL:
                    raise Failed(f"{what}: {last}") from error
            except (OSError, ValueError) as error:
                last = str(error)
            time.sleep(PAUSE)
        raise Failed(f"{what}: time is over ({last})")


def log_in(api, user, password):
    token = api.until("log in", lambda: api.call("POST", "/auth/token", {"username": user, "password": password}))
    api.token = token["access_token"]


def find_dag(api, dag):
    def seen():
        errors = api.call("GET", "/api/v2/importErrors?limit=5")
        for error in errors.get("import_errors", []):
            last = error["stack_trace"].strip().splitlines()[-1]
            raise Failed(f"{error['filename']} cannot be imported: {last}")
        found = api.call("GET", f"/api/v2/dags/{dag}")
        return found if not found.get("is_stale") else None

    found = api.until(f"wait for DAG {dag}", seen)
    if found.get("is_paused"):
        api.call("PATCH", f"/api/v2/dags/{dag}?update_mask=is_paused", {"is_paused": False})


def run(api, dag, conf):
    started = api.until(
        f"start DAG {dag}",
        lambda: api.call("POST", f"/api/v2/dags/{dag}/dagRuns", {"logical_date": None, "conf": conf}),
    )
    path = f"/api/v2/dags/{dag}/dagRuns/{started['dag_run_id']}"

    def ended():
        now = api.call("GET", path)
        return now if now["state"] in ("success", "failed") else None

    end = api.until(f"run of DAG {dag}", ended)
    tasks = api.call("GET", f"{path}/taskInstances")["task_instances"]
    return end["state"], {task["task_id"]: task["state"] for task in tasks}


def judge(dag, state, tasks, expect):
    listing = ", ".join(f"{task} {ending}" for task, ending in sorted(tasks.items()))
    wrong = [f"{task} is {tasks.get(task)}, expected {want}" for task, want in expect.items() if tasks.get(task) != want]
    if wrong or (not expect and state != "success"):
        raise Failed(f"DAG {dag} ended {state}: " + ("; ".join(wrong) or listing))
    return f"DAG {dag} ended {state}: {listing}"


def main():
    wanted = json.loads(sys.argv[1])
    api = Api(wanted["url"], time.monotonic() + wanted["timeout"])
    log_in(api, wanted["user"], pathlib.Path(wanted["password_file"]).read_text(encoding="utf-8"))
    find_dag(api, wanted["dag"])
    state, tasks = run(api, wanted["dag"], wanted["conf"])
    print(judge(wanted["dag"], state, tasks, wanted["expect"]))


if __name__ == "__main__":
    try:
        main()
    except Failed as failure:
        sys.exit(str(failure))
