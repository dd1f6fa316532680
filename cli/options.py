"""The options that commands share, and how a run of one of them speaks."""

import os
from pathlib import Path
from typing import Annotated

import typer

from cli.speech import Speech
from settings import language_of
from words.catalogue import Language

Lang = Annotated[Language | None, typer.Option("--lang", help="Ngôn ngữ / language.")]
Data = Annotated[Path | None, typer.Option(help="Thư mục dữ liệu / the data folder.")]
AsJson = Annotated[bool, typer.Option("--json", help="Kết quả dạng JSON / the result as JSON.")]


def speech_of(context: typer.Context, lang: Language | None) -> Speech:
    """Return how this run speaks: as `--lang` says, else as the command before it, else as the locale."""
    speech = context.find_object(Speech) or Speech(language_of(os.environ))
    speech.language = lang or speech.language
    return speech
