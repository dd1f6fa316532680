"""What the papers say is so: commands, options, settings, files and links they name exist; decisions name their check.

First words of commands and our own settings are asked in tests/cli/test_papers.py, the settings' list in
tests/cli/test_settings.py, the keys of the rule language in tests/rules/test_rules_document.py.
"""

import ast
import re
import shlex
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, get_args
from urllib.parse import unquote, urlsplit

import pytest
import typer

from cli.__main__ import COMMANDS
from rules.events import Event
from rules.programme import STAGE_KINDS
from rules.rights import ROLES, Action
from rules.sitting import Outcome
from settings import HOME, VARIABLES
from store import tables

DOCS = HOME / "docs"
DECISIONS = sorted(file for file in (DOCS / "decisions").glob("*.md") if file.name != "README.md")
PAPERS = sorted([*HOME.glob("*.md"), *DOCS.rglob("*.md"), *(HOME / "demo").glob("*.md")])
WANTED = ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "docs/architecture.md", "docs/glossary.md",
          "docs/operations.md", "docs/rules.md", "docs/decisions/README.md", "demo/SOURCES.md")  # fmt: skip

BY_THE_LAUNCHER = {"test", "bench"}
ON_EVERY_COMMAND = {"--lang", "--help"}
MADE_LATER = {"versions.json", "running.json", "ballots.key", "payload.keys", "sovang.sqlite", "temporal.sqlite",
              "sovang.log", "temporal.log", "uv.lock", "rehearsal.log"}  # fmt: skip
"""Files that papers name and that are made when the house runs, or are named to say why they are not here."""

REGISTRIES = re.compile(
    r"pypi\.org|pythonhosted\.org|npmjs\.(com|org)|crates\.io|rubygems\.org|index-url|proxy\.golang"
)
ENDINGS = r"md|py|ya?ml|csv|toml|txt|json|service|sqlite|keys?|log|lock|html"


def name_of(file: Path) -> str:
    return str(file.relative_to(HOME))


def prose(paper: Path) -> str:
    return paper.read_text("utf-8")


def spans(paper: Path) -> list[str]:
    """Return what a paper writes as code within its lines."""
    return re.findall(r"`([^`\n]+)`", prose(paper))


def said_commands(paper: Path) -> Iterator[list[str]]:
    """Yield the words of every command of ours that a paper shows, without the launcher."""
    lines = [line.strip() for line in prose(paper).splitlines() if line.startswith("    ")]
    for text in [*lines, *spans(paper)]:
        if found := re.match(r"(?:\./)?sovang (.+)", text.split("#")[0].strip()):
            yield shlex.split(re.sub(r"[\[\]|]|\.\.\.", " ", found[1]))


@cache
def command(name: str) -> Any:
    return typer.main.get_command(import_module(COMMANDS[name]).app)


def unknown(words: list[str]) -> Iterator[str]:
    """Yield what a command of ours does not know of `words`."""
    while words and words[0] in ON_EVERY_COMMAND:
        words = words[2:]
    if not words or words[0] in BY_THE_LAUNCHER or not re.fullmatch("[a-z]+", words[0]):
        return
    if words[0] not in COMMANDS:
        yield words[0]
        return
    asked, rest = command(words[0]), words[1:]
    if below := getattr(asked, "commands", None):
        named = [word for word in rest if re.fullmatch("[a-z]+", word) and word != "sovang"][:1]
        if named and named[0] not in below:
            yield f"{words[0]} {named[0]}"
        asked = below.get(named[0]) if named else None
    options = {option for parameter in asked.params for option in parameter.opts} if asked else set()
    yield from (word for word in rest if word.startswith("--") and word not in options | ON_EVERY_COMMAND)


def said_files(paper: Path) -> Iterator[str]:
    """Yield the files and folders of the repository that a paper writes as code."""
    for span in spans(paper):
        path = span.split("::")[0].removeprefix("./")
        is_file = re.fullmatch(rf"[\w.-]+(/[\w.-]+)*\.({ENDINGS})", path)
        is_example = path.split(".")[0].isupper() and not path.endswith(".md")  # FILE.csv, NAME.yaml
        is_action = path in set(Action)  # `nominations.log` is what a route does
        if (is_file and not is_example and not is_action) or re.fullmatch(r"([\w.-]+/)+", path):
            yield path


def exists(path: str) -> bool:
    made = ("keys", "files", "logs", "backups")
    return (HOME / path).exists() or Path(path).name in MADE_LATER or path.rstrip("/") in made


def anchors(paper: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", prose(paper), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def links(paper: Path) -> list[str]:
    return re.findall(r"\]\(([^)\s]+)\)", prose(paper))


def goes_nowhere(paper: Path, link: str) -> bool:
    """Whether a link within the repository has no end."""
    target = urlsplit(link)
    if target.scheme or target.netloc:
        return False
    file = (paper.parent / unquote(target.path)).resolve() if target.path else paper
    if not file.is_relative_to(HOME) or not file.exists():
        return True
    return bool(target.fragment) and unquote(target.fragment) not in anchors(file)


def checks_in(file: Path) -> set[str]:
    tree = ast.parse(file.read_text("utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


@pytest.mark.parametrize("name", WANTED)
def test_every_paper_is_there(name: str) -> None:
    assert (HOME / name).is_file()


@pytest.mark.parametrize("paper", PAPERS, ids=name_of)
def test_every_command_is_shown_with_options_it_has(paper: Path) -> None:
    assert [word for words in said_commands(paper) for word in unknown(words)] == []


@pytest.mark.parametrize("paper", PAPERS, ids=name_of)
def test_every_setting_of_temporal_that_a_paper_names_is_ours_to_set(paper: Path) -> None:
    named = set(re.findall(r"`(TEMPORAL_[A-Z_]*[A-Z])`", prose(paper)))

    assert named - set(VARIABLES) == set()


@pytest.mark.parametrize("paper", PAPERS, ids=name_of)
def test_every_file_that_a_paper_names_is_there(paper: Path) -> None:
    assert [path for path in said_files(paper) if not exists(path)] == []


@pytest.mark.parametrize("paper", PAPERS, ids=name_of)
def test_every_link_within_the_house_leads_somewhere(paper: Path) -> None:
    assert [link for link in links(paper) if goes_nowhere(paper, link)] == []


@pytest.mark.parametrize("paper", PAPERS, ids=name_of)
def test_no_paper_names_a_package_registry(paper: Path) -> None:
    assert REGISTRIES.search(prose(paper)) is None


@pytest.mark.parametrize("decision", DECISIONS, ids=name_of)
def test_a_decision_has_its_four_parts(decision: Path) -> None:
    parts = re.findall(r"^\*\*(.+?)\*\*", prose(decision), re.MULTILINE)

    assert parts == ["Decision.", "Why.", "What it costs.", "What keeps it."]


@pytest.mark.parametrize("decision", DECISIONS, ids=name_of)
def test_a_decision_names_a_check_that_exists(decision: Path) -> None:
    kept = prose(decision).split("**What keeps it.**")[1]
    files = [HOME / path for path in re.findall(r"`(tests/[\w/]+\.py)", kept)]
    named = re.findall(r"\b(test_\w+)`", kept)
    there = {test for file in files if file.exists() for test in checks_in(file)}

    assert files, "no check is named"
    assert [name_of(file) for file in files if not file.exists()] == []
    assert [test for test in named if test not in there] == []


@pytest.mark.parametrize("decision", DECISIONS, ids=name_of)
def test_a_contract_that_a_decision_names_is_one(decision: Path) -> None:
    settings = tomllib.loads((HOME / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    contracts = {contract["name"] for contract in settings["contracts"]}
    kept = prose(decision).split("**What keeps it.**")[1]

    assert set(re.findall(r'"([^"]+)"', kept)) - contracts == set()


def test_the_list_of_decisions_has_every_one() -> None:
    listed = [link for link in links(DOCS / "decisions" / "README.md") if link.endswith(".md")]

    assert sorted(listed) == [file.name for file in DECISIONS]


def test_decisions_are_numbered_one_after_the_other() -> None:
    numbers = [file.name[:4] for file in DECISIONS]

    assert numbers == [f"{number:04}" for number in range(1, 1 + len(numbers))]


def test_the_readme_has_a_line_for_every_command_and_no_other() -> None:
    listed = re.findall(r"^\| `\./sovang ([a-z]+)` \|", prose(HOME / "README.md"), re.MULTILINE)

    assert sorted(listed) == sorted([*COMMANDS, *BY_THE_LAUNCHER])


def test_the_readme_begins_in_vietnamese() -> None:
    title, first, *_ = [line for line in prose(HOME / "README.md").splitlines() if line]

    assert title == "# Sổ Vàng"
    assert re.search("[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệ]", first)


def test_the_glossary_knows_the_nouns_of_the_code() -> None:
    told = {word for span in spans(DOCS / "glossary.md") for word in (span, f"{span}s")}
    workflows = {
        found
        for file in (HOME / "workflows").glob("*.py")
        for found in re.findall(r'@workflow\.defn\(name="(\w+)"\)', file.read_text("utf-8"))
    }
    tables_ = set(tables.__all__) - {"metadata"}

    missing = {*tables_, *workflows, *ROLES, *STAGE_KINDS, *get_args(Outcome)} - told

    assert missing == set()


def test_the_glossary_knows_what_can_happen_to_a_nomination() -> None:
    union, _ = get_args(Event)
    events = {event.model_fields["event"].default for event in get_args(union)}
    words = set(re.findall(r"[a-z_]+", prose(DOCS / "glossary.md").lower()))

    assert events - words == set()


def test_the_glossary_has_three_cells_a_row() -> None:
    rows = [line for line in prose(DOCS / "glossary.md").splitlines() if line.startswith("|")]

    assert [row for row in rows if row.count("|") != 4] == []


def test_the_rooms_of_the_architecture_are_those_of_the_contracts() -> None:
    contract = tomllib.loads((HOME / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    told = re.findall(r"^\| ((?:`\w+/`(?:, )?)+) \|", prose(DOCS / "architecture.md"), re.MULTILINE)

    rooms = [room for cell in told for room in re.findall(r"`(\w+)/`", cell)]

    assert sorted(rooms) == sorted(contract["root_packages"])


def test_the_next_version_is_the_one_in_the_changelog() -> None:
    version = tomllib.loads((HOME / "pyproject.toml").read_text("utf-8"))["project"]["version"]

    assert version in prose(HOME / "CHANGELOG.md")
