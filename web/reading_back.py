"""Reading one's own write: waits until the rows show it, for as long as a person would not notice."""

import asyncio
import time
from collections.abc import Callable

from store import nominations
from web.house import House

_PATIENCE_S = 2.0
_FIRST_LOOK_S = 0.004
_LONGEST_PAUSE_S = 0.1


async def is_shown(house: House, nomination_id: str, number: int) -> bool:
    """Return whether the read model shows event `number` of the nomination within the patience."""
    return await until_shown(lambda: _reached(house, nomination_id) >= number)


async def until_shown(looks_right: Callable[[], bool], *, patience_s: float = _PATIENCE_S) -> bool:
    """Return whether `looks_right`, asked in a thread again and again, says so within the patience."""
    give_up_at = time.monotonic() + patience_s
    pause_s = _FIRST_LOOK_S
    while not await asyncio.to_thread(looks_right):
        if time.monotonic() + pause_s > give_up_at:
            return False
        await asyncio.sleep(pause_s)
        pause_s = min(pause_s * 2, _LONGEST_PAUSE_S)
    return True


def _reached(house: House, nomination_id: str) -> int:
    with house.database.read() as conn:
        return nominations.reached(conn, nomination_id)
