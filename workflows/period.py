"""One period of one council stage: opens the sittings of all units, and closes with the report to the council above.

It exists so that absence is seen: a unit that nominates nobody has a sitting like any other.
"""

from datetime import timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities import calls
    from workflows.hands import by_and_by, now, until

_ASK_AGAIN = timedelta(hours=6)


@workflow.defn(name="Period")
class Period:
    """Opens, waits for the last sitting, closes."""

    @workflow.run
    async def run(self, start: calls.PeriodCall) -> calls.PeriodClosed:
        """Live from the period's first day until its summary has been reported."""
        opened = await by_and_by(calls.OPEN_PERIOD, _now(start), calls.PeriodOpened)
        await by_and_by(calls.START_SITTINGS, _now(start), calls.SittingsStarted)
        await workflow.sleep(until(opened.ends_at, start.behind))
        while True:
            closed = await by_and_by(calls.CLOSE_PERIOD, _now(start), calls.PeriodClosed)
            if not closed.undecided:
                return closed
            await workflow.sleep(_ASK_AGAIN)


def _now(start: calls.PeriodCall) -> calls.PeriodCall:
    return start.model_copy(update={"at": now(start.behind)})


def first_call(
    programme: str, stage: str, period: str, epoch: str, *, behind: timedelta = timedelta()
) -> calls.PeriodCall:
    """Return the input of a period's workflow; its id is the workflow's too."""
    period_id = f"period/{programme}/{stage}/{period}"
    return calls.PeriodCall(
        period_id=period_id, programme=programme, stage=stage, period=period, epoch=epoch, behind=behind
    )
