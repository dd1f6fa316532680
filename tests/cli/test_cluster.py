"""The doors apart: a Temporal server and a PostgreSQL that are not ours, one API, two workers."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from temporalio.testing import WorkflowEnvironment

from cli.doctor import examine
from settings import HOME, load
from tests.cli.houses import answers, free_port, sovang, until
from tests.databases import Server


@contextmanager
def door(name: str, environ: dict[str, str]) -> Iterator["subprocess.Popen[bytes]"]:
    process = subprocess.Popen([sys.executable, str(HOME / name)], env=os.environ | environ)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


async def test_the_doors_run_apart_on_a_cluster(tmp_path: Path, postgres: Server) -> None:
    postgres.execute("CREATE DATABASE cluster")
    port = free_port()
    temporal = Path(sys.executable).with_name("temporal")
    async with await WorkflowEnvironment.start_local(dev_server_existing_path=str(temporal)) as env:
        environ = {
            "SOVANG_DATA": str(tmp_path),
            "SOVANG_DATABASE_URL": postgres.url("cluster"),
            "SOVANG_API_PORT": str(port),
            "TEMPORAL_ADDRESS": env.client.service_client.config.target_host,
        }
        made = sovang("keys", "make", **environ)
        prepared = [sovang("prepare", **environ) for _ in range(2)]
        with door("worker.py", environ) as one, door("worker.py", environ) as other, door("api.py", environ) as api:
            until(lambda: answers(f"http://127.0.0.1:{port}/api/v1/ready"))
            while await workers(environ) < 2:
                assert one.poll() is None
                assert other.poll() is None
            examined = sovang("doctor", **environ)
            for process in (api, one, other):
                process.send_signal(signal.SIGTERM)
            ended = [process.wait(30) for process in (api, one, other)]

    assert (made.returncode, [run.returncode for run in prepared]) == (0, [0, 0])
    assert (examined.returncode, examined.stderr) == (0, "")
    assert ended == [0, 0, 0]


def test_a_server_that_does_not_answer_is_told_in_words(tmp_path: Path) -> None:
    sovang("keys", "make", SOVANG_DATA=str(tmp_path))

    refused = sovang("prepare", SOVANG_DATA=str(tmp_path), TEMPORAL_ADDRESS="127.0.0.1:1")

    assert refused.returncode == 1
    assert "The Temporal server does not answer" in refused.stderr


async def workers(environ: dict[str, str]) -> int:
    """How many workers doctor sees."""
    findings = {finding.check: finding for finding in await examine(load(environ))}
    return int(str(findings["worker"].params.get("workers", 0)))
