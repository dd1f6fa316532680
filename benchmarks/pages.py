"""Every page a person opens, with a hundred thousand nominations, on SQLite and on PostgreSQL.

Each request goes through the whole application as a browser's would, with a session, but through no socket.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import httpx2
from fastapi import FastAPI
from sqlalchemy import Connection, select

from benchmarks.acts import let_open, plan_sittings
from benchmarks.figures import Figure, percentile, spread
from benchmarks.house import Store, no_server, store
from benchmarks.postgres import postgres, tidy
from benchmarks.rows import plant
from cli.demo.people import officer, post
from rules.programme import RecordStage
from store import accounts, books, sessions, sittings
from store import tables as t
from store.voting import Opening, open_voting
from store.writing import portions
from web.access import SESSION_COOKIE

TITLE = "Pages"
LIMIT_S = 1_200
_TARGETS = (100.0, 300.0)
_RECORDED_OF = 21  # one of so many nominations stands in the provincial book
_LATE_OF = 1_000  # one of so many is late


@dataclass(frozen=True, slots=True)
class Size:
    """How many nominations there are, how many candidates a vote has, and how often each page is opened."""

    nominations: int
    candidates: int
    each: int


FULL = Size(100_000, 60, 20)
SMALL = Size(200, 3, 2)


async def measure(size: Size = FULL) -> list[Figure]:
    """Return how long each page takes on each database."""
    figures = await _on("SQLite", size)
    with postgres() as url:
        return [*figures, *await _on("PostgreSQL", size, url)]


async def _on(name: str, size: Size, url: str | None = None) -> list[Figure]:
    with store(url) as here:
        questions = _fill(here, size)
        if url is not None:
            tidy(url)
        with here.database.write() as conn:
            cookies = {who: _session(conn, who) for who in {who for _, who, _ in questions if who}}
        app = here.app(await no_server(here))
        figures: list[Figure] = []
        medians: dict[str, float] = {}
        for page, who, path in questions:
            took = await _opened(app, cookies.get(who), path, size.each)
            medians[page] = percentile(took, 0.5)
            figures += spread(f"{name}: {page}", took, _TARGETS)
    slowest = max(medians, key=lambda page: medians[page])
    note = f"{slowest}, of {len(medians)} pages; {size.nominations:,} nominations"
    return [Figure(f"{name}: slowest page p50", medians[slowest] * 1000, "ms", _TARGETS[0], note=note), *figures]


async def _opened(app: FastAPI, cookie: str | None, path: str, times: int) -> list[float]:
    """Open a page once unmeasured and then `times`. Raise ValueError for any other answer than a page."""
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=True)
    cookies = {SESSION_COOKIE: cookie} if cookie else {}
    took = []
    async with httpx2.AsyncClient(transport=transport, base_url="https://bench.invalid", cookies=cookies) as browser:
        for _ in range(times + 1):
            began = time.perf_counter()
            answer = await browser.get(path)
            took.append(time.perf_counter() - began)
            if answer.status_code != 200:
                raise ValueError(f"{path}: {answer.status_code} {answer.headers.get('location', '')}")
    return took[1:]


def _fill(here: Store, size: Size) -> list[tuple[str, str, str]]:
    """Make everything there is to see; return each page: its name, who opens it ('' for anybody), and its path."""
    units = here.councils()
    (sitting_id,) = plan_sittings(here, "province", [here.province])
    plan_sittings(here, "unit-month", units)
    with here.database.write() as conn:
        ids = plant(conn, here, size.nominations, units)
        candidates = _before(conn, here, ids[: size.candidates])
        _record(conn, here, ids[size.candidates :: _RECORDED_OF])
        _in_time(conn, size.nominations // _LATE_OF)
        entry = conn.execute(select(t.entries.c.id).limit(1)).scalar_one()
    now = datetime.now(UTC)
    let_open(here, [sitting_id], now)
    with here.database.write() as conn:
        open_voting(conn, [Opening(sitting_id, now, here.epoch)], rulebook=here.rulebook, master=here.keys.ballots)
        member = sittings.roster(conn, sitting_id)[0].person_id
    one, unit = officer(units[0]), units[0]
    office, admin = post(here.province, "office"), post(here.province, "administrator")
    secretary = post(here.province, "secretary")
    return [
        ("home", one, "/my-log"),
        ("to recommend", post(unit, "leader"), "/to-recommend"),
        ("the sittings", member, "/sittings"),
        ("a ballot", member, f"/sittings/{sitting_id}"),
        ("the sitting room", secretary, f"/sitting-room/{sitting_id}"),
        ("our unit", post(unit, "head"), "/our-unit"),
        ("the board", office, "/board"),
        ("the board, ahead", office, "/board/ahead"),
        ("a nomination", office, f"/nominations/{candidates[0]}"),
        ("all nominations", office, "/nominations"),
        ("nominations by words", office, "/nominations?q=trao+tra"),
        ("the rules", admin, "/rules"),
        ("the organisation", admin, "/organisation"),
        ("a unit", admin, f"/organisation/{unit}"),
        ("the people", admin, "/people"),
        ("the system", admin, "/system"),
        ("the account", one, "/account"),
        ("the Golden Book", "", "/book"),
        ("the Golden Book by words", "", "/book?q=trao+tra"),
        ("an entry", "", f"/book/{entry}"),
        ("sign in", "", "/sign-in"),
    ]


def _before(conn: Connection, here: Store, ids: Sequence[str]) -> Sequence[str]:
    """Put nominations before the provincial council since yesterday; return their ids."""
    entry = {"stage": "province", "kind": "council", "edition": here.rules.edition, "leads_to": {}}
    stands = {"stage": "province", "status": "open", "outcome": None, "entry": entry, "council_unit_id": here.province}
    free = {"waits_for_role": None, "waits_for_unit_id": None, "due_at": None, "sitting_id": None}
    since = datetime.now(UTC) - timedelta(days=1)
    these = t.nominations.c.id.in_(ids)
    conn.execute(t.nominations.update().where(these).values(**stands, **free, stage_since=since))
    return ids


def _in_time(conn: Connection, late: int) -> None:
    """Let all that waits be due next month, but for `late` of it."""
    n, now = t.nominations.c, datetime.now(UTC)
    waits = t.nominations.update().where(n.due_at.is_not(None))
    conn.execute(waits.values(due_at=now + timedelta(days=30), stage_since=now - timedelta(days=3)))
    some = select(n.serial).where(n.due_at.is_not(None)).limit(late)
    conn.execute(t.nominations.update().where(n.serial.in_(some)).values(due_at=now - timedelta(hours=1)))


def _record(conn: Connection, here: Store, ids: Sequence[str]) -> None:
    """Write nominations in the provincial book, over the quarters of five years."""
    stages = here.rules.programme.stages
    place = next(stage.gives.book for stage in stages if isinstance(stage, RecordStage) and stage.gives)
    for number, some in enumerate(portions(ids)):
        year = 2021 + number % 5
        at = datetime(year, 1, 1, tzinfo=UTC) + timedelta(days=90 * (number % 4))
        lines = [
            books.NewEntry(id_, f"[Mẫu] Trao trả ví tiền {id_}", at, published_at=at, is_sample=True) for id_ in some
        ]
        books.record(conn, books.Series(place, here.province, year), lines)


def _session(conn: Connection, person_id: str) -> str:
    now = datetime.now(UTC)
    account = accounts.create(conn, person_id, person_id, now=now, by=None)
    return sessions.begin(conn, account.id, "password", now=now)
