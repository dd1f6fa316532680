"""Clusters: who checks whom, the first of each, rank by exact parts of score and votes; and sheets about quarters."""

from datetime import datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.circumstances import Circumstances, KnownUnit
from rules.clusters import Cluster, cluster_of, next_in
from rules.commands import Score
from rules.entries import enter
from rules.errors import PhraseError, RuleBroken
from rules.exceptions import Whereabouts
from rules.inspection import inspect
from rules.loading import find_programme, programme_file
from rules.nomination import decide
from rules.ranking import Rank
from rules.rights import Action, Actor, Grant, Resource, authorize
from rules.selection import Candidate, Ranked, select
from rules.sitting import Tally, decide_sitting
from tests.rules.makers import CLOCK, ZONE, at, make_council_stage, make_select, make_state

FLAG = find_programme("cluster-flag")
TITLE = {"vi": "Cụm", "en": "Cluster"}
CLUSTERS = (
    Cluster.model_validate({"cluster": "north", "title": TITLE, "units": ("pc01", "pc02", "pc03")}),
    Cluster.model_validate({"cluster": "south", "title": TITLE, "units": ("pc06", "pc07")}),
)
OF_EACH = make_select(at_most="1", per="cluster", rank_by=("60% score and 40% ayes",), on_tie_at_limit="stated order")


def candidate(id_: str, score: int | None, ayes: int, cluster: str = "north", outcome: str = "passed") -> Candidate:
    share = None if score is None else Fraction(score, 100)
    return Candidate(id_, ayes, 10, outcome, score=share, cluster=cluster)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("path", "cluster", "checked_by"),
    [
        (("pc01", "province"), ("north", "pc01"), "pc02"),
        (("team", "pc03", "province"), ("north", "pc03"), "pc01"),
        (("pc07",), ("south", "pc07"), "pc06"),
        (("pc99", "province"), None, None),
        ((), None, None),
    ],
)
def test_each_unit_is_checked_by_the_next_and_the_last_by_the_first(
    path: tuple[str, ...], cluster: tuple[str, str] | None, checked_by: str | None
) -> None:
    assert cluster_of(CLUSTERS, path) == cluster
    assert next_in(CLUSTERS, path) == checked_by


def test_the_terms_name_the_unit_that_checks() -> None:
    here = Whereabouts(("dn-pc01", "ca-tinh"), ("department", "province"))

    checked, own, unknown = (
        enter(FLAG, "sv1", stage, at("2023-01-05T09:00"), CLOCK, whereabouts)
        for stage, whereabouts in (("cross-check", here), ("pledge", here), ("cross-check", Whereabouts((), ())))
    )

    assert (checked.role, checked.unit_id) == ("head", "dn-pc02")
    assert (own.place, own.unit_id, unknown.unit_id) == ("right under a province", "", "")


@pytest.mark.parametrize(
    ("stage", "entered", "opens"),
    [
        pytest.param("first-quarter", "2026-01-12T09:00", "2026-04-01T00:00", id="it opens when the quarter is over"),
        pytest.param("second-quarter", "2026-07-01T00:00", None, id="it is over"),
        pytest.param("third-quarter", "2026-07-10T09:00", "2026-10-01T00:00", id="the next one"),
        pytest.param("fourth-quarter", "2026-10-09T09:00", "2027-01-01T00:00", id="the end of the year"),
        pytest.param("fourth-quarter", "2027-01-20T09:00", None, id="late, and still the quarter before"),
        pytest.param("pledge", "2026-01-12T09:00", None, id="about no quarter"),
    ],
)
def test_a_sheet_about_a_quarter_waits_until_that_is_over(stage: str, entered: str, opens: str | None) -> None:
    entry = enter(FLAG, "sv1", stage, at(entered), CLOCK)

    assert entry.opens_at == (None if opens is None else at(opens))
    assert entry.due_at is not None
    assert entry.due_at > (entry.opens_at or at(entered))


def test_nobody_scores_a_quarter_that_is_not_over() -> None:
    entry = enter(FLAG, "sv1", "first-quarter", at("2026-01-12T09:00"), CLOCK)
    assert entry.sheet is not None
    score = Score(by="head", points=dict(entry.sheet.items))
    state = make_state(entry=entry)

    with pytest.raises(RuleBroken) as refused:
        decide(state, score, now=at("2026-03-31T23:59"))
    (scored,) = decide(state, score, now=at("2026-04-01T00:00"))

    assert refused.value.code == "not_open_yet"
    assert datetime.fromisoformat(str(refused.value.params["opens_at"])) == datetime(2026, 4, 1, tzinfo=ZONE)
    assert scored.event == "scored"


def test_a_cluster_has_only_units_that_the_house_knows() -> None:
    named = {unit for cluster in FLAG.clusters for unit in cluster.units}
    stranger, *others = sorted(named)
    units = {unit: KnownUnit(None, Whereabouts((unit,))) for unit in others}

    found = inspect(str(programme_file("cluster-flag")), Circumstances(today=FLAG.in_force_from, units=units))

    told = {(mistake.code, mistake.params["found"]) for mistake in found.mistakes if mistake.key.startswith("clusters")}
    assert told == {("unit_unknown", stranger)}


def test_the_first_of_each_cluster_is_selected() -> None:
    table = [
        candidate("a", 95, 7),  # 57 + 28 = 85
        candidate("b", 90, 9),  # 54 + 36 = 90
        candidate("c", 60, 6, "south"),
        candidate("d", 100, 10, "south", "failed"),
        candidate("e", 100, 10, ""),
    ]

    selection = select(table, OF_EACH)

    assert selection.selected == (Ranked("b", 1), Ranked("c", 1))
    assert set(selection.not_selected) == {"a", "d", "e"}
    assert (selection.waiting, selection.run_off, selection.places_left) == ((), (), None)
    assert {id_: why.code for id_, why in selection.because.items()} == {
        "a": "no_place_left", "b": "selected", "c": "selected", "d": "did_not_pass", "e": "in_no_cluster",
    }  # fmt: skip


def test_each_cluster_may_be_short() -> None:
    rules = make_select(at_least=2, at_most="2", per="cluster", rank_by=("ayes",), on_tie_at_limit="stated order")

    assert select([candidate("a", 1, 9), candidate("b", 1, 9, "south")], rules).short_by == 2


def test_a_sitting_knows_the_score_and_the_cluster_of_each() -> None:
    stage = make_council_stage(
        select=OF_EACH.model_dump(mode="json") | {"rank_by": ("60% score and 40% ayes",)},
        not_selected_but_passed="ends",
        passes_with="more than 1/2 of members",
    )
    told = {"noes": 0, "cluster": "north"}
    tallies = [
        Tally(nomination_id="a", ayes=8, score=50, score_of=100, **told),
        Tally(nomination_id="b", ayes=7, score=40, score_of=50, **told),
        Tally(nomination_id="c", ayes=10, score=None, **told),
    ]

    decided = {one.nomination_id: (one.outcome, one.rank) for one in decide_sitting(stage, 10, tallies)}

    assert decided == {"a": ("not_selected", None), "b": ("selected", 1), "c": ("not_selected", None)}


def test_who_has_no_score_ranks_behind_by_score_and_counts_nothing_in_a_mix() -> None:
    table = [candidate("a", None, 10), candidate("b", 1, 6)]

    by_score = select(table, make_select(rank_by=("score",)))
    by_mix = select(table, make_select(rank_by=("60% score and 40% ayes",)))

    assert [one.id for one in by_score.selected] == ["b", "a"]
    assert [one.id for one in by_mix.selected] == ["a", "b"]


def test_a_mix_of_votes_that_nobody_could_cast_is_nothing() -> None:
    nobody = Candidate("a", 0, 0, "passed", score=Fraction(1))

    assert select([nobody], make_select(rank_by=("60% score and 40% ayes",))).selected == (Ranked("a", 1),)


@given(st.integers(0, 100), st.integers(0, 10), st.integers(0, 100), st.integers(0, 10), st.integers(1, 99))
def test_parts_are_exact(one: int, ayes: int, other: int, votes: int, part: int) -> None:
    rules = make_select(rank_by=(f"{part}% score and {100 - part}% ayes",))
    first, second = (part * score + (100 - part) * 10 * cast for score, cast in ((one, ayes), (other, votes)))

    ranks = {
        each.id: each.rank for each in select([candidate("a", one, ayes), candidate("b", other, votes)], rules).selected
    }

    assert (ranks["a"] < ranks["b"], ranks["a"] == ranks["b"]) == (first > second, first == second)


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(0, 10), st.sampled_from(["north", "south"])), max_size=9))
def test_another_cluster_changes_nothing_in_this_one(rows: list[tuple[int, int, str]]) -> None:
    table = [candidate(f"c{n}", score, ayes, cluster) for n, (score, ayes, cluster) in enumerate(rows)]
    alone = select([one for one in table if one.cluster == "north"], OF_EACH).selected

    assert [one for one in select(table, OF_EACH).selected if one in alone] == list(alone)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("beauty", "not_a_rank"),
        ("60% score", "not_a_rank"),
        ("60% beauty and 40% ayes", "not_a_rank"),
        ("60% score and 30% ayes", "rank_parts_wrong"),
        ("50% ayes and 50% ayes", "rank_parts_wrong"),
    ],
)
def test_what_nobody_can_rank_by_is_refused(text: str, code: str) -> None:
    with pytest.raises(PhraseError) as refused:
        Rank.parse(text)

    assert refused.value.code == code


def test_who_checks_another_unit_sees_and_acts_there_while_she_is_asked() -> None:
    checked = Resource(path=("pc01", "province"), author_id="an", waits_for=(Grant("head", "pc02"),))
    asked = Resource(path=checked.path, author_id="an", waits_for=checked.waits_for, asked_path=("pc02", "province"))
    head, leader = (Actor(role, (Grant(role, "pc02"),)) for role in ("head", "leader"))
    stranger = Actor("stranger", (Grant("head", "pc03"),))

    found = [authorize(who, Action.NOMINATIONS_SCORE, asked).code for who in (head, leader, stranger)]

    assert found == ["allowed", "not_allowed", "not_found"]
    assert authorize(head, Action.NOMINATIONS_EXTEND, asked).code == "not_allowed"
    assert authorize(head, Action.NOMINATIONS_READ, checked).code == "not_found"
