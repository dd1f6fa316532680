"""Do clusters tell units apart, and is what is decided a cluster decided by one vote? Pure."""

from collections.abc import Iterable, Iterator

from rules.nodes import Fault, Node, Path, Word, fault_at, items, named_twice, word
from rules.programme import CouncilStage, Stage


def check_clusters(root: Node, stages: Iterable[tuple[Path, Stage]]) -> Iterator[Fault]:
    """Yield what contradicts in the clusters of `root`, and in the `stages` (path, stage) that select by them."""
    clusters = items(root, "clusters")
    names = [word(item, "cluster") for item in clusters]
    yield from named_twice(root, ("clusters",), "cluster", names)
    first: dict[str, str] = {}
    for number, item in enumerate(clusters):
        units = items(item, "units")
        if len(units) == 1:
            yield fault_at(root, ("clusters", number, "units"), "cluster_of_one", found=names[number])
        for at, unit in enumerate(units):
            found = unit.value if isinstance(unit, Word) and isinstance(unit.value, str) else ""
            if found and first.setdefault(found, names[number]) != names[number]:
                params = {"found": found, "cluster": first[found]}
                yield fault_at(root, ("clusters", number, "units", at), "unit_in_two_clusters", **params)
    for path, stage in stages:
        if isinstance(stage, CouncilStage) and stage.select.per is not None:
            if not clusters:
                yield fault_at(root, (*path, "select", "per"), "no_clusters")
            if stage.select.on_tie_at_limit == "run-off":
                yield fault_at(root, (*path, "select", "on_tie_at_limit"), "clusters_vote_once")
            if stage.keeps_waiting:
                yield fault_at(root, (*path, "not_selected_but_passed"), "clusters_vote_once")
