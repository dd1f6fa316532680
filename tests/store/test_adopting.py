"""A change of the rules as rows: its checks, its edition, and that it does to what runs exactly what was planned."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from rules.commands import Adopt, Extend, Recommend
from rules.inspection import read_whole
from rules.loading import programme_file, text_of
from rules.mistakes import RuleFileError
from rules.rule_changes import Approved, Begun, Checked, Finished, Proposed, PutInForce, State, evolve, fold
from store import adopting, audit, editions, instance, rule_changes
from store import tables as t
from store.adopting import KEPT, MOVED, PLANNED, Settled, SittingAdopts
from store.engine import Database
from store.rule_changes import Draft
from store.rule_plans import Plan
from store.rule_plans import plan as plan_change
from store.rulebook import Rulebook
from tests.store.cases import (
    MONDAY,
    OPENING,
    RULEBOOK,
    SO_VANG,
    Case,
    at,
    hand_over,
    log,
    make_house,
    open_votes,
    stand,
)
from tests.store.cases import plan as plan_sitting

TEXT = text_of(programme_file("so-vang"))
CASES = text_of(programme_file("so-vang").with_name("so-vang.cases.yaml"))
TUESDAY = at("2026-11-24T00:00")
THE_DAY = TUESDAY.date()
THREE_DAYS, FIVE_DAYS = "within: 3 working days  # our choice\n", "within: 5 working days\n"
MONTHS_QUORUM = "quorum: at least 2/3 of members  # our choice: the articles do not say\n"


def other(**clauses: str) -> str:
    """The rule file with other clauses; a key is the clause as it stands, with its blanks as underscores."""
    text = TEXT
    for clause, instead in clauses.items():
        assert clause in text
        text = text.replace(clause, instead, 1)
    return text


def changed_text(*pairs: tuple[str, str]) -> str:
    return other(**dict(pairs))


LONGER = changed_text((THREE_DAYS, FIVE_DAYS))


def draft(text: str = LONGER, running: str = "now", on: date = THE_DAY, **changes: Any) -> Draft:
    told = {
        "id": "rc-1",
        "programme": "so-vang",
        "text": text,
        "cases": CASES,
        "base": RULEBOOK.draft(SO_VANG).edition,
        "on": on,
        "starts_at": datetime.combine(on, datetime.min.time(), TUESDAY.tzinfo),
        "running": running,
        "because": "QĐ 25",
        "by": "admin",
        "at": MONDAY,
    }
    return Draft(**(told | changes))


def propose(database: Database, one: Draft) -> State:
    """A draft that somebody approved and whose day has come, in the rows and the ledger."""
    proposed = Proposed(
        at=one.at, by=one.by, programme=one.programme, on=one.on, starts_at=one.starts_at, running=one.running,
        because=one.because,
    )  # fmt: skip
    events = [proposed, Checked(at=one.at), Approved(at=one.at, by="head"), Begun(at=one.starts_at)]
    state = fold(one.id, events)
    with database.write() as conn:
        rule_changes.keep_draft(conn, one)
        rule_changes.note(conn, one.id, 1, events, state, instance.epoch(conn))
    return state


def begin(database: Database, one: Draft, when: datetime, rulebook: Rulebook) -> int:
    """Put the change in force; return how many are to follow."""
    with database.write() as conn:
        rule_changes.put_in_force(conn, one.id, at=when, epoch=instance.epoch(conn))
        return adopting.list_followers(conn, one.id, rulebook, at=when)


def carry_out(database: Database, one: Draft, cases: dict[str, Case], when: datetime, rulebook: Rulebook) -> None:
    """Ask everything that is to follow, as the hands and the workflows do."""
    while True:
        with database.read() as conn:
            to_ask = adopting.next_followers(conn, one.id, rulebook, at=when, limit=2)
            edition = rule_changes.by_id(conn, one.id).edition  # type: ignore[union-attr]
        if not (to_ask.nominations or to_ask.sittings or to_ask.because):
            return
        for id_, found in to_ask.nominations.items():
            cases[id_].ask(Adopt(by=one.by, entry=found.entry, because=one.because), when)
            hand_over(database, cases[id_], rulebook=rulebook)
        for id_, seated in to_ask.sittings.items():
            adopt(database, id_, str(edition), {name: pair[1] for name, pair in seated.moves.items()}, when, rulebook)
        settled = [Settled(id_, MOVED) for id_ in (*to_ask.nominations, *to_ask.sittings)]
        settled += [Settled(id_, KEPT, why) for id_, why in to_ask.because.items()]
        with database.write() as conn:
            adopting.settle(conn, one.id, settled, at=when)


def adopt(
    database: Database, sitting_id: str, edition: str, instants: dict[str, Any], when: datetime, rulebook: Rulebook
) -> None:
    asked = SittingAdopts(sitting_id, "rc-1", edition, "admin", "QĐ 25", instants)
    with database.write() as conn:
        adopting.adopt_in_sitting(conn, asked, at=when, epoch=instance.epoch(conn), rulebook=rulebook)


def planned(database: Database, one: Draft, when: datetime, rulebook: Rulebook) -> Plan:
    with database.read() as conn:
        base, new = rulebook.of(conn, one.base), rulebook.draft(rule_changes.read_dated(one.text, one.on))
        return plan_change(conn, base, new, rulebook, at=when)


def reminders(database: Database, about: str) -> tuple[datetime, ...]:
    r = t.reminders.c
    with database.read() as conn:
        found = conn.execute(select(r.at).where(r.about == about, r.state == "planned").distinct().order_by(r.at))
        return tuple(found.scalars())


def instants(database: Database, about: str) -> dict[str, datetime | None]:
    """What a nomination's terms or a sitting's row say now."""
    n, s = t.nominations.c, t.sittings.c
    with database.read() as conn:
        entry = conn.execute(select(n.entry).where(n.id == about)).scalar()
        if entry is not None:
            names = ("due_at", "escalate_at", "lapse_at")
            return {name: datetime.fromisoformat(entry[name]) if entry[name] else None for name in names}
        row = conn.execute(select(t.sittings).where(s.id == about)).one()
        names = ("candidates_close_at", "votes_open_at", "votes_close_at", "published_at")
        return {name: getattr(row, name) for name in names}


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
        against = rule_changes.objections(conn, one, rulebook, at=OPENING)
    propose(house, one)
    of = begin(house, one, OPENING, rulebook)

    assert (against, of) == (("open_votes",), 0)
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
        assert rule_changes.objections(conn, one, Rulebook(), at=MONDAY) == codes


def test_one_change_of_a_programme_at_a_time(small_house: Database) -> None:
    propose(small_house, draft())

    with small_house.read() as conn:
        against = rule_changes.objections(conn, draft(id="rc-2", at=TUESDAY), Rulebook(), at=MONDAY)

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


# ── the law ──

spans = st.integers(1, 9).map(lambda days: (THREE_DAYS, f"within: {days} working days\n"))
closings = st.integers(1, 9).map(
    lambda days: (
        "votes_close: 5 working days after voting opens",
        f"votes_close: {days} working days after voting opens",
    )
)
places = st.integers(1, 9).map(lambda limit: ("      at_most: no limit\n", f"      at_most: {limit}\n"))
quorums = st.just((MONTHS_QUORUM, "quorum: at least 3/4 of members\n"))
edits = st.lists(st.one_of(spans, closings, places, quorums), min_size=1, max_size=3, unique_by=lambda pair: pair[0])
starts = st.lists(st.integers(0, 4 * 24), min_size=1, max_size=3).map(
    lambda hours: [MONDAY + timedelta(hours=one) for one in hours]
)
moments = st.integers(1, 12).map(lambda days: TUESDAY + timedelta(days=days))


@pytest.fixture(scope="module")
def copies(sqlite_template: Path) -> Path:
    return sqlite_template


def is_sound(text: str) -> bool:
    try:
        read_whole(text, "rules.yaml")
    except RuleFileError:
        return False
    return True


@contextmanager
def fresh(template: Path) -> Iterator[Database]:
    with TemporaryDirectory() as folder:
        file = shutil.copyfile(template, Path(folder) / "app.db")
        database = Database(f"sqlite:///{file}")
        try:
            with database.write() as conn:
                make_house(conn)
            yield database
        finally:
            database.close()


@settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(edits, starts, moments, st.booleans(), st.booleans())
def test_the_adoption_does_what_was_planned_and_nothing_else(
    copies: Path,
    pairs: list[tuple[str, str]],
    logged: list[datetime],
    when: datetime,
    is_open: bool,
    is_extended: bool,
) -> None:
    one = draft(changed_text(*pairs), on=when.date())
    assume(is_sound(one.text))
    with fresh(copies) as database:
        rulebook = Rulebook()
        cases = {f"n-{place}": log_at(database, f"n-{place}", at_) for place, at_ in enumerate(logged)}
        if is_extended and (due := cases["n-0"].entry.due_at):
            cases["n-0"].ask(Extend(by="head", until=due + timedelta(days=3), because="bận"), logged[0])
            hand_over(database, cases["n-0"])
        with database.write() as conn:
            stand(conn, "n-c")
            sittings = [plan_sitting(conn), plan_sitting(conn, "department")]
        if is_open and when >= OPENING:
            open_votes(database, sittings[0])
        propose(database, one)
        everything = [*cases, *sittings]
        before = {about: (instants(database, about), reminders(database, about)) for about in everything}
        shown = planned(database, one, when, rulebook).choices[-1]

        begin(database, one, when, rulebook)
        carry_out(database, one, cases, when, rulebook)

        for about in everything:
            moving = next((moving for moving in shown.moving if moving.about == about), None)
            now = instants(database, about)
            if moving is None:
                assert (now, reminders(database, about)) == before[about]
            else:
                expected = {**before[about][0], **{name: pair[1] for name, pair in moving.moves.items()}}
                assert now == expected
                assert reminders(database, about) == moving.reminders_after
        with database.read() as conn:
            so_far = rule_changes.progress(conn, one.id)
        assert (so_far.of, so_far.moved, so_far.failed) == (len(shown.moving), len(shown.moving), 0)


def log_at(database: Database, id_: str, when: datetime) -> Case:
    return log(database, id_, when=when)
