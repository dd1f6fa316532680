"""Nominations through all stages a second, beside the bare limit of the same server in the same run.

Ballots and the opening of periods are apart. The ratio is what counts; the machine drifts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mean, median

from temporalio.api.enums.v1 import EventType

from benchmarks.acts import crowd
from benchmarks.bare import bare_worker
from benchmarks.figures import Figure
from benchmarks.house import House, house
from benchmarks.ways import Bare, Ours, plan, walk
from worker import make_worker

TITLE = "Nominations through all stages, on the embedded default"
LIMIT_S = 900


@dataclass(frozen=True, slots=True)
class Size:
    """How many nominations, and how often."""

    nominations: int
    rounds: int


FULL: tuple[Size, ...] = (Size(100, 3), Size(1_000, 1))
SMALL: tuple[Size, ...] = (Size(10, 1),)
_SAMPLE = 100


@dataclass(frozen=True, slots=True)
class Cost:
    """What the histories of one walk hold, a nomination: its own events and workflow tasks, and all, sittings too."""

    events: float
    tasks: float
    all_tasks: float
    longest: int


@dataclass(frozen=True, slots=True)
class Round:
    """One walk of ours and one of the bare limit, in seconds, and what each cost."""

    ours_s: float
    bare_s: float
    ours: Cost
    bare: Cost


async def measure(sizes: Sequence[Size] = FULL) -> list[Figure]:
    """Return nominations a second of ours and of the bare limit, their ratio, and the events of a nomination."""
    figures: list[Figure] = []
    for size in sizes:
        rounds = [await one_round(size.nominations) for _ in range(size.rounds)]
        figures += _figures(size, rounds)
    return figures


async def one_round(nominations: int) -> Round:
    """Walk both ways on one new server, one after the other."""
    async with house() as here:
        whole = plan(nominations, here.councils())
        bare = Bare(here)
        async with bare_worker(here.client):
            bare_s = await walk(bare, whole)
            bare_cost = await _cost(here, [bare.id(whole, n) for n in range(nominations)], bare.sitting_ids(whole))
        ours = Ours(here)
        ours.prepare(whole)
        async with make_worker(here.database, here.client, here.keys):
            ours_s = await walk(ours, whole)
            ours_cost = await _cost(here, whole.ids, ours.sitting_ids())
        return Round(ours_s, bare_s, ours_cost, bare_cost)


async def _cost(here: House, nomination_ids: Sequence[str], sitting_ids: Sequence[str]) -> Cost:
    """Read every n-th nomination's history, and all of the sittings'."""
    sample = nomination_ids[:: max(1, len(nomination_ids) // _SAMPLE)]
    own = await crowd(lambda id_=id_: _count(here, id_) for id_ in sample)
    sat = await crowd(lambda id_=id_: _count(here, id_) for id_ in sitting_ids)
    tasks = mean(tasks for _, tasks in own)
    of_sittings = sum(tasks for _, tasks in sat) / len(nomination_ids)
    return Cost(mean(events for events, _ in own), tasks, tasks + of_sittings, max(events for events, _ in own))


async def _count(here: House, workflow_id: str) -> tuple[int, int]:
    """Return a history's events and completed workflow tasks."""
    history = await here.client.get_workflow_handle(workflow_id).fetch_history()
    done = EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED
    return len(history.events), sum(event.event_type == done for event in history.events)


def _figures(size: Size, rounds: Sequence[Round]) -> list[Figure]:
    count = size.nominations
    ours = count / median(one.ours_s for one in rounds)
    bare = count / median(one.bare_s for one in rounds)
    last = rounds[-1]
    each = f"{count:,} nominations"
    times = f"median of {len(rounds)}" if len(rounds) > 1 else "once"
    tasks = f"workflow tasks each, sittings' share in: ours {last.ours.all_tasks:.2f}, bare {last.bare.all_tasks:.2f}"
    ratio = median(one.bare_s / one.ours_s for one in rounds)
    return [
        Figure(f"{each}: ours", ours, "a second", note=times),
        Figure(f"{each}: bare limit", bare, "a second", note=times),
        Figure(f"{each}: ratio", ratio, "", 0.8, "at least", note=tasks),
        Figure(f"{each}: events each", last.ours.events, "events", 60, note=f"longest {last.ours.longest}"),
        Figure(f"{each}: events each, bare", last.bare.events, "events"),
        Figure(f"{each}: workflow tasks each", last.ours.tasks, "tasks", note=f"bare {last.bare.tasks:.2f}"),
    ]
