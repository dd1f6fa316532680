"""A change of the rules before it is made: planned over ten thousand open nominations, and replayed over the past."""

import asyncio
import json
import random
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from benchmarks.figures import Figure
from benchmarks.house import Store, store
from benchmarks.rows import plant
from rules.editions import canonical_json
from rules.entries import enter
from rules.events import Adopted
from rules.nomination import State
from rules.period_keys import PeriodRange
from rules.programme import Programme
from store import notices
from store import tables as t
from store.planning import plan as plan_reminders
from store.policies import policy
from store.replaying import replay_all
from store.rule_plans import plan
from store.rulebook import Rulebook
from store.writing import portions

TITLE = "A change of the rules: plan and replay"
LIMIT_S = 600
MEMBERS = 15


@dataclass(frozen=True, slots=True)
class Size:
    """How many open nominations the plan looks at; how many sittings of how many candidates are decided again."""

    nominations: int
    sittings: int
    candidates: int


FULL = Size(10_000, 1_000, 60)
SMALL = Size(30, 3, 6)


async def measure(size: Size = FULL) -> list[Figure]:
    """Return how long a plan that moves nothing takes, one that moves everything, and a replay."""
    return await asyncio.to_thread(_measure, size)


def _measure(size: Size) -> list[Figure]:
    figures = []
    with store() as here:
        teams = [id_ for id_, unit in here.units.units.items() if unit.kind == "team"][:200]
        with here.database.write() as conn:
            _stand(conn, here, plant(conn, here, size.nominations, teams, stage="team"))
        quota = _changed(here.rules.programme, "province", select__at_most="25")
        span = _changed(here.rules.programme, "team", within="5 working days")
        for name, draft in (("plan: 20 places become 25", quota), ("plan: every deadline moves", span)):
            rulebook = Rulebook()
            began = time.perf_counter()
            with here.database.read() as conn:
                found = plan(conn, here.rules, rulebook.draft(draft), rulebook, at=datetime.now(UTC))
            took, moving = time.perf_counter() - began, len(found.choices[-1].moving)
            figures.append(Figure(name, took, "s", 2, note=f"{moving:,} of {size.nominations:,} move"))
    with store() as here:
        with here.database.write() as conn:
            _sat(conn, here, size)
        draft = Rulebook().draft(_changed(here.rules.programme, "province", select__at_most="25"))
        began = time.perf_counter()
        with here.database.read() as conn:
            again = replay_all(conn, draft, PeriodRange.parse("1000..2000"))
        if again.sittings != size.sittings:
            raise ValueError(f"{again.sittings} of {size.sittings} sittings: {again.left_out[:3]}")
        note = f"{again.sittings:,} sittings, {again.candidates:,} candidates, {len(again.flips):,} flips"
        figures.append(Figure("replay", time.perf_counter() - began, "s", 10, note=note))
    return figures


def _stand(conn: Connection, here: Store, ids: list[str]) -> None:
    """Give every nomination the terms and the reminders that it would have."""
    n = t.nominations.c
    rules, at = here.rules, datetime.now(UTC)
    rows, reminders = [], []
    for some in portions(ids):
        for id_, unit_id, author_id, stage_since in conn.execute(
            select(n.id, n.unit_id, n.author_id, n.stage_since).where(n.id.in_(some))
        ):
            since = max(stage_since, at - timedelta(hours=20))  # so that none is over yet
            whereabouts = here.units.whereabouts(unit_id, rules.clock.day(since))
            entry = enter(rules.programme, rules.edition, "team", since, rules.clock, whereabouts)
            state = State(nomination_id=id_, unit_id=unit_id, author=author_id, stage="team", entry=entry)
            news = notices.News((Adopted(at=since, entry=entry, because="-"),), state, entry, rules, is_first=True)
            reminders += notices.of_entry(news, here.units)
            rows.append({"of": id_, "terms": entry.model_dump(mode="json"), "due": entry.due_at, "since": since})
    conn.execute(
        update(t.nominations)
        .where(n.id == bindparam("of"))
        .values(entry=bindparam("terms"), due_at=bindparam("due"), stage_since=bindparam("since")),
        rows,
    )
    plan_reminders(conn, reminders)


def _sat(conn: Connection, here: Store, size: Size) -> None:
    """Insert sittings of the provincial council that are decided, with their counts."""
    chance = random.Random(1946)  # noqa: S311 - the same votes every time
    (council,) = here.units.all_meant(here.rules.programme.where("province"), here.rules.clock.day(datetime.now(UTC)))
    ids = plant(conn, here, size.sittings * size.candidates, [council], stage="province")
    terms = here.rules.sitting_terms("province", here.units.whereabouts(council, datetime.now(UTC).date()), "2026-Q3")
    frozen = policy(terms, here.rules)
    for number in range(size.sittings):
        key = f"{1000 + number // 4}-Q{number % 4 + 1}"
        conn.execute(t.sittings.insert().values(_sitting(here, council, key, frozen)))
        mine = ids[number * size.candidates : (number + 1) * size.candidates]
        conn.execute(t.candidates.insert(), [_counted(chance, key, place, id_) for place, id_ in enumerate(mine)])


def _sitting(here: Store, council: str, key: str, frozen: dict[str, Any]) -> dict[str, Any]:
    at = datetime(2026, 10, 1, tzinfo=UTC)
    return {
        "id": f"bench/{key}",
        "period_id": "bench",
        "programme": here.programme,
        "stage": "province",
        "unit_id": council,
        "period": key,
        "status": "decided",
        "candidates_close_at": at,
        "votes_open_at": at,
        "votes_close_at": at + timedelta(days=5),
        "edition": here.rules.edition,
        "policy": frozen,
        "members": MEMBERS,
        "opened_at": at,
        "closed_at": at + timedelta(days=5),
        "number": 1,
    }


def _counted(chance: random.Random, key: str, place: int, id_: str) -> dict[str, Any]:
    ayes = chance.randint(9, MEMBERS)
    return {
        "sitting_id": f"bench/{key}",
        "nomination_id": id_,
        "position": place,
        "outcome": "selected",
        "ayes": ayes,
        "noes": MEMBERS - ayes,
        "abstentions": 0,
        "recused": 0,
        "base": MEMBERS,
        "needed": 12,
    }


def _changed(programme: Programme, stage_name: str, **clauses: str) -> Programme:
    """Return the programme with other clauses in one stage; `select__at_most` is a clause of `select`."""
    said = json.loads(canonical_json(programme))
    stage = next(one for one in said["stages"] if one["stage"] == stage_name)
    for path, value in clauses.items():
        *above, last = path.split("__")
        within = stage
        for key in above:
            within = within[key]
        within[last] = value
    return Programme.model_validate_json(json.dumps(said))
