"""What ran under every release still runs: stored histories are replayed by the code of today.

A red replay means that running cases would stop. Keep their way open with `workflow.patched`; never delete a history.
(Only a release that has not gone out yet may record its own again: see `record_histories`.)
"""

import base64
import importlib
import json
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from temporalio import workflow
from temporalio.client import WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Replayer
from temporalio.workflow import NondeterminismError

import workflows
from activities import calls
from tests.workflows.paths import WAYS
from tests.workflows.record_histories import HISTORIES
from workflows.runner import workflow_runner
from workflows.sitting import Outcome


def is_workflow(kind: type) -> bool:
    return hasattr(kind, "__temporal_workflow_definition")


STORED = sorted(HISTORIES.glob("*.json"))
OURS = [
    kind
    for module in pkgutil.iter_modules(workflows.__path__)
    for kind in vars(importlib.import_module(f"workflows.{module.name}")).values()
    if isinstance(kind, type) and kind.__module__ == f"workflows.{module.name}" and is_workflow(kind)
]


def history(file: Path) -> WorkflowHistory:
    return WorkflowHistory.from_json("case", file.read_text(encoding="utf-8"))


def replayer(*kinds: type) -> Replayer:
    return Replayer(workflows=kinds, data_converter=pydantic_data_converter, workflow_runner=workflow_runner())


@pytest.mark.parametrize("file", STORED, ids=lambda file: file.stem)
async def test_what_ran_before_runs_today(file: Path) -> None:
    await replayer(*OURS).replay_workflow(history(file))


@pytest.mark.parametrize("name", WAYS)
def test_every_way_has_a_history(name: str) -> None:
    assert [file.name for file in STORED if file.name.partition("@")[0] == name]


def test_every_workflow_has_a_history() -> None:
    replayed = {event["workflowExecutionStartedEventAttributes"]["workflowType"]["name"] for event in first_events()}

    assert replayed == {kind.__name__ for kind in OURS}


@pytest.mark.parametrize("file", STORED, ids=lambda file: file.stem)
def test_every_history_has_its_end(file: Path) -> None:
    last = json.loads(file.read_text(encoding="utf-8"))["events"][-1]["eventType"]

    assert last in {"EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED", "EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW"}


@pytest.mark.parametrize("file", STORED, ids=lambda file: file.stem)
def test_a_history_says_nothing_of_the_machine_it_was_made_on(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    texts = [text, *(base64.b64decode(data).decode() for data in payloads(json.loads(text)))]

    assert not [one for one in texts if "/site-packages/" in one or str(Path.cwd()) in one or '"identity"' in one]


@workflow.defn(name="Sitting", sandboxed=False)
class Forgetful:
    @workflow.run
    async def run(self, start: calls.SittingStart) -> Outcome:  # noqa: ARG002 - nothing is opened
        return Outcome(outcome="none")


async def test_a_replay_notices_a_step_that_is_left_out() -> None:
    with pytest.raises(NondeterminismError):
        await replayer(Forgetful).replay_workflow(history(HISTORIES / "sitting-none@0.1.0.json"))


def first_events() -> Iterator[dict[str, Any]]:
    for file in STORED:
        yield json.loads(file.read_text(encoding="utf-8"))["events"][0]


def payloads(value: object) -> Iterator[str]:
    """Yield the data of every payload within."""
    if isinstance(value, dict):
        if "metadata" in value and isinstance(value.get("data"), str):
            yield value["data"]
        for part in value.values():
            yield from payloads(part)
    elif isinstance(value, list):
        for part in value:
            yield from payloads(part)
