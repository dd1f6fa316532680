"""Whom a sitting's decision wakes, and what each is told. A nomination that only goes on waiting is left asleep."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from rules.events import Step
from rules.programme import CouncilStage
from store import tables as t
from store.rulebook import Rulebook
from store.writing import portions

_OPEN_OUTCOMES = ("waiting", "run_off")


@dataclass(frozen=True, slots=True)
class Hearing:
    """What one nomination is told: every council's decision since it was last told, and where the last one led."""

    nomination_id: str
    steps: tuple[Step, ...]
    leads_to: str


def hearings(conn: Connection, sitting_id: str, rulebook: Rulebook) -> tuple[Hearing, ...]:
    """Return what the sitting's candidates are to be told, those only for whom something changes.

    Who has taken note of the sitting, or has withdrawn before it decided, is told nothing.
    """
    s = t.sittings.c
    edition = conn.execute(select(s.edition).where(s.id == sitting_id)).scalar()
    if edition is None:
        return ()
    moved = _moved(conn, sitting_id, rulebook.of(conn, edition).programme.stages)
    told = _told(conn, moved)
    wake = [id_ for id_ in sorted(moved) if sitting_id not in told[id_]]
    steps = _steps(conn, wake, told)
    return tuple(Hearing(id_, tuple(steps[id_]), moved[id_]) for id_ in wake)


def _moved(conn: Connection, sitting_id: str, stages: Collection[object]) -> dict[str, str]:
    """Return the candidates that the decision took out of the councils' hands (nomination → where it led)."""
    c, n = t.candidates.c, t.nominations.c
    councils = [stage.stage for stage in stages if isinstance(stage, CouncilStage)]
    found = conn.execute(
        select(n.id, n.stage)
        .join(t.candidates, c.nomination_id == n.id)
        .where(
            c.sitting_id == sitting_id,
            c.outcome.not_in(_OPEN_OUTCOMES),
            n.sitting_id == sitting_id,
            n.outcome == c.outcome,
            n.stage.not_in(councils),
        )
    )
    return dict(found.all())


def _told(conn: Connection, nomination_ids: Collection[str]) -> Mapping[str, set[str]]:
    """Return of which sittings each nomination has taken note (nomination → sittings)."""
    e = t.events.c
    told: dict[str, set[str]] = defaultdict(set)
    for some in portions(sorted(nomination_ids)):
        heard = select(e.stream, e.body).where(e.stream.in_(some), e.kind == "heard")
        for stream, body in conn.execute(heard):
            told[stream].update(step["sitting_id"] for step in body["steps"])
    return told


def _steps(conn: Connection, nomination_ids: Collection[str], told: Mapping[str, set[str]]) -> Mapping[str, list[Step]]:
    c, s = t.candidates.c, t.sittings.c
    steps: dict[str, list[Step]] = defaultdict(list)
    for some in portions(sorted(nomination_ids)):
        taken = conn.execute(
            select(c.nomination_id, s.stage, s.id, s.number, c.outcome)
            .join(t.sittings, s.id == c.sitting_id)
            .where(c.nomination_id.in_(some), c.outcome.not_in(_OPEN_OUTCOMES))
            .order_by(s.closed_at, s.id, c.round)
        )
        for nomination_id, stage, id_, number, outcome in taken:
            if id_ not in told[nomination_id]:
                steps[nomination_id].append(Step(stage=stage, sitting_id=id_, number=number, outcome=outcome))
    return steps
