"""Keeping a process alive: start it, start it again when it dies, stop it when told.

Children get a session of their own, so that Ctrl-C reaches only us and they are stopped in the right order.
"""

import asyncio
import os
import signal
import time
from asyncio.subprocess import Process
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

FIRST_PAUSE_S = 0.2
LONGEST_PAUSE_S = 10.0
STEADY_S = 20.0  # whoever lived that long starts again at once
LARGEST_LOG = 20_000_000  # bytes; beyond it the log of the last run is kept as `.1`


@dataclass(frozen=True, slots=True)
class Death:
    """A child ended by itself, with this exit code, and is started again after `pause_s`."""

    name: str
    log: Path
    exit_code: int
    pause_s: float


class Child:
    """One process that is kept alive."""

    def __init__(self, name: str, command: Sequence[str], *, environ: Mapping[str, str], log: Path) -> None:
        self.name = name
        self.log = log
        self.starts = 0
        self._command = command
        self._environ = environ
        self._process: Process | None = None
        self._may_live = True

    @property
    def pid(self) -> int:
        """The process id of the child, or 0 before its first start."""
        return self._process.pid if self._process else 0

    async def keep_alive(self, on_start: Callable[[], None], on_death: Callable[[Death], None]) -> None:
        """Start the child, and again whenever it ends, with growing pauses, until `stop` is called."""
        pause_s = FIRST_PAUSE_S
        while self._may_live:
            began = time.monotonic()
            self._process = await self._start()
            self.starts += 1
            on_start()
            exit_code = await self._process.wait()
            if not self._may_live:
                return
            lived_s = time.monotonic() - began
            pause_s = FIRST_PAUSE_S if lived_s > STEADY_S else pause_s
            on_death(Death(self.name, self.log, exit_code, pause_s))
            await asyncio.sleep(pause_s)
            pause_s = min(pause_s * 2, LONGEST_PAUSE_S)

    async def stop(self, patience_s: float) -> None:
        """Ask the child to end and wait for it; after `patience_s` end it."""
        self._may_live = False
        if self._process is None or self._process.returncode is not None:
            return
        self._process.terminate()
        try:
            await asyncio.wait_for(self._process.wait(), patience_s)
        except TimeoutError:
            self._process.kill()
            await self._process.wait()

    async def _start(self) -> Process:
        if self.log.exists() and self.log.stat().st_size > LARGEST_LOG:
            self.log.replace(self.log.with_name(f"{self.log.name}.1"))
        log = os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        try:
            return await asyncio.create_subprocess_exec(
                *self._command,
                env=self._environ,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        finally:
            os.close(log)


def command_of(pid: int) -> list[str]:
    """Return the command line of a running process, nothing if there is none (or no /proc to ask)."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")[:-1]
    except OSError:
        return []


def end_leftover(pid: int, *, patience_s: float) -> None:
    """End a process that is not our child: ask, wait, and insist."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.kill(pid, number)
        give_up_at = time.monotonic() + patience_s
        while command_of(pid) and time.monotonic() < give_up_at:
            time.sleep(0.05)
        if not command_of(pid):
            return
