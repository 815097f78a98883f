"""Exit 0 when the job of this pod has reported itself lately.

Usage: heartbeat.py DATABASE_URL_FILE JOB_TYPE SECONDS
Asks the database itself, because loading Airflow for one question costs seconds of CPU, in every pod, for ever.
"""

import pathlib
import socket
import sys
import urllib.parse

import MySQLdb

QUESTION = """SELECT state, TIMESTAMPDIFF(SECOND, latest_heartbeat, UTC_TIMESTAMP())
FROM job WHERE job_type = %s AND hostname = %s ORDER BY id DESC LIMIT 1"""


def newest(url, job, host):
    """State of the newest job of that type of this host, and how many seconds ago it was heard of."""
    part = urllib.parse.unquote
    server = urllib.parse.urlsplit(url)
    database = MySQLdb.connect(
        host=server.hostname,
        port=server.port or 3306,
        user=part(server.username),
        password=part(server.password),
        database=part(server.path.lstrip("/")),
        connect_timeout=5,
    )
    try:
        cursor = database.cursor()
        cursor.execute("SET time_zone = '+00:00'")  # as Airflow does when it writes
        cursor.execute(QUESTION, (job, host))
        return cursor.fetchone()
    finally:
        database.close()


def main():
    url, job, limit = pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"), sys.argv[2], float(sys.argv[3])
    host = socket.gethostbyname(socket.gethostname())  # what Airflow calls itself here
    found = newest(url, job, host)
    if found is None:
        return f"no {job} of {host} has reported itself yet"
    state, age = found
    if state == "running" and age <= limit:
        return None
    return f"the {job} of {host} is {state}, heard of {age} s ago"


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Exception as error:  # whatever it is, nothing was heard
        sys.exit(f"{type(error).__name__}: {error}".splitlines()[0][:300])
