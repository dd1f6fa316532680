"""Starting `sovang up` as its own process, on ports of its own, and asking it things."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from settings import HOME, Running, read_running

PATIENCE_S = 60


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as any_port:
        return int(any_port.getsockname()[1])


def sovang(*arguments: str, **environ: str) -> "subprocess.CompletedProcess[str]":
    """Run a command to its end, in English."""
    return subprocess.run(
        [sys.executable, "-P", "-m", "cli", "--lang", "en", *arguments],
        env=os.environ | {"PYTHONPATH": str(HOME)} | environ,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )


def until(seen: Callable[[], bool]) -> None:
    """Wait until something is seen; fail if it is not within a minute."""
    give_up_at, pause_s = time.monotonic() + PATIENCE_S, 0.05
    while not seen():
        assert time.monotonic() < give_up_at, "waited a minute in vain"
        time.sleep(pause_s)
        pause_s = min(pause_s * 1.5, 0.5)  # to look takes processor time from what is waited for


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and waits to be buried does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def answers(url: str) -> bool:
    """Whether a page is there now, with status 200."""
    where = urlsplit(url)
    connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=2)
    try:
        connection.request("GET", where.path)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


class House:
    """One `sovang up` on one data folder."""

    def __init__(self, data: Path, **environ: str) -> None:
        ports = {"SOVANG_API_PORT": str(free_port()), "SOVANG_TEMPORAL_PORT": str(free_port())}
        self.data = data
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "cli", "--lang", "en", "up", "--data", str(data), "--json"],
            env=os.environ | {"PYTHONPATH": str(HOME)} | ports | environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def until_ready(self) -> dict[str, object]:
        """Wait for the line that says where everything is, and return it."""
        assert self.process.stdout
        assert self.process.stderr
        line = self.process.stdout.readline()
        assert line, self.process.stderr.read()
        where: dict[str, object] = json.loads(line)
        return where

    def running(self) -> Running:
        """What `up` says of itself now."""
        running = read_running(self.data)
        assert running
        return running

    def answers(self) -> bool:
        """Whether the API answers now."""
        return answers(f"{self.running().api}/api/v1/health")

    def stop(self, number: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
        """Ask it to stop; return its exit code and what it said."""
        self.process.send_signal(number)
        _, err = self.process.communicate(timeout=PATIENCE_S)
        return self.process.returncode, err

    def end(self) -> None:
        """End whatever is left of it, however the test went."""
        left = read_running(self.data)
        for pid in (self.process.pid, *((left.app_pid, left.server_pid) if left else ())):
            if is_alive(pid):
                os.kill(pid, signal.SIGKILL)
        self.process.communicate()
