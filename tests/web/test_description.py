"""The description of the API, and the catalogue behind it."""

import ast
import re
from pathlib import Path
from string import Formatter

import pytest
from fastapi.routing import RouteContext, iter_route_contexts

import rules
import workflows
from settings import HOME
from tests.web.callers import Api, description
from web.access import needs_of
from web.problems import RETRY_AFTER_S, STATUS
from web.repeats import KEY_HEADER
from web.routing import PREFIX
from web.validation import _CODES, _FAMILIES
from words.problems import FIELDS, PROBLEMS


def test_every_code_has_its_sentences_and_every_sentence_its_code() -> None:
    assert set(PROBLEMS) == set(STATUS)
    assert set(RETRY_AFTER_S) <= set(STATUS)


@pytest.mark.parametrize("catalogue", [PROBLEMS, FIELDS])
def test_both_languages_fill_in_the_same(catalogue: dict[str, tuple[str, str]]) -> None:
    uneven = [code for code, (vietnamese, english) in catalogue.items() if holes(vietnamese) != holes(english)]

    assert uneven == []


def holes(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def test_every_complaint_about_a_field_has_its_sentence() -> None:
    assert {*_CODES.values(), *(code for _, code in _FAMILIES), "not_understood"} == set(FIELDS)


def test_every_refusal_of_the_workflows_has_its_status() -> None:
    raised = refusals_in(Path(rules.__file__).parent / "nomination.py") | refusals_in(
        Path(workflows.__file__).parent / "sitting.py"
    )

    assert raised
    assert raised <= set(STATUS)


def refusals_in(file: Path) -> set[str]:
    """Return the codes that are raised in a file."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        if node.func.id == "RuleBroken":
            found |= {one.value for one in node.args if isinstance(one, ast.Constant)}
        if node.func.id == "ApplicationError":
            found |= {ast.literal_eval(one.value) for one in node.keywords if one.arg == "type"}
    return found


async def test_every_operation_has_a_name_and_words_and_describes_its_refusals(api: Api) -> None:
    operations = [one for path in description(api.app)["paths"].values() for one in path.values()]

    names = [one["operationId"] for one in operations]
    assert len(names) == len(set(names))
    assert [one["operationId"] for one in operations if not one.get("description")] == []
    assert [one["operationId"] for one in operations if "500" not in one["responses"]] == []


async def test_every_operation_that_needs_somebody_says_so(api: Api) -> None:
    open_to_all = [
        path
        for path, operations in description(api.app)["paths"].items()
        for one in operations.values()
        if "security" not in one
    ]

    # A calendar program can send no header: the secret in the address of a feed is what it shows instead.
    assert sorted(open_to_all) == ["/api/v1/calendars/{secret}.ics", "/api/v1/health", "/api/v1/ready"]


async def test_the_key_of_a_write_is_described_as_it_is_asked_for(api: Api) -> None:
    keys = [
        (parameter["required"], parameter["schema"])
        for operations in description(api.app)["paths"].values()
        for one in operations.values()
        for parameter in one.get("parameters", ())
        if parameter["name"] == KEY_HEADER
    ]

    form = {"type": "string", "pattern": "^[\\x21-\\x7e]{8,200}$"}
    assert keys == [(True, form)] * len(keys) != []


async def test_the_page_for_people_asks_nothing_of_other_machines(api: Api) -> None:
    page = await api.call("GET", "/../../docs")

    assert page.status_code == 200
    assert not re.findall(r"""(?:src|href)=["']?(?:https?:)?//""", page.text)
    assert "<script" not in page.text
    assert "POST /api/v1/nominations" in page.text


def test_the_paper_about_the_api_lists_every_address_with_its_action_and_every_code(api: Api) -> None:
    paper = (HOME / "docs" / "api.md").read_text("utf-8")
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in paper.splitlines() if line.startswith("| ")]

    addresses = {row[0].strip("`"): set(re.findall(r"[a-z_]+\.[a-z_]+", row[1])) for row in rows if row[0][0] == "`"}
    codes = {row[1].strip("`"): row[0] for row in rows if row[0].isdigit()}

    assert addresses == {
        address(route): actions(route)
        for route in iter_route_contexts(api.app.routes)
        if str(route.path_format).startswith((PREFIX, "/docs"))
    }
    assert codes == {code: str(status) for code, status in STATUS.items()}


def address(route: RouteContext) -> str:
    return f"{min(route.methods or ())} {str(route.path_format).removeprefix(PREFIX)}"


def actions(route: RouteContext) -> set[str]:
    needs = needs_of(route.dependant)
    return {str(action) for action in needs.actions} if needs else set()
