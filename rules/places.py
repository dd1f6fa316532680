"""Does every doer, council and book of a programme belong to a place that the programme names? Pure."""

from collections.abc import Iterable, Iterator

from rules.doers import Doer
from rules.mistakes import nearest
from rules.nodes import Fault, Node, Path, child, fault_at, items, named_twice, word
from rules.programme import CouncilStage, DossierStage, RecordStage, ReviewStage, ScoreStage, Stage


def check_places(root: Node, stages: Iterable[tuple[Path, Stage]]) -> Iterator[Fault]:
    """Yield places that are named twice, and those that `stages` (path, stage) speak of and `root` does not name."""
    places = items(root, "places")
    names = [word(item, "place") for item in places]
    yield from named_twice(root, ("places",), "place", names)
    if not names:
        return  # told by the schema
    elsewhere = {word(item, "place") for item in places if word(item, "is").lower().startswith("the next")}
    if elsewhere and child(root, "clusters") is None:
        yield fault_at(root, ("places",), "no_clusters_for_place", found=min(elsewhere))
    for path, stage in stages:
        for key, name in _spoken_of(stage):
            if name in elsewhere and key != "done_by":
                yield fault_at(root, (*path, *key.split(".")), "place_only_checks", found=name)
            if name not in names:
                guess, known = nearest(name, names), ", ".join(dict.fromkeys(names))
                params = {"found": name[:60], "nearest": guess, "known": known}
                yield fault_at(root, (*path, *key.split(".")), "place_unknown", **params)


def _spoken_of(stage: Stage) -> Iterator[tuple[str, str]]:
    """Yield the key and the place of everything in a stage that belongs to one."""
    doers: dict[str, Iterable[Doer | None]] = {}
    gives = None
    match stage:
        case ReviewStage():
            doers = {"done_by": stage.done_by.doers(), "escalate.to": [stage.escalate.to]}
        case DossierStage():
            doers = {"done_by": [stage.done_by], "escalate.to": [stage.escalate.to]}
        case ScoreStage():
            doers = {"done_by": [stage.done_by.doer], "escalate.to": [stage.escalate.to]}
        case CouncilStage():
            yield "council", stage.council
            missing, gives = stage.missing_ballots, stage.gives
            doers = {"if_none": [stage.if_none.remind], "missing_ballots.tell": [missing.tell if missing else None]}
        case RecordStage():
            gives = stage.gives
            if (heard := stage.objections) is not None:
                doers = {"objections.ruled_by": [heard.ruled_by], "objections.escalate.to": [heard.escalate.to]}
    yield from ((key, doer.place) for key, some in doers.items() for doer in some if doer is not None)
    if gives is not None:
        yield "gives.book", gives.book
