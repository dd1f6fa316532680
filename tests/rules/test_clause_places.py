"""What two programmes say otherwise is told once, by names, and each clause is found in its file."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.clause_places import clause_places
from rules.differences import Difference, differences
from rules.editions import canonical_json
from rules.loading import PROGRAMMES, find_programme
from rules.programme import Programme
from rules.reading import read_tree

SO_VANG = find_programme("so-vang")


def edited(**changes: Any) -> Programme:
    """Return the programme with other values at paths like `stages__3__select__at_most`; None takes the key away."""
    said = json.loads(canonical_json(SO_VANG))
    for path, value in changes.items():
        *above, last = [int(part) if part.isdigit() else part for part in path.split("__")]
        place = said
        for part in above:
            place = place[part]
        if value is None:
            del place[last]
        else:
            place[last] = value
    return Programme.model_validate_json(json.dumps(said))


def told(old: Programme, new: Programme) -> list[tuple[str, Any, Any]]:
    return [(one.clause, one.before, one.after) for one in differences(old, new)]


def test_a_programme_does_not_differ_from_itself() -> None:
    assert differences(SO_VANG, edited()) == ()


def test_a_clause_is_told_with_its_old_and_new_value() -> None:
    assert told(SO_VANG, edited(stages__5__select__at_most="25")) == [("stages.province.select.at_most", "20", "25")]


def test_a_clause_that_comes_or_goes_has_none_on_one_side() -> None:
    without = edited(stages__2__select__at_least=None)

    assert told(SO_VANG, without) == [("stages.unit-month.select.at_least", 1, None)]
    assert told(without, SO_VANG) == [("stages.unit-month.select.at_least", None, 1)]


def test_a_list_is_one_clause() -> None:
    assert told(SO_VANG, edited(stages__1__remind=["when due"]))[0][0] == "stages.team.remind"


def test_a_whole_clause_that_goes_is_one_difference() -> None:
    gives = {"book": "unit", "document": "recognition-decision", "number": "{n}/QĐ-CNVT"}

    assert told(SO_VANG, edited(stages__2__gives=None)) == [("stages.unit-month.gives", gives, None)]


def test_a_stage_that_comes_is_one_difference_and_moves_no_other() -> None:
    said = json.loads(canonical_json(SO_VANG))
    said["stages"].insert(2, said["stages"][1] | {"stage": "second-look"})
    longer = Programme.model_validate_json(json.dumps(said))

    assert [clause for clause, _, _ in told(SO_VANG, longer)] == ["stages.second-look"]
    assert [(clause, new) for clause, _, new in told(longer, SO_VANG)] == [("stages.second-look", None)]


def test_stages_in_another_order_are_told() -> None:
    said = json.loads(canonical_json(SO_VANG))
    said["stages"].append(said["stages"].pop(1))
    other = Programme.model_validate_json(json.dumps(said))

    assert [clause for clause, _, _ in told(SO_VANG, other)] == ["stages.order"]


def test_an_exception_is_told_as_a_whole_or_by_what_it_sets() -> None:
    one = {"for": {"periods": ["2026-Q4"]}, "because": "Tết", "set": {"stages.province.select.at_most": 25}}
    first, second = edited(exceptions=[one]), edited(exceptions=[one | {"set": {"stages.province.select.at_most": 30}}])

    assert told(SO_VANG, first) == [("exceptions.1", None, one)]
    assert told(first, second) == [("exceptions.1.set.stages.province.select.at_most", 25, 30)]


@given(st.integers(1, 9999))
def test_who_undoes_a_change_undoes_its_difference(limit: int) -> None:
    other = edited(stages__5__select__at_most=str(limit))

    there, back = differences(SO_VANG, other), differences(other, SO_VANG)

    assert back == tuple(Difference(one.clause, one.after, one.before) for one in there)


def test_every_clause_that_can_differ_stands_somewhere_in_the_file() -> None:
    text = (PROGRAMMES / "so-vang.yaml").read_text(encoding="utf-8")
    root, _ = read_tree(text)
    assert root is not None
    places = clause_places(root)
    lines = text.splitlines()

    line, column = places["stages.province.select.at_most"]

    assert lines[line - 1][column - 1 :].startswith("at_most: 20")
    assert lines[places["stages.province"][0] - 1].strip() == "- stage: province"
    assert places["stages.order"] == places["stages"]


@pytest.mark.parametrize("text", ["[]", "stages: 3", "stages: [1, {stage: [x]}]"])
def test_a_file_that_is_no_programme_has_places_too(text: str) -> None:
    root, _ = read_tree(text)
    assert root is not None

    assert all(line == 1 for line, _ in clause_places(root).values())
