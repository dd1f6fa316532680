"""Is what a planned reminder is about still owed? Asked of the rows as they are now, for many reminders at once.

What can be owed: of a nomination, the act of the kind of stage it stands in (`review`, `dossier`, `log`...), and
`second` while somebody asks that a silent step be passed over and no second person has decided; of a
sitting, `nominate` while its unit has no candidate, `ballot/<round>` of a member who has not voted,
`confirm/<round>` while a written ballot waits for a second reading, and
`none_nominated`, which says that a sitting was empty: nothing mends that any more, so it is owed until it is told.
Of anything else nothing is known here, so a reminder of it is owed until it is given up.
"""

from collections.abc import Collection, Iterator
from typing import Protocol

from sqlalchemy import Connection, and_, select

from store import sittings
from store import tables as t
from store.writing import portions

NOMINATE, BALLOT, NONE_NOMINATED, SECOND = "nominate", "ballot", "none_nominated", "second"
CONFIRM = "confirm"


class Planned(Protocol):
    """What tells one obligation from another."""

    @property
    def id(self) -> int:
        """The reminder's own number."""

    @property
    def about(self) -> str:
        """A nomination's or a sitting's id."""

    @property
    def obligation(self) -> str:
        """What is owed."""

    @property
    def person_id(self) -> str | None:
        """The person who owes it, if it is one in particular."""


def owed(conn: Connection, reminders: Collection[Planned]) -> frozenset[int]:
    """Return the ids of those of `reminders` whose obligation is still open."""
    return frozenset(_owed(conn, reminders))


def _owed(conn: Connection, reminders: Collection[Planned]) -> Iterator[int]:
    about = sorted({reminder.about for reminder in reminders})
    stands = _stage_kinds(conn, about)
    voting = _open_rounds(conn, about)
    missing = {id_: set(people) for id_, people in sittings.missing_voters(conn, sorted(voting)).items()}
    wanting = _without_candidates(conn, about)
    papers = _papers(conn, sorted(voting))
    asked_twice = _asked_twice(conn, [one.about for one in reminders if one.obligation == SECOND])
    for reminder in reminders:
        kind, _, voting_round = reminder.obligation.partition("/")
        if reminder.obligation == SECOND:
            is_owed = reminder.about in asked_twice
        elif reminder.about in stands:
            is_owed = stands[reminder.about] == reminder.obligation
        elif kind == BALLOT:
            is_owed = str(voting.get(reminder.about)) == voting_round and _misses(
                missing.get(reminder.about, set()), reminder.person_id
            )
        elif kind == CONFIRM:
            is_owed = (reminder.about, voting_round) in papers
        elif kind == NOMINATE:
            is_owed = reminder.about in wanting
        else:
            is_owed = True
        if is_owed:
            yield reminder.id


def _misses(people: Collection[str], person_id: str | None) -> bool:
    return bool(people) if person_id is None else person_id in people


def _stage_kinds(conn: Connection, ids: Collection[str]) -> dict[str, str | None]:
    """Return the kind of stage that each nomination stands in; None for one whose way is over."""
    n = t.nominations.c
    kinds: dict[str, str | None] = {}
    for some in portions(list(ids)):
        for id_, status, entry in conn.execute(select(n.id, n.status, n.entry).where(n.id.in_(some))):
            kinds[id_] = None if status == "ended" or entry is None else entry["kind"]
    return kinds


def _asked_twice(conn: Connection, ids: Collection[str]) -> set[str]:
    """Return the nominations of which somebody asks a second person to pass a silent step over."""
    n = t.nominations.c
    asked: set[str] = set()
    for some in portions(sorted(set(ids))):
        asked.update(conn.execute(select(n.id).where(n.id.in_(some), n.override_by.is_not(None))).scalars())
    return asked


def _papers(conn: Connection, ids: Collection[str]) -> set[tuple[str, str]]:
    """Return the open sittings and their rounds in which a written ballot waits for a second reading."""
    w = t.written_ballots.c
    found: set[tuple[str, str]] = set()
    for some in portions(list(ids)):
        rows = conn.execute(select(w.sitting_id, w.round).where(w.sitting_id.in_(some)).distinct())
        found.update((sitting_id, str(voting_round)) for sitting_id, voting_round in rows)
    return found


def _open_rounds(conn: Connection, ids: Collection[str]) -> dict[str, int]:
    s = t.sittings.c
    rounds: dict[str, int] = {}
    for some in portions(list(ids)):
        found = conn.execute(select(s.id, s.round).where(s.id.in_(some), s.status == sittings.OPEN))
        rounds.update((id_, voting_round) for id_, voting_round in found)
    return rounds


def _without_candidates(conn: Connection, ids: Collection[str]) -> set[str]:
    """Return the sittings yet to open before which nothing stands."""
    s, n = t.sittings.c, t.nominations.c
    stands_before = and_(
        n.programme == s.programme, n.stage == s.stage, n.council_unit_id == s.unit_id, n.status == "open"
    )
    without: set[str] = set()
    for some in portions(list(ids)):
        stands = select(n.serial).where(stands_before).exists()
        without.update(conn.execute(select(s.id).where(s.id.in_(some), s.status == "planned", ~stands)).scalars())
    return without
