"""Laws of a sitting that hold for every council, every table of counts and both rounds."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from rules.programme import CouncilStage
from rules.sitting import Decision, Tally, Waits, decide_run_off, decide_sitting, end_waiting, places_left, where_to
from tests.rules.makers import COUNCIL_STAGE, make_council_stage

MEMBERS = 9
AGAIN = "considered again at the next sitting, once"


@st.composite
def stages(draw: st.DrawFn) -> CouncilStage:
    return make_council_stage(
        passes_with=draw(st.sampled_from(["at least 80% of members", "more than 1/2 of votes cast"])),
        not_selected=draw(st.sampled_from(["ends", AGAIN])),
        not_selected_but_passed=draw(st.sampled_from(["ends", COUNCIL_STAGE["not_selected_but_passed"]])),
        select=COUNCIL_STAGE["select"]
        | {
            "at_most": draw(st.sampled_from(["no limit", "1", "2", "4"])),
            "on_tie_at_limit": draw(st.sampled_from(["run-off", "run-off", "stated order"])),
        },
    )


@st.composite
def votes(draw: st.DrawFn, name: str) -> Tally:
    ayes = draw(st.integers(5, MEMBERS))  # high and few, so that many pass and tie
    noes = draw(st.integers(0, MEMBERS - ayes))
    return Tally(
        nomination_id=name,
        ayes=ayes,
        noes=noes,
        recused=draw(st.integers(0, MEMBERS - ayes - noes)),
        beneficiaries=draw(st.none() | st.integers(0, 1)),
        deed_on=draw(st.none() | st.dates(date(2026, 1, 1), date(2026, 1, 2))),
        logged_at=draw(st.none() | st.just(datetime(2026, 1, 3, tzinfo=UTC))),
        tries=draw(st.integers(0, 1)),
    )


@st.composite
def tables(draw: st.DrawFn) -> list[Tally]:
    return [draw(votes(f"n{number}")) for number in range(draw(st.integers(0, 8)))]


def both_rounds(
    stage: CouncilStage, table: Sequence[Tally], data: st.DataObject
) -> tuple[tuple[Decision, ...], tuple[Decision, ...]]:
    """Return what the first round decided, and the second one if there was one."""
    first = decide_sitting(stage, MEMBERS, table)
    tied = [one.nomination_id for one in first if one.outcome == "run_off"]
    if not tied:
        return first, ()
    again = [data.draw(votes(name)) for name in tied]
    selected = sum(one.outcome == "selected" for one in first)
    return first, decide_run_off(stage, MEMBERS, again, places_left(stage, first), selected + 1)


def final(first: tuple[Decision, ...], second: tuple[Decision, ...]) -> dict[str, Decision]:
    return {one.nomination_id: one for one in (*first, *second)}


@given(stages(), tables(), st.data())
def test_every_candidate_has_exactly_one_outcome_and_it_leads_somewhere(
    stage: CouncilStage, table: list[Tally], data: st.DataObject
) -> None:
    first, second = both_rounds(stage, table, data)

    assert [one.nomination_id for one in first] == [tally.nomination_id for tally in table]
    assert {one.nomination_id for one in second} == {one.nomination_id for one in first if one.outcome == "run_off"}
    assert all(where_to(stage, one.outcome) for one in (*first, *second))


@given(stages(), tables(), st.data())
def test_never_are_more_selected_than_there_are_places_in_both_rounds_together(
    stage: CouncilStage, table: list[Tally], data: st.DataObject
) -> None:
    decided = final(*both_rounds(stage, table, data))

    if stage.select.at_most.limit is not None:
        assert Counter(one.outcome for one in decided.values())["selected"] <= stage.select.at_most.limit


@given(stages(), tables(), st.data())
def test_there_is_never_a_third_round(stage: CouncilStage, table: list[Tally], data: st.DataObject) -> None:
    first, second = both_rounds(stage, table, data)

    assert "run_off" not in {one.outcome for one in final(first, second).values()}
    if second:
        assert Counter(one.outcome for one in second)["selected"] == places_left(stage, first)


@given(stages(), tables(), st.data())
def test_ranks_run_on_from_one_round_to_the_next(stage: CouncilStage, table: list[Tally], data: st.DataObject) -> None:
    decided = final(*both_rounds(stage, table, data)).values()

    selected = [one.rank for one in decided if one.outcome == "selected"]
    waiting = [one.rank for one in decided if one.outcome == "waiting"]
    assert None not in selected + waiting
    assert all(rank <= len(selected) for rank in selected if rank)
    assert max((rank or 0 for rank in selected), default=0) <= min((rank or 0 for rank in waiting), default=99)


@given(stages(), tables(), st.randoms(use_true_random=False))
def test_the_order_in_which_ballots_are_counted_changes_nothing(
    stage: CouncilStage, table: list[Tally], random: st.DataObject
) -> None:
    shuffled = table.copy()
    random.shuffle(shuffled)

    in_order = {one.nomination_id: one for one in decide_sitting(stage, MEMBERS, table)}
    assert {one.nomination_id: one for one in decide_sitting(stage, MEMBERS, shuffled)} == in_order


@given(stages(), tables(), st.randoms(use_true_random=False))
def test_neither_does_it_in_the_second_round(stage: CouncilStage, table: list[Tally], random: st.DataObject) -> None:
    shuffled = table.copy()
    random.shuffle(shuffled)

    in_order = {one.nomination_id: one for one in decide_run_off(stage, MEMBERS, table, 2, 1)}
    assert {one.nomination_id: one for one in decide_run_off(stage, MEMBERS, shuffled, 2, 1)} == in_order


@given(stages(), tables(), st.data())
def test_nobody_is_selected_without_having_passed(stage: CouncilStage, table: list[Tally], data: st.DataObject) -> None:
    first, second = both_rounds(stage, table, data)

    passed = {one.nomination_id for one in first if "ayes_enough" in {why.code for why in one.because}}
    assert {one.nomination_id for one in (*first, *second) if one.outcome == "selected"} <= passed


@given(stages(), tables())
def test_considered_again_means_once(stage: CouncilStage, table: list[Tally]) -> None:
    tries = {tally.nomination_id: tally.tries for tally in table}

    again = [one.nomination_id for one in decide_sitting(stage, MEMBERS, table) if one.outcome == "again"]
    assert all(tries[name] == 0 for name in again)
    assert not again or stage.not_selected == AGAIN


@given(
    stages(),
    st.lists(
        st.builds(
            Waits,
            nomination_id=st.integers().map(lambda one: f"n{one}"),
            rank=st.integers(1, 4),
            logged_at=st.datetimes(timezones=st.just(UTC)),
            tries=st.integers(0, 1),
            is_withdrawn=st.booleans(),
        ),
        unique_by=lambda one: one.nomination_id,
        max_size=9,
    ),
    st.integers(0, 9),
)
def test_when_waiting_ends_the_first_move_up_and_nobody_is_forgotten(
    stage: CouncilStage, waiting: list[Waits], freed: int
) -> None:
    decided = end_waiting(stage, waiting, freed)

    standing = [one for one in waiting if not one.is_withdrawn]
    up = [one.nomination_id for one in decided if one.outcome == "selected"]
    ranks = {one.nomination_id: one.rank for one in standing}
    assert sorted(one.nomination_id for one in decided) == sorted(one.nomination_id for one in waiting)
    assert len(up) == min(freed, len(standing))
    assert all(ranks[id_] <= rank for id_ in up for other, rank in ranks.items() if other not in up)
    assert decided == end_waiting(stage, waiting[::-1], freed)
