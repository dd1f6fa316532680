"""What a draft of the rules would move, and what it would have decided otherwise, with names instead of ids."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from store import nominations, sitting_lists
from web.api.rule_plans import Expectation, Moving, PlanAnswer, PlannedChoice, ReplayAnswer
from web.pages.shown import Names, outcome_says
from web.rendering import Reader
from words.catalogue import said
from words.rule_changes import RULE_CHANGES
from words.rule_plans import RULE_PLANS

_MOST = 50


@dataclass(frozen=True, slots=True)
class MovingLine:
    """Something that follows: where it is looked at, what it is called, its instants (what, before, after)."""

    href: str
    title: str
    moves: Sequence[tuple[str, datetime | None, datetime | None]]
    reminders: tuple[int, int]


@dataclass(frozen=True, slots=True)
class ChoiceLines:
    """One in-flight choice: what moves, and how much stays for which reason."""

    running: str
    moving: Sequence[MovingLine]
    stay: Sequence[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Likely:
    """A sitting, how many are likely before it, and the places before and after (None: no limit)."""

    href: str
    title: str
    likely: int
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class Flip:
    """A nomination that would have been decided otherwise, and by which clauses."""

    href: str
    title: str
    before: str
    after: str
    clauses: str


def choice_lines(conn: Connection, reader: Reader, names: Names, plan: PlanAnswer) -> list[ChoiceLines]:
    """Return what each choice moves, by name."""
    about = [one.about for choice in plan.choices for one in choice.moving if one.kind == "nomination"]
    titles = {id_: one.title for id_, one in nominations.by_ids(conn, sorted(set(about))).items()}
    return [
        ChoiceLines(
            choice.running,
            [_moving(reader, names, one, titles) for one in choice.moving[:_MOST]],
            _staying(reader, choice),
        )
        for choice in plan.choices
    ]


def likely(names: Names, found: Sequence[Expectation]) -> list[Likely]:
    """Return what is likely before the sittings whose places or least number the draft changes."""
    return [
        Likely(
            f"/sittings/{one.sitting_id}",
            f"{names.unit(one.unit_id)} · {one.period}",
            one.likely,
            one.at_most_before,
            one.at_most_after,
        )
        for one in found[:_MOST]
    ]


def flips(conn: Connection, reader: Reader, answer: ReplayAnswer) -> list[Flip]:
    """Return what would have been decided otherwise, by title."""
    some = answer.flips[:_MOST]
    titles = {id_: one.title for id_, one in nominations.by_ids(conn, [one.nomination_id for one in some]).items()}
    return [
        Flip(
            f"/nominations/{one.nomination_id}",
            titles.get(one.nomination_id, one.nomination_id),
            outcome_says(reader, one.before),
            outcome_says(reader, one.after),
            ", ".join(one.clauses),
        )
        for one in some
    ]


def left_out(conn: Connection, reader: Reader, names: Names, answer: ReplayAnswer) -> list[tuple[str, str]]:
    """Return the sittings that cannot be decided again (title, why)."""
    told = []
    for one in answer.left_out[:_MOST]:
        sitting = sitting_lists.by_id(conn, one.sitting_id)
        title = f"{names.unit(sitting.unit_id)} · {sitting.period}" if sitting else one.sitting_id
        told.append((title, said(RULE_PLANS, one.why, reader.language) if one.why in RULE_PLANS else one.why))
    return told


def _moving(reader: Reader, names: Names, one: Moving, titles: dict[str, str]) -> MovingLine:
    is_deed = one.kind == "nomination"
    return MovingLine(
        f"/nominations/{one.about}" if is_deed else f"/sittings/{one.about}",
        titles.get(one.about, one.about) if is_deed else names.unit(one.unit_id),
        [(said(RULE_CHANGES, name, reader.language), before, after) for name, (before, after) in one.moves.items()],
        (len(one.reminders_before), len(one.reminders_after)),
    )


def _staying(reader: Reader, choice: PlannedChoice) -> list[tuple[str, int]]:
    return [(said(RULE_CHANGES, why, reader.language), count) for why, count in choice.stay.items()]
