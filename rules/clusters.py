"""Clusters: units that are compared with each other, and which of them looks over another's shoulder. Pure."""

from collections.abc import Iterable, Sequence
from typing import Annotated

from pydantic import Field

from rules.clauses import Clause, Name, Title

UnitWord = Annotated[str, Field(min_length=1, max_length=64)]
"""An id or a kind of unit, as the register has it."""


class Cluster(Clause):
    """Units that are compared with each other; in their order each is checked by the next, the last by the first."""

    cluster: Name
    title: Title
    units: Annotated[tuple[UnitWord, ...], Field(min_length=1, max_length=100)]


def cluster_of(clusters: Iterable[Cluster], path: Sequence[str]) -> tuple[str, str] | None:
    """Return the cluster, and its unit, that the first of `path` (a unit and all above it) belongs to, if any."""
    found = {unit: cluster.cluster for cluster in clusters for unit in cluster.units}
    return next(((found[unit], unit) for unit in path if unit in found), None)


def next_in(clusters: Iterable[Cluster], path: Sequence[str]) -> str | None:
    """Return the unit that follows, in its cluster, the one that `path` (a unit and all above it) belongs to."""
    known = tuple(clusters)
    named = cluster_of(known, path)
    if named is None:
        return None
    units = next(cluster.units for cluster in known if cluster.cluster == named[0])
    return units[(units.index(named[1]) + 1) % len(units)]
