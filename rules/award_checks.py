"""Do the clauses about awards, sums and facts agree: what is asked for, chosen on the way, paid and attested? Pure."""

from collections.abc import Iterable, Iterator

from rules.mistakes import nearest
from rules.nodes import Fault, Node, Path, fault_at, items, named_twice, word
from rules.programme import LogStage, RecordStage, ReviewStage, Stage


def check_awards(root: Node, stages: Iterable[tuple[Path, Stage]]) -> Iterator[Fault]:
    """Yield what contradicts in the awards and facts of `root` and in the `stages` (path, stage) that use them."""
    names = [word(item, "award") for item in items(root, "awards")]
    known = [word(item, "fact") for item in items(root, "facts")]
    yield from named_twice(root, ("awards",), "award", names)
    yield from named_twice(root, ("facts",), "fact", known)
    everything = list(stages)
    asked = {what for _, stage in everything if isinstance(stage, LogStage) for what in stage.asks_for}
    for path, stage in everything:
        match stage:
            case LogStage() if "award" in stage.asks_for and not names:
                yield fault_at(root, (*path, "asks_for"), "no_awards")
            case ReviewStage():
                yield from _attested(root, path, stage, known)
                if stage.award != "stays" and ("award" not in asked or len(names) < 2):
                    yield fault_at(root, (*path, "award"), "no_awards")
                if stage.done_by.has_limits and "amount" not in asked:
                    yield fault_at(root, (*path, "done_by"), "amount_never_asked")
            case RecordStage():
                if stage.fund is not None and "amount" not in asked:
                    yield fault_at(root, (*path, "fund"), "amount_never_asked")
                if stage.leads_to.get("fund_spent") == stage.stage:
                    yield fault_at(root, (*path, "leads_to", "fund_spent"), "fund_asked_for_ever", found=stage.stage)


def _attested(root: Node, path: Path, stage: ReviewStage, known: list[str]) -> Iterator[Fault]:
    """Yield facts that `known` does not name, and a silence by which nobody would answer for any."""
    for number, name in enumerate(stage.attests):
        if name not in known:
            params = {"found": name, "nearest": nearest(name, known), "known": ", ".join(known)}
            yield fault_at(root, (*path, "attests", number), "fact_unknown", **params)
    if stage.attests and stage.leads_to.get("silence") == stage.leads_to.get("recommended"):
        yield fault_at(root, (*path, "leads_to", "silence"), "silence_attests", found=stage.leads_to.get("silence"))
