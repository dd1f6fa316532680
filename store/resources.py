"""What an act is about, in the words of `rules.rights`: a row with all that decides who may see and touch it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import Connection, select

from rules.entries import Entry as Terms
from rules.rights import Grant, Resource
from store import nominations, organisation, sittings
from store import tables as t
from store.books import Entry
from store.nominations import Listed, Nomination
from store.places import asked_at
from store.sitting_lists import Sitting
from store.unit_tree import UnitTree


def of_unit(
    units: UnitTree, unit_id: str, on: date, *, owner_id: str | None = None, is_public: bool = False
) -> Resource:
    """Return something that belongs to a unit, and to the person `owner_id` if there is one."""
    return Resource(path=units.looked_after_at(unit_id, on), owner_id=owner_id, is_public=is_public)


def house(units: UnitTree, on: date) -> Resource:
    """Return the house as a whole."""
    return Resource.house(id_ for id_, unit in units.units.items() if unit.exists_on(on) and not units.parent(id_, on))


def of_accounts(conn: Connection, person_ids: Collection[str], on: date) -> dict[str, Resource]:
    """Return the accounts of each person: under the units that all her offices have in common.

    So whoever looks after one of her units, and not after another where she holds an office, does not get at that
    office by way of her account. Somebody who is unknown is under no unit.
    """
    units = organisation.tree(conn)
    held: dict[str, set[str]] = {person_id: set() for person_id in person_ids}
    people, grants, seats, councils = t.people.c, t.grants.c, t.seats.c, t.councils.c
    for query in (
        select(people.id, people.unit_id),
        select(grants.person_id, grants.unit_id),
        select(seats.person_id, councils.unit_id).join(t.councils, councils.id == seats.council_id),
    ):
        for person_id, unit_id in conn.execute(query):
            if person_id in held:
                held[person_id].add(unit_id)
    paths = {id_: _in_common([units.looked_after_at(unit_id, on) for unit_id in found]) for id_, found in held.items()}
    return {person_id: Resource(path=path, owner_id=person_id) for person_id, path in paths.items()}


def of_nomination(conn: Connection, nomination: Nomination, units: UnitTree, on: date) -> Resource:
    """Return a nomination with the offices that are asked to act, and the councils it has come before."""
    c, s = t.candidates.c, t.sittings.c
    councils = conn.execute(
        select(s.council_id)
        .join(t.candidates, s.id == c.sitting_id)
        .where(c.nomination_id == nomination.id, s.council_id.is_not(None))
        .distinct()
    )
    path = units.looked_after_at(nomination.unit_id, on)
    asked = tuple(dict.fromkeys(_awaited(nomination, units, on)))
    elsewhere = next((office.unit_id for office in asked if office.unit_id not in path), None)
    return Resource(
        path=path,
        asked_path=units.looked_after_at(elsewhere, on) if elsewhere else (),
        author_id=nomination.author_id,
        honoured=frozenset(nomination.honoured),
        assignee_id=nomination.assignee_id,
        waits_for=asked,
        council_ids=frozenset(filter(None, councils.scalars())),
        is_out_for_comment=(nomination.entry or {}).get("ruled_by") is not None,
    )


def of_candidate(candidate: Listed, council_id: str | None, units: UnitTree, on: date) -> Resource:
    """Return a nomination as what is read of it beside the sitting that it stands before: without asking again."""
    return Resource(
        path=units.looked_after_at(candidate.unit_id, on),
        author_id=candidate.author_id,
        honoured=frozenset(candidate.honoured),
        assignee_id=candidate.assignee_id,
        council_ids=frozenset({council_id} if council_id else ()),
    )


def of_sitting(conn: Connection, sitting: Sitting, units: UnitTree, on: date) -> Resource:
    """Return a sitting with its council and, once voting has opened, its frozen roster."""
    return Resource(
        path=units.looked_after_at(sitting.unit_id, on),
        council_ids=frozenset({sitting.council_id} if sitting.council_id else ()),
        roster=frozenset(member.person_id for member in sittings.roster(conn, sitting.id) if member.voting),
    )


def of_written_ballots(conn: Connection, sitting: Sitting, units: UnitTree, on: date) -> Resource:
    """Return a sitting as what those handle who read ballots on paper: whom its candidates honour is tied to it."""
    c, n, h = t.candidates.c, t.nominations.c, t.honours.c
    this = (c.sitting_id == sitting.id, c.round == sitting.round)
    authors = select(n.author_id).join(t.candidates, c.nomination_id == n.id).where(*this)
    honoured = select(h.person_id).join(t.candidates, c.nomination_id == h.nomination_id).where(*this)
    tied = frozenset([*conn.execute(authors).scalars(), *conn.execute(honoured).scalars()])
    return replace(of_sitting(conn, sitting, units, on), honoured=tied)


def of_entry(conn: Connection, entry: Entry, units: UnitTree, on: date, *, now: datetime) -> Resource:
    """Return a line of a book: public once it is published, before that its unit's and its people's."""
    nomination = nominations.by_id(conn, entry.nomination_id)
    return Resource(
        path=units.looked_after_at(entry.unit_id, on),
        is_public=entry.published_at is not None and entry.published_at <= now,
        author_id=nomination.author_id if nomination else None,
        honoured=frozenset(nomination.honoured if nomination else ()),
    )


def _in_common(paths: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(unit_id for unit_id in paths[0] if all(unit_id in path for path in paths)) if paths else ()


def _awaited(nomination: Nomination, units: UnitTree, on: date) -> Iterable[Grant]:
    """Yield whoever is asked, and whoever was asked first: after an escalation both may act."""
    if nomination.waits_for_role and nomination.waits_for_unit_id:
        yield _office(nomination.waits_for_role, nomination.waits_for_unit_id, units, on)
    if nomination.entry is not None:
        terms = Terms.model_validate(nomination.entry)
        unit_id = asked_at(units, nomination.unit_id, terms, on)
        if unit_id:
            yield _office(terms.role, unit_id, units, on)


def _office(role: str, unit_id: str, units: UnitTree, on: date) -> Grant:
    return Grant(role, units.open_successor(unit_id, on) or unit_id)
