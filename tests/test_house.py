"""What holds for every file of the house. What lint and the import contracts hold already is not asked again."""

import ast
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from settings import HOME

ROOMS = ("rules", "words", "store", "activities", "workflows", "web", "cli")
LEFT_BEHIND = {"__pycache__", "data", "build"}
LONGEST = 400

NO_NAMES = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "manager",
    "managers",
    "service",
    "services",
    "misc",
    "base",
}
WORKS_OUT_DATES = {"rules.calendar", "rules.clocks", "rules.deadlines", "rules.periods", "rules.programme", "holidays"}
WHOLE_HOUSE = {"workflows/hands.py", "workflows/reconcile.py"}
"""Where the server's own clock is asked: to work out a case's clock, and for work that belongs to no case."""


def ours() -> Iterator[Path]:
    """Yield every file of the house: not what tools, runs and hidden folders leave beside it."""
    for folder, below, names in os.walk(HOME):
        below[:] = [name for name in below if name not in LEFT_BEHIND and (name[0] != "." or name == ".ci")]
        yield from (Path(folder) / name for name in names if not name.startswith(".coverage"))


OURS = sorted(ours())
MODULES = [file for file in OURS if file.suffix == ".py"]
ROOM_MODULES = [file for file in MODULES if file.relative_to(HOME).parts[0] in ROOMS]


def name_of(file: Path) -> str:
    return str(file.relative_to(HOME))


def imports(file: Path) -> Iterator[str]:
    """Yield the modules that a file imports by name, as far down as it names them."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_every_room_is_there() -> None:
    rooms = {file.relative_to(HOME).parts[0] for file in ROOM_MODULES}

    assert rooms == set(ROOMS)


def test_no_file_is_longer_than_one_can_read() -> None:
    long = [name_of(file) for file in MODULES if len(file.read_text("utf-8").splitlines()) > LONGEST]

    assert long == []


@pytest.mark.parametrize("room", ROOMS)
def test_every_module_of_a_room_says_what_it_is_for(room: str) -> None:
    silent = [
        name_of(file)
        for file in ROOM_MODULES
        if file.relative_to(HOME).parts[0] == room and not ast.get_docstring(ast.parse(file.read_text("utf-8")))
    ]

    assert silent == []


def test_a_module_is_named_after_what_it_holds() -> None:
    nameless = [name_of(file) for file in MODULES if NO_NAMES & {*file.relative_to(HOME).parts[:-1], file.stem}]

    assert nameless == []


def test_nothing_points_out_of_the_repository() -> None:
    # In halves, so that this file does not say what it forbids.
    places = ("/" + "work/", "/" + "root/", "/" + "home/", "/" + "Users/", "../" + "shared")
    outside = re.compile("|".join(map(re.escape, places)).encode())

    pointing = [name_of(file) for file in OURS if file.suffix != ".csv" and outside.search(file.read_bytes())]

    assert pointing == []


def test_no_workflow_works_out_a_date() -> None:
    reading = {
        name_of(file): found
        for file in MODULES
        if file.parent.name == "workflows"
        and file.parent.parent == HOME
        and (found := WORKS_OUT_DATES & {*imports(file)})
    }

    assert reading == {}


def test_a_case_asks_its_own_clock() -> None:
    asking = {name_of(file) for file in (HOME / "workflows").glob("*.py") if "workflow.now(" in file.read_text("utf-8")}

    assert asking <= WHOLE_HOUSE


def test_no_programme_is_named_in_the_code() -> None:
    names = {file.stem for file in (HOME / "rules" / "programmes").glob("*.yaml") if ".cases" not in file.name}
    written = re.compile("|".join(rf"\b{name.replace('-', '[-_]')}\b" for name in sorted(names)))

    naming = [
        name_of(file)
        for file in MODULES
        if file.relative_to(HOME).parts[0] != "tests" and written.search(file.read_text("utf-8"))
    ]

    assert names
    assert naming == []
