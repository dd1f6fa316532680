"""How long `sovang demo --once` takes from an empty folder to its summary, as a process of its own."""

import asyncio
import json
import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.figures import Figure
from settings import HOME

TITLE = "A rehearsal"
LIMIT_S = 600


@dataclass(frozen=True, slots=True)
class Size:
    """From which day to which, both included."""

    first: str
    last: str


FULL = Size("2021-09-01", "2025-06-30")
SMALL = Size("2023-03-30", "2023-03-31")


async def measure(size: Size = FULL) -> list[Figure]:
    """Return the seconds of the rehearsal and of the whole command, and the sittings a second."""
    with TemporaryDirectory(prefix="sovang-bench-") as name:
        told = Path(name) / "summary.json"
        began = time.perf_counter()
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", "cli", "--lang", "en", "demo", "--once", "--json", str(told)),
            *("--from", size.first, "--to", size.last, "--data", str(Path(name) / "data")),
            env=os.environ | {"PYTHONPATH": str(HOME)},
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            _, said = await process.communicate()
        except asyncio.CancelledError:
            process.terminate()
            raise
        whole = time.perf_counter() - began
        if process.returncode:
            raise RuntimeError(said.decode(errors="replace")[-500:])
        summary = json.loads(told.read_text("utf-8"))
    seconds, numbers = summary["machine"]["rehearsal_s"], summary["numbers"]
    is_whole = size == FULL
    note = f"{size.first} to {size.last}: {numbers['sittings']:,} sittings, {numbers['nominations']:,} nominations"
    return [
        Figure("the rehearsal", seconds, "s", 60 if is_whole else None, note=note),
        Figure("the whole command", whole, "s", 120 if is_whole else None),
        Figure("sittings", numbers["sittings"] / seconds, "a second"),
    ]
