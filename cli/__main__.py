"""The `sovang` command: finds the command asked for, in the language asked for, and says refusals in words."""

import os
import sys
from importlib import import_module
from typing import Annotated, cast

import typer
from typer.core import TyperCommand, TyperGroup

from cli.refusals import RefusalError
from cli.speech import Speech
from keys import KeyFileError
from settings import SettingsError, language_of
from words.catalogue import Language

# Each command's module holds its `app`; it is imported only when asked for, so that `rules` need not wait for Temporal.
COMMANDS = {
    "demo": "cli.demo.command",
    "rules": "cli.rules",
    "up": "cli.up",
    "import": "cli.imports",
    "reconcile": "cli.reconcile",
    "reminders": "cli.reminders",
    "outage": "cli.outage",
    "account": "cli.account",
    "token": "cli.token",
    "stuck": "cli.stuck",
    "unstick": "cli.unstick",
    "stats": "cli.stats",
    "doctor": "cli.doctor",
    "backup": "cli.backup",
    "keys": "cli.key_files",
    "prepare": "cli.prepare",
    "check": "cli.check",
}


class Commands(TyperGroup):
    """The commands by name, imported when they are asked for."""

    def list_commands(self, ctx: object) -> list[str]:  # noqa: ARG002 - Typer's signature
        """Return the names in the order they are shown."""
        return list(COMMANDS)

    def get_command(self, ctx: object, cmd_name: str) -> TyperCommand | None:  # noqa: ARG002 - Typer's signature
        """Return the command of this name, or None."""
        if cmd_name not in COMMANDS:
            return None
        command = cast("TyperCommand", typer.main.get_command(import_module(COMMANDS[cmd_name]).app))
        command.name = cmd_name
        return command


# A fault shows where it happened, never what was in the variables there: keys, for instance.
root = typer.Typer(
    cls=Commands, no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_show_locals=False
)


@root.callback()
def sovang(
    context: typer.Context,
    lang: Annotated[Language | None, typer.Option(help="Ngôn ngữ / language.")] = None,
) -> None:
    """Sổ Vàng: sổ vàng lập công, mỗi ngày một việc tốt vì Nhân dân / The Golden Book of good deeds."""
    if lang is not None:
        context.ensure_object(Speech).language = lang


def main() -> int:
    """Run the command of this process; return the exit code."""
    speech = Speech("vi")
    try:
        speech.language = language_of(os.environ)
        root(prog_name="sovang", obj=speech)
    except (RefusalError, SettingsError, KeyFileError) as refused:
        speech.note(refused.code, **refused.params)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
