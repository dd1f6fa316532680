"""No file takes long to refuse: what the checks do is counted, not timed, for files made to keep them busy."""

import sys
import tracemalloc
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from rules.inspection import read_whole
from rules.mistakes import RuleFileError
from rules.programme import EXCEPTIONS_AT_MOST, STAGES_AT_MOST
from rules.reading import BYTES_AT_MOST, NODES_AT_MOST

SMALL = (Path(__file__).parent / "programmes" / "small.yaml").read_text(encoding="utf-8")
CALLS_AT_MOST = 3_000_000
"""About a second of Python on one free core; the programmes that ship need a twentieth."""

HEAD, REST = SMALL.split("  - stage: month\n")
MONTH, AFTER = REST.split("  - stage: papers\n")
TAIL = f"  - stage: papers\n{AFTER}"


def many_stages(count: int, votes_close: str = "2 working days after voting opens") -> str:
    """The small programme with `count` councils one after the other in place of the month's."""
    stages = []
    for number in range(count):
        body = MONTH.replace("2 working days after voting opens", votes_close)
        name, following = f"month-{number}" if number else "month", f"month-{number + 1}"
        body = body if number == count - 1 else body.replace("selected: papers", f"selected: {following}")
        stages.append(f"  - stage: {name}\n{body}")
    return HEAD + "".join(stages) + TAIL


def exceptions(count: int, sets: Callable[[int], str], scope: str = "periods: [2026, 2027]") -> str:
    return "exceptions:\n" + "".join(
        f"  - {{for: {{{scope}}}, because: x, set: {{{sets(number)}}}}}\n" for number in range(count)
    )


PERIODS = ", ".join(f"{year}-{month:02}" for year in (2026, 2027) for month in range(1, 11))
COUNCILS = STAGES_AT_MOST - 5
CLAUSES = ("votes_close: 3 working days after voting opens", "early_close: when all have voted", "ballot: secret",
           "recused: leave the count", "on_tie: fails", "select.at_most: 9", "select.at_least: 2",
           "quorum: at least 1/3 of members", "passes_with: at least 60% of members", "remind: [when due]")  # fmt: skip


def touch_many_stages(number: int) -> str:
    return ", ".join(
        f"stages.month{f'-{stage}' if stage else ''}.{CLAUSES[number % len(CLAUSES)]}" for stage in range(20)
    )


FILES = {
    "many councils": many_stages(COUNCILS),
    "many councils in days": many_stages(COUNCILS, "3 days after voting opens"),
    "exceptions of every council": many_stages(COUNCILS)
    + exceptions(EXCEPTIONS_AT_MOST, touch_many_stages, f"periods: [{PERIODS}]"),
    "exceptions that all apply together": SMALL
    + exceptions(EXCEPTIONS_AT_MOST, lambda number: f"stages.month.{CLAUSES[number % len(CLAUSES)]}"),
    "exceptions that all conflict": SMALL + exceptions(EXCEPTIONS_AT_MOST, lambda _: "stages.month.select.at_most: 9"),
    "exceptions that are all wrong": SMALL
    + exceptions(EXCEPTIONS_AT_MOST, lambda number: f"stages.month.x{number}: 9, stages.team.within: 2O"),
    "too many exceptions": SMALL + exceptions(600, lambda _: "stages.month.select.at_most: 9"),
    "many units": SMALL
    + exceptions(
        EXCEPTIONS_AT_MOST,
        lambda _: "stages.team.within: 5 days",
        "units: [" + ", ".join(f"u{unit}" for unit in range(100)) + "], periods: [2026]",
    ),
    "many values": "a: [" + "1, " * (NODES_AT_MOST + 5) + "1]",
    "deep": "[" * 5_000,
    "long": "a: " + "x" * (2 * BYTES_AT_MOST),
    "many keys alike": "".join(f"k{number}: 1\n" for number in range(NODES_AT_MOST - 5)),
    "the same key": "a: 1\n" * (NODES_AT_MOST - 5),
    "many letters to compose": "a: " + "e\u0301" * 60_000,
    "one long quote": 'a: "' + "\\n" * 100_000,
    "many exponents": "a: [" + ", ".join(["9" * 4_000] * 50) + "]",
}


def check(text: str) -> None:
    with suppress(RuleFileError):
        read_whole(text, "hostile.yaml")


def calls_of(text: str) -> int:
    """Return how many calls checking `text` makes."""
    calls = 0

    def count(_frame: object, event: str, _of: object) -> None:
        nonlocal calls
        calls += event == "call"

    sys.setprofile(count)
    try:
        check(text)
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_keeps_the_checks_busy_for_a_bounded_time_only(name: str) -> None:
    assert calls_of(FILES[name]) < CALLS_AT_MOST


@pytest.mark.parametrize("name", ["many values", "long", "one long quote"])
def test_a_hostile_file_takes_little_memory(name: str) -> None:
    tracemalloc.start()
    try:
        check(FILES[name])
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert most < 100 * 1024 * 1024
