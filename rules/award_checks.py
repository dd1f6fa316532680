"""Do the clauses about awards and sums agree: what is asked for at the log, chosen on the way, and paid? Pure."""

from collections.abc import Iterable, Iterator

from rules.nodes import Fault, List, Node, Path, child, fault_at
from rules.programme import LogStage, RecordStage, ReviewStage, Stage
from rules.ways import word


def check_awards(root: Node, stages: Iterable[tuple[Path, Stage]]) -> Iterator[Fault]:
    """Yield what contradicts in the ladder of awards of `root` and in the `stages` (path, stage) that use it."""
    ladder = child(root, "awards")
    names = [word(item, "award") for item in ladder.items] if isinstance(ladder, List) else []
    for number, name in enumerate(names):
        if name and name in names[:number]:
            yield fault_at(root, ("awards", number, "award"), "award_twice", found=name)
    everything = list(stages)
    asked = {what for _, stage in everything if isinstance(stage, LogStage) for what in stage.asks_for}
    for path, stage in everything:
        match stage:
            case LogStage() if "award" in stage.asks_for and not names:
                yield fault_at(root, (*path, "asks_for"), "no_awards")
            case ReviewStage():
                if stage.award != "stays" and ("award" not in asked or len(names) < 2):
                    yield fault_at(root, (*path, "award"), "no_awards")
                if stage.done_by.has_limits and "amount" not in asked:
                    yield fault_at(root, (*path, "done_by"), "amount_never_asked")
            case RecordStage():
                if stage.fund is not None and "amount" not in asked:
                    yield fault_at(root, (*path, "fund"), "amount_never_asked")
                if stage.leads_to.get("fund_spent") == stage.stage:
                    yield fault_at(root, (*path, "leads_to", "fund_spent"), "fund_asked_for_ever", found=stage.stage)
