"""Score sheets as pages show them: items and bands by their titles, one column for each who has filled the sheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rules.programme import Programme
from web.api.nominations import FilledSheet, SheetToFill
from web.pages.shown import Names
from web.problems import Problem
from words.catalogue import Language
from words.phrases import titled


@dataclass(frozen=True, slots=True)
class Filled:
    """One who has filled a sheet; `band` is its title, "" for none."""

    stage: str
    by: str
    at: datetime
    total: int
    of: int
    band: str
    note: str


@dataclass(frozen=True, slots=True)
class Scores:
    """A sheet that was filled, in the order in which it was: `items` are (title, the points in each filling)."""

    title: str
    filled: list[Filled]
    items: list[tuple[str, list[int | None]]]


def scores_shown(
    scores: Sequence[FilledSheet], programme: Programme, names: Names, named: str, language: Language
) -> list[Scores]:
    """Return every sheet that was filled, the last one last; what the rules have no title for any more has its name.

    `named` is the programme under which the stages are known to `names`.
    """
    shown = []
    for name in dict.fromkeys(one.sheet for one in reversed(scores)):
        of_sheet = [one for one in scores if one.sheet == name]
        sheet = next((one for one in programme.sheets if one.sheet == name), None)
        titles = {one.item: titled(one.title, language) for one in sheet.items} if sheet else {}
        bands = {one.band: titled(one.title, language) for one in sheet.bands} if sheet else {}
        items = list(dict.fromkeys([*titles, *(item for one in of_sheet for item in one.points)]))
        shown.append(
            Scores(
                title=titled(sheet.title, language) if sheet else name,
                filled=[
                    Filled(
                        stage=names.stage(named, one.stage),
                        by=names.person(one.by),
                        at=one.at,
                        total=one.total,
                        of=one.of,
                        band=bands.get(one.band, one.band),
                        note=one.note,
                    )
                    for one in of_sheet
                ],
                items=[(titles.get(item, item), [one.points.get(item) for one in of_sheet]) for item in items],
            )
        )
    return shown[::-1]


def called_as_on_the_sheet(problem: Problem, sheet: SheetToFill | None) -> Problem:
    """Return a refusal of points with the items called as the sheet calls them; any other as it is."""
    if sheet is None or "items" not in problem.params:
        return problem
    titles = {one.item: one.title for one in sheet.items}
    found = problem.params["items"]
    said = [_titled(str(item), titles) for item in found] if isinstance(found, list | tuple) else found
    return Problem(problem.code, {**problem.params, "items": said, "known": list(titles.values())})


def _titled(item: str, titles: dict[str, str]) -> str:
    name, blank, limits = item.partition(" ")
    return f"{titles.get(name, name)}{blank}{limits}"
