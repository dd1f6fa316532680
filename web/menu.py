"""Which pages a visitor is offered, the first of them her home. What she may do there, the pages' own routes judge."""

from dataclasses import dataclass

from rules.rights import Action, roles_for
from web.access import Visitor


@dataclass(frozen=True, slots=True)
class Item:
    """A page in the menu: its words' code and its address."""

    code: str
    href: str
    is_here: bool


_LOGGING = frozenset(roles_for(Action.NOMINATIONS_LOG))
_OFFICES = frozenset({"auditor", "head", "standing_office"})
_HOUSE = frozenset({"administrator", "auditor"})
_BOOK = ("nav.book", "/book")


def menu(visitor: Visitor | None, path: str) -> list[Item]:
    """Return the pages for this visitor, what she needs most first."""
    pages = [_BOOK] if visitor is None else _pages(visitor)
    here = max((href for _, href in pages if path == href or path.startswith(f"{href}/")), key=len, default="")
    return [Item(code, href, href == here) for code, href in pages]


def home(visitor: Visitor) -> str:
    """Return the page that a visitor finds first."""
    return _pages(visitor)[0][1]


def _pages(visitor: Visitor) -> list[tuple[str, str]]:
    actor = visitor.actor
    grants = [*actor.grants, *(grant for away in actor.stands_in_for for grant in away.grants)]
    roles = {grant.role for grant in grants}
    offered = [
        ("nav.board", "/board", bool(roles & {"standing_office", "auditor"})),
        ("nav.our_unit", "/our-unit", "head" in roles),
        ("nav.to_recommend", "/to-recommend", bool(roles & {"leader", "head", "secretary", "standing_office"})),
        (
            "nav.sittings",
            "/sittings",
            bool(actor.council_ids) or bool(roles & {"secretary", "head", "standing_office", "auditor"}),
        ),
        ("nav.my_log", "/my-log", bool(roles & _LOGGING)),
        ("nav.nominations", "/nominations", bool(roles & {"leader", "secretary", "administrator", *_OFFICES})),
        ("nav.board", "/board", bool(roles & {"head", "administrator"}) and not roles & {"standing_office", "auditor"}),
        ("nav.rules", "/rules", bool(roles & {"administrator", *_OFFICES})),
        ("nav.organisation", "/organisation", bool(roles & {"administrator", *_OFFICES})),
        ("nav.system", "/system", bool(roles & _HOUSE)),
        (*_BOOK, True),
    ]
    return [(code, href) for code, href, is_offered in offered if is_offered]
