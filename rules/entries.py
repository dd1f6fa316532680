"""What the rules in force say about a stage at the moment a nomination enters it, dates worked out.

Pure: programme, calendar and instant are handed in. An entry is recorded in the history, so that a later
edition moves nothing by itself.
"""

from datetime import datetime, timedelta

from rules.messages import Message


class Entry(Message):
    """The terms of one stage for one nomination: instants are aware, roles are those of the rule file.

    `due_at` is when the act is owed; from `escalate_at` the superior is asked too; at `lapse_at` silence has its
    outcome. A stage that waits for a council has none of the three.
    """

    stage: str
    kind: str
    edition: str
    calendar: str = ""
    role: str = ""
    escalates_to: str = ""
    due_at: datetime | None = None
    escalate_at: datetime | None = None
    lapse_at: datetime | None = None
    never_by: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    leads_to: dict[str, str]

    def extended(self, until: datetime) -> "Entry":
        """Return the entry with its deadline at `until`; what follows the deadline keeps its distance from it."""
        shift = until - self.due_at if self.due_at else timedelta()
        return self.model_copy(
            update={
                "due_at": until,
                "escalate_at": self.escalate_at and self.escalate_at + shift,
                "lapse_at": self.lapse_at and self.lapse_at + shift,
            }
        )
