"""What one edition says otherwise than another."""

from rules.differences import Difference, differences
from tests.store.cases import SO_VANG, changed


def test_an_edition_differs_from_itself_in_nothing() -> None:
    assert differences(SO_VANG, SO_VANG) == ()


def test_a_clause_is_named_as_a_person_points_at_it() -> None:
    select = {"at_most": "25", "rank_by": ["ayes", "beneficiaries", "earlier deed"], "on_tie_at_limit": "run-off"}

    assert differences(SO_VANG, changed("province", select=select)) == (
        Difference("stages.province.select.at_most", "20", "25"),
    )


def test_what_is_new_or_gone_stands_beside_nothing() -> None:
    without = SO_VANG.model_copy(update={"stages": SO_VANG.stages[:-1]})

    (gone,) = differences(SO_VANG, without)
    (new,) = differences(without, SO_VANG)

    assert (gone.clause, gone.after, new.before) == ("stages.record", None, None)
