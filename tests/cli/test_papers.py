"""What the papers and the deployment examples name exists."""

import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from cli.__main__ import COMMANDS
from settings import HOME, VARIABLES

PAPERS = [*HOME.glob("*.md"), *(HOME / "docs").rglob("*.md"), *(HOME / "deploy").iterdir()]
OURS = {name for name in VARIABLES if name.startswith("SOVANG_")}


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: str(paper.relative_to(HOME)))
def test_every_command_that_a_paper_names_exists(paper: Path) -> None:
    named = set(re.findall(r"(?:\./sovang|sovang/sovang|`sovang) (?:--lang \w+ )?([a-z]+)", paper.read_text("utf-8")))

    assert named - {*COMMANDS, "test", "bench"} == set()


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: str(paper.relative_to(HOME)))
def test_every_setting_that_a_paper_names_exists(paper: Path) -> None:
    assert set(re.findall(r"\bSOVANG_[A-Z_]*[A-Z]", paper.read_text("utf-8"))) - OURS == set()


def test_the_example_of_a_cluster_sets_only_what_can_be_set() -> None:
    services = YAML(typ="safe").load((HOME / "deploy" / "compose.yaml").read_text("utf-8"))["services"]
    programs = [services[name] for name in ("prepare", "api", "worker")]

    assert {name for program in programs for name in program["environment"]} - set(VARIABLES) == set()
    assert [(HOME / program["command"][0]).exists() for program in programs if program["command"][0] != "-m"] == [
        True,
        True,
    ]


def test_the_server_of_the_cluster_is_not_published() -> None:
    services = YAML(typ="safe").load((HOME / "deploy" / "compose.yaml").read_text("utf-8"))["services"]

    assert {name for name, service in services.items() if "ports" in service} == {"api"}
