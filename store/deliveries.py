"""Messages on their way out of the house, one delivery a message and channel: taken, sent once, put off, dropped.

A delivery is taken before it is sent and settled after, so that a sender that dies in between is missed and its
delivery taken again, under the same name. What nobody owes any more is dropped at the last moment, and what piled up
while a channel was away becomes one message a person. Sends nothing itself.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, case, func, select, update

from store import organisation, outbox
from store import tables as t
from store.due import DIGEST, ESCALATE, URGENT
from store.obligations import BALLOT, owed
from store.outbox import Queued
from store.writing import insert, portions

QUEUED, SENDING, SENT, SUPPRESSED, FAILED = "queued", "sending", "sent", "suppressed", "failed"
MAIL, WEBHOOK, APPRISE = "mail", "webhook", "apprise"

UNREACHABLE = "unreachable: "
"""Before why a channel could not be reached, in what is kept of a delivery that was put off."""

MailFault = Literal["away", "certificate", "no_encryption", "no_sign_in", "password", "password_file"]
"""Why the mail server could not be reached: nobody answers, its certificate is not trusted, it can't encrypt, it
lets nobody sign in, it takes not our password, or the file of that is not there."""

LOST_AFTER = timedelta(minutes=10)
"""A sender that has not told what came of it by then is taken for dead."""

UNCLEAR = "unclear"
"""The channel broke off when it may have taken the message already: sent again under the same name."""

_PAUSES = [timedelta(minutes=minutes) for minutes in (1, 2, 4, 8, 15)]
_REMINDERS = (DIGEST, URGENT)


@dataclass(frozen=True, slots=True)
class Address:
    """How a person is reached by mail, and in which language she reads."""

    email: str | None
    lang: str


@dataclass(frozen=True, slots=True)
class Taken:
    """A delivery to be sent now: the message as it stands after what is done was left out of it.

    `name` is the message's own, the same at every try. `attempts` counts this one.
    """

    id: int
    name: str
    message: Queued
    address: Address
    attempts: int


def hand_out(
    conn: Connection, channels: Mapping[str, frozenset[str] | None], now: datetime, at_most: int = 5_000
) -> int:
    """Put queued messages into the inboxes and make their deliveries; return how many messages that were.

    `channels` are those that are set up, each with the people it reaches (None: everybody; mail wants an address).
    """
    waiting = outbox.to_send(conn, at_most)
    mailed = _with_address(conn, {message.to_person_id for message in waiting}) if MAIL in channels else frozenset()
    rows = [
        {"message_id": message.id, "channel": channel, "state": QUEUED, "attempts": 0, "next_at": now}
        for message in waiting
        for channel, reached in channels.items()
        if message.to_person_id in (mailed if channel == MAIL else reached or {message.to_person_id})
    ]
    for some in portions(rows):
        conn.execute(insert(conn, t.deliveries).on_conflict_do_nothing(), list(some))
    outbox.was_sent(conn, [message.id for message in waiting], now)
    return len(waiting)


def take(conn: Connection, channel: str, *, now: datetime, on: date, at_most: int) -> list[Taken]:
    """Return the deliveries of a channel to be sent now, each taken for `LOST_AFTER`; settle every one of them."""
    due = _due(conn, channel, now, at_most)
    serving = organisation.serving(conn, {one.message.to_person_id for one in due}, on)
    addresses = _addresses(conn, serving)
    still = _still_owed(conn, [one.message for one in due])
    taken: list[Taken] = []
    dropped: dict[int, str] = {}
    for person_id, theirs in _by_person(due).items():
        if person_id not in serving:
            dropped |= dict.fromkeys((one.id for one in theirs), "left")
            continue
        sent, not_sent = _merged(theirs, still)
        if taken and len(taken) + len(sent) > at_most:  # a person's messages are not torn apart
            break
        dropped |= not_sent
        taken += [Taken(one.id, one.name, one.message, addresses[person_id], one.attempts + 1) for one in sent]
    for because in sorted(set(dropped.values())):
        drop(conn, [id_ for id_, why in dropped.items() if why == because], because)
    _mark(conn, [one.id for one in taken], state=SENDING, next_at=now + LOST_AFTER, counts=True)
    return taken


def was_sent(conn: Connection, ids: Sequence[int], now: datetime) -> None:
    """Note that deliveries went out; one that may have gone out before stays marked."""
    d = t.deliveries.c
    _settle(conn, ids, state=SENT, sent_at=now, because=case((d.because == UNCLEAR, UNCLEAR), else_=None))


def put_off(conn: Connection, ones: Iterable[Taken], because: str, now: datetime) -> None:
    """Try these again later, the longer the more often it was tried."""
    for one in ones:
        pause = _PAUSES[min(one.attempts, len(_PAUSES)) - 1]
        _settle(conn, [one.id], state=QUEUED, because=because, next_at=now + pause)


def failed(conn: Connection, id_: int, because: str) -> None:
    """Give a delivery up: the channel will never take it."""
    _settle(conn, [id_], state=FAILED, because=because)


def drop(conn: Connection, ids: Sequence[int], because: str) -> None:
    """Send none of these, and say why."""
    _mark(conn, ids, state=SUPPRESSED, because=because)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits in a channel: how many deliveries, since when the oldest, and why it was put off last."""

    count: int
    since: datetime | None
    because: str | None


def waiting(conn: Connection, channel: str) -> Waiting:
    """Return what waits to be sent through a channel."""
    d, o = t.deliveries.c, t.outbox.c
    found = (
        select(func.count(), func.min(o.created_at), func.max(d.because))
        .join(t.outbox, o.id == d.message_id)
        .where(d.channel == channel, d.state.in_([QUEUED, SENDING]))
    )
    return Waiting(*conn.execute(found).one())


@dataclass(frozen=True, slots=True)
class _Due:
    """A delivery that is due; `is_unclear`: it may have gone out already, and nobody knows."""

    id: int
    name: str
    attempts: int
    is_unclear: bool
    message: Queued


def _due(conn: Connection, channel: str, now: datetime, at_most: int) -> list[_Due]:
    """Return all that is due for the people who have waited longest, the oldest first, held."""
    d, o = t.deliveries.c, t.outbox.c
    is_due = (d.channel == channel, d.state.in_([QUEUED, SENDING]), d.next_at <= now)
    joined = t.deliveries.join(t.outbox, o.id == d.message_id)
    first = select(o.to_person_id).select_from(joined).where(*is_due).group_by(o.to_person_id)
    people = conn.execute(first.order_by(func.min(d.id)).limit(at_most)).scalars().all()
    found: list[_Due] = []
    for some in portions(people):
        rows = conn.execute(
            select(
                *(d.id, d.attempts, d.state, d.because),
                *(o.id, o.dedupe, o.to_person_id, o.kind, o.params, o.about, o.created_at),
            )
            .select_from(joined)
            .where(*is_due, o.to_person_id.in_(some))
            .order_by(d.id)
            .with_for_update(of=t.deliveries, skip_locked=True)
        )
        for id_, attempts, state, because, message_id, name, who, kind, params, about, created_at in rows:
            message = Queued(message_id, who, kind, params, about, created_at)
            found.append(_Due(id_, name, attempts, state == SENDING or because == UNCLEAR, message))
    return sorted(found, key=lambda one: one.id)


def _by_person(due: Iterable[_Due]) -> dict[str, list[_Due]]:
    people: dict[str, list[_Due]] = {}
    for one in due:
        people.setdefault(one.message.to_person_id, []).append(one)
    return people


@dataclass(frozen=True, slots=True)
class _Asked:
    """One line of a message, as `obligations.owed` is asked about it."""

    id: int
    about: str
    obligation: str
    person_id: str | None


def _still_owed(conn: Connection, messages: Sequence[Queued]) -> frozenset[tuple[str, str, str]]:
    """Return what is still owed of all that these messages ask for: (person, about, obligation)."""
    lines = dict.fromkeys(line for message in messages for line in _asked(message))
    asked = [
        _Asked(number, about, obligation, person_id or None if obligation.startswith(BALLOT) else None)
        for number, (person_id, about, obligation) in enumerate(lines)
    ]
    still = owed(conn, asked)
    return frozenset(line for number, line in enumerate(lines) if number in still)


def _asked(message: Queued) -> list[tuple[str, str, str]]:
    """Return what a message asks for, and who owes it: in whose place somebody is asked, "" for whoever it is."""
    if message.kind == "vote_open":
        return [(message.to_person_id, message.about or "", f"{BALLOT}/{message.params.get('round', 1)}")]
    return [_line(message, one) for one in message.params.get("owed", ())]


def _line(message: Queued, one: Mapping[str, Any]) -> tuple[str, str, str]:
    if one["kind"] == ESCALATE:  # whoever it is that owes it: the superior does not
        return ("", one["about"], one["obligation"])
    person_id = one.get("stands_in_for") if one.get("is_copy") else None
    return (person_id or message.to_person_id, one["about"], one["obligation"])


def _without_done(message: Queued, still: frozenset[tuple[str, str, str]]) -> Queued | None:
    """Return the message without what is done; None if nothing is left of it."""
    if message.kind == "vote_open":
        return message if _asked(message)[0] in still else None
    if message.kind not in _REMINDERS:
        return message
    left = [one for one in message.params["owed"] if _line(message, one) in still]
    return _with(message, left) if left else None


def _merged(theirs: Iterable[_Due], still: frozenset[tuple[str, str, str]]) -> tuple[list[_Due], dict[int, str]]:
    """Return what one person is sent, and why the rest is not: it is done, or reminders piled up and became one.

    One that may have gone out already stands for itself: merged with others it would be another message.
    """
    sent: dict[tuple[str, int], _Due] = {}
    dropped: dict[int, str] = {}
    for one in theirs:
        left = _without_done(one.message, still)
        if left is None:
            dropped[one.id] = "done"
            continue
        is_alone = left.kind not in _REMINDERS or one.is_unclear
        key = (left.kind, one.id if is_alone else 0)
        if before := sent.pop(key, None):
            things = {(line["about"], line["obligation"]): line for line in before.message.params["owed"]}
            things |= {(line["about"], line["obligation"]): line for line in left.params["owed"]}
            left = _with(left, list(things.values()))
            dropped[before.id] = "merged"
        sent[key] = replace(one, message=left)
    return list(sent.values()), dropped


def _with(message: Queued, lines: Sequence[Mapping[str, Any]]) -> Queued:
    return replace(message, params={**message.params, "owed": list(lines)})


def _with_address(conn: Connection, person_ids: Iterable[str]) -> frozenset[str]:
    return frozenset(id_ for id_, address in _addresses(conn, person_ids).items() if address.email)


def _addresses(conn: Connection, person_ids: Iterable[str]) -> dict[str, Address]:
    p = t.people.c
    found: dict[str, Address] = {}
    for some in portions(sorted(person_ids)):
        rows = conn.execute(select(p.id, p.email, p.lang).where(p.id.in_(some)))
        found.update((id_, Address(email, lang)) for id_, email, lang in rows)
    return found


def _mark(conn: Connection, ids: Sequence[int], *, counts: bool = False, **values: Any) -> None:  # noqa: ANN401 - columns
    d = t.deliveries.c
    told = values | ({"attempts": d.attempts + 1} if counts else {})
    for some in portions(ids):
        conn.execute(update(t.deliveries).where(d.id.in_(some), d.state.in_([QUEUED, SENDING])).values(told))


def _settle(conn: Connection, ids: Sequence[int], **values: Any) -> None:  # noqa: ANN401 - columns
    d = t.deliveries.c
    for some in portions(ids):
        conn.execute(update(t.deliveries).where(d.id.in_(some), d.state == SENDING).values(values))
