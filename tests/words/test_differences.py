"""The sentences of two programmes beside each other: only those that differ, each where it stands."""

import json

from rules.editions import canonical_json
from rules.loading import find_programme
from rules.programme import Programme
from words.differences import Reworded, reworded

SO_VANG = find_programme("so-vang")


def changed(**clauses: object) -> Programme:
    said = json.loads(canonical_json(SO_VANG))
    said["stages"][5]["select"] |= clauses
    return Programme.model_validate_json(json.dumps(said))


def test_a_programme_reads_as_it_reads() -> None:
    assert reworded(SO_VANG, SO_VANG, "vi") == ()


def test_one_more_sentence_moves_no_other() -> None:
    assert reworded(SO_VANG, changed(at_least=1), "en") == (
        Reworded("province", "-", "There is no number that must be selected."),
        Reworded("province", "+", "At least 1 is selected in a period."),
    )


def test_a_quota_is_read_in_the_language_that_is_asked_for() -> None:
    assert reworded(SO_VANG, changed(at_most="25"), "vi") == (
        Reworded("province", "-", "Số việc được chọn: không quá 20."),
        Reworded("province", "+", "Số việc được chọn: không quá 25."),
    )


def test_an_exception_that_comes_is_told_with_its_sentences() -> None:
    said = json.loads(canonical_json(SO_VANG))
    one = {"for": {"periods": ["2026-Q4"]}, "because": "Tết", "set": {"stages.province.select.at_most": 25}}
    with_exception = Programme.model_validate_json(json.dumps(said | {"exceptions": [one]}))

    told = reworded(SO_VANG, with_exception, "en")

    assert {(one.part, one.sign) for one in told} == {("exceptions", "+")}
    assert told[0].sentence == "Exception 1. For all units, in 2026-Q4: Tết"
