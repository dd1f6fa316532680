"""All tables: `from store import tables as t`, then `t.nominations.c.stage`. Tables hold; modules of `store` ask."""

from store.tables.access import feeds, idempotency, tokens
from store.tables.accounts import accounts, attempts, challenges, credentials, sessions
from store.tables.books import books, entries
from store.tables.evidence import evidence
from store.tables.files import photos, scans
from store.tables.log_drafts import log_drafts
from store.tables.memory import audit, editions, events, meta
from store.tables.messages import deliveries, outbox, reminders, snoozes
from store.tables.nominations import honours, nominations
from store.tables.organisation import councils, deputies, grants, people, seats, units
from store.tables.outages import outages
from store.tables.rule_changes import adoptions, rule_changes
from store.tables.schema import metadata
from store.tables.sittings import (
    ballots,
    candidates,
    open_votes,
    periods,
    recusals,
    roster,
    sittings,
    written_ballots,
)
from store.tables.terms import calendar_editions, terms

__all__ = [
    "accounts",
    "adoptions",
    "attempts",
    "audit",
    "ballots",
    "books",
    "calendar_editions",
    "candidates",
    "challenges",
    "councils",
    "credentials",
    "deliveries",
    "deputies",
    "editions",
    "entries",
    "events",
    "evidence",
    "feeds",
    "grants",
    "honours",
    "idempotency",
    "log_drafts",
    "meta",
    "metadata",
    "nominations",
    "open_votes",
    "outages",
    "outbox",
    "people",
    "periods",
    "photos",
    "recusals",
    "reminders",
    "roster",
    "rule_changes",
    "scans",
    "seats",
    "sessions",
    "sittings",
    "snoozes",
    "terms",
    "tokens",
    "units",
    "written_ballots",
]
