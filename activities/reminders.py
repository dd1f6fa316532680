"""The hands of the reminders: what is due and still owed becomes one message a person. May be called twice."""

import asyncio

from temporalio import activity

from activities import calls
from store import reminders
from store.engine import Database
from store.rulebook import Rulebook


class ReminderHands:
    """Sweeps the planned reminders; `send_due` settles each once, so a second sweep finds nothing to do."""

    def __init__(self, database: Database, rulebook: Rulebook) -> None:
        self._database = database
        self._rulebook = rulebook

    @activity.defn(name=calls.SEND_REMINDERS)
    async def send_reminders(self, call: calls.Instant) -> calls.Queued:
        """Queue what is due; return how much that was."""
        return await asyncio.to_thread(self._send, call)

    def _send(self, call: calls.Instant) -> calls.Queued:
        with self._database.write() as conn:
            today = self._rulebook.today(conn, call.at)
            done = reminders.send_due(conn, now=call.at, on=today, rulebook=self._rulebook)
        return calls.Queued(queued=done.queued, messages=done.messages, suppressed=done.suppressed)
