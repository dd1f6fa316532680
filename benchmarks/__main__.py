"""`sovang bench [NAME...] [--json FILE] [--small]`: measures, prints a table for each name, and writes them as JSON."""

import argparse
import asyncio
import json
import logging
import os
import sys
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import Any

import uvloop
from rich.console import Console

from benchmarks.figures import Figure, as_table
from benchmarks.machine import machine
from logs import write_logs

NAMES = (
    "throughput",
    "recommend",
    "ballot",
    "closing",
    "reminders",
    "lists",
    "pages",
    "stuck",
    "plan",
    "memory",
    "rehearsal",
)


def main() -> int:
    """Run what is named, or everything; return 1 if something could not be measured."""
    asked = _arguments()
    console = Console()
    _log_to_nobody()
    on = machine()
    console.print(" · ".join(f"{name} {value}" for name, value in on.items()))
    told: dict[str, Any] = {"machine": on, "is_small": asked.small, "figures": {}, "failed": {}}
    for name in asked.names or NAMES:
        module = import_module(f"benchmarks.{name}")
        try:
            figures = uvloop.run(_measured(module, is_small=asked.small))
        except Exception as failure:  # noqa: BLE001 - the others are measured all the same
            told["failed"][name] = f"{type(failure).__name__}: {failure}"
            console.print(f"[red]{name}: {told['failed'][name]}[/]")
            continue
        told["figures"][name] = [asdict(one) | {"is_met": one.is_met} for one in figures]
        console.print(as_table(module.TITLE, figures))
    if asked.json:
        asked.json.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return 1 if told["failed"] else 0


def _log_to_nobody() -> None:
    """Write the log as in service, at its cost, but where nobody reads it."""
    write_logs()
    for handler in logging.getLogger().handlers:
        if isinstance(handler, logging.StreamHandler):
            handler.setStream(Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - open to the end


async def _measured(module: Any, *, is_small: bool) -> list[Figure]:  # noqa: ANN401 - one of our own modules
    async with asyncio.timeout(module.LIMIT_S):
        figures: list[Figure] = await module.measure(module.SMALL if is_small else module.FULL)
        return figures


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="sovang bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", choices=[[], *NAMES], help=", ".join(NAMES))
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures and the machine here as well")
    parser.add_argument("--small", action="store_true", help="tiny numbers: whether it works, not how fast")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
