from datetime import timedelta

import pytest
from sqlalchemy import select, update

from rules.errors import RuleBroken
from store import ballots, sittings
from store import tables as t
from store.engine import Database
from store.errors import SpoiledBallot
from store.sealing import sealing_key
from store.sittings import Recusal
from tests.store.makers import MASTER, NOW, key_of, make_nomination, make_sitting

BOTH = {"n-1": "aye", "n-2": "no"}


@pytest.fixture
def vote(db: Database) -> Database:
    """A database with an open vote in it."""
    with db.write() as conn:
        make_sitting(conn)
    return db


def cast(database: Database, person_id: str = "b", choices=BOTH, sitting_id: str = "s", **changes) -> ballots.Receipt:
    with database.write() as conn:
        return ballots.cast(conn, sitting_id, person_id, choices, **{"mode": "present", "now": NOW} | changes)


def close(database: Database, status: str = "closed") -> None:
    with database.write() as conn:
        conn.execute(update(t.sittings).values(status=status))


def tallies(database: Database, sitting_id: str = "s", voting_round: int = 1):
    with database.write() as conn:
        return ballots.tallies(conn, sitting_id, voting_round, key_of(sitting_id, voting_round))


def stand_aside(database: Database, person_id: str, nomination_id: str) -> bool:
    with database.write() as conn:
        return sittings.stand_aside(conn, "s", Recusal(person_id, nomination_id, "họ hàng", person_id))


def code_of(refused) -> str:
    return refused.value.code


def test_a_ballot_that_was_taken_is_counted(vote: Database) -> None:
    cast(vote, "chair", {"n-1": "aye", "n-2": "aye"})
    cast(vote, "b", {"n-1": "abstention", "n-2": "no"})
    close(vote)

    counted = [(one.nomination_id, one.ayes, one.noes, one.abstentions) for one in tallies(vote)]

    assert counted == [("n-1", 1, 0, 1), ("n-2", 1, 1, 0)]


def test_a_member_may_change_her_mind_until_the_vote_closes(vote: Database) -> None:
    revisions = [cast(vote, "b", {"n-1": choice}).revision for choice in ("no", "abstention", "aye")]
    close(vote)

    first = tallies(vote)[0]

    assert (revisions, first.ayes, first.noes, first.abstentions) == ([1, 2, 3], 1, 0, 0)


def test_the_last_member_closes_the_round(vote: Database) -> None:
    have_all_voted = [cast(vote, person).has_everybody_voted for person in ("b", "c", "b", "chair", "chair")]

    assert have_all_voted == [False, False, False, True, True]


@pytest.mark.parametrize("status", ["planned", "closed", "decided", "none"])
def test_only_an_open_vote_takes_ballots(db: Database, status: str) -> None:
    with db.write() as conn:
        make_sitting(conn, status=status)

    with pytest.raises(RuleBroken) as refused:
        cast(db)

    assert code_of(refused) == "not_open"


def test_a_ballot_at_the_closing_hour_is_late_even_if_nobody_has_closed_yet(vote: Database) -> None:
    closes_at = NOW + timedelta(days=2)
    cast(vote, now=closes_at - timedelta(microseconds=1))

    with pytest.raises(RuleBroken) as refused:
        cast(vote, now=closes_at)

    assert code_of(refused) == "not_open"


def test_a_sitting_that_there_is_not_is_unknown(db: Database) -> None:
    with pytest.raises(RuleBroken) as refused:
        cast(db)

    assert code_of(refused) == "unknown_sitting"


def test_only_who_sits_in_the_council_votes(vote: Database) -> None:
    with vote.write() as conn:
        conn.execute(t.roster.insert().values(sitting_id="s", person_id="clerk", post="secretary", voting=False))

    codes = []
    for person_id in ("stranger", "clerk"):
        with pytest.raises(RuleBroken) as refused:
            cast(vote, person_id)
        codes.append(code_of(refused))

    assert codes == ["not_on_roster", "not_on_roster"]


def test_a_choice_for_what_is_no_candidate_spoils_nothing(vote: Database) -> None:
    cast(vote)

    with pytest.raises(RuleBroken) as refused:
        cast(vote, choices={"n-1": "no", "n-9": "aye"})

    close(vote)
    assert (code_of(refused), refused.value.params["nominations"], tallies(vote)[0].ayes) == (
        "unknown_candidate",
        ["n-9"],
        1,
    )


def test_who_stands_aside_does_not_vote_on_that_candidate(vote: Database) -> None:
    stand_aside(vote, "b", "n-1")

    with pytest.raises(RuleBroken) as refused:
        cast(vote)
    cast(vote, choices={"n-2": "aye"})

    close(vote)
    assert (code_of(refused), [(one.ayes, one.recused) for one in tallies(vote)]) == ("stands_aside", [(0, 1), (1, 0)])


def test_a_ballot_that_says_nothing_is_refused(vote: Database) -> None:
    with pytest.raises(RuleBroken) as refused:
        cast(vote, choices={})

    assert code_of(refused) == "empty_ballot"


def test_standing_aside_after_voting_takes_the_choice_back(vote: Database) -> None:
    cast(vote, "b")

    stand_aside(vote, "b", "n-1")
    close(vote)

    assert [(one.ayes, one.noes, one.recused) for one in tallies(vote)] == [(0, 0, 1), (0, 1, 0)]


def test_who_stands_aside_from_all_is_not_waited_for(vote: Database) -> None:
    cast(vote, "chair")
    cast(vote, "c")

    has_everybody = [stand_aside(vote, "b", "n-1"), stand_aside(vote, "b", "n-2")]

    assert has_everybody == [False, True]


@pytest.mark.parametrize(
    ("person_id", "nomination_id", "status", "code"),
    [
        pytest.param("stranger", "n-1", "open", "not_on_roster", id="no member"),
        pytest.param("b", "n-9", "open", "unknown_candidate", id="no candidate"),
        pytest.param("b", "n-1", "closed", "not_open", id="too late"),
    ],
)
def test_standing_aside_is_refused(db: Database, person_id: str, nomination_id: str, status: str, code: str) -> None:
    with db.write() as conn:
        make_sitting(conn, status=status)

    with pytest.raises(RuleBroken) as refused:
        stand_aside(db, person_id, nomination_id)

    assert code_of(refused) == code


def test_what_a_ballot_leaves_out_is_silence(vote: Database) -> None:
    cast(vote, "b", {"n-2": "aye"})
    close(vote)

    first = tallies(vote)[0]

    assert (first.ayes, first.noes, first.abstentions, first.recused) == (0, 0, 0, 0)


def test_written_ballots_count_and_their_members_are_not_present(vote: Database) -> None:
    cast(vote, "b")
    cast(vote, "c", mode="written")
    close(vote)

    first = tallies(vote)[0]

    assert (first.ayes, first.present) == (2, 1)


def test_the_tally_says_what_the_chair_chose_and_what_candidates_are_ranked_by(vote: Database) -> None:
    with vote.write() as conn:
        make_nomination(conn, "n-1", beneficiaries=7, tries=1)
    cast(vote, "chair", {"n-1": "abstention"})
    stand_aside(vote, "chair", "n-2")
    close(vote)

    first, second = tallies(vote)

    assert (first.chair, first.beneficiaries, first.logged_at, first.tries) == ("abstention", 7, NOW, 1)
    assert (second.chair, second.beneficiaries, second.tries) == ("recused", None, 0)


def test_nothing_is_counted_while_the_vote_is_open(vote: Database) -> None:
    cast(vote)

    with pytest.raises(RuleBroken) as refused:
        tallies(vote)

    assert code_of(refused) == "still_open"


def test_a_ballot_copied_into_another_members_row_stops_the_count(vote: Database) -> None:
    cast(vote, "b")
    cast(vote, "c", {"n-1": "no", "n-2": "no"})
    b = t.ballots.c
    with vote.write() as conn:
        stolen = select(b.sealed).where(b.person_id == "b").scalar_subquery()
        conn.execute(update(t.ballots).where(b.person_id == "c").values(sealed=stolen))
    close(vote)

    with pytest.raises(SpoiledBallot) as refused:
        tallies(vote)

    assert refused.value.whose == "s#1#c"


def test_a_ballots_row_holds_no_choice_and_no_hour(vote: Database) -> None:
    cast(vote, "b", BOTH)
    cast(vote, "c", {"n-1": "no", "n-2": "no"})

    with vote.read() as conn:
        rows = conn.execute(select(t.ballots).order_by(t.ballots.c.person_id)).mappings().all()

    assert [set(row) for row in rows] == [
        {"sitting_id", "round", "person_id", "sealed", "revision", "cast_on", "mode"}
    ] * 2
    assert [(len(row["sealed"]), row["cast_on"]) for row in rows] == [(66, NOW.date())] * 2


def test_a_second_round_has_its_own_key_ballots_and_candidates(vote: Database) -> None:
    cast(vote, "b")
    cast(vote, "c")
    cast(vote, "chair")
    with vote.write() as conn:
        sittings.open_round(conn, "s", 2, ["n-2"])
        conn.execute(update(t.sittings).values(public_key=bytes(key_of("s", 2).public_key)))

    receipt = cast(vote, "b", {"n-2": "aye"})
    with pytest.raises(RuleBroken) as refused:
        cast(vote, "c", {"n-1": "aye"})
    close(vote)

    assert (receipt, code_of(refused)) == (ballots.Receipt(2, 1, has_everybody_voted=False), "unknown_candidate")
    assert [(one.nomination_id, one.ayes) for one in tallies(vote, voting_round=2)] == [("n-2", 1)]
    assert [(one.nomination_id, one.ayes) for one in tallies(vote)] == [("n-1", 3), ("n-2", 0)]


def test_opening_a_round_again_takes_no_vote_back(vote: Database) -> None:
    with vote.write() as conn:
        sittings.open_round(conn, "s", 2, ["n-2"])
    cast(vote, "b", {"n-2": "aye"})

    with vote.write() as conn:
        sittings.open_round(conn, "s", 2, ["n-2"])
        voted = [member.person_id for member in sittings.roster(conn, "s") if member.has_voted_at]

    assert voted == ["b"]


def test_who_is_missing_is_told_for_open_sittings_only(vote: Database) -> None:
    with vote.write() as conn:
        make_sitting(conn, "planned", status="planned")
    cast(vote, "b")

    with vote.read() as conn:
        missing = sittings.missing_voters(conn, ["s", "planned", "none"])

    assert missing == {"s": ("c", "chair")}


def test_fifteen_members_and_sixty_candidates_are_counted(db: Database) -> None:
    members = [f"m{number:02}" for number in range(15)]
    candidates = [f"n-{number:02}" for number in range(60)]
    with db.write() as conn:
        make_sitting(conn, members=members, candidates=candidates)
    for number, member in enumerate(members):
        cast(db, member, {id_: "aye" if (number + place) % 3 else "no" for place, id_ in enumerate(candidates)})
    close(db)

    counted = tallies(db)

    assert [(one.nomination_id, one.ayes, one.noes) for one in counted] == [(id_, 10, 5) for id_ in candidates]


def test_the_roster_is_read_chair_first_and_the_wrong_master_key_opens_nothing(vote: Database) -> None:
    cast(vote)
    close(vote)

    with vote.write() as conn:
        posts = [member.post for member in sittings.roster(conn, "s")]
        with pytest.raises(SpoiledBallot):
            ballots.tallies(conn, "s", 1, sealing_key(bytes(reversed(MASTER)), "s", 1))

    assert posts == ["chair", "member", "member"]
