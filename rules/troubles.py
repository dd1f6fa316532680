"""What the program fails at, as Temporal tells it. Values only: found elsewhere, and judged in `rules.stuck`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Kind = Literal["activity", "workflow_task", "not_running", "late", "diverged"]


@dataclass(frozen=True, slots=True)
class Trouble:
    """What the program fails at: `activity` or `workflow_task` by name, `not_running`, `late`, `diverged`.

    `late`: an instant has gone by and nothing followed. `attempt` and `message` are Temporal's own, of the last try.
    """

    kind: Kind
    what: str = ""
    since: datetime | None = None
    attempt: int = 0
    message: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """A running case in trouble, as Temporal lists it: enough to show it when the rows know nothing of it.

    `workflow` is the registered name of what runs; nominations and sittings have rows, other cases have none.
    """

    id: str
    workflow: str
    programme: str
    unit_id: str
    stage: str
    since: datetime
    trouble: Trouble
