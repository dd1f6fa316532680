import json
import subprocess
import sys

from settings import HOME

PROGRAM = """
import logging, structlog
from logs import write_logs
write_logs()
structlog.get_logger("sovang.api").info("request", route="/đơn vị\\n\\x1b[31m")
logging.getLogger("library").info("not told")
logging.getLogger("library").warning("two\\nlines")
"""


def test_a_log_line_is_one_line_of_json_on_stderr() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], cwd=HOME, capture_output=True, text=True, check=True)

    assert done.stdout == ""
    told = [json.loads(line) for line in done.stderr.splitlines()]
    assert [(line["logger"], line["level"], line["event"]) for line in told] == [
        ("sovang.api", "info", "request"),
        ("library", "warning", "two\nlines"),
    ]
    assert told[0]["route"] == "/đơn vị\n\x1b[31m"
    assert "\x1b" not in done.stderr
