"""What the front doors share: reaching Temporal, and hearing that it is time to stop."""

import asyncio
import signal
import time

from temporalio.client import Client
from temporalio.envconfig import ClientConfigProfile

from workflows.connection import connect
from workflows.key_ring import KeyRing

LAST_BREATH_S = 0.2
"""Temporal's Core still calls back for a moment after the last call; a loop closed under it aborts the process."""

_ASK_AGAIN_S = 0.05


async def reach(profile: ClientConfigProfile, ring: KeyRing, *, patience_s: float = 60) -> Client:
    """Return a client as soon as the server answers. Raise RuntimeError if it does not within `patience_s`."""
    give_up_at = time.monotonic() + patience_s
    while True:
        try:
            return await connect(profile, ring)
        except RuntimeError:
            if time.monotonic() > give_up_at:
                raise
        await asyncio.sleep(_ASK_AGAIN_S)


def stop_event() -> asyncio.Event:
    """Return the event that SIGINT and SIGTERM set from now on in this loop."""
    event = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, event.set)
    return event
