"""What is behind: timers and workflows that still owe the rows something."""

from datetime import datetime, timedelta

from sqlalchemy import update

from rules.commands import Recommend
from rules.programme import CouncilStage
from store import tables as t
from store.engine import Database
from store.pending import pending, unlogged, unopened, unshown
from tests.store.cases import (
    CLOSING,
    MONDAY,
    OPENING,
    SO_VANG,
    Case,
    at,
    close,
    hand_over,
    log,
    open_votes,
    plan,
    stand,
    vote,
)

COUNCILS = [stage.stage for stage in SO_VANG.stages if isinstance(stage, CouncilStage)]
A_MOMENT = timedelta(seconds=1)


def behind(database: Database, now: datetime) -> tuple[str, ...]:
    with database.read() as conn:
        return pending(conn, COUNCILS, now)


def test_a_vote_is_behind_from_the_instant_it_should_open_or_close(house: Database) -> None:
    with house.write() as conn:
        stand(conn, "n-1")
        sitting = plan(conn)
    planned = behind(house, OPENING - A_MOMENT), behind(house, OPENING)
    open_votes(house, sitting)

    opened = behind(house, CLOSING - A_MOMENT), behind(house, CLOSING)
    vote(house, sitting, {"n-1": 1})
    close(house, sitting)

    assert (planned, opened, behind(house, CLOSING)) == (((), (sitting,)), ((), (sitting,)), ())


def test_a_waiting_list_is_behind_when_results_should_be_published(house: Database) -> None:
    with house.write() as conn:
        sitting = plan(conn, status="decided")
        conn.execute(
            t.candidates.insert().values(
                sitting_id=sitting, nomination_id="n-1", round=1, position=0, outcome="waiting"
            )
        )
    published_at = CLOSING + timedelta(days=7)

    assert (behind(house, published_at - A_MOMENT), behind(house, published_at)) == ((), (sitting,))


def test_a_period_that_has_not_begun_is_not_open(house: Database) -> None:
    instants = dict.fromkeys(("opens_at", "candidates_close_at", "votes_open_at", "votes_close_at"), CLOSING)
    with house.write() as conn:
        row = {"id": "p", "programme": "so-vang", "stage": "unit-month", "period": "2026-11", "edition": "e"}
        conn.execute(t.periods.insert().values(status="open", **row, **instants))

        assert unopened(conn, ["p", "q"]) == {"q"}


def test_a_nomination_is_behind_when_its_superior_should_have_been_asked_or_silence_counted(house: Database) -> None:
    case = log(house)
    escalates, lapses = case.entry.escalate_at, case.entry.lapse_at
    assert (behind(house, escalates - A_MOMENT), behind(house, escalates)) == ((), ("n-1",))

    case.elapse(escalates)
    hand_over(house, case)

    assert (behind(house, lapses - A_MOMENT), behind(house, lapses)) == ((), ("n-1",))


def test_a_nomination_that_has_not_heard_its_council_is_behind(house: Database) -> None:
    case = log(house)
    case.ask(Recommend(by="binh"), at("2026-11-25T09:00"))
    hand_over(house, case)
    before = behind(house, OPENING + timedelta(days=900))

    with house.write() as conn:
        conn.execute(update(t.nominations).values(stage="dossier", entry=None))

    assert (before, behind(house, MONDAY)) == ((), ("n-1",))


def test_what_the_rows_do_not_know_yet_is_not_logged(house: Database) -> None:
    log(house)
    with house.read() as conn:
        Case.logged(conn, "n-2")

        assert unlogged(conn, ["n-1", "n-2"]) == {"n-2"}


def test_what_the_rows_show_up_to_an_earlier_event_is_not_shown(house: Database) -> None:
    log(house)
    with house.read() as conn:
        assert unshown(conn, {"n-1": 1}) == frozenset()
        assert unshown(conn, {"n-1": 2, "n-2": 1}) == {"n-1", "n-2"}
