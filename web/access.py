"""Who asks, and what a route lets them do. A route declares its action by what it depends on: `Needs` or `PUBLIC`.

The declaration is the way to the visitor, so it cannot be forgotten where it is needed; `check_declared` looks for
routes that need nobody and do not say so.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date, datetime
from typing import Annotated

from fastapi import BackgroundTasks, Depends, FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from rules.rights import Action, Actor, Resource, Sight, authorize, sight
from store import actors, tokens
from store.errors import StoreError
from web.house import House, HouseDep
from web.problems import Problem

_SCHEME = HTTPBearer(auto_error=False, scheme_name="token", description="A token made by `sovang token`.")


class UndeclaredRouteError(Exception):
    """A route does not say what it does; the app does not start."""

    def __init__(self, routes: Iterable[str]) -> None:
        self.routes = tuple(routes)
        super().__init__(f"routes without a declared action: {', '.join(self.routes)}")


class Visitor:
    """Whoever sent the request, and the actions its route has declared."""

    def __init__(self, actor: Actor, actions: tuple[Action, ...], today: date) -> None:
        self.actor = actor
        self.today = today
        self._actions = actions

    @property
    def person_id(self) -> str:
        """Return who it is."""
        return self.actor.person_id

    def judge(self, resource: Resource, action: Action | None = None) -> None:
        """Return if the visitor may do this to `resource`. Raise Problem with the judge's code if not.

        `action` is needed only where the route has declared several.
        """
        decision = authorize(self.actor, self._declared(action), resource)
        if not decision.allowed:
            raise Problem(decision.code)

    def may(self, action: Action, resource: Resource) -> bool:
        """Would the visitor be let through? For what an answer shows beside its main thing."""
        return authorize(self.actor, action, resource).allowed

    def sight(self) -> Sight:
        """Return what the route's list may show."""
        return sight(self.actor, self._declared(None))

    def _declared(self, action: Action | None) -> Action:
        chosen = action or self._actions[0]
        if chosen not in self._actions or (action is None and len(self._actions) > 1):
            raise RuntimeError(f"the route has declared {self._actions}, not {action}")
        return chosen


class Needs:
    """What a route does; as a dependency, it lets in whoever has a good token and hands her over as the visitor.

    `refuses` are the codes of this route's own refusals, besides those that every such route has.
    """

    def __init__(self, *actions: Action, refuses: Iterable[str] = ()) -> None:
        self.actions = actions
        self.refuses = tuple(refuses)

    def __call__(
        self,
        house: HouseDep,
        later: BackgroundTasks,
        sent: Annotated[HTTPAuthorizationCredentials | None, Depends(_SCHEME)],
    ) -> Visitor:
        """Return the visitor. Raise Problem `token_missing` or `token_not_accepted`."""
        if sent is None:
            raise Problem("token_missing")
        now = house.now()
        today = house.today(now)
        with house.database.read() as conn:
            bearer = tokens.bearer(conn, sent.credentials, now=now)
            actor = actors.actor(conn, bearer.person_id, today) if bearer else None
        if bearer is None or actor is None:
            raise Problem("token_not_accepted")
        if bearer.is_to_be_noted:
            later.add_task(_note_use, house, bearer.token_id, now)
        return Visitor(actor, self.actions, today)


async def _everybody() -> None:
    """Let everybody in."""


PUBLIC = Depends(_everybody)
"""Declares that a route is open to everybody."""


def check_declared(app: FastAPI) -> None:
    """Raise UndeclaredRouteError if a route of `app` neither needs an action nor is declared open to everybody."""
    undeclared = [
        f"{', '.join(sorted(route.methods or ['*']))} {route.path}"
        for route in iter_route_contexts(app.routes)
        if not _is_declared(getattr(route, "dependant", None))
    ]
    if undeclared:
        raise UndeclaredRouteError(undeclared)


def needs_of(dependant: Dependant | None) -> Needs | None:
    """Return what a route has declared; None for one that is open to everybody, or declares nothing."""
    return next((one.call for one in _all(dependant) if isinstance(one.call, Needs)), None)


def _is_declared(dependant: Dependant | None) -> bool:
    return any(isinstance(one.call, Needs) or one.call is _everybody for one in _all(dependant))


def _all(dependant: Dependant | None) -> Iterator[Dependant]:
    if dependant is not None:
        yield dependant
        for one in dependant.dependencies:
            yield from _all(one)


def _note_use(house: House, token_id: str, now: datetime) -> None:
    """Note the use of a token, behind the answer: a database that cannot write now keeps nobody from reading."""
    with suppress(StoreError), house.database.write() as conn:
        tokens.note_use(conn, token_id, now=now)
