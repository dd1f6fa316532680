"""Racers: what threads and processes do at once in the tests of races. A process imports this by name."""

import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from multiprocessing.pool import Pool
from threading import Barrier

from sqlalchemy import func, select

from store import books
from store import tables as t
from store.engine import Database

AT = datetime(2026, 11, 23, tzinfo=UTC)
QUOTA = 20
THREADS = 10


def in_threads(acts: Sequence[Callable[[], object]]) -> list[object]:
    """Do `acts` at the same time and return what came of each, an exception included."""
    start = Barrier(len(acts))

    def race(act: Callable[[], object]) -> object:
        start.wait()
        try:
            return act()
        except Exception as no:  # noqa: BLE001 - what a racer is refused is what the test looks at
            return no

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(race, acts))


def in_processes(work: Callable[[str, int], list[object]], url: str, processes: int) -> list[object]:
    """Run `work(url, which)` in several processes and return what came of all of it."""
    pool: Pool
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        return [one for some in pool.starmap(work, [(url, which) for which in range(processes)]) for one in some]


def take_places(url: str, which: int) -> list[object]:
    """Ten racers each take one of the last places, if one is left."""
    database = Database(url, wait_s=60)

    def take(racer: int) -> bool:
        with database.write() as conn:
            conn.execute(select(t.meta).where(t.meta.c.key == "instance").with_for_update())
            taken = conn.execute(select(func.count()).select_from(t.idempotency)).scalar_one()
            if taken >= QUOTA:
                return False
            conn.execute(
                t.idempotency.insert().values(
                    key=f"{which}-{racer}", person_id="p", route="r", request_hash="h", created_at=AT
                )
            )
        return True

    taken = in_threads([lambda racer=racer: take(racer) for racer in range(THREADS)])
    database.close()
    return taken


def write_in_book(url: str, which: int) -> list[object]:
    """Ten racers each write another nomination in the same book, and all of them one that everybody writes."""
    database = Database(url, wait_s=60)
    series = books.Series("province", "province", 2026)

    def write(racer: int) -> tuple[int, int]:
        with database.write() as conn:
            own, shared = books.record(
                conn,
                series,
                [books.NewEntry(f"n-{which}-{racer}", "Riêng", AT), books.NewEntry("n-shared", "Chung", AT)],
            )
        return own.number, shared.number

    numbers = in_threads([lambda racer=racer: write(racer) for racer in range(THREADS)])
    database.close()
    return numbers
