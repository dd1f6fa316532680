"""What workflow code brings with it: nothing that touches the world, and nothing that every case would import again."""

import json
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest
from temporalio.client import WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Replayer
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner
from temporalio.workflow import SandboxImportNotificationPolicy

import workflows
from tests.workflows.record_histories import HISTORIES
from workflows.nomination import Nomination
from workflows.period import Period
from workflows.reconcile import Deliveries, Reconcile, Reminders
from workflows.rule_change import RuleChange
from workflows.runner import workflow_runner
from workflows.sitting import Sitting

ROOT = Path(workflows.__file__).parents[1]
MODULES = sorted(f"workflows.{module.name}" for module in pkgutil.iter_modules(workflows.__path__))
HEAVY = {
    "sqlalchemy",
    "alembic",
    "psycopg",
    "ruamel",
    "fastapi",
    "uvicorn",
    "typer",
    "jinja2",
    "nacl",
    "holidays",
    "store",
    "words",
}


def test_workflows_bring_no_database_no_parser_and_no_server() -> None:
    asked = f"import json, sys, {', '.join(MODULES)}; print(json.dumps(sorted(sys.modules)))"

    told = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)

    assert {name.partition(".")[0] for name in json.loads(told.stdout)} & HEAVY == set()


def policed() -> SandboxedWorkflowRunner:
    """Return the runner of our workers, but one that refuses what is passed through without our saying so."""
    ours = workflow_runner()
    assert isinstance(ours, SandboxedWorkflowRunner)
    policy = (
        SandboxImportNotificationPolicy.WARN_ON_DYNAMIC_IMPORT
        | SandboxImportNotificationPolicy.RAISE_ON_UNINTENTIONAL_PASSTHROUGH
    )
    return SandboxedWorkflowRunner(restrictions=ours.restrictions.with_import_notification_policy(policy))


@pytest.mark.parametrize("file", sorted(HISTORIES.glob("*.json")), ids=lambda file: file.stem)
async def test_nothing_is_imported_into_the_sandbox_but_the_workflow_itself(file: Path) -> None:
    replayer = Replayer(
        workflows=[Deliveries, Nomination, Period, Reconcile, Reminders, RuleChange, Sitting],
        data_converter=pydantic_data_converter,
        workflow_runner=policed(),
    )

    # a module that is imported while a case runs is a warning, and every warning is an error here
    await replayer.replay_workflow(WorkflowHistory.from_json("case", file.read_text(encoding="utf-8")))
