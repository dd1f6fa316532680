"""`sovang rules`: check a rule file, read it aloud, and try what it decides. Needs no data folder and no server."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from cli import changes, decide, editions, plans, when
from cli.options import AsJson, Lang, speech_of
from cli.speech import Speech
from cli.surroundings import around
from rules.inspection import Inspection, cases_file, inspect
from rules.loading import edition_hash, find_programme
from rules.mistakes import Mistake, RuleFileError
from words.catalogue import Language, said
from words.mistakes import line, sentence
from words.prose import read_aloud
from words.rule_commands import RULE_COMMANDS

app = typer.Typer(no_args_is_help=True, help="Bản quy định: kiểm tra, đọc, thử / The rules: check, read and try them.")


@app.command()
def check(
    context: typer.Context,
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Tệp quy định / rule files.")],
    data: Annotated[
        Path | None, typer.Option(help="Thư mục dữ liệu: có áp dụng được ở đây không / would it fit this house.")
    ] = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Kiểm tra bản quy định và các trường hợp đi kèm / Check rule files and the cases beside them."""
    speech = speech_of(context, lang)
    found = [inspect(file, around(file, data) if data else None) for file in files]
    mistakes = [mistake for inspection in found for mistake in inspection.mistakes]
    if as_json:
        speech.hand_over({"ok": not mistakes, "files": [_as_json(one, speech.language) for one in found]})
    else:
        for inspection in found:
            _tell(inspection, speech)
        if mistakes:
            speech.err.print(said(RULE_COMMANDS, "mistakes", speech.language, {"count": len(mistakes)}))
    raise typer.Exit(1 if mistakes else 0)


@app.command()
def read(
    context: typer.Context,
    programme: Annotated[str, typer.Argument(help="Tên chương trình hoặc tệp / a programme's name or file.")],
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Đọc bản quy định thành văn xuôi để hội đồng ký / Read a programme aloud, for a committee to sign."""
    speech = speech_of(context, lang)
    try:
        found = find_programme(programme)
    except RuleFileError as no:
        for mistake in no.mistakes:
            speech.err.print(line(mistake, speech.language))
        raise typer.Exit(1) from no
    prose = read_aloud(found, speech.language)
    if as_json:
        speech.hand_over({"programme": found.programme, "edition": edition_hash(found), "prose": prose})
    else:
        speech.out.print(prose, end="")


def _tell(inspection: Inspection, speech: Speech) -> None:
    for mistake in inspection.mistakes:
        speech.out.print(line(mistake, speech.language))
    if inspection.mistakes:
        return
    code = "file_sound" if inspection.cases is not None else "no_cases" if inspection.edition else "calendar_sound"
    params = asdict(inspection) | {"beside": cases_file(Path(inspection.file)).name}
    speech.out.print(said(RULE_COMMANDS, code, speech.language, params))


def _as_json(inspection: Inspection, language: Language) -> dict[str, object]:
    mistakes = [_mistake_as_json(mistake, language) for mistake in inspection.mistakes]
    return asdict(inspection) | {"mistakes": mistakes}


def _mistake_as_json(mistake: Mistake, language: Language) -> dict[str, object]:
    return asdict(mistake) | {"says": sentence(mistake, language)}


decide.register(app)
changes.register(app)
plans.register(app)
editions.register(app)
app.command("when")(when.when)
