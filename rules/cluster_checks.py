"""Do clusters tell units apart, and is what is decided a cluster decided by one vote? Pure."""

from collections.abc import Iterable, Iterator

from rules.nodes import Fault, List, Node, Path, Word, child, fault_at
from rules.programme import CouncilStage, Stage
from rules.ways import word


def check_clusters(root: Node, stages: Iterable[tuple[Path, Stage]]) -> Iterator[Fault]:
    """Yield what contradicts in the clusters of `root`, and in the `stages` (path, stage) that select by them."""
    clusters = child(root, "clusters")
    items = clusters.items if isinstance(clusters, List) else []
    names = [word(item, "cluster") for item in items]
    first: dict[str, str] = {}
    for number, item in enumerate(items):
        if names[number] and names[number] in names[:number]:
            yield fault_at(root, ("clusters", number, "cluster"), "cluster_twice", found=names[number])
        units = child(item, "units")
        if isinstance(units, List) and len(units.items) == 1:
            yield fault_at(root, ("clusters", number, "units"), "cluster_of_one", found=names[number])
        for at, unit in enumerate(units.items if isinstance(units, List) else []):
            found = unit.value if isinstance(unit, Word) and isinstance(unit.value, str) else ""
            if found and first.setdefault(found, names[number]) != names[number]:
                params = {"found": found, "cluster": first[found]}
                yield fault_at(root, ("clusters", number, "units", at), "unit_in_two_clusters", **params)
    for path, stage in stages:
        if isinstance(stage, CouncilStage) and stage.select.per is not None:
            if not items:
                yield fault_at(root, (*path, "select", "per"), "no_clusters")
            if stage.select.on_tie_at_limit == "run-off":
                yield fault_at(root, (*path, "select", "on_tie_at_limit"), "clusters_vote_once")
            if stage.keeps_waiting:
                yield fault_at(root, (*path, "not_selected_but_passed"), "clusters_vote_once")
