"""Changes of the rules as their workflow and its hands make them, for the tests of the store. No mocks."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from sqlalchemy import select

from rules.commands import Adopt, Extend
from rules.loading import programme_file, text_of
from rules.rule_changes import Approved, Begun, Checked, Proposed, State, fold
from store import adopting, instance, rule_changes
from store import tables as t
from store.adopting import KEPT, MOVED, Settled, SittingAdopts
from store.engine import Database
from store.rule_changes import Draft
from store.rule_plans import Choice, Plan
from store.rule_plans import plan as plan_change
from store.rulebook import Rulebook
from tests.databases import OneFile
from tests.store.cases import (
    MONDAY,
    RULEBOOK,
    SO_VANG,
    Case,
    at,
    hand_over,
    log,
    make_house,
)

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
        if not (to_ask.nominations or to_ask.sittings or to_ask.because):
            with database.write() as conn:
                adopting.finish(conn, one.id, rulebook, at=when)
            return
        for id_, found in to_ask.nominations.items():
            cases[id_].ask(Adopt(by=one.by, entry=found.entry, because=one.because), when)
            hand_over(database, cases[id_], rulebook=rulebook)
        for id_, seated in to_ask.sittings.items():
            edition = to_ask.editions[id_]
            adopt(database, id_, edition, {name: pair[1] for name, pair in seated.moves.items()}, when, rulebook)
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


Told = dict[str, tuple[dict[str, datetime | None], tuple[datetime, ...]]]
"""What moves → its instants and the reminders planned for it."""


def told_of(database: Database, everything: Iterable[str]) -> Told:
    return {about: (instants(database, about), reminders(database, about)) for about in everything}


def as_planned(before: Told, shown: Choice) -> Told:
    """What is to be told after the change, if it does what was planned and nothing else."""
    after = dict(before)
    for moving in shown.moving:
        moved = {**before[moving.about][0], **{name: pair[1] for name, pair in moving.moves.items()}}
        after[moving.about] = (moved, moving.reminders_after)
    return after


@contextmanager
def fresh(one_file: OneFile) -> Iterator[Database]:
    """A house of its own for one example of a law."""
    with one_file() as database:
        with database.write() as conn:
            make_house(conn)
        yield database


a_few = settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
"""How often a law of whole houses is tried; a smaller example is not looked for, each takes its time."""


def log_some(database: Database, logged: list[datetime], *, until: datetime, is_extended: bool) -> dict[str, Case]:
    """Nominations `n-0`, `n-1`..., logged at these times, as they stand at `until` if nobody acts on them.

    The first may have been given more time. Silence itself is not played: what it ends is over by then.
    """
    cases = {f"n-{place}": log(database, f"n-{place}", when=when) for place, when in enumerate(logged)}
    if is_extended and (due := cases["n-0"].entry.due_at):
        cases["n-0"].ask(Extend(by="head", until=due + timedelta(days=3), because="bận"), logged[0])
        hand_over(database, cases["n-0"])
    for case in cases.values():
        if case.entry.escalate_at and case.entry.escalate_at <= until:
            case.elapse(case.entry.escalate_at)
            hand_over(database, case)
    return cases
