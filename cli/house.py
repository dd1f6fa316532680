"""The supervisor of `up`: the Temporal server and our own program (API and worker), kept alive until told to stop.

It does no work of its own and knows nothing of nominations: it starts, looks, restarts, and stops in the right order.
"""

import asyncio
import http.client
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path

from rich.table import Table

from cli.children import Child, Death, command_of
from cli.server import FILE, server_command, write_versions
from cli.speech import Speech
from settings import HOME, RUNNING, Running, Settings, read_running, version

HEALTH = "/api/v1/health"
LOGS = "logs"
PROGRAM = str(HOME / "api.py")
_LOOK_EVERY_S = 0.05
_STARTS_BEFORE_GIVING_UP = 2
_APP_PATIENCE_S = 20.0  # open requests and activities end in this time
_SERVER_PATIENCE_S = 15.0  # it needs 2 to 3 s


class House:
    """One running house on one data folder."""

    def __init__(self, settings: Settings, speech: Speech, *, api_port: int, temporal_port: int) -> None:
        self._settings = settings
        self._speech = speech
        self._api = (settings.api_host, api_port)
        self._temporal = f"127.0.0.1:{temporal_port}"
        self._told_to_stop = asyncio.Event()
        logs = settings.data / LOGS
        logs.mkdir(mode=0o700, exist_ok=True)
        environ = self._environ()
        server = server_command(settings.data, temporal_port, sync=settings.temporal_sync)
        self._server = Child("Temporal", server, environ=environ, log=logs / "temporal.log")
        program = [sys.executable, PROGRAM, "--data", str(settings.data)]
        self._program = Child("Sổ Vàng", program, environ=environ, log=logs / "sovang.log")

    async def live(self, began: float, *, as_json: bool, when_ready: Callable[[str], None] | None = None) -> int:
        """Run until told to stop; return 0, or 1 if the house never became ready. `began` is monotonic."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._told_to_stop.set)
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # under nohup the terminal may go
            loop.add_signal_handler(signal.SIGHUP, self._told_to_stop.set)
        keepers = [
            asyncio.create_task(child.keep_alive(self._write_running, self._tell_death))
            for child in (self._server, self._program)
        ]
        try:
            failed = await self._until_ready()
            if failed is None and not self._told_to_stop.is_set():
                write_versions(self._settings.data, version())
                self._tell_ready(time.monotonic() - began, as_json=as_json)
                if when_ready is not None:
                    await asyncio.to_thread(when_ready, self._url())
                await self._told_to_stop.wait()
        finally:
            self._speech.note("stopping")
            await self._program.stop(_APP_PATIENCE_S)
            await self._server.stop(_SERVER_PATIENCE_S)
            for keeper in keepers:
                keeper.cancel()
            await asyncio.gather(*keepers, return_exceptions=True)
        if failed is not None:
            self._speech.note("never_ready", child=failed.name, log=failed.log)
            self._speech.err.print(_last_lines(failed.log))
            return 1
        self._speech.note("stopped")
        return 0

    async def _until_ready(self) -> Child | None:
        """Wait until the API answers; return the child that keeps dying instead, or None."""
        while not self._told_to_stop.is_set() and not await asyncio.to_thread(is_healthy, *self._api):
            for child in (self._server, self._program):
                if child.starts > _STARTS_BEFORE_GIVING_UP:
                    return child
            await asyncio.sleep(_LOOK_EVERY_S)
        return None

    def _environ(self) -> Mapping[str, str]:
        return os.environ | {
            "SOVANG_DATA": str(self._settings.data),
            "SOVANG_EMBEDDED": "yes",
            "SOVANG_API_PORT": str(self._api[1]),
            "TEMPORAL_ADDRESS": self._temporal,
        }

    def _write_running(self) -> None:
        running = Running(
            pid=os.getpid(),
            server_pid=self._server.pid,
            app_pid=self._program.pid,
            temporal=self._temporal,
            api=self._url(),
        )
        new = self._settings.data / f"{RUNNING}.new"
        new.write_text(json.dumps(asdict(running)) + "\n", "utf-8")
        new.replace(self._settings.data / RUNNING)

    def _tell_death(self, death: Death) -> None:
        self._speech.note(
            "child_died", child=death.name, exit_code=death.exit_code, pause=f"{death.pause_s:g}", log=death.log
        )

    def _tell_ready(self, seconds: float, *, as_json: bool) -> None:
        if as_json:
            where = {"api": self._url(), "temporal": self._temporal, "data": str(self._settings.data)}
            self._speech.hand_over({**where, "ready_in_s": round(seconds, 2)})
            return
        self._speech.say("ready", seconds=f"{seconds:.1f}")
        table = Table.grid(padding=(0, 2))
        for code, place in (
            ("where_api", self._url()),
            ("where_temporal", self._temporal),
            ("where_data", str(self._settings.data)),
            ("where_logs", str(self._program.log.parent)),
        ):
            table.add_row(f"  {self._speech.sentence(code)}", place)
        self._speech.out.print(table)
        self._speech.say("how_to_stop")

    def _url(self) -> str:
        host, port = self._api
        return f"http://{host}:{port}"


def is_healthy(host: str, port: int) -> bool:
    """Return whether the API answers there. Blocks up to 2 s."""
    connection = http.client.HTTPConnection(host, port, timeout=2)
    try:
        connection.request("GET", HEALTH)
        return connection.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    except http.client.HTTPException:
        return False
    finally:
        connection.close()


def leftovers(data: Path) -> list[int]:
    """Return the processes that an `up` on `data`, killed itself, has left running; ask only while nobody holds it."""
    left = read_running(data)
    if left is None:
        return []
    children = {left.app_pid: {PROGRAM, str(data)}, left.server_pid: {"start-dev", str(data / FILE)}}
    return [pid for pid, words in children.items() if words <= {*command_of(pid)}]  # the number may be another's by now


def _last_lines(log: Path, count: int = 20) -> str:
    return "\n".join(log.read_text("utf-8", "replace").splitlines()[-count:])
