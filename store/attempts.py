"""How often signing in failed, and who must wait. An attempt counts as failed before it is looked at.

So however many come at the same moment, each is counted, and only so many are looked at; who succeeds gets hers back.
Keys are hashes made with the house's pepper: whoever reads the table learns no name and no address.
"""

import math
from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from rules.errors import RuleBroken
from rules.signing_in import FORGOTTEN_AFTER, Patience, pause
from store import tables as t
from store.writing import insert

k = t.attempts.c


def begin(conn: Connection, asked: Mapping[str, Patience], *, now: datetime) -> None:
    """Count an attempt under every key. Raise RuleBroken `too_many_tries` with the seconds to wait, counting none."""
    keys = sorted(asked)  # in one order, so that no two attempts wait for each other
    for key in keys:
        new = {"key": key, "failures": 0, "last_at": now, "not_before": now}
        conn.execute(insert(conn, t.attempts).values(new).on_conflict_do_nothing())
    query = select(k.key, k.failures, k.last_at, k.not_before).where(k.key.in_(keys)).order_by(k.key)
    found = conn.execute(query.with_for_update()).all()
    until = max(row.not_before for row in found)
    if until > now:
        raise RuleBroken("too_many_tries", seconds=math.ceil((until - now).total_seconds()))
    for row in found:
        failures = 1 + (row.failures if row.last_at > now - FORGOTTEN_AFTER else 0)
        until = now + pause(failures, asked[row.key])
        conn.execute(
            update(t.attempts).where(k.key == row.key).values(failures=failures, last_at=now, not_before=until)
        )


def succeed(conn: Connection, *, forgotten: Iterable[str], given_back: Iterable[str], now: datetime) -> None:
    """Forget all failures under some keys; under others only that this attempt was counted."""
    conn.execute(delete(t.attempts).where(k.key.in_(sorted(forgotten))))
    one_less = k.failures - 1
    conn.execute(
        update(t.attempts)
        .where(k.key.in_(sorted(given_back)), k.failures > 0)
        .values(failures=one_less, not_before=now)
    )


def forget(conn: Connection, now: datetime) -> int:
    """Forget the failures that count no more; return how many keys."""
    return conn.execute(delete(t.attempts).where(k.last_at < now - FORGOTTEN_AFTER)).rowcount
