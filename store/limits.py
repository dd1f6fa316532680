"""Who may approve the sum that a nomination asks for. Reads only."""

from datetime import date

from sqlalchemy import Connection

from rules.entries import Entry
from rules.programme import ReviewStage
from rules.rights import Action, Grant, Resource, authorize
from store import actors, organisation
from store.nominations import Nomination
from store.places import waits_at
from store.rulebook import Rulebook


def may_approve(conn: Connection, nomination: Nomination, person_id: str, rulebook: Rulebook, on: date) -> bool:
    """Return whether the rules of the nomination's stage let a person approve its sum, by an office she has on a day.

    Where the stage sets no limits, or no sum is asked for, the sum keeps nobody from it.
    """
    if nomination.entry is None or nomination.reward_vnd is None:
        return True
    entry = Entry.model_validate(nomination.entry)
    rules = rulebook.of(conn, entry.edition)
    stage = rules.stage_of(entry)
    if not isinstance(stage, ReviewStage) or not stage.done_by.has_limits:
        return True
    units, actor = organisation.tree(conn), actors.actor(conn, person_id, on)
    offices = [
        Grant(doer.role, unit_id)
        for doer in stage.done_by.who_may(nomination.reward_vnd)
        if (unit_id := waits_at(units, nomination.unit_id, str(rules.programme.where(doer.place)), on)) is not None
    ]
    asked = Resource(path=units.looked_after_at(nomination.unit_id, on), waits_for=tuple(offices))
    return actor is not None and authorize(actor, Action.NOMINATIONS_RECOMMEND, asked).allowed
