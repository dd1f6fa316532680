"""Do score sheets add up, and do the stages that fill them ask for what a sheet has? Pure."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from pydantic import TypeAdapter, ValidationError

from rules.mistakes import nearest
from rules.nodes import Fault, Node, Path, fault_at, items, named_twice, values, word
from rules.programme import ScoreStage, Stage
from rules.sheets import Sheet

_SHEET: TypeAdapter[Sheet] = TypeAdapter(Sheet)


def check_scores(root: Node, stages: Iterable[tuple[Path, Stage]]) -> Iterator[Fault]:
    """Yield what contradicts in the score sheets of `root` and in the `stages` (path, stage) that fill them."""
    sheets = items(root, "sheets")
    names = [word(item, "sheet") for item in sheets]
    yield from named_twice(root, ("sheets",), "sheet", names)
    readable: dict[str, Sheet] = {}
    for number, item in enumerate(sheets):
        try:
            sheet = _SHEET.validate_python(values(item))
        except ValidationError:
            continue  # told by the schema
        readable.setdefault(sheet.sheet, sheet)
        yield from _wrong_in(root, ("sheets", number), sheet)
    for path, stage in stages:
        if isinstance(stage, ScoreStage):
            yield from _wrong_with(root, path, stage, names, readable)


def _wrong_in(root: Node, path: Path, sheet: Sheet) -> Iterator[Fault]:
    yield from named_twice(root, (*path, "items"), "item", [one.item for one in sheet.items])
    yield from named_twice(root, (*path, "bands"), "band", [one.band for one in sheet.bands])
    total = sum(one.at_most for one in sheet.items)
    if total != sheet.points:
        yield fault_at(root, (*path, "points"), "points_do_not_add_up", found=sheet.points, total=total)
    for number, (below, above) in enumerate(pairwise(sheet.bands), start=1):
        if above.at_least <= below.at_least:
            yield fault_at(root, (*path, "bands", number, "at_least"), "bands_do_not_rise", found=above.at_least)
    for number, band in enumerate(sheet.bands):
        if band.at_least > sheet.points:
            params = {"found": band.at_least, "limit": sheet.points}
            yield fault_at(root, (*path, "bands", number, "at_least"), "beyond_the_sheet", **params)


def _wrong_with(
    root: Node, path: Path, stage: ScoreStage, names: list[str], readable: dict[str, Sheet]
) -> Iterator[Fault]:
    # who scores for others never scores her own; who scores her own must not be kept from it
    needed = set() if stage.done_by.doer is None else {"author", "honoured"}
    if set(stage.never_by) != needed:
        yield fault_at(root, (*path, "never_by"), "own_deed_allowed" if needed else "author_kept_from_her_sheet")
    if stage.sheet not in names:
        guess, known = nearest(stage.sheet, names), ", ".join(filter(None, dict.fromkeys(names)))
        yield fault_at(root, (*path, "sheet"), "sheet_unknown", found=stage.sheet, nearest=guess, known=known)
    sheet = readable.get(stage.sheet)
    if sheet is None or stage.passes_with is None:
        return
    least = stage.passes_with.among(sheet.bands)
    if least is None:
        bands = list(dict.fromkeys(one.band for one in sheet.bands))
        guess = nearest(stage.passes_with.band, bands)
        params = {"found": stage.passes_with.band, "nearest": guess, "known": ", ".join(bands)}
        yield fault_at(root, (*path, "passes_with"), "band_unknown", **params)
    elif least > sheet.points:
        yield fault_at(root, (*path, "passes_with"), "beyond_the_sheet", found=least, limit=sheet.points)
