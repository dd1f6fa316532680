"""What should run, runs: opened once a day by a Temporal Schedule, and whenever the house starts.

Periods that have begun are opened; nominations and sittings that the ledger knows and Temporal does not are rebuilt.
"""

from datetime import timedelta

from temporalio import workflow
from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleCalendarSpec,
    ScheduleIntervalSpec,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleRange,
    ScheduleSpec,
)

with workflow.unsafe.imports_passed_through():
    from activities import calls
    from workflows.hands import by_and_by

Started = calls.Started
"""How many workflows were missing and run now."""

RECONCILE, REMINDERS = "reconcile", "reminders"
_MISSED = timedelta(days=7)  # what was missed while the house was dark is made up for


@workflow.defn(name="Reconcile")
class Reconcile:
    """One look at what should run."""

    @workflow.run
    async def run(self) -> calls.Started:
        """Open the periods that have begun and rebuild what is missing; return how much that was."""
        now = calls.Instant(at=workflow.now())
        opened = await by_and_by(calls.OPEN_PERIODS, now, calls.Started)
        rebuilt = await by_and_by(calls.REBUILD, now, calls.Started)
        return rebuilt.model_copy(update={"periods": opened.periods})


@workflow.defn(name="Reminders")
class Reminders:
    """One sweep of the reminders that are due."""

    @workflow.run
    async def run(self) -> calls.Queued:
        """Queue one message a person for what is due and still owed."""
        return await by_and_by(calls.SEND_REMINDERS, calls.Instant(at=workflow.now()), calls.Queued)


async def schedule(client: Client, task_queue: str, time_zone: str) -> None:
    """Have both run by themselves, and `Reconcile` now; schedules that exist stay as they are."""
    daily = ScheduleSpec(
        calendars=[ScheduleCalendarSpec(hour=[ScheduleRange(0)], minute=[ScheduleRange(5)])], time_zone_name=time_zone
    )
    often = ScheduleSpec(intervals=[ScheduleIntervalSpec(every=timedelta(minutes=5))])
    await _keep(client, RECONCILE, "Reconcile", daily, task_queue)
    await _keep(client, REMINDERS, "Reminders", often, task_queue)
    await client.get_schedule_handle(RECONCILE).trigger()


async def _keep(client: Client, id_: str, workflow_name: str, spec: ScheduleSpec, task_queue: str) -> None:
    try:
        await client.create_schedule(
            id_,
            Schedule(
                action=ScheduleActionStartWorkflow(workflow_name, id=id_, task_queue=task_queue),
                spec=spec,
                policy=SchedulePolicy(overlap=ScheduleOverlapPolicy.SKIP, catchup_window=_MISSED),
            ),
        )
    except ScheduleAlreadyRunningError:
        return
