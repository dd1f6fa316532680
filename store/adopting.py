"""A change of the rules is carried out on what runs: who is to follow, who has, and what a sitting's row then says.

The nominations and sittings themselves are asked by the hands; here are the rows. Everything may be done twice.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, Row, bindparam, func, select, update

from rules.calendar_editions import calendar_of
from rules.in_flight import Follows, Moves, SittingFollows, Stays
from rules.rule_changes import Running
from store import holders, instance, ledger, notices, organisation, periods, sittings
from store import tables as t
from store.in_flight import CalendarChange, Change, judge, programmes_by
from store.policies import policy, stage_of
from store.rule_changes import CALENDAR, RuleChange, by_id, calendar_of_change, programme_of
from store.rulebook import Rulebook, Rules
from store.sitting_ledger import Note, note
from store.unit_tree import UnitTree
from store.writing import insert, portions

PLANNED, MOVED, KEPT, FAILED = "planned", "moved", "kept", "failed"
ADOPTED = "adopted"
_OPEN_VOTES = ("vote_frozen", "second_round")
"""Why an open vote goes on as it was opened, which whoever reads of the adoption is told."""
ATTEMPTS = 3
"""How often something that gives no answer is asked before it is listed as failed."""


@dataclass(frozen=True, slots=True)
class ToAsk:
    """What is to follow now: nominations with their new terms, sittings with their instants; and what stays after all.

    `because` maps what stays to the code that says why, `editions` a sitting to the edition it goes on by.
    """

    nominations: Mapping[str, Follows]
    sittings: Mapping[str, SittingFollows]
    because: Mapping[str, str]
    editions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of one that was asked: moved, kept or failed; or planned still, to be asked again."""

    about: str
    state: str
    because: str | None = None


@dataclass(frozen=True, slots=True)
class SittingAdopts:
    """A sitting that follows another edition, and the instants that move (name → where to, None: not to come).

    By the edition that an open vote is held by already, it goes on by another calendar only.
    """

    sitting_id: str
    change_id: str
    edition: str
    by: str
    because: str
    instants: Mapping[str, datetime | None]


def change_of(
    conn: Connection, id_: str, rulebook: Rulebook, *, at: datetime
) -> tuple[RuleChange, Change | CalendarChange]:
    """Return a change with what it does to what, at an instant. Raise KeyError for an unknown one."""
    row = by_id(conn, id_)
    if row is None:
        raise KeyError(id_)
    if row.kind == CALENDAR:
        programmes = programmes_by(conn, row.programme, rulebook)
        return row, CalendarChange(calendar_of(calendar_of_change(row)), programmes, at)
    draft = rulebook.of(conn, row.edition) if row.edition else rulebook.draft(programme_of(row))
    return row, Change(rulebook.of(conn, row.base), draft, cast("Running", row.running), at)


def list_followers(conn: Connection, id_: str, rulebook: Rulebook, *, at: datetime) -> int:
    """Note everything that is to follow a change and is not noted yet; return how much is noted in all.

    A vote that has opened since the approval and keeps its terms is noted too, as kept.
    """
    row, change = change_of(conn, id_, rulebook, at=at)
    if row.running == "now":
        judged = judge(conn, change, rulebook, organisation.tree(conn))
        follow: list[tuple[str, str, Follows | SittingFollows | Stays]] = []
        follow += [(one.id, "nomination", found) for one, found in judged.nominations]
        follow += [(one.row.id, "sitting", one.found) for one in judged.sittings]
        rows = [
            {
                "change_id": id_,
                "about": about,
                "kind": kind,
                "state": KEPT if isinstance(found, Stays) else PLANNED,
                "because": found.because if isinstance(found, Stays) else None,
                "moves": None if isinstance(found, Stays) else _told(found.moves),
                "attempts": 0,
                "at": at if isinstance(found, Stays) else None,
            }
            for about, kind, found in follow
            if not isinstance(found, Stays) or found.because in _OPEN_VOTES
        ]
        for some in portions(rows):
            conn.execute(insert(conn, t.adoptions).on_conflict_do_nothing(), list(some))
    a = t.adoptions.c
    return conn.execute(select(func.count()).where(a.change_id == id_)).scalar_one()


def next_followers(conn: Connection, id_: str, rulebook: Rulebook, *, at: datetime, limit: int) -> ToAsk:
    """Return some of those that are still to be asked, judged as they stand now; those asked least often first."""
    a = t.adoptions.c
    found = conn.execute(
        select(a.about).where(a.change_id == id_, a.state == PLANNED).order_by(a.attempts, a.about).limit(limit)
    )
    ids = set(found.scalars())
    if not ids:
        return ToAsk({}, {}, {})
    _, change = change_of(conn, id_, rulebook, at=at)
    judged = judge(conn, change, rulebook, organisation.tree(conn), ids)
    nominations = {one.id: found for one, found in judged.nominations if isinstance(found, Follows)}
    seated = {one.row.id: one.found for one in judged.sittings if isinstance(one.found, SittingFollows)}
    stay = {one.id: found.because for one, found in judged.nominations if isinstance(found, Stays)}
    stay |= {one.row.id: one.found.because for one in judged.sittings if isinstance(one.found, Stays)}
    gone = dict.fromkeys(ids - {*nominations, *seated, *stay}, "over_by_then")
    return ToAsk(nominations, seated, {**stay, **gone}, {one.row.id: one.rules.edition for one in judged.sittings})


def settle(conn: Connection, id_: str, settled: Sequence[Settled], *, at: datetime) -> None:
    """Note what became of those that were asked; one that gave no answer too often has failed."""
    a = t.adoptions.c
    rows = [{"of": one.about, "to": one.state, "why": one.because, "when": at} for one in settled]
    if rows:
        this = (a.change_id == id_) & (a.about == bindparam("of")) & (a.state == PLANNED)
        moved = update(t.adoptions).where(this)
        conn.execute(
            moved.values(
                state=bindparam("to"), because=bindparam("why"), at=bindparam("when"), attempts=a.attempts + 1
            ),
            rows,
        )
        conn.execute(
            update(t.adoptions)
            .where(a.change_id == id_, a.state == PLANNED, a.attempts >= ATTEMPTS)
            .values(state=FAILED)
        )


def finish(conn: Connection, id_: str, rulebook: Rulebook, *, at: datetime) -> None:
    """Once nobody is left to ask: note what entered its stage meanwhile, and let the periods say the new instants."""
    if left(conn, id_):
        return
    # What entered its stage by the old edition while the new one was being written is found now.
    list_followers(conn, id_, rulebook, at=at)
    row, change = change_of(conn, id_, rulebook, at=at)
    if row.running == "now" and not left(conn, id_):
        edition = None if row.kind == CALENDAR else row.edition
        for programme in change.programmes:
            periods.redate(conn, programme, edition, rulebook, at=at)


def left(conn: Connection, id_: str) -> int:
    """Return how many are still to be asked."""
    a = t.adoptions.c
    return conn.execute(select(func.count()).where(a.change_id == id_, a.state == PLANNED)).scalar_one()


def adopt_in_sitting(conn: Connection, asked: SittingAdopts, *, at: datetime, epoch: str, rulebook: Rulebook) -> None:
    """Have a sitting follow an edition: its instants, if its vote is open its policy, and the reminders of both.

    Again, change nothing. Its roster stays as it was. Raise WrongEpoch for a workflow of another time.
    """
    instance.refuse_stranger(conn, epoch)
    sitting = sittings.lock(conn, asked.sitting_id)
    is_open = sitting.status == sittings.OPEN
    if (not is_open and sitting.status != "planned") or _has_adopted(conn, asked):
        return
    rules, units = rulebook.of(conn, asked.edition), organisation.tree(conn)
    calendar = rules.clock.calendar.edition
    whereabouts = units.whereabouts(sitting.unit_id, rules.clock.day(at))
    values: dict[str, Any] = {**asked.instants, "calendar_edition": calendar}
    if is_open and rules.edition != sitting.edition:
        terms = rules.sitting_terms(sitting.stage, whereabouts, sitting.period)
        known, since = stage_of(sitting.policy), sitting.opened_at
        stage = holders.counted(
            conn, terms.stage, sitting.unit_id, sitting.period, rules, units, at=since, before=known
        )
        values |= {"edition": rules.edition, "policy": policy(replace(terms, stage=stage), rules)}
    conn.execute(update(t.sittings).where(t.sittings.c.id == sitting.id).values(values))
    after = conn.execute(select(t.sittings).where(t.sittings.c.id == sitting.id)).one()
    moved = {name: instant.isoformat() if instant else None for name, instant in asked.instants.items()}
    names = {"edition": rules.edition, "calendar": calendar, "change": asked.change_id}
    told = {**moved, **names, "because": asked.because, "was": _stood(sitting, asked.instants)}
    if is_open:
        _remind_voters(conn, after, rules, units, at)
    else:
        notices.of_replanned(conn, after, rules, units, at=at)
    note(conn, [Note(sitting.id, sitting.number, ADOPTED, at, epoch, told, asked.by)])


def _has_adopted(conn: Connection, asked: SittingAdopts) -> bool:
    lines = ledger.events_of(conn, asked.sitting_id)
    return any(line.kind == ADOPTED and line.body["change"] == asked.change_id for line in lines)


def _stood(sitting: Row[*tuple[Any, ...]], names: Iterable[str]) -> dict[str, str | None]:
    """Return where the instants of a sitting stood before it followed."""
    was = {name: getattr(sitting, name) for name in names}
    return {name: instant.isoformat() if instant else None for name, instant in was.items()}


def _remind_voters(
    conn: Connection, sitting: Row[*tuple[Any, ...]], rules: Rules, units: UnitTree, at: datetime
) -> None:
    missing = sittings.missing_voters(conn, [sitting.id]).get(sitting.id, ())
    stage = stage_of(sitting.policy)
    called = notices.Called(
        sitting.id,
        sitting.round,
        stage,
        rules.clock.at(units.whereabouts(sitting.unit_id, rules.clock.day(at))),
        sitting.votes_close_at,
        missing,
        at,
        sitting.programme,
        notices.told_of_missing(sitting.unit_id, stage, rules, units, at),
    )
    notices.of_reschedule(conn, called)


def _told(moves: Moves) -> dict[str, list[str | None]]:
    return {name: [instant.isoformat() if instant else None for instant in pair] for name, pair in moves.items()}
