"""A small real ledger in memory: it keeps what the workflows hand over and answers as the activities do."""

from collections import defaultdict
from datetime import timedelta

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities import calls
from rules.entries import Entry
from rules.events import Event

LEADS = {
    "log": {"logged": "team", "silence": "end"},
    "team": {"recommended": "unit-month", "returned": "log", "declined": "end", "silence": "unit-month"},
    "dossier": {"filed": "province", "silence": "end"},
    "record": {"recorded": "end"},
}
KINDS = {"log": "log", "team": "review", "dossier": "dossier", "record": "record"}


class Board:
    """`ledger` (nomination id → events), `handed` (number of the first event of each call), and the `books`."""

    def __init__(self, within: timedelta = timedelta(days=3)) -> None:
        self.within = within
        self.ledger: dict[str, list[Event]] = defaultdict(list)
        self.books: list[str] = []
        self.is_away = False
        self.handed: list[int] = []

    @activity.defn(name=calls.PROJECT)
    async def project(self, call: calls.Projection) -> calls.Projected:
        self.handed.append(call.first)
        if self.is_away:
            raise ConnectionError("the database is away")
        known = self.ledger[call.nomination_id]
        for number, event in enumerate(call.events, call.first):
            if number <= len(known):
                if known[number - 1] != event:
                    raise ApplicationError("another event has this number", type="diverged", non_retryable=True)
            else:
                known.append(event)
        return calls.Projected(number=len(known), entry=self.entry(call))

    def entry(self, call: calls.Projection) -> Entry | None:
        state = call.state
        if state.stage not in KINDS or state.entered_at is None:
            return None
        due_at = None if state.stage == "record" else state.entered_at + self.within
        return Entry(
            stage=state.stage,
            kind=KINDS[state.stage],
            edition="sv1-test",
            due_at=due_at,
            escalate_at=due_at + timedelta(days=2) if due_at and state.stage != "log" else None,
            lapse_at=state.entered_at + self.within + timedelta(days=4),
            never_by=("author", "honoured"),
            needs=("minutes",) if state.stage == "dossier" else (),
            leads_to=LEADS[state.stage],
        )

    @activity.defn(name=calls.RECORD)
    async def record(self, call: calls.Recording) -> calls.RecordedAs:
        if self.is_away:
            raise ConnectionError("the database is away")
        self.books.append(call.nomination_id)
        return calls.RecordedAs(book="province", year=2026, number=len(self.books))
