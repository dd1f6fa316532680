"""The JSON API, one module a theme; this list is all there is."""

from web.api import (
    ballots,
    books,
    commands,
    description,
    health,
    histories,
    logging,
    nominations,
    people,
    periods,
    rescheduling,
    rule_changes,
    rules,
    sittings,
    stuck,
    units,
    written_ballots,
)

ROUTERS = (
    health.router,
    description.router,
    logging.router,
    nominations.router,
    histories.router,
    commands.router,
    # A sitting's id has slashes: what stands below it comes first.
    written_ballots.router,
    ballots.router,
    rescheduling.router,
    sittings.router,
    books.router,
    periods.router,
    units.router,
    people.router,
    # What stands below /rules/changes comes before the editions, whose hash stands in the same place.
    rule_changes.router,
    stuck.router,
    rules.router,
)
