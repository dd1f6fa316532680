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

RECONCILE, REMINDERS, DELIVERIES = "reconcile", "reminders", "deliveries"
SWEEP_EVERY = timedelta(minutes=5)
"""How far the sweeps of the reminders lie apart; `store.forecast` counts on it."""

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


@workflow.defn(name="Deliveries")
class Deliveries:
    """One round of what leaves the house; of its own, so that a mail server that is away delays nothing else."""

    @workflow.run
    async def run(self) -> calls.Delivered:
        """Put what is queued into the inboxes and send what is due."""
        now = calls.Instant(at=workflow.now())
        return await by_and_by(calls.DELIVER, now, calls.Delivered, within=timedelta(minutes=6))


async def schedule(client: Client, task_queue: str, time_zone: str) -> None:
    """Have all of them run by themselves, and `Reconcile` now; schedules that exist stay as they are."""
    daily = ScheduleSpec(
        calendars=[ScheduleCalendarSpec(hour=[ScheduleRange(0)], minute=[ScheduleRange(5)])], time_zone_name=time_zone
    )
    often = ScheduleSpec(intervals=[ScheduleIntervalSpec(every=SWEEP_EVERY)])
    await _keep(client, RECONCILE, "Reconcile", daily, task_queue)
    await _keep(client, REMINDERS, "Reminders", often, task_queue)
    await _keep(client, DELIVERIES, "Deliveries", often, task_queue, missed=timedelta(minutes=1))
    await client.get_schedule_handle(RECONCILE).trigger()


async def _keep(
    client: Client, id_: str, workflow_name: str, spec: ScheduleSpec, task_queue: str, *, missed: timedelta = _MISSED
) -> None:
    try:
        await client.create_schedule(
            id_,
            Schedule(
                action=ScheduleActionStartWorkflow(workflow_name, id=id_, task_queue=task_queue),
                spec=spec,
                policy=SchedulePolicy(overlap=ScheduleOverlapPolicy.SKIP, catchup_window=missed),
            ),
        )
    except ScheduleAlreadyRunningError:
        return
