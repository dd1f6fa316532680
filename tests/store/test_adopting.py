"""A change of the rules as rows: its checks, its edition, what it does to what runs, each step twice."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from rules.commands import Recommend, Shift
from rules.entries import Dates
from rules.rule_changes import Finished, PutInForce, evolve
from store import adopting, audit, editions, instance, periods, rule_changes, terms
from store import tables as t
from store.adopting import PLANNED, Settled
from store.engine import Database
from store.objections import objections
from store.rule_changes import Draft
from store.rulebook import Rulebook
from tests.store.cases import (
    MONDAY,
    OPENING,
    Case,
    hand_over,
    log,
    make_council,
    open_votes,
    stand,
)
from tests.store.cases import plan as plan_sitting
from tests.store.changing import (
    MONTHS_QUORUM,
    TEXT,
    THE_DAY,
    THREE_DAYS,
    TUESDAY,
    adopt,
    begin,
    carry_out,
    changed_text,
    draft,
    instants,
    planned,
    propose,
    reminders,
)

FIVE_AFTER = "votes_close: 5 working days after voting opens"
DATES = ("due_at", "escalate_at", "lapse_at")


def finish(database: Database, one: Draft, when: datetime) -> None:
    """The change is done."""
    with database.write() as conn:
        conn.execute(
            t.rule_changes.update().where(t.rule_changes.c.id == one.id).values(phase="done", finished_at=when)
        )


def test_a_running_deadline_and_its_reminders_move_and_the_audit_chain_says_so(house: Database) -> None:
    rulebook, one = Rulebook(), draft()
    case = log(house)
    propose(house, one)
    shown = planned(house, one, TUESDAY, rulebook).choices[-1]

    of = begin(house, one, TUESDAY, rulebook)
    carry_out(house, one, {"n-1": case}, TUESDAY, rulebook)

    assert (of, [moving.about for moving in shown.moving]) == (1, ["n-1"])
    assert case.entry.due_at == shown.moving[0].moves["due_at"][1]
    assert reminders(house, "n-1") == shown.moving[0].reminders_after
    with house.read() as conn:
        assert rule_changes.progress(conn, one.id) == rule_changes.Progress(1, 1, 0, 0, ())
        findings = audit.verify(conn)
    assert (findings.is_unbroken, findings.agrees) == (True, True)


def test_everything_twice_changes_nothing(small_house: Database) -> None:
    rulebook, one = Rulebook(), draft()
    case = log(small_house)
    state = propose(small_house, one)
    begin(small_house, one, TUESDAY, rulebook)
    carry_out(small_house, one, {"n-1": case}, TUESDAY, rulebook)
    in_force = PutInForce(at=TUESDAY, edition="sv1-x", of=1)
    finished = Finished(at=TUESDAY, moved=1, kept=0, failed=0)
    state = evolve(evolve(state, in_force), finished)

    for _ in range(2):
        assert begin(small_house, one, TUESDAY, rulebook) == 1
        with small_house.write() as conn:
            number = rule_changes.note(conn, one.id, 5, [in_force, finished], state, instance.epoch(conn))

    assert number == 6
    with small_house.read() as conn:
        assert conn.execute(select(func.count()).select_from(t.editions)).scalar_one() == 2
        change = rule_changes.by_id(conn, one.id)
    assert change is not None
    assert (change.phase, change.finished_at) == ("done", TUESDAY)


def test_an_open_vote_takes_the_new_places_and_keeps_roster_threshold_and_instants(house: Database) -> None:
    rulebook = Rulebook()
    one = draft(changed_text(("      at_most: no limit\n", "      at_most: 3\n")), on=OPENING.date())
    with house.write() as conn:
        stand(conn, "n-9")
        sitting = plan_sitting(conn)
    open_votes(house, sitting)
    propose(house, one)
    before = instants(house, sitting)

    begin(house, one, OPENING, rulebook)
    for _ in range(2):  # a repeated hand writes nothing twice
        carry_out(house, one, {}, OPENING, rulebook)
        with house.read() as conn:
            edition = str(rule_changes.by_id(conn, one.id).edition)  # type: ignore[union-attr]
        adopt(house, sitting, edition, {}, OPENING, rulebook)

    s, e = t.sittings.c, t.events.c
    with house.read() as conn:
        row = conn.execute(select(t.sittings).where(s.id == sitting)).one()
        told = conn.execute(select(e.kind).where(e.stream == sitting).order_by(e.number)).scalars().all()
    assert (row.edition, row.policy["select"]["at_most"], row.policy["quorum"]) == (
        edition,
        "3",
        "at least 2/3 of members",
    )
    # the rules of a month name no day on which results are published
    assert (instants(house, sitting), told) == (before | {"published_at": None}, ["voting_opened", "adopted"])


def test_a_threshold_of_an_open_vote_is_refused_and_never_applied(house: Database) -> None:
    rulebook = Rulebook()
    stricter = changed_text((MONTHS_QUORUM, "quorum: at least 3/4 of members\n"))
    one = draft(stricter, on=OPENING.date(), at=OPENING)
    with house.write() as conn:
        stand(conn, "n-9")
        sitting = plan_sitting(conn)
    open_votes(house, sitting)

    with house.read() as conn:
        against = objections(conn, one, rulebook, at=OPENING)
    propose(house, one)
    begin(house, one, OPENING, rulebook)
    carry_out(house, one, {}, OPENING, rulebook)

    with house.read() as conn:
        so_far = rule_changes.progress(conn, one.id)
    assert against == ("open_votes",)
    assert (so_far.of, so_far.moved, so_far.stayed) == (1, 0, ((sitting, "vote_frozen"),))
    assert planned(house, one, OPENING, rulebook).choices[-1].refused == (sitting,)


@pytest.mark.parametrize(
    ("one", "codes"),
    [
        pytest.param(draft(), (), id="nothing"),
        pytest.param(draft("schema: nothing"), ("rule_file_broken",), id="not a rule file"),
        pytest.param(draft(cases=None), ("rule_file_broken",), id="without cases"),
        pytest.param(draft(on=date(2026, 11, 22)), ("date_past",), id="a day that is over"),
        pytest.param(draft(TEXT), ("same_rules",), id="the same rules"),
        pytest.param(
            draft(on=date(2020, 1, 1)), ("date_past", "edition_overlaps"), id="before an edition that is in force"
        ),
    ],
)
def test_what_speaks_against_a_change_is_told(small_house: Database, one: Draft, codes: tuple[str, ...]) -> None:
    with small_house.read() as conn:
        assert objections(conn, one, Rulebook(), at=MONDAY) == codes


def test_a_slip_of_today_is_mended_today_and_each_entry_says_which_edition_it_has(small_house: Database) -> None:
    rulebook, first, second = (
        Rulebook(),
        draft(),
        draft(changed_text((THREE_DAYS, "within: 4 working days\n")), id="rc-2"),
    )
    cases = {"n-1": log(small_house)}
    propose(small_house, first)
    begin(small_house, first, TUESDAY, rulebook)
    carry_out(small_house, first, cases, TUESDAY, rulebook)
    finish(small_house, first, TUESDAY)
    with small_house.read() as conn:
        wrong = rulebook.in_force(conn, "so-vang", THE_DAY).edition
        mended = replace(second, base=wrong, at=TUESDAY)
        against = objections(conn, mended, rulebook, at=TUESDAY)
        same_again = objections(conn, replace(first, id="rc-3", base=wrong, at=TUESDAY), rulebook, at=TUESDAY)
        tomorrow = objections(conn, replace(mended, on=THE_DAY - timedelta(days=1)), rulebook, at=MONDAY)

    propose(small_house, mended)
    begin(small_house, mended, TUESDAY + timedelta(hours=1), rulebook)
    carry_out(small_house, mended, cases, TUESDAY + timedelta(hours=1), rulebook)

    with small_house.read() as conn:
        now = rulebook.in_force(conn, "so-vang", THE_DAY).edition
        applied = [one.edition for one in terms.of_nomination(conn, "n-1")]
    assert (against, same_again) == ((), ("edition_replaced", "same_rules"))
    assert tomorrow == ("edition_overlaps",)
    assert now not in (wrong, mended.base)
    assert applied[-2:] == [wrong, now]


def test_a_deadline_that_got_back_the_time_of_an_outage_stays(small_house: Database) -> None:
    rulebook, one = Rulebook(), draft()
    case = log(small_house)
    later = case.entry.model_copy(update={name: getattr(case.entry, name) + timedelta(days=1) for name in DATES})
    dates = Dates.model_validate({name: getattr(later, name) for name in DATES})
    case.ask(Shift(by="admin", because="mất điện", dates=dates), MONDAY)
    hand_over(small_house, case)

    shown = planned(small_house, one, TUESDAY, rulebook).choices[-1]

    assert (shown.moving, shown.stay) == ((), {"extended": ("n-1",)})


def test_the_period_goes_where_its_sittings_go_and_late_units_sit_with_the_others(small_house: Database) -> None:
    rulebook, one = Rulebook(), draft(changed_text((FIVE_AFTER, FIVE_AFTER.replace("5", "4"))))
    with small_house.write() as conn:
        periods.open_period(
            conn, "so-vang", "unit-month", "2026-11", at=MONDAY, epoch=instance.epoch(conn), rulebook=rulebook
        )
    propose(small_house, one)

    begin(small_house, one, TUESDAY, rulebook)
    carry_out(small_house, one, {}, TUESDAY, rulebook)
    with small_house.write() as conn:
        make_council(conn, "commune")
        periods.add_sittings(
            conn, "period/so-vang/unit-month/2026-11", at=TUESDAY, epoch=instance.epoch(conn), rulebook=rulebook
        )

    s, p = t.sittings.c, t.periods.c
    with small_house.read() as conn:
        closings = set(conn.execute(select(s.votes_close_at)).scalars())
        period = conn.execute(select(p.votes_close_at, p.edition)).one()
        edition = rulebook.in_force(conn, "so-vang", THE_DAY).edition
    assert closings == {period.votes_close_at}
    assert period.edition == edition


def test_one_change_of_a_programme_at_a_time(small_house: Database) -> None:
    propose(small_house, draft())

    with small_house.read() as conn:
        against = objections(conn, draft(id="rc-2", at=TUESDAY), Rulebook(), at=MONDAY)

    assert against == ("change_under_way",)


def test_who_gives_no_answer_is_asked_again_and_then_listed(small_house: Database) -> None:
    rulebook, one = Rulebook(), draft()
    log(small_house)
    propose(small_house, one)
    begin(small_house, one, TUESDAY, rulebook)

    for _ in range(adopting.ATTEMPTS):
        with small_house.write() as conn:
            adopting.settle(conn, one.id, [Settled("n-1", PLANNED, "no_answer")], at=TUESDAY)

    with small_house.read() as conn:
        assert rule_changes.progress(conn, one.id).failures == (("n-1", "no_answer"),)


def test_what_began_before_a_pinning_edition_goes_on_by_the_old_one(small_house: Database) -> None:
    rulebook, one = (
        Rulebook(),
        draft(changed_text(("    within: 5 working days  # our choice\n", "    within: 4 working days\n")), "pin"),
    )
    case = log(small_house)
    propose(small_house, one)
    begin(small_house, one, TUESDAY, rulebook)
    case.ask(Recommend(by="binh"), TUESDAY + timedelta(hours=9))
    hand_over(small_house, case, rulebook=rulebook)
    later = log_by(small_house, "n-2", TUESDAY + timedelta(hours=9), rulebook)

    with small_house.read() as conn:
        new = editions.in_force(conn, "so-vang", TUESDAY.date())
    assert new is not None
    assert (case.entry.edition, later.entry.edition) == (one.base, new.hash)


def log_by(database: Database, id_: str, when: datetime, rulebook: Rulebook) -> Case:
    with database.read() as conn:
        case = Case.logged(conn, id_, when=when)
    hand_over(database, case, rulebook=rulebook)
    return case
