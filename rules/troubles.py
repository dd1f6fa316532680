"""What the program fails at, as Temporal tells it. A value only: it is found elsewhere and judged in `rules.stuck`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class Trouble:
    """What the program fails at: `activity` or `workflow_task` by name, `not_running`, `late`, `diverged`.

    `late`: an instant has gone by and nothing followed. `attempt` and `message` are Temporal's own, of the last try.
    """

    kind: Literal["activity", "workflow_task", "not_running", "late", "diverged"]
    what: str = ""
    since: datetime | None = None
    attempt: int = 0
    message: str = ""
