"""A front door: the worker, which runs workflows and activities. Reads the settings and wires; judges nothing."""

import argparse
import asyncio
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import uvloop
from temporalio.client import Client
from temporalio.worker import PollerBehaviorSimpleMaximum, UnsandboxedWorkflowRunner, Worker

from activities.apprising import AppriseChannel
from activities.channels import Channel
from activities.deliveries import DeliveryHands
from activities.mailing import MailChannel
from activities.nominations import NominationHands
from activities.periods import PeriodHands
from activities.reconciling import ReconcileHands
from activities.reminders import ReminderHands
from activities.rule_changes import RuleChangeHands
from activities.sittings import SittingHands
from activities.webhook import WebhookChannel
from keys import Keys, read_keys
from logs import write_logs
from settings import Channels, Settings, load
from store import instance
from store.engine import Database
from store.rulebook import Rulebook
from wiring import LAST_BREATH_S, reach, stop_event
from workflows.connection import TASK_QUEUE
from workflows.nomination import Nomination
from workflows.period import Period
from workflows.reconcile import Deliveries, Reconcile, Reminders
from workflows.rule_change import RuleChange
from workflows.sitting import Sitting

NO_CHANNELS = Channels()
GRACE = timedelta(seconds=10)
"""How long running activities may take to finish after a stop; with none they are cancelled at once."""


def crew(
    database: Database, client: Client, keys: Keys, channels: Channels
) -> tuple[list[type], list[Callable[..., Any]]]:
    """Return the workflows and the activities of this program."""
    rulebook = Rulebook()
    nominations = NominationHands(database, rulebook)
    sittings = SittingHands(database, rulebook, client, keys.ballots)
    periods = PeriodHands(database, rulebook, client, TASK_QUEUE)
    changes = RuleChangeHands(database, rulebook, client)
    reconciler = ReconcileHands(database, rulebook, client, TASK_QUEUE)
    reminders = ReminderHands(database, rulebook)
    deliveries = DeliveryHands(database, rulebook, ways_out(database, channels), pages=channels.pages)
    return [Deliveries, Nomination, Period, Reconcile, Reminders, RuleChange, Sitting], [
        nominations.project,
        nominations.record,
        sittings.open_voting,
        sittings.reschedule,
        sittings.close_voting,
        sittings.settle_waiting_list,
        sittings.announce,
        periods.open_period,
        periods.start_sittings,
        periods.close_period,
        changes.check_change,
        changes.note_change,
        changes.put_in_force,
        changes.adopt_some,
        changes.adopt_in_sitting,
        reconciler.open_periods,
        reconciler.rebuild,
        reminders.send_reminders,
        deliveries.deliver,
    ]


def ways_out(database: Database, channels: Channels) -> list[Channel]:
    """Return the channels by which messages leave the house; none unless somebody has set one up."""
    found: list[Channel] = []
    if channels.mail is not None:
        with database.read() as conn:
            found.append(MailChannel(channels.mail, instance.instance_id(conn)))
    if channels.webhook is not None:
        found.append(WebhookChannel(channels.webhook.url, channels.webhook.key_file))
    if channels.apprise_file is not None:
        found.append(AppriseChannel(channels.apprise_file))
    return found


def make_worker(database: Database, client: Client, keys: Keys, channels: Channels = NO_CHANNELS) -> Worker:
    """Return a worker on our task queue, not started yet."""
    workflows, activities = crew(database, client, keys, channels)
    return Worker(
        client,
        task_queue=TASK_QUEUE,
        workflows=workflows,
        activities=activities,
        # Tests and replays run in the sandbox; here it would cost a fifth of the processor (decision 0020).
        workflow_runner=UnsandboxedWorkflowRunner(),
        # Many cases want their turn at once; the usual five pollers leave a fifth of the speed unused.
        workflow_task_poller_behavior=PollerBehaviorSimpleMaximum(20),
        graceful_shutdown_timeout=GRACE,
    )


async def work(settings: Settings) -> None:
    """Work until told to stop, then finish what is under way."""
    stop = stop_event()
    keys = read_keys(settings.keys)
    database = Database(settings.database_url)
    client = await reach(settings.temporal, keys.payload)
    async with make_worker(database, client, keys, settings.channels):
        await stop.wait()
    database.close()
    await asyncio.sleep(LAST_BREATH_S)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--data", type=Path, help="the data folder")
    write_logs()
    uvloop.run(work(load(data=arguments.parse_args().data)))
