"""What will go wrong with a sitting is told while there is time."""

import pytest

from rules.foresight import Outlook, Risk, risks
from tests.rules.makers import make_council_stage, make_select

PROVINCE = make_council_stage()  # 80% of members, 20 places, nobody must be selected
UNIT = make_council_stage(select=make_select(at_least=1, at_most="no limit", on_tie_at_limit="stated order"))
WELL = Outlook(members=5, candidates=2, aside=(0, 0))


@pytest.mark.parametrize(
    ("sitting", "found"),
    [
        pytest.param(WELL, (), id="all is well"),
        pytest.param(Outlook(members=5), ("nobody_nominated",), id="nobody is nominated"),
        pytest.param(Outlook(members=5, is_open=True), (), id="an open vote has its candidates"),
        pytest.param(Outlook(members=0, candidates=1), ("empty_council",), id="nobody sits there"),
        pytest.param(Outlook(members=5, gone=1, candidates=1), (), id="four of five are enough"),
        pytest.param(Outlook(members=5, gone=2, candidates=1), ("cannot_pass",), id="three of five are not"),
        pytest.param(Outlook(members=5, gone=1, away=1, candidates=1), ("quorum_at_risk",), id="one more is away"),
        pytest.param(Outlook(members=5, candidates=2, aside=(0, 5)), ("cannot_pass",), id="all stand aside from one"),
        pytest.param(Outlook(members=5, gone=1, candidates=1, aside=(1,)), ("cannot_pass",), id="three of four"),
        pytest.param(Outlook(members=2, candidates=1, aside=(3,)), ("cannot_pass",), id="more aside than members"),
    ],
)
def test_what_threatens_a_sitting(sitting: Outlook, found: tuple[Risk, ...]) -> None:
    assert risks(UNIT, sitting) == found


@pytest.mark.parametrize(("candidates", "coming", "found"), [(20, 0, ()), (15, 6, ("more_than_places",))])
def test_more_likely_candidates_than_places(candidates: int, coming: int, found: tuple[Risk, ...]) -> None:
    assert risks(PROVINCE, Outlook(members=9, candidates=candidates, coming=coming)) == found
