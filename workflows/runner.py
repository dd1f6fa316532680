"""How workflow code is run: in Temporal's sandbox, with our pure rooms and pydantic passed through.

A module that is not passed through is imported again for every workflow: one such import of SQLAlchemy costs
200 ms and 11 MB a case. What is passed through is not guarded, so lint and import contracts keep clocks out of it.
"""

from temporalio.worker import WorkflowRunner
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

PASSED_THROUGH = ("activities", "rules", "workflows", "pydantic", "pydantic_core", "annotated_types", "temporalio")


def workflow_runner() -> WorkflowRunner:
    """Return the runner that workers, tests and replays share."""
    restrictions = SandboxRestrictions.default.with_passthrough_modules(*PASSED_THROUGH)
    return SandboxedWorkflowRunner(restrictions=restrictions)
