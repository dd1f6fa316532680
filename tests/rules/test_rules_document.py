"""docs/rules.md names every key, word and phrase of the rule language, in Vietnamese and in English, and no other."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal, get_args, get_origin

import pytest
from pydantic import BaseModel

from rules.cases import ActCase, CasesFile, Row, SelectionCase, VoteCase
from rules.clauses import Title
from rules.clusters import Cluster
from rules.doers import ROLES, Doer
from rules.phrases import BASE_WORDS, PHRASES, Happening, Moment, Share, Span, SpanUnit
from rules.programme import (
    STAGE_KINDS,
    Award,
    Escalation,
    Evidence,
    ExceptionClause,
    ExceptionScope,
    Fact,
    Gives,
    MissingBallots,
    Objections,
    OfficeHours,
    Place,
    Programme,
    Reminding,
    Select,
    StageBase,
    outcomes,
)
from rules.sheets import Band, Item, Sheet

TEXT = (Path(__file__).parents[2] / "docs" / "rules.md").read_text(encoding="utf-8")
VI, EN = TEXT.split("\n# English\n")
KINDS = PHRASES  # in the order of the table of phrases
COMMON = {*StageBase.model_fields, "kind", "leads_to"}

SECTIONS: dict[str, type[BaseModel]] = {
    "programme": Programme,
    "title": Title,
    "office_hours": OfficeHours,
    "places": Place,
    "awards": Award,
    "clusters": Cluster,
    "sheets": Sheet,
    "items": Item,
    "bands": Band,
    "facts": Fact,
    "objections": Objections,
    "reminders": Reminding,
    **STAGE_KINDS,
    "evidence": Evidence,
    "escalate": Escalation,
    "missing_ballots": MissingBallots,
    "select": Select,
    "gives": Gives,
    "exceptions": ExceptionClause,
    "for": ExceptionScope,
    "cases": CasesFile,
    "acts": ActCase,
    "votes": VoteCase,
    "selections": SelectionCase,
    "candidates": Row,
}


def section(text: str, name: str) -> str:
    found = re.search(rf"^### {name}\n(.*?)(?=^##|\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, f"there is no section {name}"
    return found[1]


def rows(text: str) -> Iterator[tuple[str, bool, str]]:
    """Yield key, whether it may be left out, and the rest of each row of a table of keys."""
    for key, star, rest in re.findall(r"^\| `(\w+)`( \*)? \|(.*)\|$", text, re.MULTILINE):
        yield key, bool(star), rest


def fixed_words(annotation: object) -> Iterator[str]:
    """Yield the words among which a value must be chosen."""
    if get_origin(annotation) is Literal:
        yield from get_args(annotation)
    elif get_origin(annotation) is not dict:
        for part in get_args(annotation):
            yield from fixed_words(part)


def phrase_table(text: str) -> list[list[str]]:
    """Return the cells of the table of phrases: name, meaning, examples."""
    table = text[text.index("|---|---|---|") :].split("\n\n", maxsplit=1)[0]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in table.splitlines()[1:]]


def quoted(text: str) -> list[str]:
    return re.findall(r"`([^`]+)`", text)


@pytest.mark.parametrize("text", [VI, EN], ids=["vi", "en"])
@pytest.mark.parametrize("name", SECTIONS)
def test_a_table_names_every_key_and_no_other(name: str, text: str) -> None:
    common = COMMON if name in STAGE_KINDS else set()
    expected = {
        field.alias or key: not field.is_required()
        for key, field in SECTIONS[name].model_fields.items()
        if key not in common
    }

    assert {key: may_be_left_out for key, may_be_left_out, _ in rows(section(text, name))} == expected


@pytest.mark.parametrize("text", [VI, EN], ids=["vi", "en"])
@pytest.mark.parametrize("name", SECTIONS)
def test_a_row_names_every_word_that_may_be_chosen(name: str, text: str) -> None:
    told = {key: rest for key, _, rest in rows(section(text, name))}

    missing = [
        word
        for key, field in SECTIONS[name].model_fields.items()
        for word in fixed_words(Annotated[field.annotation, ...])
        if (field.alias or key) in told and not re.search(rf'`"?{word}"?`', told[field.alias or key])
    ]

    assert missing == []


@pytest.mark.parametrize("text", [VI, EN], ids=["vi", "en"])
def test_what_every_stage_says_stands_in_one_table(text: str) -> None:
    table = list(rows(section(text, "stage")))

    assert {key for key, _, _ in table} == COMMON
    assert [key for key, may_be_left_out, _ in table if may_be_left_out] == ["source"]
    assert {kind for key, _, rest in table if key == "kind" for kind in quoted(rest)} == set(STAGE_KINDS)


@pytest.mark.parametrize("text", [VI, EN], ids=["vi", "en"])
@pytest.mark.parametrize("kind", STAGE_KINDS)
def test_a_kind_of_stage_names_its_outcomes(kind: str, text: str) -> None:
    introduction = section(text, kind).split("|")[0]

    assert tuple(quoted(introduction)) == outcomes(kind)


@pytest.mark.parametrize("text", [VI, EN], ids=["vi", "en"])
def test_every_example_of_a_phrase_can_be_written(text: str) -> None:
    for (_, _, examples), kind in zip(phrase_table(text), KINDS, strict=True):
        assert [str(kind.parse(example)) for example in quoted(examples)] == quoted(examples)


@pytest.mark.parametrize("text", [VI, EN], ids=["vi", "en"])
def test_every_word_of_a_phrase_is_named(text: str) -> None:
    told = {kind: set(quoted(" ".join(cells))) for cells, kind in zip(phrase_table(text), KINDS, strict=True)}

    assert told[Share] >= {"at least", "more than", "including the chair", *BASE_WORDS.values()}
    assert told[Span] >= {unit.replace("_", " ") for unit in get_args(SpanUnit)}
    assert told[Moment] >= set(Happening)
    assert told[Doer] >= {role.replace("_", " ") for role in ROLES}


def test_both_languages_have_the_same_tables() -> None:
    headings = [re.findall(r"^### (\w+)$", text, re.MULTILINE) for text in (VI, EN)]

    assert headings[0] == headings[1] == [*dict.fromkeys(headings[0])]
    assert set(headings[0]) == {*SECTIONS, "stage"}
