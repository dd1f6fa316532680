"""Walks every way of `paths` and saves its history, one file a run, for `test_replay`.

At a release: `.venv/bin/python -m tests.workflows.record_histories 0.2.0`, from the root of the project. The version
is part of every name, so that cases which began under an older release go on being replayed; no file is ever deleted.
Before a release has gone out its own histories may be recorded again: `... 0.2.0 --again [NAME ...]`.
"""

import argparse
import asyncio
import json
import logging
from pathlib import Path
from typing import Any

from temporalio.client import WorkflowHandle

from tests.workflows.paths import WAYS
from tests.workflows.servers import time_skipping

_OF_THE_MACHINE = {"identity", "stackTrace", "binaryChecksum"}
HISTORIES = Path(__file__).with_name("histories")


def file_of(name: str, release: str, run: int) -> Path:
    """Return where the history of a way's run (from 1) under a release is kept."""
    part = f".{run}" if run > 1 else ""
    return HISTORIES / f"{name}{part}@{release}.json"


async def record(name: str, release: str, *, again: bool) -> list[Path]:
    """Walk one way and save its histories. Raise FileExistsError if they are there and not to be made again."""
    if file_of(name, release, 1).exists() and not again:
        raise FileExistsError(f"{name} is recorded for {release}")
    async with time_skipping() as env:
        walked = await WAYS[name](env)
        files = [file_of(name, release, run) for run in range(1, len(walked) + 1)]
        for file, handle in zip(files, walked, strict=True):
            file.write_text(await _history(handle), encoding="utf-8")
    return files


async def _history(handle: WorkflowHandle) -> str:  # type: ignore[type-arg]
    kept = _without_machine(json.loads((await handle.fetch_history()).to_json()))
    return json.dumps(kept, ensure_ascii=False, indent=1) + "\n"


def _without_machine(value: Any) -> Any:
    """Return the history without what only tells on which machine it was made; no replay reads it."""
    if isinstance(value, dict):
        return {name: _without_machine(part) for name, part in value.items() if name not in _OF_THE_MACHINE}
    return [_without_machine(part) for part in value] if isinstance(value, list) else value


async def record_all(names: list[str], release: str, *, again: bool) -> None:
    """Walk the named ways, one server each."""
    HISTORIES.mkdir(exist_ok=True)
    for name in names:
        for file in await record(name, release, again=again):
            print(file.relative_to(Path.cwd()))  # noqa: T201 - what a person at a terminal waits for


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("release")
    parser.add_argument("names", nargs="*", help="all of them when none is named")
    parser.add_argument("--again", action="store_true", help="replace the histories of this release")
    asked = parser.parse_args()
    logging.getLogger("temporalio").setLevel(logging.CRITICAL)  # some ways fail on purpose
    asyncio.run(record_all(asked.names or list(WAYS), asked.release, again=asked.again))
