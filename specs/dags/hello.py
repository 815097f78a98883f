"""The DAG of the demo: two tasks that need nothing but a working scheduler, executor and metadata database."""

from __future__ import annotations

from airflow.sdk import dag, task


@dag(dag_id="hello", schedule=None, catchup=False, tags=["demo"])
def hello():
    @task(retries=0)
    def greet() -> str:
        return "hello from trimtab"

    @task(retries=0)
    def check(greeting: str) -> int:
        """Fails unless the greeting came through the metadata database unchanged."""
        if greeting != "hello from trimtab":
            raise ValueError(f"unexpected greeting: {greeting!r}")
        return len(greeting)

    check(greet())


hello()
