"""Whom a sitting's decision wakes, and what each is told. A nomination that only goes on waiting is left asleep."""

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import Connection, select

from rules.events import END, Step
from rules.programme import CouncilStage
from store import tables as t
from store.rulebook import Rulebook

_OPEN_OUTCOMES = ("waiting", "run_off")


@dataclass(frozen=True, slots=True)
class Hearing:
    """What one nomination is told: every council's decision so far, and where the last one led."""

    nomination_id: str
    steps: tuple[Step, ...]
    leads_to: str


def hearings(conn: Connection, sitting_id: str, rulebook: Rulebook) -> tuple[Hearing, ...]:
    """Return what the sitting's candidates are to be told, those only for whom something changes."""
    c, n, s = t.candidates.c, t.nominations.c, t.sittings.c
    sitting = conn.execute(select(s.edition, s.status).where(s.id == sitting_id)).one()
    if sitting.edition is None:
        return ()
    programme = rulebook.of(conn, sitting.edition).programme
    councils = [stage.stage for stage in programme.stages if isinstance(stage, CouncilStage)]
    here = select(c.nomination_id).where(c.sitting_id == sitting_id, c.outcome.not_in(_OPEN_OUTCOMES))
    stands = dict(
        conn.execute(
            select(n.id, n.stage).where(n.id.in_(here), n.sitting_id == sitting_id, n.stage.not_in(councils))
        ).all()
    )
    taken = conn.execute(
        select(c.nomination_id, s.stage, s.id, s.number, c.outcome)
        .join(t.sittings, s.id == c.sitting_id)
        .where(c.nomination_id.in_(stands), c.outcome.not_in(_OPEN_OUTCOMES))
        .order_by(s.closed_at, c.round)
    )
    steps: dict[str, list[Step]] = defaultdict(list)
    for nomination_id, stage, id_, number, outcome in taken:
        steps[nomination_id].append(Step(stage=stage, sitting_id=id_, number=number, outcome=outcome))
    return tuple(Hearing(id_, tuple(steps[id_]), stands[id_] or END) for id_ in sorted(stands))
