"""Who may do what: the one judge for pages, tokens, commands and workers.

Pure: the actor's offices of the day, and what the act is about, are handed in. Whether the state of a nomination or
a sitting allows an act is not judged here (`rules.nomination`, `store.ballots`), only whether this person may ask.
Everything that is not allowed below is refused.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, Self


class Action(StrEnum):
    """Everything that can be done, sorted: the things as in the address (plural), a dot, the verb of the command.

    Reading a list is reading: who may read some of it may read the list, narrowed by `sight`.
    """

    ACCOUNTS_CHANGE = "accounts.change"
    ACCOUNTS_KEEP = "accounts.keep"
    ACCOUNTS_READ = "accounts.read"
    AUDIT_READ = "audit.read"
    BACKUPS_MAKE = "backups.make"
    BALLOTS_CAST = "ballots.cast"
    BALLOTS_CONFIRM = "ballots.confirm"
    BALLOTS_ENTER = "ballots.enter"
    BALLOTS_READ = "ballots.read"
    BALLOTS_READ_SCAN = "ballots.read_scan"
    BOOKS_ANNOTATE = "books.annotate"
    BOOKS_PUBLISH = "books.publish"
    BOOKS_READ = "books.read"
    COMMENTS_READ = "comments.read"
    COUNCILS_CHANGE = "councils.change"
    DEPUTIES_NAME = "deputies.name"
    EVIDENCE_ATTACH = "evidence.attach"
    EVIDENCE_READ = "evidence.read"
    EVIDENCE_READ_ORIGINAL = "evidence.read_original"
    EVIDENCE_WITHDRAW = "evidence.withdraw"
    INBOX_READ = "inbox.read"
    METRICS_READ = "metrics.read"
    NOMINATIONS_AMEND = "nominations.amend"
    NOMINATIONS_DECLINE = "nominations.decline"
    NOMINATIONS_EXTEND = "nominations.extend"
    NOMINATIONS_FILE = "nominations.file"
    NOMINATIONS_HOLD = "nominations.hold"
    NOMINATIONS_LOG = "nominations.log"
    NOMINATIONS_OBJECT = "nominations.object"
    NOMINATIONS_OVERRIDE = "nominations.override"
    NOMINATIONS_READ = "nominations.read"
    NOMINATIONS_REASSIGN = "nominations.reassign"
    NOMINATIONS_RECOMMEND = "nominations.recommend"
    NOMINATIONS_RETURN = "nominations.return"
    NOMINATIONS_RULE = "nominations.rule"
    NOMINATIONS_SCORE = "nominations.score"
    NOMINATIONS_WITHDRAW = "nominations.withdraw"
    PEOPLE_CHANGE = "people.change"
    PEOPLE_READ = "people.read"
    PERIODS_READ = "periods.read"
    REMINDERS_READ = "reminders.read"
    REMINDERS_SNOOZE = "reminders.snooze"
    RULES_APPROVE = "rules.approve"
    RULES_CHANGE = "rules.change"
    RULES_READ = "rules.read"
    SITTINGS_CLOSE = "sittings.close"
    SITTINGS_READ = "sittings.read"
    SITTINGS_RESCHEDULE = "sittings.reschedule"
    SITTINGS_TAKE_ROLL = "sittings.take_roll"
    STATISTICS_READ = "statistics.read"
    STUCK_NUDGE = "stuck.nudge"
    STUCK_READ = "stuck.read"
    STUCK_REPAIR = "stuck.repair"
    UNITS_CHANGE = "units.change"
    UNITS_READ = "units.read"


ROLES = ("administrator", "auditor", "head", "leader", "officer", "standing_office", "publisher", "secretary")

_DEPUTISED = frozenset({"head", "leader", "standing_office", "secretary"})
_SEEING = _DEPUTISED | {"administrator"}

_OPEN = frozenset(
    {
        Action.COMMENTS_READ,  # what is out for comment is out for everybody
        Action.INBOX_READ,  # the visitor's own, and nobody else's
        Action.PERIODS_READ,
        Action.REMINDERS_SNOOZE,  # her own peace
        Action.RULES_READ,
        Action.UNITS_READ,
    }
)
_SEEN_IS_READ = frozenset(
    {
        Action.BOOKS_READ,
        Action.EVIDENCE_READ,
        Action.NOMINATIONS_READ,
        Action.PEOPLE_READ,
        Action.REMINDERS_READ,
        Action.SITTINGS_READ,
        Action.STATISTICS_READ,
        Action.STUCK_READ,
    }
)
_OF_OWNER = frozenset({Action.ACCOUNTS_KEEP, Action.ACCOUNTS_READ, Action.DEPUTIES_NAME})
_OF_FILES = frozenset({Action.EVIDENCE_ATTACH, Action.EVIDENCE_READ_ORIGINAL, Action.EVIDENCE_WITHDRAW})
_OF_AUTHOR = _OF_FILES | {Action.NOMINATIONS_AMEND, Action.NOMINATIONS_WITHDRAW}
_OF_ROSTER = frozenset({Action.BALLOTS_CAST, Action.BALLOTS_READ})
_REVIEWING = frozenset({Action.NOMINATIONS_DECLINE, Action.NOMINATIONS_RECOMMEND, Action.NOMINATIONS_RETURN})
_AWAITED = _REVIEWING | {Action.NOMINATIONS_FILE, Action.NOMINATIONS_RULE, Action.NOMINATIONS_SCORE}
_BY_ROLE: dict[Action, frozenset[str]] = {
    Action.ACCOUNTS_CHANGE: frozenset({"administrator"}),
    Action.ACCOUNTS_READ: frozenset({"administrator", "auditor"}),
    Action.AUDIT_READ: frozenset({"auditor"}),
    Action.BACKUPS_MAKE: frozenset({"administrator"}),
    Action.BALLOTS_CONFIRM: frozenset({"head", "standing_office", "secretary"}),
    Action.BALLOTS_ENTER: frozenset({"standing_office", "secretary"}),
    Action.BALLOTS_READ_SCAN: frozenset({"head", "standing_office", "secretary"}),
    Action.BOOKS_ANNOTATE: frozenset({"standing_office", "secretary"}),
    Action.BOOKS_PUBLISH: frozenset({"publisher"}),
    Action.COUNCILS_CHANGE: frozenset({"administrator"}),
    Action.DEPUTIES_NAME: frozenset({"administrator", "head"}),
    Action.METRICS_READ: frozenset({"administrator", "auditor"}),
    Action.NOMINATIONS_EXTEND: frozenset({"administrator", "head", "standing_office"}),
    Action.NOMINATIONS_HOLD: frozenset({"administrator", "head", "standing_office"}),
    Action.NOMINATIONS_LOG: frozenset({"head", "leader", "officer", "secretary"}),
    Action.NOMINATIONS_OVERRIDE: frozenset({"head", "standing_office"}),
    Action.NOMINATIONS_REASSIGN: frozenset({"administrator", "head", "standing_office"}),
    Action.PEOPLE_CHANGE: frozenset({"administrator"}),
    Action.RULES_APPROVE: frozenset({"administrator", "head"}),
    Action.RULES_CHANGE: frozenset({"administrator"}),
    Action.SITTINGS_CLOSE: frozenset({"standing_office", "secretary"}),
    Action.SITTINGS_RESCHEDULE: frozenset({"standing_office", "secretary"}),
    Action.SITTINGS_TAKE_ROLL: frozenset({"standing_office", "secretary"}),
    Action.STUCK_NUDGE: frozenset({"administrator", "head", "secretary", "standing_office"}),
    Action.STUCK_REPAIR: frozenset({"administrator"}),
    Action.UNITS_CHANGE: frozenset({"administrator"}),
}
_VOTING = frozenset({Action.BALLOTS_CAST, Action.BALLOTS_CONFIRM, Action.BALLOTS_ENTER})
_NEAR_BALLOTS = _VOTING | {Action.BALLOTS_READ_SCAN}
# Separation of duties: nobody does this about a deed of their own, and an auditor about none at all.
_JUDGING = _AWAITED | {
    *_NEAR_BALLOTS,
    Action.BOOKS_ANNOTATE,
    Action.BOOKS_PUBLISH,
    Action.NOMINATIONS_EXTEND,
    Action.NOMINATIONS_HOLD,
    Action.NOMINATIONS_OVERRIDE,
    Action.NOMINATIONS_REASSIGN,
}


PROVED = frozenset(
    {
        Action.ACCOUNTS_CHANGE,
        Action.ACCOUNTS_KEEP,
        Action.BACKUPS_MAKE,
        *_VOTING,
        Action.RULES_APPROVE,
        Action.SITTINGS_CLOSE,
        Action.SITTINGS_RESCHEDULE,
    }
)
"""What somebody who is signed in does only just after having proved who she is: an open screen is not enough."""

EVERYTHING, READING = "everything", "reading"


@dataclass(frozen=True, slots=True)
class Grant:
    """A role (one of ROLES) for `unit_id` and all below it."""

    role: str
    unit_id: str


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody who is away and for whom the actor stands in, with the grants of that person."""

    person_id: str
    grants: tuple[Grant, ...]


@dataclass(frozen=True, slots=True)
class Actor:
    """A person and what holds on the day: grants, council seats (`council_ids`), and for whom she stands in.

    `scope`: the only actions that what she came with is good for, None for all. `is_fresh`: has she proved just now
    who she is? Somebody who has no account at all comes as the empty id, and sees what is public.
    """

    person_id: str
    grants: tuple[Grant, ...] = ()
    council_ids: frozenset[str] = frozenset()
    stands_in_for: tuple[Principal, ...] = ()
    scope: frozenset[Action] | None = None
    is_fresh: bool = True

    def has(self, role: str) -> bool:
        """Return whether the actor holds `role` anywhere by a grant of her own."""
        return any(grant.role == role for grant in self.grants)


@dataclass(frozen=True, slots=True)
class Resource:
    """What an act is about.

    `path`: its unit and each unit above it, the nearest first. `owner_id`: the person a row belongs to.
    `waits_for`: the offices that are asked to act, their units on the path, or on `asked_path` where another unit is.
    `roster`: who may vote in this sitting, as frozen when voting opened. `council_ids`: before whose sitting it comes.
    `is_public`: its being there is no secret. `is_out_for_comment`: anybody may object to it now.
    """

    path: tuple[str, ...] = ()
    is_public: bool = False
    owner_id: str | None = None
    author_id: str | None = None
    honoured: frozenset[str] = frozenset()
    assignee_id: str | None = None
    waits_for: tuple[Grant, ...] = ()
    council_ids: frozenset[str] = frozenset()
    roster: frozenset[str] = frozenset()
    is_out_for_comment: bool = False
    asked_path: tuple[str, ...] = ()

    @classmethod
    def house(cls, top_units: Iterable[str]) -> Self:
        """Return the house as a whole: lists, settings, figures. A role counts if it is held for a top unit."""
        return cls(path=tuple(top_units), is_public=True)


@dataclass(frozen=True, slots=True)
class Sight:
    """What an actor sees without being the one it is about: all under `unit_ids`, all that comes before `council_ids`.

    A list shows what `authorize` lets the same actor read one by one.
    """

    person_id: str
    unit_ids: frozenset[str]
    council_ids: frozenset[str]


@dataclass(frozen=True, slots=True)
class Decision:
    """`not_found` hides what the actor may not see; `own_deed` and `own_change` separate duties.

    `out_of_scope`: what she came with is not good for it. `not_proved`: she may, once she has proved who she is.
    """

    allowed: bool
    code: Literal["allowed", "not_found", "not_allowed", "own_deed", "own_change", "out_of_scope", "not_proved"]


ALLOWED = Decision(allowed=True, code="allowed")
NOT_FOUND = Decision(allowed=False, code="not_found")
NOT_ALLOWED = Decision(allowed=False, code="not_allowed")
OWN_DEED = Decision(allowed=False, code="own_deed")
OWN_CHANGE = Decision(allowed=False, code="own_change")
OUT_OF_SCOPE = Decision(allowed=False, code="out_of_scope")
NOT_PROVED = Decision(allowed=False, code="not_proved")


def authorize(actor: Actor, action: Action, resource: Resource) -> Decision:
    """Return whether `actor` may do `action` to `resource`, and if not, what may be said about it."""
    if actor.scope is not None and action not in actor.scope:
        return OUT_OF_SCOPE
    decision = _judge(actor, action, resource)
    return NOT_PROVED if decision.allowed and action in PROVED and not actor.is_fresh else decision


def scope_of(words: Iterable[str]) -> frozenset[Action] | None:
    """Return the actions that the words of a token name: `everything` (None), `reading`, a thing, or an action.

    Raise ValueError with the first word that is none of these.
    """
    named: set[Action] = set()
    for word in words:
        if word == EVERYTHING:
            return None
        found = {action for action in Action if word in {action, action.split(".")[0]}}
        if word == READING:
            found = {action for action in Action if action.endswith(".read")}
        if not found:
            raise ValueError(word)
        named |= found
    return frozenset(named)


def _judge(actor: Actor, action: Action, resource: Resource) -> Decision:
    if action in _OPEN or (action is Action.NOMINATIONS_OBJECT and resource.is_out_for_comment and actor.person_id):
        return ALLOWED
    authorities = _authorities(actor, action, resource)
    if not authorities and not _sees(actor, action, resource):
        return NOT_FOUND
    if action in _SEEN_IS_READ:
        return ALLOWED
    if action is Action.NOMINATIONS_SCORE and actor.person_id == resource.author_id == resource.assignee_id:
        return ALLOWED  # nobody but the author of an entry is asked to score her own
    if not authorities or _is_separated(actor, action):
        return NOT_ALLOWED
    own = {resource.author_id, *resource.honoured}
    # who stands in for somebody has no more to say about that person's deeds than about her own
    if action in _JUDGING and (actor.person_id in own or not authorities - own):
        return OWN_DEED
    if action is Action.RULES_APPROVE and (actor.person_id in own or not authorities - own):
        return OWN_CHANGE
    return ALLOWED


def sight(actor: Actor, action: Action) -> Sight:
    """Return what the list behind the reading `action` may show to `actor`, besides what is her own or public.

    Everybody sees the people of her own unit; nominations, sittings and reminders need an office.
    """
    roles = _SEEING | {"officer"} if action is Action.PEOPLE_READ else _SEEING
    seeing = (grant.unit_id for _, grant in _grants(actor) if grant.role in roles)
    return Sight(actor.person_id, frozenset(seeing), actor.council_ids)


def roles_for(action: Action) -> tuple[str, ...]:
    """Return the roles whose holders may do `action` to what lies under their units, by name."""
    return tuple(sorted(_BY_ROLE.get(action, ())))


def clash(roles: Iterable[str], *, sits: bool) -> Literal["auditor_with_other_role", "administrator_on_council"] | None:
    """Return why one person must not hold all of `roles` (and a seat, if she `sits`), None if she may."""
    held = frozenset(roles)
    if "auditor" in held and (sits or held - {"auditor", "officer"}):
        return "auditor_with_other_role"
    return "administrator_on_council" if "administrator" in held and sits else None


def _sees(actor: Actor, action: Action, resource: Resource) -> bool:
    seen = sight(actor, action)
    theirs = {resource.owner_id, resource.author_id, resource.assignee_id, *resource.honoured, *resource.roster}
    return (
        resource.is_public
        or actor.person_id in theirs
        or not seen.unit_ids.isdisjoint((*resource.path, *resource.asked_path))
        or not seen.council_ids.isdisjoint(resource.council_ids)
    )


def _is_separated(actor: Actor, action: Action) -> bool:
    if action in _NEAR_BALLOTS and actor.has("administrator"):
        return True
    return action in _JUDGING and actor.has("auditor")


def _authorities(actor: Actor, action: Action, resource: Resource) -> frozenset[str]:
    """Return in whose name the actor may act: her own, or that of somebody for whom she stands in."""
    found = {actor.person_id} & _asked_by_name(action, resource)
    for roles, path in _asked_by_role(action, resource):
        found |= {person for person, grant in _grants(actor) if grant.role in roles and grant.unit_id in path}
    return frozenset(found)


def _asked_by_name(action: Action, resource: Resource) -> frozenset[str | None]:
    if action in _OF_ROSTER:
        return resource.roster
    if action in _OF_AUTHOR:
        return frozenset({resource.author_id})
    if action in _AWAITED:
        return frozenset({resource.assignee_id})
    return frozenset({resource.owner_id} if action in _OF_OWNER else ())


def _asked_by_role(action: Action, resource: Resource) -> Iterator[tuple[frozenset[str], tuple[str, ...]]]:
    """Yield the roles that may act, each with the units for which they may be held."""
    yield _BY_ROLE.get(action, frozenset()), resource.path
    if action in _AWAITED:
        for office in resource.waits_for:
            way = resource.path if office.unit_id in resource.path else resource.asked_path
            yield frozenset({office.role}), _upwards(way, office.unit_id)


def _upwards(path: tuple[str, ...], unit_id: str) -> tuple[str, ...]:
    return path[path.index(unit_id) :] if unit_id in path else ()


def _grants(actor: Actor) -> Iterator[tuple[str, Grant]]:
    """Yield the grants that count for the actor, each with the person who holds it.

    An auditor stands in for nobody: what she looks into, she has no hand in.
    """
    for grant in actor.grants:
        yield actor.person_id, grant
    if actor.has("auditor"):
        return
    for principal in actor.stands_in_for:
        yield from ((principal.person_id, grant) for grant in principal.grants if grant.role in _DEPUTISED)
