"""Cases are promises: the engine decides each, and no outcome of a stage is left out."""

import re
from pathlib import Path

import pytest

from rules.cases import ActCase, CasesFile
from rules.errors import RuleBroken
from rules.inspection import CASES, Inspection, cases_file, inspect
from rules.loading import PROGRAMMES, find_programme, read_clause, text_of
from rules.trials import try_act
from rules.verdicts import check_cases, to_decide
from tests.rules.makers import VIETNAM

SMALL = Path(__file__).parent / "programmes" / "small.yaml"
PROGRAMME = find_programme(str(SMALL))
CASES_TEXT = text_of(cases_file(SMALL))
# acts and votes of the small programme stand on a line each
LINES = [line for line in CASES_TEXT.splitlines(keepends=True) if line.startswith("  - {case")]
PROMISES = {path.stem: path for path in (SMALL, *sorted(PROGRAMMES.glob("*.yaml"))) if not path.name.endswith(CASES)}


def codes_of(text: str) -> list[str]:
    return [mistake.code for mistake in check_cases(PROGRAMME, VIETNAM, text, "cases.yaml")[1]]


@pytest.mark.parametrize("path", PROMISES.values(), ids=PROMISES)
def test_a_programme_keeps_its_promises(path: Path) -> None:
    cases = read_clause(CasesFile, text_of(cases_file(path)), "cases.yaml")

    found = inspect(str(path))

    assert found.mistakes == ()
    assert found.cases == sum(len(listed) for listed in (cases.acts, cases.votes, cases.selections))


@pytest.mark.parametrize("line", LINES)
def test_a_promise_that_is_taken_back_leaves_its_outcome_undecided(line: str) -> None:
    decides = re.findall(r"stage: \w+|outcome: \w+", line)
    twice = sum(all(word in other for word in decides) for other in LINES) > 1

    assert codes_of(CASES_TEXT.replace(line, "")) == ([] if twice else ["outcome_undecided"])


@pytest.mark.parametrize("line", LINES)
def test_a_promise_of_another_outcome_is_not_kept(line: str) -> None:
    another = re.sub(r"outcome: (\w+)", lambda said: f"outcome: {'passed' if said[1] == 'failed' else 'failed'}", line)

    assert "case_decided_otherwise" in codes_of(CASES_TEXT.replace(line, another))


@pytest.mark.parametrize(
    ("changed", "into"),
    [
        ("selected: [yes-deed]", "selected: [no-deed]"),
        ("waiting: [sixth]\n", "\n"),
        ("run_off: [twins]", "waiting: []"),
    ],
)
def test_a_selection_of_others_is_a_promise_not_kept(changed: str, into: str) -> None:
    assert "case_decided_otherwise" in codes_of(CASES_TEXT.replace(changed, into))


def test_a_council_owes_a_case_for_whatever_its_rules_make_possible() -> None:
    month, quarter = PROGRAMME.stage("month"), PROGRAMME.stage("quarter")

    assert to_decide(month) == ("passed", "failed", "no_quorum", "selected", "not_selected")
    assert to_decide(quarter) == (*to_decide(month), "waiting", "run_off")


@pytest.mark.parametrize(
    ("stage", "act", "by", "code"),
    [
        ("team", "recommend", "author", "own_deed"),
        ("team", "file", "doer", "wrong_stage"),
        ("papers", "recommend", "doer", "wrong_stage"),
        ("log", "log", "honoured", "not_author"),
        ("book", "silence", "doer", "wrong_stage"),
        ("month", "silence", "doer", "wrong_stage"),
        ("team", "fund spent", "doer", "wrong_stage"),
        ("team", "record", "doer", "wrong_stage"),
    ],
)
def test_the_engine_refuses_a_case_as_it_refuses_in_earnest(stage: str, act: str, by: str, code: str) -> None:
    case = ActCase.model_validate({"case": "refused", "stage": stage, "act": act, "by": by, "refused": code})

    with pytest.raises(RuleBroken) as refused:
        try_act(PROGRAMME, case, VIETNAM)

    assert refused.value.code == code


def test_papers_that_are_named_are_those_that_are_filed() -> None:
    filed = ActCase(case="x", stage="papers", act="file", documents=("minutes",), outcome="filed", leads_to="quarter")

    assert try_act(PROGRAMME, filed, VIETNAM) == ("filed", "quarter")


def test_a_programme_without_cases_says_so(tmp_path: Path) -> None:
    path = tmp_path / "alone.yaml"
    path.write_text(text_of(SMALL), encoding="utf-8")

    assert inspect(str(path)) == Inspection(str(path), "small", "sv1-861eb0ec2e4ff14c", cases=None)


def test_a_file_of_cases_is_looked_at_with_its_programme() -> None:
    beside = SMALL.with_name("small" + CASES)

    assert inspect(str(beside)) == inspect(str(SMALL))


def test_cases_that_cannot_be_read_are_told_like_any_rule_file() -> None:
    assert codes_of("schema: [") == ["not_yaml"]


def test_a_calendar_is_a_rule_file_too() -> None:
    path = str(PROGRAMMES / "calendars" / "vietnam.yaml")

    assert inspect(path) == Inspection(path, "vietnam")
