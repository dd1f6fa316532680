"""Who does what on which day of the rehearsal. Everything is made up from the seed, and said to be simulated."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, Row, select

from cli.demo.chance import among, chance
from cli.demo.deeds import Logged
from cli.demo.people import officer
from rules.commands import Amend, Command, Decline, FileDossier, Recommend, Return
from rules.entries import Entry
from rules.periods import Period
from rules.votes import VoteChoice
from store import ballots, organisation, sittings
from store import tables as t
from store.engine import Database
from store.rulebook import Rules

RETURNED, DECLINED, SILENT = 0.05, 0.09, 0.11
"""Of sample deeds, the part that is sent back, then declined, then left without an answer; the rest is recommended."""

_NO_DOSSIER = 0.04
_NO_BALLOT = 0.05
_WRITTEN = 0.10
_ABSTAINS = 0.20  # of those who are not for


@dataclass(frozen=True, slots=True)
class Act:
    """What one person asks of one nomination today."""

    nomination_id: str
    command_id: str
    command: Command


class Actors:
    """All people of the rehearsal; `seed` makes them act the same way every time."""

    def __init__(self, seed: int, rules: Rules, first: date) -> None:
        self._seed = seed
        self._rules = rules
        self._first = first
        self._logged: dict[str, Logged] = {}
        self.ballots = 0

    def follow(self, logged: Logged) -> None:
        """Know a deed from now on."""
        self._logged[logged.nomination_id] = logged

    def author(self, logged: Logged) -> str:
        """Return who logs a deed."""
        return officer(logged.unit_id)

    def is_first_day_of(self, period: Period, day: date) -> bool:
        """Return whether the period begins today, or had begun when the rehearsal did."""
        return day == max(period.start, self._first)

    def acts(self, database: Database, now: datetime) -> list[Act]:
        """Return what is asked today of nominations that wait for a person."""
        n = t.nominations.c
        with database.read() as conn:
            waiting = conn.execute(
                select(n.id, n.stage, n.stage_since, n.entry, n.waits_for_role, n.waits_for_unit_id, n.author_id)
                .where(n.status != "ended", n.waits_for_role.is_not(None), n.entry.is_not(None))
                .order_by(n.id)
            ).all()
            today = self._rules.clock.day(now)
            ready = [row for row in waiting if self._is_ready(row, today)]
            offices = {(row.waits_for_role, row.waits_for_unit_id) for row in ready if row.waits_for_unit_id}
            holders = organisation.holders_of(conn, offices, today)
        acts = []
        for row in ready:
            found = holders.get((row.waits_for_role, row.waits_for_unit_id), ())
            by = row.author_id if row.waits_for_role == "author" else found[0].person_id if found else ""
            if by and (command := self._command(row, by)) is not None:
                acts.append(Act(row.id, f"{row.id}-{row.stage}-{row.stage_since:%Y%m%d}", command))
        return acts

    def vote(self, database: Database, now: datetime) -> list[tuple[str, int]]:
        """Cast today's ballots; return the sittings (with their round) in which everybody has voted now."""
        s = t.sittings.c
        with database.read() as conn:
            open_now = conn.execute(
                select(s.id, s.round).where(s.status == "open", s.votes_close_at > now).order_by(s.id)
            ).all()
        if not open_now:
            return []
        with database.write() as conn:
            missing = sittings.missing_voters(conn, [row.id for row in open_now])
            return [
                (row.id, row.round)
                for row in open_now
                if self._vote_in(conn, row.id, row.round, missing.get(row.id, ()), now)
            ]

    def still_open(self, conn: Connection, rounds: Sequence[tuple[str, int]]) -> list[str]:
        """Return those of these rounds of voting that are still open, by sitting."""
        s = t.sittings.c
        found = conn.execute(select(s.id, s.round).where(s.id.in_([id_ for id_, _ in rounds]), s.status == "open"))
        return [row.id for row in found if (row.id, row.round) in rounds]

    def is_anything_under_way(self, database: Database, councils: Sequence[str]) -> bool:
        """Is a period open, a sitting undecided, or a nomination waiting for anything but a sitting?"""
        n, p, s, c = t.nominations.c, t.periods.c, t.sittings.c, t.candidates.c
        with database.read() as conn:
            return any(
                conn.execute(query.limit(1)).first()
                for query in (
                    select(p.id).where(p.status == "open"),
                    select(s.id).where(s.status.in_(["planned", "open", "closed"])),
                    select(c.sitting_id).where(c.outcome == "waiting"),
                    select(n.id).where(n.status != "ended", n.stage.not_in(councils)),
                )
            )

    def _is_ready(self, row: Row[tuple[str, ...]], today: date) -> bool:
        """Has whoever is asked thought it over? People take one to three working days."""
        days = 1 + among(self._seed, 3, "thinks", row.id, row.stage)
        since = self._rules.clock.day(row.stage_since)
        calendar = self._rules.clock.calendar
        passed = sum(
            calendar.is_working(date.fromordinal(day)) for day in range(since.toordinal() + 1, today.toordinal() + 1)
        )
        return passed >= days

    def _command(self, row: Row[tuple[str, ...]], by: str) -> Command | None:
        entry = Entry.model_validate(row.entry)
        logged = self._logged[row.id]
        match entry.kind:
            case "log":
                return Amend(by=by, deed=logged.deed.model_copy(update={"story": f"{logged.deed.story} (đã bổ sung)"}))
            case "dossier":
                is_missing = chance(self._seed, "dossier", row.id) < _NO_DOSSIER
                return None if is_missing else FileDossier(by=by, documents=entry.needs)
        if not logged.deed.is_sample:
            return Recommend(by=by)
        said = chance(self._seed, "reviews", row.id, f"{row.stage_since:%Y%m%d}")
        if said < RETURNED:
            return Return(by=by, because="Đề nghị bổ sung địa điểm và người được giúp (diễn tập)")
        if said < DECLINED:
            return Decline(by=by, because="Thuộc nhiệm vụ thường xuyên (diễn tập)")
        return None if said < SILENT else Recommend(by=by)

    def _vote_in(
        self, conn: Connection, sitting_id: str, voting_round: int, missing: Sequence[str], now: datetime
    ) -> bool:
        aside = {(one.person_id, one.nomination_id) for one in sittings.recusals(conn, sitting_id)}
        candidates = [one.nomination_id for one in sittings.standings(conn, sitting_id, voting_round=voting_round)]
        is_complete = False
        for person_id in missing:
            if chance(self._seed, "votes", sitting_id, voting_round, person_id) < _NO_BALLOT:
                continue
            choices = {
                id_: self._choice(id_, sitting_id, voting_round, person_id)
                for id_ in candidates
                if (person_id, id_) not in aside
            }
            is_written = chance(self._seed, "absent", sitting_id, person_id) < _WRITTEN
            mode: ballots.Mode = "written" if is_written else "present"
            is_complete = ballots.cast(conn, sitting_id, person_id, choices, mode=mode, now=now).has_everybody_voted
            self.ballots += 1
        return is_complete

    def _choice(self, nomination_id: str, sitting_id: str, voting_round: int, person_id: str) -> VoteChoice:
        said = chance(self._seed, "ballot", nomination_id, sitting_id, voting_round, person_id)
        worth = self._logged[nomination_id].worth
        if said < worth:
            return "aye"
        return "abstention" if (said - worth) / (1 - worth) < _ABSTAINS else "no"
