"""Laws of selection that hold for every table of candidates and every rule."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from rules.programme import Select
from rules.selection import Candidate, Selection, select
from tests.rules.makers import make_select

# Few different values, so that ties are common.
DAYS = st.none() | st.dates(date(2026, 1, 1), date(2026, 1, 3))
INSTANTS = st.none() | st.sampled_from([datetime(2026, 1, day, tzinfo=UTC) for day in (1, 2, 3)])
BODIES = st.builds(
    Candidate,
    id=st.just("?"),
    ayes=st.integers(10, 13),
    base=st.just(15),
    verdict_outcome=st.sampled_from(["passed", "passed", "failed", "no_quorum"]),
    beneficiaries=st.none() | st.integers(0, 2),
    deed_on=DAYS,
    logged_at=INSTANTS,
)
KEYS = ["ayes", "beneficiaries", "earlier deed", "earlier log"]


@st.composite
def candidates(draw: st.DrawFn) -> list[Candidate]:
    bodies = draw(st.lists(BODIES, max_size=12))
    fields = ("ayes", "base", "verdict_outcome", "beneficiaries", "deed_on", "logged_at")
    return [Candidate(f"c{n:02}", *(getattr(body, name) for name in fields)) for n, body in enumerate(bodies)]


@st.composite
def selects(draw: st.DrawFn) -> Select:
    return make_select(
        at_least=draw(st.none() | st.integers(1, 4)),
        at_most=draw(st.sampled_from(["no limit", "1", "2", "3", "5"])),
        rank_by=tuple(draw(st.lists(st.sampled_from(KEYS), min_size=1, max_size=4, unique=True))),
        on_tie_at_limit=draw(st.sampled_from(["run-off", "stated order"])),
    )


def groups(selection: Selection) -> list[str]:
    ranked = [one.id for one in (*selection.selected, *selection.waiting)]
    return [*ranked, *selection.run_off, *selection.not_selected]


@given(candidates(), selects(), st.booleans())
def test_selection_never_exceeds_the_limit(table: list[Candidate], rules: Select, keeps: bool) -> None:
    selection = select(table, rules, keeps_waiting=keeps)

    if rules.at_most.limit is not None:
        assert len(selection.selected) <= rules.at_most.limit
        assert selection.places_left == rules.at_most.limit - len(selection.selected)


@given(candidates(), selects(), st.booleans())
def test_everybody_is_in_one_group_and_has_one_reason(table: list[Candidate], rules: Select, keeps: bool) -> None:
    selection = select(table, rules, keeps_waiting=keeps)

    assert sorted(groups(selection)) == sorted(selection.because) == [one.id for one in table]


@given(candidates(), selects(), st.randoms(use_true_random=False))
def test_the_order_of_the_table_changes_nothing(table: list[Candidate], rules: Select, random: st.DataObject) -> None:
    shuffled = table.copy()
    random.shuffle(shuffled)

    assert select(shuffled, rules) == select(table, rules)


@given(candidates(), selects())
def test_only_those_who_passed_are_placed_and_the_best_come_first(table: list[Candidate], rules: Select) -> None:
    selection = select(table, rules)

    ranks = [one.rank for one in selection.selected]
    assert ranks == sorted(ranks)
    assert max(ranks, default=0) <= min((one.rank for one in selection.waiting), default=len(table))
    assert set(selection.not_selected) == {one.id for one in table if one.verdict_outcome != "passed"}


@given(candidates(), selects())
def test_a_run_off_has_more_candidates_than_places(table: list[Candidate], rules: Select) -> None:
    selection = select(table, rules)

    if selection.run_off:
        assert selection.places_left is not None
        assert 0 < selection.places_left < len(selection.run_off)


@given(candidates(), selects())
def test_places_stay_empty_only_when_nobody_waits(table: list[Candidate], rules: Select) -> None:
    selection = select(table, rules)

    if selection.places_left and not selection.run_off:
        assert selection.waiting == ()
