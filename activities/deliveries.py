"""The hands that carry messages out of the house, so many a minute. May be called twice."""

import asyncio
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from temporalio import activity

from activities import calls
from activities.channels import Channel, Outcome, Outgoing
from store import deliveries, things
from store.engine import Database
from store.rulebook import Rulebook
from words.catalogue import Language
from words.messages import Letter, letter

_AT_ONCE = 50
_A_MINUTE_S = 60.0
_LONGEST_S = 240.0
"""A round ends in time for the next one, however slow the other side is."""


class DeliveryHands:
    """Takes deliveries, sends them and settles each before the next, so that what is sent is known to be."""

    def __init__(self, database: Database, rulebook: Rulebook, channels: Sequence[Channel], *, pages: str = "") -> None:
        self._database = database
        self._rulebook = rulebook
        self._channels = channels
        self._pages = pages

    @activity.defn(name=calls.DELIVER)
    async def deliver(self, call: calls.Instant) -> calls.Delivered:
        """Hand out what is queued and send what is due; return how much that was."""
        handed = await asyncio.to_thread(self._hand_out, call.at)
        # one channel that is slow or away keeps no other waiting
        came = await asyncio.gather(*(self._through(channel) for channel in self._channels))
        outcomes = [outcome for some in came for outcome in some]
        sent = sum(outcome == "sent" for outcome in outcomes)
        return calls.Delivered(handed_out=handed, sent=sent, not_sent=len(outcomes) - sent)

    def _hand_out(self, now: datetime) -> int:
        with self._database.write() as conn:
            return deliveries.hand_out(conn, {one.name: one.reaches for one in self._channels}, now)

    async def _through(self, channel: Channel) -> list[str]:
        """Send what is due through a channel, no faster than it takes it; return what came of each."""
        began = minute = time.monotonic()
        came: list[str] = []
        of_minute = 0
        while time.monotonic() - began < _LONGEST_S:
            if of_minute >= channel.per_minute:
                await asyncio.sleep(max(0.0, minute + _A_MINUTE_S - time.monotonic()))
                minute, of_minute = time.monotonic(), 0
            outgoing = await asyncio.to_thread(self._take, channel.name, min(_AT_ONCE, channel.per_minute - of_minute))
            if not outgoing:
                break
            of_minute += len(outgoing)
            async for outcome in channel.send(outgoing):
                await asyncio.to_thread(self._settle, outcome)
                came.append(outcome.came)
            if came[-1] == "later":  # the other side is away: what is left waits for the next round
                break
        return came

    def _take(self, channel: str, at_most: int) -> list[Outgoing]:
        now = datetime.now(UTC)
        with self._database.write() as conn:
            rules = self._rulebook.all_in_force(conn, now)
            zone = rules[0].clock.zone if rules else ZoneInfo("UTC")
            taken = deliveries.take(conn, channel, now=now, on=now.astimezone(zone).date(), at_most=at_most)
            known = things.things(conn, {id_ for one in taken for id_ in things.about(one.message)})
        return [Outgoing(one, _letter(one, known, zone, self._pages)) for one in taken]

    def _settle(self, outcome: Outcome) -> None:
        now = datetime.now(UTC)
        with self._database.write() as conn:
            match outcome.came:
                case "sent":
                    deliveries.was_sent(conn, [outcome.taken.id], now)
                case "later":
                    deliveries.put_off(conn, [outcome.taken], outcome.because, now)
                case "never":
                    deliveries.failed(conn, outcome.taken.id, outcome.because)


def _letter(one: deliveries.Taken, known: dict[str, things.Thing], zone: ZoneInfo, pages: str) -> Letter:
    message = one.message
    language: Language = "en" if one.address.lang == "en" else "vi"
    return letter(message.kind, message.params, message.about, known, language, zone=zone, pages=pages)
