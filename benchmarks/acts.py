"""What people do in a benchmark: log deeds, cast ballots, wait until the rows show it. Deeds are marked as samples."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Self, TypeVar

from sqlalchemy import Connection, func, select, update

from activities.calls import SittingStart
from benchmarks.house import House, Store
from cli.demo.people import officer
from rules.deeds import Deed
from rules.events import DeedLogged
from rules.periods import Period
from store import ballots, periods, sittings
from store import tables as t
from workflows.connection import TASK_QUEUE
from workflows.sitting import Sitting

Result = TypeVar("Result")

AT_ONCE = 20
PATIENCE_S = 120.0
_LOOK_AGAIN_S = 0.005
_AN_HOUR = timedelta(hours=1)


@dataclass(slots=True)
class Clock:
    """Adds up the time inside `with`; what lies between is not counted."""

    seconds: float = 0.0
    _began: float = 0.0

    def __enter__(self) -> Self:
        self._began = time.perf_counter()
        return self

    def __exit__(self, *_: object) -> None:
        self.seconds += time.perf_counter() - self._began


async def crowd(acts: Iterable[Callable[[], Awaitable[Result]]], *, at_once: int = AT_ONCE) -> list[Result]:
    """Do all acts, so many at once, and return what they answered."""
    gate = asyncio.Semaphore(at_once)

    async def one(act: Callable[[], Awaitable[Result]]) -> Result:
        async with gate:
            return await act()

    return await asyncio.gather(*(one(act) for act in acts))


async def until(seen: Callable[[], bool], *, patience_s: float = PATIENCE_S) -> None:
    """Wait until `seen`, asked in a thread, says so. Raise TimeoutError if it does not."""
    give_up_at = time.monotonic() + patience_s
    while not await asyncio.to_thread(seen):
        if time.monotonic() > give_up_at:
            raise TimeoutError("waited in vain for the rows")
        await asyncio.sleep(_LOOK_AGAIN_S)


async def until_in(here: Store, stage: str, count: int) -> None:
    """Wait until so many nominations stand in `stage` and, where somebody must act there, wait for that."""
    n = t.nominations.c
    stands = select(func.count()).select_from(t.nominations).where(n.stage == stage)
    if here.rules.stage(stage).kind in ("review", "dossier"):
        stands = stands.where(n.waits_for_role.is_not(None))

    def seen() -> bool:
        with here.database.read() as conn:
            return conn.execute(stands).scalar_one() >= count

    await until(seen)


async def until_written(here: Store, counts: dict[str, int]) -> None:
    """Wait until the ledger holds so many events of each kind."""
    e = t.events.c
    kinds = select(e.kind, func.count()).where(e.kind.in_(counts)).group_by(e.kind)

    def seen() -> bool:
        with here.database.read() as conn:
            written = dict(conn.execute(kinds).all())
        return all(written.get(kind, 0) >= count for kind, count in counts.items())

    await until(seen)


def logged(here: Store, unit_id: str, number: int, *, leads_to: str = "team") -> DeedLogged:
    """Return the first event of a sample deed of the unit's officer; later stages may be jumped to."""
    now = datetime.now(UTC)
    deed = Deed(
        title=f"[Mẫu] Đưa cụ già đi lạc về với gia đình, lần {number}",
        story="Dữ liệu mẫu để đo, không phải sự việc có thật. " * 4,
        done_on=(now - timedelta(days=1 + number % 20)).date(),
        place="Địa bàn đơn vị",
        honoured=(officer(unit_id),),
        beneficiaries=1 + number % 7,
        is_sample=True,
    )
    return DeedLogged(
        at=now, by=officer(unit_id), programme=here.programme, unit_id=unit_id, deed=deed, leads_to=leads_to
    )


def plan_sittings(here: Store, stage: str, unit_ids: Sequence[str]) -> list[str]:
    """Open the period of today; return the ids of these units' sittings."""
    now = datetime.now(UTC)
    period = Period.containing(here.rules.clock.day(now), here.rules.council(stage).every)
    ids = [periods.sitting_id(here.programme, stage, unit_id, period.key) for unit_id in unit_ids]
    with here.database.write() as conn:
        periods.open_period(conn, here.programme, stage, period.key, at=now, epoch=here.epoch, rulebook=here.rulebook)
    return ids


def let_open(here: Store, ids: Sequence[str], now: datetime) -> None:
    """Move the sittings' instants to `now`, so that whatever stands before them is a candidate."""
    instants = {
        "candidates_close_at": now,
        "votes_open_at": now,
        "votes_close_at": now + _AN_HOUR,
        "published_at": None,
    }
    with here.database.write() as conn:
        moved = conn.execute(update(t.sittings).where(t.sittings.c.id.in_(ids)).values(instants))
    if moved.rowcount != len(ids):
        raise ValueError(f"not all of {ids} are planned")


async def open_sittings(here: House, ids: Sequence[str]) -> None:
    """Let the sittings open their vote now: start their workflows and wait until every vote is open."""
    now = datetime.now(UTC)
    await asyncio.to_thread(let_open, here, ids, now)
    starts = [SittingStart(sitting_id=id_, epoch=here.epoch, votes_open_at=now) for id_ in ids]
    await crowd(
        lambda start=start: here.client.start_workflow(  # type: ignore[misc]
            Sitting.run, start, id=start.sitting_id, task_queue=TASK_QUEUE
        )
        for start in starts
    )
    s = t.sittings.c
    are_open = select(func.count()).select_from(t.sittings).where(s.id.in_(ids), s.status == "open")

    def seen() -> bool:
        with here.database.read() as conn:
            return conn.execute(are_open).scalar_one() == len(ids)

    await until(seen)


def vote(conn: Connection, sitting_id: str, chosen: Callable[[str], bool], *, silent: int = 0) -> int:
    """Cast every member's ballot but that of the last `silent`, for whom `chosen` names; return how many."""
    now = datetime.now(UTC)
    candidates = [one.nomination_id for one in sittings.standings(conn, sitting_id, voting_round=1)]
    choices: dict[str, ballots.Choice] = {id_: "aye" if chosen(id_) else "no" for id_ in candidates}
    members = [member.person_id for member in sittings.roster(conn, sitting_id) if member.voting]
    for person_id in members[: len(members) - silent]:
        ballots.cast(conn, sitting_id, person_id, choices, mode="present", now=now)
    return len(members) - silent
