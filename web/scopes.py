"""What a visitor's lists may show, as the queries of `store` take it."""

from store.nominations import Scope
from store.unit_tree import UnitTree
from web.access import Visitor


def scope_of(visitor: Visitor, units: UnitTree) -> Scope:
    """Return the scope of the list that the visitor's route declares: her own, her units', and her councils'."""
    seen = visitor.sight()
    return Scope(units.reach(seen.unit_ids, visitor.today), seen.person_id, seen.council_ids)
