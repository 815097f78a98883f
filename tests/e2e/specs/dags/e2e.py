"""A DAG whose one task fails unless configuration of the run and environment of the role have reached it."""

import os

from airflow.sdk import DAG, get_current_context, task

with DAG("e2e", schedule=None):

    @task
    def compare():
        conf = get_current_context()["dag_run"].conf
        assert os.environ["E2E_WORD"] == conf["word"], conf
        assert len(os.environ["E2E_SECRET"]) == 24

    compare()
