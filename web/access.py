"""Who asks, and what a route lets them do. A route declares its action by what it depends on: `Needs` or `PUBLIC`.

The declaration is the way to the visitor, so it cannot be forgotten where it is needed; `check_declared` looks for
routes that need nobody and do not say so.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from typing import Annotated

from fastapi import BackgroundTasks, Depends, FastAPI, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy import Connection

from rules.rights import Action, Actor, Resource, Sight, authorize, sight
from store import actors, sessions, tokens
from store.errors import StoreError
from web.house import House, house_of
from web.problems import Problem

SESSION_COOKIE = "__Host-sovang"
LIVE_HEADER = "Sovang-Live"
"""Set by a page that looks for news by itself: that nobody has touched it for half an hour still ends the session."""

_SCHEME = HTTPBearer(auto_error=False, scheme_name="token", description="A token made by `sovang token`.")
_COOKIE = APIKeyCookie(
    auto_error=False, name=SESSION_COOKIE, scheme_name="session", description="Somebody signed in on the pages."
)


class UndeclaredRouteError(Exception):
    """A route does not say what it does; the app does not start."""

    def __init__(self, routes: Iterable[str]) -> None:
        self.routes = tuple(routes)
        super().__init__(f"routes without a declared action: {', '.join(self.routes)}")


class Visitor:
    """Whoever sent the request, and the actions its route has declared."""

    def __init__(
        self, actor: Actor, actions: tuple[Action, ...], today: date, session: sessions.SignedIn | None = None
    ) -> None:
        self.actor = actor
        self.today = today
        self.session = session  # None for a token, and for nobody
        self._actions = actions

    @property
    def person_id(self) -> str:
        """Return who it is; the empty id for nobody."""
        return self.actor.person_id

    @property
    def is_nobody(self) -> bool:
        """Has she come without a token and without having signed in?"""
        return not self.actor.person_id

    def judge(self, resource: Resource, action: Action | None = None) -> None:
        """Return if the visitor may do this to `resource`. Raise Problem with the judge's code if not.

        `action` is needed only where the route has declared several.
        """
        decision = authorize(self.actor, self._declared(action), resource)
        if not decision.allowed:
            raise Problem(decision.code)

    def may(self, action: Action, resource: Resource) -> bool:
        """Would the visitor be let through, if need be after she has proved who she is? For what is shown beside."""
        return authorize(self.actor, action, resource).code in {"allowed", "not_proved"}

    def only(self, *actions: Action) -> "Visitor":
        """Return the same visitor for a part of the route that does just these of its actions."""
        if not set(actions) <= set(self._actions):
            raise RuntimeError(f"the route has declared {self._actions}, not {actions}")
        return Visitor(self.actor, actions, self.today, self.session)

    def sight(self) -> Sight:
        """Return what the route's list may show."""
        return sight(self.actor, self._declared(None))

    def _declared(self, action: Action | None) -> Action:
        chosen = action or self._actions[0]
        if chosen not in self._actions or (action is None and len(self._actions) > 1):
            raise RuntimeError(f"the route has declared {self._actions}, not {action}")
        return chosen


class Needs:
    """What a route does; as a dependency, it lets in whoever has a good token or is signed in, as the visitor.

    `refuses` are the codes of this route's own refusals, besides those that every such route has. `or_nobody` lets
    in also whoever comes with nothing: for her, only what is public is there.
    """

    def __init__(self, *actions: Action, refuses: Iterable[str] = (), or_nobody: bool = False) -> None:
        self.actions = actions
        self.refuses = tuple(refuses)
        self.or_nobody = or_nobody

    def __call__(
        self,
        request: Request,
        later: BackgroundTasks,
        sent: Annotated[HTTPAuthorizationCredentials | None, Depends(_SCHEME)],
        cookie: Annotated[str | None, Depends(_COOKIE)],
    ) -> Visitor:
        """Return the visitor. Raise Problem `token_missing`, `token_not_accepted` or `session_ended`.

        A token is stronger than a cookie. That a write with a cookie comes from our own pages, `web.origins` has seen.
        """
        house = house_of(request)
        now = house.now()
        today = house.today(now)
        found: tuple[Actor, sessions.SignedIn | None] | None = None
        with house.database.read() as conn:
            if sent is not None:
                found = _by_token(conn, house, later, sent.credentials, now)
            elif cookie is not None and "authorization" not in request.headers:
                is_live = LIVE_HEADER in request.headers
                found = _by_session(conn, house, None if is_live else later.add_task, cookie, now)
        if found is not None:
            return Visitor(found[0], self.actions, today, found[1])
        if self.or_nobody and sent is None:
            return Visitor(Actor(""), self.actions, today)
        if sent is not None:
            raise Problem("token_not_accepted")
        raise Problem("token_missing" if cookie is None else "session_ended")


def _by_token(
    conn: Connection, house: House, later: BackgroundTasks, secret: str, now: datetime
) -> tuple[Actor, None] | None:
    bearer = tokens.bearer(conn, secret, now=now)
    actor = actors.actor(conn, bearer.person_id, house.today(now)) if bearer else None
    if bearer is None or actor is None:
        return None
    if bearer.is_to_be_noted:
        later.add_task(_note, house, tokens.note_use, bearer.token_id, now)
    return replace(actor, scope=bearer.scope), None


def _by_session(
    conn: Connection, house: House, later: Callable[..., None] | None, secret: str, now: datetime
) -> tuple[Actor, sessions.SignedIn] | None:
    session = sessions.holder(conn, secret, now=now)
    actor = actors.actor(conn, session.person_id, house.today(now)) if session else None
    if session is None or actor is None:
        return None
    if session.is_to_be_noted and later is not None:
        later(_note, house, sessions.note_use, session.session_id, now)
    return replace(actor, is_fresh=session.is_fresh), session


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


def _note(house: House, note_use: Callable[..., None], id_: str, now: datetime) -> None:
    """Note the use of a token or a session, behind the answer: a database that cannot write keeps nobody out."""
    with suppress(StoreError), house.database.write() as conn:
        note_use(conn, id_, now=now)
