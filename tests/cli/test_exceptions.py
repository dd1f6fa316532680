"""`rules try`, `select` and `when` for a unit and a period: the exceptions that apply are laid over, and said."""

from pathlib import Path

import pytest

from rules.loading import PROGRAMMES
from tests.cli.test_decide import answer, refused

ASKED = "2026-11-20T09:00+07:00"


@pytest.fixture
def programme(tmp_path: Path) -> Path:
    file = tmp_path / "programme.yaml"
    text = (PROGRAMMES / "so-vang.yaml").read_text(encoding="utf-8")
    file.write_text(
        text
        + """
exceptions:
  - for: {periods: [2026-Q4]}
    because: Đợt cao điểm
    set: {stages.province.passes_with: at least 60% of members, stages.province.select.at_most: 1}
  - for: {units: [pc08], kinds: [commune], periods: [2026-11]}
    because: Đơn vị mới
    set: {stages.team.within: 5 working days, stages.unit-month.votes_close: 6 working days after voting opens}
""",
        encoding="utf-8",
    )
    return file


def test_a_count_is_tried_under_the_exception_of_its_period(programme: Path) -> None:
    count = ("try", programme, "--stage", "province", "--members", 15, "--for", 10)

    default, quarter = answer(*count), answer(*count, "--period", "2026-Q4")

    assert (default["outcome"], quarter["outcome"]) == ("failed", "passed")
    assert quarter["explanation"][0]["says"] == (
        "By exception 1 of the rules (passes_with: at least 60% of members, select.at_most: 1): Đợt cao điểm"
    )


def test_a_table_is_selected_under_the_exception_of_its_period(programme: Path, tmp_path: Path) -> None:
    table = tmp_path / "results.csv"
    table.write_text("id,ayes,base\nn-1,15,15\nn-2,14,15\n", encoding="utf-8")
    asked = ("select", programme, "--stage", "province", "--results", table)

    assert answer(*asked)["selected"] == ["n-1", "n-2"]
    assert answer(*asked, "--period", "2026-Q4")["selected"] == ["n-1"]
    assert [one["code"] for one in answer(*asked, "--period", "2026-Q4")["exceptions"]] == ["exception_applies"]


@pytest.mark.parametrize(
    ("whose", "due"),
    [
        ((), "2026-11-26T17:00:00+07:00"),
        (("--unit", "pc08"), "2026-11-30T17:00:00+07:00"),
        (("--unit", "pv01"), "2026-11-26T17:00:00+07:00"),
        (("--unit", "xa-nam-da", "--kind", "commune"), "2026-11-30T17:00:00+07:00"),
    ],
)
def test_a_stages_term_is_that_of_the_unit(programme: Path, whose: tuple[str, ...], due: str) -> None:
    asked = ("when", "--programme", programme, "--stage", "team", "--from", ASKED)

    assert answer(*asked, *whose)["at"] == due


def test_a_sittings_instants_are_those_of_the_unit(programme: Path) -> None:
    asked = ("when", "--programme", programme, "--stage", "unit-month", "--period", "2026-11")

    assert answer(*asked)["votes_close_at"] == "2026-12-08T17:00:00+07:00"
    assert answer(*asked, "--unit", "pc08")["votes_close_at"] == "2026-12-09T17:00:00+07:00"
    assert answer(*asked)["published_at"] is None


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (("try", "so-vang", "--stage", "province", "--members", 5, "--for", 4, "--unit", "pc08"), "add --period"),
        (("try", "so-vang", "--stage", "province", "--members", 5, "--for", 4, "--period", "2026-11"), "no period"),
        (("when",), "one of the two"),
        (("when", "3 days"), "Add --from"),
        (("when", "3 days", "--stage", "team"), "one of the two"),
        (("when", "--stage", "nowhere"), "has no stage nowhere"),
        (("when", "--stage", "province"), "add --period"),
        (("when", "--stage", "record", "--from", ASKED), "no term"),
        (("when", "--stage", "team", "--from", ASKED, "--period", "2026-11"), "leave out --period"),
    ],
)
def test_a_question_that_makes_no_sense_is_answered_in_words(question: tuple[object, ...], words: str) -> None:
    assert words in refused(*question)
