"""``python -m dbservice.embedded -- command``."""

import os
import subprocess
import sys

import psutil

from tests.processes import are_gone, eventually

RUN = [sys.executable, "-m", "dbservice.embedded", "--"]

CLIENT = """
import os, psycopg2, redis
connection = psycopg2.connect(os.environ["DATABASE_URL"])
print(connection.info.backend_pid)
print(redis.Redis.from_url(os.environ["REDIS_URL"]).info()["process_id"])
raise SystemExit(3)
"""


def test_runs_the_command_on_servers_that_end_with_it():
    run = subprocess.run(
        [*RUN, sys.executable, "-c", CLIENT], capture_output=True, text=True, check=False
    )
    assert run.returncode == 3
    pids = [int(line) for line in run.stdout.split()]
    assert len(pids) == 2
    assert eventually(lambda: are_gone(pids))


def test_ends_its_servers_when_told_to_end():
    run = subprocess.Popen(
        [*RUN, sys.executable, "-c", "import os; print(os.getpid(), flush=True); input()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    run.stdout.readline()
    children = psutil.Process(run.pid).children()
    servers = [child.pid for child in children if os.getsid(child.pid) == child.pid]
    assert len(servers) == 2
    run.terminate()
    run.communicate()
    assert run.returncode == 143
    assert eventually(lambda: are_gone(servers))
